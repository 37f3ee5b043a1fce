/** Rewrites macros that look like calls into C that parses: programs, loops, guards, map fields, type arguments. */
import { K_IDENT } from '../preprocess/lexer.ts';
import {
  type Arg,
  ASTERISK,
  BRACE,
  BRACE_CLOSE,
  blank,
  COMMA,
  closeOf,
  endAt,
  isIdent,
  kindAt,
  PAREN,
  replace,
  type Scan,
  SEMICOLON,
  spansOf,
  splitArgs,
  startAt,
  tokenText,
} from './scan.ts';

/** `BPF_PROG(name, parameters)` -> `name(parameters)`; without parameters the tree is mended afterwards. */
export function programMacro(scan: Scan, i: number, macro: string): number {
  const close = closeOf(scan, i + 1);
  if (close < 0 || !isIdent(scan, i + 2)) return i + 1;
  const start = startAt(scan, i);
  const nameStart = startAt(scan, i + 2);
  const behind = kindAt(scan, i + 3);
  if (behind !== COMMA && i + 3 !== close) return i + 1;
  scan.marks.push({
    kind: 'program',
    start,
    end: endAt(scan, close),
    macro,
    name: tokenText(scan, i + 2),
    nameStart,
  });
  if (behind === COMMA) {
    blank(scan, start, nameStart);
    replace(scan, startAt(scan, i + 3), '(');
  }
  return i + 3;
}

/** `bpf_for(i, 0, n)` -> `while  (i, 0, n)`. */
export function loopMacro(scan: Scan, i: number, macro: string): number {
  const close = closeOf(scan, i + 1);
  if (close < 0) return i + 1;
  const start = startAt(scan, i);
  const args = spansOf(splitArgs(scan, i + 1));
  const length = startAt(scan, i + 1) - start;
  const isOneLine = !/[\r\n]/.test(scan.text.slice(start, endAt(scan, close)));
  if (args.length > 0) replace(scan, start, pad(macro.length < 5 ? 'if' : 'while', macro.length));
  else if (isOneLine && length > 2) {
    // `while ()` would not parse: the parenthesis moves one to the left and makes room for a condition.
    replace(scan, start, `${pad(length < 6 ? 'if' : 'while', length - 1)}(1`);
    blank(scan, endAt(scan, i + 1), startAt(scan, close));
  }
  scan.marks.push({ kind: 'loop', start, end: endAt(scan, close), macro, args });
  return i + 1;
}

/** `bpf_cmp_likely(a, <, b)` -> `bpf_cmp_likely(a  <  b)`. */
export function comparisonMacro(scan: Scan, i: number): number {
  const args = closeOf(scan, i + 1) < 0 ? [] : splitArgs(scan, i + 1);
  const operator = args[1];
  if (args.length !== 3 || !operator || !COMPARES.test(scan.text.slice(operator.start, operator.end)))
    return i + 1;
  blank(scan, args[0]!.end, operator.start);
  blank(scan, operator.end, args[2]!.start);
  return i + 1;
}

const COMPARES = /^(?:[<>=!]=|[<>&])$/;

/** `scoped_guard(rcu) {` -> `while       (rcu) {`. */
export function scopedGuard(scan: Scan, i: number, macro: string): number {
  const close = closeOf(scan, i + 1);
  const args = close < 0 ? [] : splitArgs(scan, i + 1);
  if (args.length === 0) return i + 1;
  const start = startAt(scan, i);
  replace(scan, start, pad('while', macro.length));
  const name = scan.text.slice(args[0]!.start, args[0]!.end);
  scan.marks.push({
    kind: 'guard',
    start,
    end: endAt(scan, close),
    scoped: true,
    name,
    args: spansOf(args.slice(1)),
  });
  return i + 1;
}

/** `guard(name)(…)` and `CLASS(name, variable)(…)` parse as they are. */
export function guardStatement(scan: Scan, i: number, macro: string): number {
  const close = closeOf(scan, i + 1);
  const second = close < 0 ? -1 : closeOf(scan, close + 1);
  if (second < 0) return i + 1;
  const start = startAt(scan, i);
  const end = endAt(scan, second);
  const first = splitArgs(scan, i + 1);
  const args = splitArgs(scan, close + 1);
  if (macro === 'CLASS') {
    scan.marks.push({ kind: 'special-call', start, end, name: macro, args: spansOf([...first, ...args]) });
    return i + 1;
  }
  const name = first.length === 0 ? '' : scan.text.slice(first[0]!.start, first[0]!.end);
  scan.marks.push({ kind: 'guard', start, end, scoped: false, name, args: spansOf(args) });
  return i + 1;
}

/** `__uint(max_entries, 4);` is blanked with its semicolon. */
export function mapField(scan: Scan, i: number, macro: string): number {
  const close = closeOf(scan, i + 1);
  const before = kindAt(scan, i - 1);
  if (close < 0 || (before !== BRACE && before !== SEMICOLON && before !== BRACE_CLOSE)) return i + 1;
  const start = startAt(scan, i);
  const end = endAt(scan, close);
  scan.marks.push({ kind: 'map-field', start, end, macro, args: spansOf(splitArgs(scan, i + 1)) });
  const next = kindAt(scan, close + 1) === SEMICOLON ? close + 1 : close;
  blank(scan, start, endAt(scan, next));
  return next + 1;
}

/** Calls whose arguments are no expressions: type arguments become an identifier or `0`. */
export function specialCall(
  scan: Scan,
  i: number,
  name: string,
  types: readonly number[] | 'all',
  rename?: string,
): number {
  const close = closeOf(scan, i + 1);
  if (close < 0) return i + 1;
  const args = splitArgs(scan, i + 1);
  scan.special.add(i);
  scan.marks.push({
    kind: 'special-call',
    start: startAt(scan, i),
    end: endAt(scan, close),
    name,
    args: spansOf(args),
  });
  if (rename !== undefined) replace(scan, startAt(scan, i), rename);
  args.forEach((arg, index) => {
    if (types === 'all' || types.includes(index)) typeArgument(scan, arg);
  });
  return i + 1;
}

const TYPE_WORDS = new Set(
  `struct union enum const volatile unsigned signed int char short long void float double _Bool __const restrict
   __restrict _Atomic typeof __typeof__ __typeof __unqual_typeof typeof_unqual`.split(/\s+/),
);

/** Leaves the type's name when it has one (`struct x *` -> `x`), else `0`: something that parses as an argument. */
export function typeArgument(scan: Scan, arg: Arg): void {
  if (arg.to <= arg.from) return;
  const name = simpleTypeName(scan, arg);
  if (name === undefined) {
    if (!needsRewrite(scan, arg)) return;
    blank(scan, arg.start + 1, arg.end);
    replace(scan, arg.start, '0');
    scan.skip.set(arg.from, arg.to);
    return;
  }
  blank(scan, arg.start, startAt(scan, name));
  blank(scan, endAt(scan, name), arg.end);
  scan.skip.set(arg.from, arg.to);
}

/** Token of the only name in `const struct NAME *`, undefined for any other shape. */
function simpleTypeName(scan: Scan, arg: Arg): number | undefined {
  let name: number | undefined;
  for (let t = arg.from; t < arg.to; t++) {
    const kind = kindAt(scan, t);
    if (kind === ASTERISK && name !== undefined) continue;
    if (kind !== K_IDENT) return undefined;
    if (TYPE_WORDS.has(tokenText(scan, t))) continue;
    if (name !== undefined) return undefined;
    name = t;
  }
  return name;
}

/** An argument that starts with a type keyword, or is no lone expression (`u64 *`), cannot stay. */
function needsRewrite(scan: Scan, arg: Arg): boolean {
  const first = tokenText(scan, arg.from);
  return TYPE_WORDS.has(first) || kindAt(scan, arg.to - 1) === ASTERISK || kindAt(scan, arg.from) === BRACE;
}

/** `MEMBER_VPTR(a, [i].b)` -> `(a  [i].b)`. */
export function vptrCall(scan: Scan, i: number, name: string): number {
  const close = closeOf(scan, i + 1);
  const args = close < 0 ? [] : splitArgs(scan, i + 1);
  if (args.length !== 2 || args[0]!.to <= args[0]!.from) return i + 1;
  const start = startAt(scan, i);
  scan.special.add(i);
  scan.marks.push({ kind: 'special-call', start, end: endAt(scan, close), name, args: spansOf(args) });
  blank(scan, start, startAt(scan, i + 1));
  blank(scan, startAt(scan, args[0]!.to), endAt(scan, args[0]!.to));
  return i + 1;
}

const TYPEOF_STAND_IN = 'struct _';

/** `typeof(x)` -> `struct _ `: a type wherever it stands; what it means is in the mark. */
export function typeofCall(scan: Scan, i: number): number {
  const close = closeOf(scan, i + 1);
  if (close < 0 || endAt(scan, close) - startAt(scan, i) < TYPEOF_STAND_IN.length + 1) return i + 1;
  const start = startAt(scan, i);
  const end = endAt(scan, close);
  const inner = { start: startAt(scan, i + 2), end: startAt(scan, close) };
  const args = [{ start: inner.start, end: endAt(scan, close - 1) }];
  scan.marks.push({ kind: 'special-call', start, end, name: 'typeof', args });
  if (/[\r\n]/.test(scan.text.slice(start, start + TYPEOF_STAND_IN.length))) return i + 1;
  replace(scan, start, TYPEOF_STAND_IN);
  blank(scan, start + TYPEOF_STAND_IN.length, end);
  return close + 1;
}

/** `SCX_OPS_DEFINE(ops, .a = b)` -> `sched_ext_ops   ops= {.a = b}`. */
export function structOpsDefine(scan: Scan, i: number, type: string): number {
  const close = closeOf(scan, i + 1);
  if (close < 0 || !isIdent(scan, i + 2) || kindAt(scan, i + 3) !== COMMA) return i + 1;
  const start = startAt(scan, i);
  const comma = startAt(scan, i + 3);
  const gap = scan.text.slice(comma + 1, startAt(scan, i + 4));
  const brace = gap.lastIndexOf(' ') < 0 ? gap.lastIndexOf('\t') : gap.lastIndexOf(' ');
  const inComment = gap.includes('/');
  scan.marks.push({ kind: 'struct-ops', start, end: endAt(scan, close), name: tokenText(scan, i + 2) });
  if (brace < 0 || (inComment && /[^\s]/.test(gap.slice(brace)))) return i + 1;
  replace(scan, start, pad(type, startAt(scan, i + 2) - start));
  replace(scan, comma, '=');
  replace(scan, comma + 1 + brace, '{');
  replace(scan, startAt(scan, close), '}');
  return i + 4;
}

/** `case 1 ... 3:` -> `case 1 ||  3:`. */
export function caseKeyword(scan: Scan, i: number): number {
  let t = i + 1;
  for (; t < scan.tok.count && t < i + 64; t++) {
    const kind = kindAt(scan, t);
    if (kind === 58 || kind === SEMICOLON || kind === BRACE || kind === BRACE_CLOSE) return i + 1;
    if (kind === PAREN && closeOf(scan, t) > t) t = closeOf(scan, t);
    if (kind !== 130) continue;
    const start = startAt(scan, t);
    replace(scan, start, '|| ');
    scan.marks.push({ kind: 'case-range', start, end: start + 3 });
    return i + 1;
  }
  return i + 1;
}

function pad(text: string, length: number): string {
  return text.length > length ? text.slice(0, length) : text + ' '.repeat(length - text.length);
}
