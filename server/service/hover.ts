/** Hover: what the catalogue says of a name, what a map and a `__kptr` slot are, and the state of a mask variable at its place. */

import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { Module } from '../../bpf/flow/graph.ts';
import { lookupFunction } from '../../bpf/kernel/index.ts';
import { fileName } from '../../bpf/syntax/paths.ts';
import { inMarkdown } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/hover.ts';
import { describe, keyOf } from '../analysis/describe.ts';
import { type Checked, type Observation, observe } from '../analysis/observe.ts';
import { factText, NULL, type SiteText } from './describe-value.ts';
import { mapHover } from './hover/definition.ts';
import { mapWordHover } from './hover/map.ts';
import { nameHover, taskFieldHover } from './hover/name.ts';
import { sectionHover } from './hover/section.ts';
import { functionHover } from './hover-function.ts';
import { subjectAt } from './places.ts';
import { linesOf, positionAt } from './text.ts';
import { type Word, wordAt } from './word.ts';

export interface HoverQuestion {
  readonly text: string;
  readonly offset: number;
  readonly kernel: string;
  /** The file is none of BPF. */
  readonly isUserSpace?: boolean;
  /** The graphs of that text; undefined: they would take time, so only the catalogue is asked. */
  readonly known: (() => { readonly module: Module; readonly checked: Checked }) | undefined;
}

export interface HoverAnswer {
  /** Markdown. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Units of work that a person who points there gets to wait for: a few milliseconds. */
const WORK = 30_000;
/** The same for a pointer into the program's own memory, of which there is less to tell. */
const LESS = 20_000;

/** undefined: there is nothing to say. */
export function hover(question: HoverQuestion): HoverAnswer | undefined {
  const { text, offset, kernel } = question;
  const word = wordAt(text, offset);
  if (!word) return question.isUserSpace ? undefined : sectionHover(text, offset, kernel);
  const { start, end } = word;
  const told = mapWordHover(word.text, kernel);
  if (told !== undefined) return { text: told, start, end };
  // In user space the functions of these names are libbpf's.
  const fn = question.isUserSpace ? undefined : lookupFunction(word.text);
  if (fn) return { text: functionHover(fn, kernel), start, end };
  if (question.isUserSpace) return undefined;
  const named = nameHover(word, text);
  if (named !== undefined) return { text: named, start, end };
  const known = question.known?.();
  if (!known) return undefined;
  const { module } = known;
  const parts = [
    stateOf(module, word, question, known.checked),
    slotOf(module, word, text),
    taskFieldHover(module, word, text),
    mapHover(module, word.text),
  ].filter((part) => part !== '');
  return parts.length === 0 ? undefined : { text: parts.join('\n\n'), start, end };
}

function stateOf(module: Module, word: Word, { text, kernel }: HoverQuestion, checked: Checked): string {
  const subject = subjectAt(module, word, text);
  if (!subject || subject.places.length === 0) return '';
  const graph = subject.fn.graph();
  const siteText = siteTexts(module.path, text);
  const observed = observe(module, subject.fn, subject.places, {
    work: pointsIntoKernel(subject.type) ? WORK : LESS,
    kernel,
    checked,
    sources: (path) => (path === module.path ? text : undefined),
    key: keyOf,
    describe(cx, state, value, place) {
      const fact = describe(cx, state, value, { graph, ...place });
      return fact && factText(fact, siteText);
    },
  });
  const told = merged(observed.roots);
  if (told === '') return '';
  const more = observed.isWhole ? '' : words().notEveryPath;
  return words().told(`\`${word.text}\``, told) + more;
}

/** A struct of which the source shows no whole definition is the kernel's; so is a mask. */
function pointsIntoKernel(type: CType): boolean {
  if (type.k !== 'ptr' || type.to.k !== 'struct') return false;
  return type.to.open || !type.to.complete || /^(?:bpf_)?cpumask$/.test(type.to.name);
}

const MOST_ROOTS = 4;

/** One line when all programs agree, else one for each. */
function merged(roots: readonly Observation[]): string {
  const spoken = roots
    .map(({ root, facts }) => ({ name: root.name, said: joined(facts) }))
    .filter(({ said }) => said !== '');
  const different = new Map<string, string[]>();
  for (const { name, said } of spoken) different.set(said, [...(different.get(said) ?? []), name]);
  if (different.size <= 1) return spoken[0]?.said ?? '';
  return [...different]
    .slice(0, MOST_ROOTS)
    .map(
      ([said, names]) =>
        `\n- ${words().inPrograms(
          names.slice(0, MOST_ROOTS).map((name) => `\`${name}\``),
          said,
        )}`,
    )
    .join('');
}

/** Of several paths: "owned since line 4 or NULL". */
function joined(facts: readonly string[]): string {
  const isNull = facts.includes(NULL);
  const [first, ...others] = facts.filter((fact) => fact !== NULL);
  if (first === undefined) return isNull ? NULL : '';
  if (others.length === 0) return isNull ? words().elsewhereNull(first) : first;
  return words().dependsOnPath([first, ...others, ...(isNull ? [NULL] : [])]);
}

function siteTexts(path: string, text: string): SiteText {
  const lines = linesOf(text);
  return ({ graph, at }) => {
    if (graph.path !== path) return inMarkdown(fileName(graph.path));
    return words().line(positionAt(lines, graph.start + at.start).line + 1);
  };
}

/**
 * A `__kptr` global, or a field: the word behind a dot or an arrow, or where it is declared. Of fields of one name all have
 * to be slots; what else has such a name is something else.
 */
function slotOf(module: Module, word: Word, text: string): string {
  const fields = [...module.records.values()].flatMap((record) => fieldType(record, word.text) ?? []);
  const place = placeOfField(text, word);
  const global = module.globals.get(word.text)?.type;
  const types =
    place === 'member' ? fields : place === 'declared' && !global ? fields : global ? [global] : [];
  const [slot] = types;
  if (!types.every((type) => type.k === 'ptr' && type.tag === 'kptr')) return '';
  if (slot?.k !== 'ptr' || slot.to.k !== 'struct') return '';
  const { sentences, slot: holds, slotLoad, slotExchange } = words();
  return sentences([holds(slot.to.name), slotLoad, slotExchange]);
}

/** As far as what is around a field's name may be away. */
const AROUND = 200;

/** `found->mask`, or `struct bpf_cpumask __kptr *mask;`. */
function placeOfField(text: string, { start, end }: Word): 'member' | 'declared' | undefined {
  const before = text.slice(Math.max(0, start - AROUND), start);
  if (/(?:\.|->)\s*$/.test(before)) return 'member';
  const isDeclared =
    /__kptr\w*\s*\**\s*$/.test(before) && /^\s*(?:\[[^\]]*\]\s*)?;/.test(text.slice(end, end + AROUND));
  return isDeclared ? 'declared' : undefined;
}

function fieldType(record: CType, name: string): CType | undefined {
  if (record.k !== 'struct' && record.k !== 'union') return undefined;
  return record.fields.find((field) => field.name === name)?.type;
}
