/**
 * What may be written at the cursor: functions of the kernel, flags of an argument, sections, kptr slots. From the text and
 * what is kept of the last one that was parsed; nothing is parsed or checked for it.
 */
import type { MapInfo } from '../../../bpf/flow/graph.ts';
import { FLAG_SETS } from '../../../bpf/kernel/flags.ts';
import { allFunctions, availableAt, lookupFunction } from '../../../bpf/kernel/index.ts';
import { sectionNames } from '../../../bpf/kernel/program-types.ts';
import type { KernelFunction, Version } from '../../../bpf/kernel/types.ts';
import { updateAlwaysFails } from '../../analysis/kernel/flag-arguments.ts';
import { type Style, styleOf } from '../../rules/fix/style.ts';
import { type Call, type Cursor, callAt, cursorAt, type Place, placeOf, tokenText } from './cursor.ts';
import { declarer } from './declared.ts';
import { isOpen, programsAt } from './program.ts';
import type { Offer, Offers, Question } from './question.ts';
import { kptrOf, slotsAt } from './slots.ts';
import { snippetOf } from './snippets.ts';

/** undefined: nothing. */
export function completionAt(question: Question): Offers | undefined {
  const { text, offset, trigger } = question;
  if (trigger !== undefined && !isTrigger(text, offset, trigger)) return undefined;
  const cursor = cursorAt(text, offset);
  if (!cursor) return undefined;
  if (cursor.inString) return sectionsAt(cursor);
  const call = callAt(cursor);
  const slots = call?.name === 'bpf_kptr_xchg' && call.index === 0 ? slotsAt(cursor, question) : undefined;
  if (slots) return slots;
  const place = placeOf(cursor);
  if (place.at === 'name') return undefined;
  const flags = call ? flagsFor(call, cursor, question) : [];
  const functions = trigger === undefined ? functionsFor(place, cursor, question) : [];
  const items = [...flags, ...functions];
  return items.length === 0 ? undefined : { start: cursor.start, items };
}

/** Blanks are typed everywhere: only one behind a comma or a bar asks. */
function isTrigger(text: string, offset: number, trigger: string): boolean {
  if (trigger !== ' ') return true;
  return /[,|] $/.test(text.slice(Math.max(0, offset - 2), offset));
}

const MORE_SECTIONS = ['.maps', 'license', '.struct_ops', '.struct_ops.link'];

/** `SEC("` and what may stand there; nothing in other strings. */
function sectionsAt(cursor: Cursor): Offers | undefined {
  const { count, word, start } = cursor;
  if (tokenText(cursor, count - 1) !== '(' || tokenText(cursor, count - 2) !== 'SEC') return undefined;
  const mark = word.startsWith('?') ? '?' : '';
  const names = [...sectionNames().map(({ name }) => mark + name), ...MORE_SECTIONS];
  const items = names.map((label): Offer => ({ label, kind: 'section', snippet: label }));
  return { start, items };
}

/** Flags that the argument takes, and the map, where it is known. */
function flagsFor(call: Call, cursor: Cursor, question: Question): Offer[] {
  const { kernel, text, known, isAlone, trigger } = question;
  const arg = lookupFunction(call.name)?.params[call.index]?.arg;
  if (arg?.role !== 'flags' || arg.set === undefined) return [];
  const set: Readonly<Record<string, number>> = FLAG_SETS[arg.set as keyof typeof FLAG_SETS] ?? {};
  const all = Object.keys(set);
  if (all.length === 0) return [];
  // Nobody else lists anything at a comma or a blank.
  const isDeclared =
    isAlone || trigger !== undefined ? () => false : declarer(text, cursor, known, `(?:${all.join('|')})\\b`);
  const map = known?.module.maps.get(mapName(call, cursor)) ?? ANY_MAP;
  return all
    .filter((name) => arg.set !== 'map-update' || !updateAlwaysFails(map, BigInt(set[name]!), kernel))
    .filter((name) => !isDeclared(name))
    .map((label) => ({ label, kind: 'flag', snippet: label }));
}

/** Of maps that are not known, what a hash table takes is taken. */
const ANY_MAP = { type: 'BPF_MAP_TYPE_HASH' } as MapInfo;

/** `&map` as the first argument. */
function mapName({ open }: Call, cursor: Cursor): string {
  return tokenText(cursor, open + 1) === '&' ? tokenText(cursor, open + 2) : '';
}

const styles = new WeakMap<object, Style>();

function styleFor({ known, text }: Question): Style {
  if (!known) return styleOf(text.slice(0, LOOK_AT));
  const style = styles.get(known.file) ?? styleOf(known.file.text.slice(0, LOOK_AT));
  styles.set(known.file, style);
  return style;
}

/** Characters that show how a file is written. */
const LOOK_AT = 20_000;

/** By the beginning of their names: what has typed letters in its middle is somebody's variable more often. */
function functionsFor(place: Place, cursor: Cursor, question: Question): Offer[] {
  const { word } = cursor;
  if (cursor.body === undefined || !PREFIXES.test(word)) return [];
  const { kernel, text, known, isAlone } = question;
  const programs = programsAt(cursor, known?.module);
  const may = (fn: KernelFunction) => isOpen(fn, programs, kernel);
  const isDeclared = isAlone ? () => false : declarer(text, cursor, known, `${word || '(?:bpf|scx)_'}\\w*`);
  const found = allFunctions().filter(
    (fn) =>
      (fn.kind === 'kfunc' || fn.kind === 'helper') &&
      fn.name.startsWith(word) &&
      may(fn) &&
      !isReplaced(fn, kernel) &&
      !isDeclared(fn.name),
  );
  if (found.length === 0) return [];
  const style = styleFor(question);
  const kptr = kptrOf(known?.module);
  const rest = restOfLine(text, question.offset);
  const written: Place = /^\s*$/.test(rest) ? place : { at: 'expression' };
  return found.map((fn) => ({
    label: fn.name,
    kind: 'function',
    // In front of parentheses, or in the middle of a word, only the name is missing.
    snippet: /^[\w(]/.test(rest)
      ? fn.name
      : snippetOf({ fn, place: written, style, kernel, isOpen: may, kptr }),
  }));
}

/** What a name of the kernel's may begin with, as far as it is typed. */
const PREFIXES = /^(?:|b|bp|bpf|bpf_\w*|s|sc|scx|scx_\w*|_\w*)$/;

function isReplaced({ replacedBy }: KernelFunction, kernel: Version): boolean {
  const other = replacedBy === undefined ? undefined : lookupFunction(replacedBy);
  return other !== undefined && availableAt(other, kernel);
}

function restOfLine(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(offset, end < 0 ? text.length : end);
}
