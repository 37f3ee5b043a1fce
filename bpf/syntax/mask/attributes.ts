/** Blanks what stands where an attribute may stand, and keeps it as marks. */
import { DIALECT } from '../../../grammars/dialect.ts';
import { K_STRING, lex } from '../preprocess/lexer.ts';
import type { Mark } from '../types.ts';
import {
  type Arg,
  BRACE,
  blank,
  COLON,
  closeOf,
  DOT,
  endAt,
  isIdent,
  kindAt,
  newScan,
  PAREN,
  type Scan,
  splitArgs,
  startAt,
  tokenText,
} from './scan.ts';

/** Text of adjacent string literals, with simple escapes undone. */
function stringValue(source: string): string {
  // One without an end goes to the end of the text: the next quote in it begins nothing.
  const parts = source.match(/"(?:[^"\\]|\\[\s\S])*(?:"|$)/g) ?? [];
  return parts.map((part) => part.replace(/^"|"$/g, '').replace(/\\(["\\])/g, '$1')).join('');
}

function argsText(scan: Scan, open: number): string {
  return scan.text.slice(endAt(scan, open), startAt(scan, scan.tok.match[open]!)).trim();
}

/** `NAME` or `NAME(…)` from the table. `section` is the table's prefix for SEC-like macros. Returns the next token. */
export function attributeMacro(
  scan: Scan,
  i: number,
  name: string,
  withArgs: boolean | 'maybe',
  section: string | undefined,
): number {
  const close = withArgs === false ? -1 : closeOf(scan, i + 1);
  if (withArgs === true && close < 0) return i + 1;
  const start = startAt(scan, i);
  const end = endAt(scan, close < 0 ? i : close);
  blank(scan, start, end);
  const args = close < 0 ? '' : argsText(scan, i + 1);
  if (section !== undefined)
    scan.marks.push({ kind: 'section', start, end, name: sectionName(section, args) });
  if (section !== '') scan.marks.push({ kind: 'attribute', start, end, name, args });
  return close < 0 ? i + 1 : close + 1;
}

function sectionName(prefix: string, args: string): string {
  return prefix === '' ? stringValue(args) : prefix + args;
}

/** `__free(name)`. */
export function freeMacro(scan: Scan, i: number): number {
  const close = closeOf(scan, i + 1);
  if (close < 0) return i + 1;
  const start = startAt(scan, i);
  const end = endAt(scan, close);
  blank(scan, start, end);
  scan.marks.push({ kind: 'cleanup', start, end, name: argsText(scan, i + 1), free: true });
  return close + 1;
}

/** `__attribute__((a, b(c)))`: one mark for each item. */
export function attributeKeyword(scan: Scan, i: number): number {
  const close = closeOf(scan, i + 1);
  if (close < 0) return i + 1;
  blank(scan, startAt(scan, i), endAt(scan, close));
  const inner = kindAt(scan, i + 2) === PAREN && scan.tok.match[i + 2]! > 0 ? i + 2 : i + 1;
  for (const item of splitArgs(scan, inner)) {
    const mark = attributeItem(scan, item);
    if (mark !== undefined) scan.marks.push(mark);
  }
  return close + 1;
}

function attributeItem(scan: Scan, item: Arg): Mark | undefined {
  if (item.to <= item.from) return undefined;
  const name = tokenText(scan, item.from).replace(/^__(.+?)__$/, '$1');
  const open = item.from + 1;
  const args = open < item.to && closeOf(scan, open) > 0 ? argsText(scan, open) : '';
  const { start, end } = item;
  if (name === 'section') return { kind: 'section', start, end, name: stringValue(args) };
  if (name === 'cleanup') return { kind: 'cleanup', start, end, name: args, free: false };
  return { kind: 'attribute', start, end, name, args };
}

/** `register u64 x asm("r9")`: the label of a declarator; an asm statement is left alone. */
export function asmKeyword(scan: Scan, i: number): number {
  const close = closeOf(scan, i + 1);
  if (close !== i + 3 || kindAt(scan, i + 2) !== K_STRING) return i + 1;
  const before = kindAt(scan, i - 1);
  const declarator = isIdent(scan, i - 1) || ((before === 41 || before === 93) && !isStatementStart(scan, i));
  if (!declarator || /^(?:else|do|volatile)$/.test(tokenText(scan, i - 1))) return i + 1;
  const start = startAt(scan, i);
  const end = endAt(scan, close);
  blank(scan, start, end);
  scan.marks.push({ kind: 'attribute', start, end, name: 'asm', args: argsText(scan, i + 1) });
  return close + 1;
}

/** `if (x) asm("…");`: the `)` before belongs to a control statement. */
function isStatementStart(scan: Scan, i: number): boolean {
  const open = scan.tok.match[i - 1]!;
  return open > 0 && /^(?:if|for|while|switch)$/.test(tokenText(scan, open - 1));
}

/** `enum name : type {`: the grammar does not know the underlying type. */
export function enumKeyword(scan: Scan, i: number): number {
  const colon = isIdent(scan, i + 1) ? i + 2 : i + 1;
  if (kindAt(scan, colon) !== COLON) return i + 1;
  let at = colon + 1;
  while (isIdent(scan, at) && at < colon + 6) at++;
  if (kindAt(scan, at) !== BRACE || at === colon + 1) return i + 1;
  const start = startAt(scan, colon);
  const end = endAt(scan, at - 1);
  blank(scan, start, end);
  scan.marks.push({
    kind: 'attribute',
    start,
    end,
    name: 'enum-type',
    args: scan.text.slice(startAt(scan, colon + 1), end),
  });
  return at;
}

/** A member's name is never a macro of ours: `p->private`. */
export function isMemberName(scan: Scan, i: number): boolean {
  const before = kindAt(scan, i - 1);
  return before === DOT || before === 129;
}

const STORAGE = new Set(['static', 'inline', 'extern', '__inline', '__inline__']);

/** The marks of a text that is nothing but attributes (an expanded macro). */
export function attributesIn(text: string): Mark[] {
  const scan = newScan(text, lex(text), () => undefined);
  for (let i = 0; i < scan.tok.count; ) {
    const name = tokenText(scan, i);
    const entry = DIALECT.get(name);
    if (entry?.kind === 'attribute') i = attributeMacro(scan, i, name, entry.args, entry.section);
    else if (entry?.kind === 'cleanup') i = freeMacro(scan, i);
    else if (entry?.kind === 'keyword' && entry.what === 'attribute') i = attributeKeyword(scan, i);
    else {
      if (STORAGE.has(name)) scan.marks.push({ kind: 'attribute', start: 0, end: 0, name, args: '' });
      i++;
    }
  }
  return scan.marks;
}
