/**
 * Text at the cursor that happens to be whole C and does not look finished: `i` before a line, `if (!slot)` that takes
 * the next statement, a call without its arguments, the beginning of a name. Nobody can know; so this only decides how
 * long a finding waits.
 */
import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { allFunctions, lookupFunction } from '../../bpf/kernel/index.ts';
import { KERNEL_RECORDS } from '../../bpf/kernel/records/index.ts';
import { K_IDENT, lex, type Tokens } from '../../bpf/syntax/preprocess/lexer.ts';
import type { CNode, ParsedFile, Span } from '../../bpf/syntax/types.ts';
import { commonNames, isCommon, namesIn } from './names.ts';

export interface HalfTyped {
  /** Where it is. */
  readonly at: number;
  /** The function in which it is; undefined: all of the file may depend on it. */
  readonly inside: FunctionInfo | undefined;
}

interface Look {
  readonly file: ParsedFile;
  readonly module: Module;
  readonly text: string;
  /** What was typed last, and the line where the cursor stands behind it. */
  readonly edit: Span;
  readonly line: Span;
  readonly fn: FunctionInfo | undefined;
}

/** What at the place of the last edit does not look finished, if anything. */
export function halfTypedAt(file: ParsedFile, module: Module, edit: Span): HalfTyped | undefined {
  const { text } = file;
  const line = lineAround(text, edit.end);
  const fn = [...module.functions.values()].find(
    ({ path, start, end }) => path === file.path && start <= edit.end && edit.end <= end,
  );
  const look = { file, module, text, edit, line, fn };
  const wide = commentAt(look) ?? sectionAt(look) ?? (fn ? undefined : directiveAt(look));
  if (wide !== undefined) return { at: wide, inside: undefined };
  const at = nameAt(look) ?? (fn ? (continuedAt(look, fn) ?? statementAt(look, fn)) : undefined);
  return at === undefined ? undefined : { at, inside: fn };
}

function lineAround(text: string, place: number): Span {
  const offset = Math.min(place, text.length);
  let start = offset;
  while (start > 0 && !isBreak(text, start - 1)) start--;
  let end = offset;
  while (end < text.length && !isBreak(text, end)) end++;
  return { start, end };
}

function isBreak(text: string, i: number): boolean {
  const c = text.charCodeAt(i);
  return c === 10 || c === 13;
}

/** A comment that begins in the line and takes another comment's end for its own. */
function commentAt({ text, line }: Look): number | undefined {
  const start = text.slice(line.start, line.end).lastIndexOf('/*') + line.start;
  if (start < line.start) return undefined;
  const end = text.indexOf('*/', start + 2);
  return end > line.end && text.slice(start + 2, end).includes('/*') ? start : undefined;
}

/** `SEC("tp_btf/task_newt")`: the program is of another type with every letter. */
function sectionAt({ text, edit, line }: Look): number | undefined {
  for (const found of text.slice(line.start, line.end).matchAll(/\bSEC\s*\(\s*"[^"]*"\s*\)/g)) {
    const start = line.start + found.index;
    if (start <= edit.end && edit.start <= start + found[0].length) return start;
  }
  return undefined;
}

/** An `#include` of something that is not there. */
function directiveAt({ file, text, line }: Look): number | undefined {
  const target = /^\s*#\s*include\w*\s*["<]([^">]*)[">]/.exec(text.slice(line.start, line.end))?.[1];
  return target !== undefined && file.missing.includes(target) ? line.start : undefined;
}

/** A name that nothing else mentions and that looks like part of one that is known. */
function nameAt(look: Look): number | undefined {
  const { text, edit, line, module } = look;
  const found = touched(text, line, edit);
  if (!found) return undefined;
  const { name, start, end } = found;
  if (isCommon(name)) return isValueOfFunction(look, found) ? start : undefined;
  const others = namesIn(`${text.slice(0, start)} ${text.slice(end)}`);
  if (others.has(name) || isFromHeader(look, name)) return undefined;
  for (const names of [others, CATALOGUE, commonNames(), module.functions.keys(), module.externs.keys()])
    for (const whole of names) if (isUnfinished(name, whole)) return start;
  return undefined;
}

/** Whether a name becomes another when something is put in at one place: at its end, or where its middle is typed anew. */
function isUnfinished(name: string, whole: string): boolean {
  if (whole.length <= name.length) return false;
  let before = 0;
  while (before < name.length && name.charCodeAt(before) === whole.charCodeAt(before)) before++;
  return whole.endsWith(name.slice(before));
}

/** Declared, and not by the line that is typed. */
function isFromHeader({ file, module, fn }: Look, name: string): boolean {
  const placed = [
    module.functions.get(name),
    module.globals.get(name),
    module.maps.get(name),
    file.macros.get(name),
  ];
  if (placed.some((found) => found && found.path !== file.path)) return true;
  return fn !== undefined && module.externs.has(name);
}

const CATALOGUE: ReadonlySet<string> = new Set([
  ...allFunctions().map(({ name }) => name),
  ...Object.values(KERNEL_RECORDS).flatMap((fields) => Object.keys(fields)),
]);

interface Found extends Span {
  readonly name: string;
}

/** The name in which the edit ends, or next to it. */
function touched(text: string, line: Span, edit: Span): Found | undefined {
  const tok = lex(text, line.start, line.end, false);
  for (let i = 0; i < tok.count; i++) {
    const start = tok.start[i]!;
    const end = tok.end[i]!;
    if (tok.kind[i] === K_IDENT && start <= edit.end && edit.end <= end)
      return { name: text.slice(start, end), start, end };
  }
  return undefined;
}

/** `mask = bpf_cpumask_create;`: nobody wants the address of a kernel function. */
function isValueOfFunction({ text, line }: Look, { name, start, end }: Found): boolean {
  const kind = lookupFunction(name)?.kind;
  if (kind !== 'kfunc' && kind !== 'helper') return false;
  const before = text.slice(line.start, start).trimEnd();
  return !/^\s*\(/.test(text.slice(end, line.end)) && !/[&,(]$/.test(before);
}

/**
 * A statement that goes on in a line which is not indented as if it did, or behind an empty line: it is another statement.
 * Of a line that is not indented as its function's body is, the next one tells nothing.
 */
function continuedAt({ text, line }: Look, fn: FunctionInfo): number | undefined {
  const tok = lex(text, fn.start, fn.end);
  let next = 0;
  while (next < tok.count && tok.start[next]! < line.end) next++;
  const last = next - 1;
  if (last < 0 || next >= tok.count || !isInBody(text, tok, last)) return undefined;
  if (isEnd(text, tok, last) || text.charAt(tok.start[next]!) === '{') return undefined;
  if (isInParentheses(tok, last)) return undefined;
  const [mine, theirs, head] = [tok.start[last]!, tok.start[next]!, fn.start].map((offset) =>
    indentOf(text, lineAround(text, offset)),
  ) as [number, number, number];
  const isApart = /\n[ \t\r]*\n/.test(text.slice(tok.end[last]!, tok.start[next]!));
  return isApart || theirs <= mine || mine <= head ? tok.start[last]! : undefined;
}

/** What may stand before the next statement. */
const ENDS = new Set([';', '{', '}', ',']);

/** Whether the next statement may come: a colon ends a label, and not `a ? b :`. */
function isEnd(text: string, tok: Tokens, last: number): boolean {
  const sign = (i: number) => text.charAt(tok.end[i]! - 1);
  if (sign(last) !== ':') return ENDS.has(sign(last));
  for (let i = last - 1; i >= 0 && !ENDS.has(sign(i)); i--) if (sign(i) === '?') return false;
  return true;
}

function isInBody(text: string, tok: Tokens, index: number): boolean {
  for (let i = 0; i < index; i++) if (text.charAt(tok.start[i]!) === '{') return true;
  return false;
}

/** Whether token `index` stands inside of parentheses or brackets that close behind it. */
function isInParentheses(tok: Tokens, index: number): boolean {
  for (let i = index; i >= 0; i--) {
    const kind = tok.kind[i];
    const partner = tok.match[i]!;
    if ((kind === 40 || kind === 91) && partner > index) return true;
    if (kind === 123 && partner > index) return false;
    if (partner >= 0 && partner < i) i = partner;
  }
  return false;
}

const TAB = 8;

function indentOf(text: string, { start, end }: Span): number {
  let column = 0;
  for (let i = start; i < end; i++) {
    const c = text.charAt(i);
    if (c === '\t') column += TAB - (column % TAB);
    else if (c === ' ') column++;
    else break;
  }
  return column;
}

/** A statement of the line without effect, or a call that has not all of its arguments. */
function statementAt(look: Look, fn: FunctionInfo): number | undefined {
  const { file, line, text } = look;
  const work: CNode[] = file.root.kids.filter((kid) => kid.start < fn.end && kid.end > fn.start);
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.type === 'expression_statement' && isIdle(look, node)) return node.start;
    if (node.type === 'call_expression' && hasOtherCount(look, text, node)) return node.start;
    for (const kid of node.kids) if (kid.start <= line.end && kid.end >= line.start) work.push(kid);
  }
  return undefined;
}

const IDLE = new Set([
  ...['identifier', 'field_expression', 'subscript_expression', 'number_literal', 'string_literal'],
  ...[
    'char_literal',
    'parenthesized_expression',
    'binary_expression',
    'unary_expression',
    'pointer_expression',
  ],
  ...['true', 'false', 'null', 'sizeof_expression'],
]);

/** Only where the statement itself is in the line; a macro's name may stand for anything. */
function isIdle({ file, text, line }: Look, statement: CNode): boolean {
  const value = statement.kids[0];
  if (!value || !IDLE.has(value.type) || value.start < line.start || value.start > line.end) return false;
  const name = text.slice(value.start, value.end);
  return !(value.type === 'identifier' && (file.macros.has(name) || isCommon(name)));
}

function hasOtherCount({ module }: Look, text: string, call: CNode): boolean {
  const callee = call.kids.find((kid) => kid.field === 'function');
  const list = call.kids.find((kid) => kid.field === 'arguments');
  if (callee?.type !== 'identifier' || !list) return false;
  const name = text.slice(callee.start, callee.end);
  const count = list.kids.filter((kid) => kid.type !== 'comment').length;
  const own = (module.functions.get(name) ?? module.externs.get(name))?.type;
  if (own) return !own.variadic && own.params.length !== count;
  const known = lookupFunction(name);
  if (known?.kind !== 'kfunc' && known?.kind !== 'helper') return false;
  return !known.prototype.includes('...') && known.params.length !== count;
}
