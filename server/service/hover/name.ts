/** What the catalogue says of names that are no functions: tags, macros, structs, fields of tasks, flags. */
import type { Module } from '../../../bpf/flow/graph.ts';
import { FLAG_SETS, MAP_CREATE_FLAGS } from '../../../bpf/kernel/flags.ts';
import { allFunctions } from '../../../bpf/kernel/index.ts';
import { OTHER_FLAG_DOCS } from '../../../bpf/kernel/names/flags.ts';
import { MACRO_DOCS, TAG_DOCS } from '../../../bpf/kernel/names/macros.ts';
import { CPUMASK_T, STRUCT_DOCS, TASK_FIELDS } from '../../../bpf/kernel/names/types.ts';
import { words } from '../../../bpf/words/hover.ts';
import { saidInHover } from '../../../bpf/words/language.ts';
import type { Word } from '../word.ts';

/** undefined: nothing is known of it, where it stands. */
export function nameHover(word: Word, text: string): string | undefined {
  const name = word.text;
  const macro = of(MACRO_DOCS, name);
  if (macro) return page(macro.code, saidInHover(macro));
  const tag = of(TAG_DOCS, name);
  if (tag) return page(name, saidInHover(tag));
  return flagHover(name) ?? structHover(word, text);
}

function structHover({ text: name, start }: Word, text: string): string | undefined {
  const isMask = name === 'cpumask_t';
  const doc = of(STRUCT_DOCS, isMask ? 'cpumask' : name);
  if (!doc || !(isMask || /\bstruct\s+$/.test(text.slice(Math.max(0, start - 20), start)))) return undefined;
  return page(isMask ? CPUMASK_T : `struct ${name}`, saidInHover(doc));
}

function flagHover(name: string): string | undefined {
  const doc = of(OTHER_FLAG_DOCS, name);
  if (!doc) return undefined;
  const value = Object.values<Readonly<Record<string, number>>>({ ...FLAG_SETS, MAP_CREATE_FLAGS }).find(
    (set) => Object.hasOwn(set, name),
  )?.[name];
  const takers = allFunctions()
    .filter(({ params }) => params.some(({ arg }) => arg.role === 'flags' && takes(arg.set, name)))
    .map((fn) => `\`${fn.name}\``);
  const facts = takers.length === 0 ? '' : `- ${words().fact(words().takenBy, words().list(takers))}`;
  return page(value === undefined ? name : `${name} = ${value}`, saidInHover(doc), facts);
}

function takes(set: string | undefined, flag: string): boolean {
  const sets: Readonly<Record<string, Readonly<Record<string, number>>>> = FLAG_SETS;
  return set !== undefined && Object.hasOwn(sets, set) && Object.hasOwn(sets[set]!, flag);
}

/** After a dot or an arrow, where no struct of the file has such a field. */
export function taskFieldHover(module: Module, { text: name, start }: Word, text: string): string {
  const field = of(TASK_FIELDS, name);
  if (!field || !/(?:\.|->)\s*$/.test(text.slice(Math.max(0, start - 20), start))) return '';
  const isOwn = [...module.records.values()].some(
    (record) =>
      (record.k === 'struct' || record.k === 'union') &&
      record.complete &&
      record.name !== 'task_struct' &&
      record.fields.some((one) => one.name === name),
  );
  return isOwn ? '' : page(field.code, saidInHover(field));
}

function of<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function page(code: string, ...blocks: readonly string[]): string {
  return [`\`\`\`c\n${code}\n\`\`\``, ...blocks].filter((block) => block !== '').join('\n\n');
}
