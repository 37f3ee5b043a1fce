/**
 * The mask: BPF C in, plain C of the same length out, plus marks for what was taken out. One pass over the tokens;
 * comments and strings outside of rewritten macros are never touched, line breaks never.
 */
import { DIALECT, type DialectMacro } from '../../../grammars/dialect.ts';
import { ahead, failureReason } from '../failure.ts';
import { K_IDENT, type Tokens } from '../preprocess/lexer.ts';
import { redefined } from '../preprocess/macros.ts';
import { atOnce } from '../slices.ts';
import type { Hole, Mark, Span } from '../types.ts';
import {
  asmKeyword,
  attributeKeyword,
  attributeMacro,
  enumKeyword,
  freeMacro,
  isMemberName,
} from './attributes.ts';
import {
  caseKeyword,
  comparisonMacro,
  guardStatement,
  loopMacro,
  mapField,
  programMacro,
  scopedGuard,
  specialCall,
  structOpsDefine,
  typeofCall,
  vptrCall,
} from './calls.ts';
import {
  applyEdits,
  BRACE,
  BRACE_CLOSE,
  blank,
  COMMA,
  type Edit,
  EQUALS,
  isIdent,
  kindAt,
  type MacroLookup,
  newScan,
  PAREN,
  replace,
  type Scan,
  SEMICOLON,
  startAt,
  tokenText,
  type Unit,
} from './scan.ts';
import { structuralUnit } from './units.ts';
import { recordArgument, unknownCall, userMacro } from './user-macros.ts';

export interface Masked {
  readonly masked: string;
  /** Declarations whose brackets do not pair up: they are parsed apart, so that they spoil nothing else. */
  readonly broken: readonly Span[];
  readonly marks: readonly Mark[];
  /** Offsets of user macros that an expansion would replace, ascending. */
  readonly uses: readonly number[];
  /** File-scope pieces that only make sense expanded; blanked in `masked`. */
  readonly units: readonly Unit[];
  /** What could not be masked. */
  readonly holes: readonly Hole[];
}

const NO_MACROS: MacroLookup = () => undefined;

/** Masks at once. */
export function mask(...what: Parameters<typeof maskInSlices>): Masked {
  return atOnce(maskInSlices(...what));
}

/** Tokens that are masked at a time. */
const PIECE = 4_096;

/** Masks `text`, whose (active) tokens are `tok`; `edits` are done as well (directives, inactive arms). */
export function* maskInSlices(
  text: string,
  tok: Tokens,
  lookup: MacroLookup = NO_MACROS,
  edits: readonly Edit[] = [],
): Generator<void, Masked, void> {
  const scan = newScan(text, tok, lookup, edits);
  let line = 0;
  let broken = 0;
  let pause = PIECE;
  for (let i = 0; i < tok.count; ) {
    if (i >= pause) {
      pause = i + PIECE;
      yield;
    }
    for (; broken < tok.broken.length && tok.broken[broken]!.to <= i; broken++) endDeclaration(scan, i);
    for (; line < tok.directives.length && tok.directives[line]!.token <= i; line++) directive(scan, i, line);
    const jump = scan.skip.size === 0 ? undefined : scan.skip.get(i);
    if (jump !== undefined) i = ahead(i, jump);
    else if (tok.kind[i] === K_IDENT) i = word(scan, i);
    else {
      bracket(scan, i, tok.kind[i]!);
      i++;
    }
  }
  for (; line < tok.directives.length; line++) directive(scan, tok.count, line);
  yield;
  const marks = scan.marks.sort((a, b) => a.start - b.start);
  const masked = applyEdits(text, scan.edits);
  const { uses, units, holes } = scan;
  return { masked, broken: brokenSpans(scan), marks, uses, units, holes };
}

/** A piece whose macros make the brackets pair up is not broken. */
function brokenSpans({ tok, units }: Scan): Span[] {
  const spans = tok.broken.map(({ from, to }) => ({ start: tok.start[from]!, end: tok.end[to - 1]! }));
  let next = 0;
  return spans.filter(({ start, end }) => {
    while (next < units.length && units[next]!.end < end) next++;
    return next === units.length || units[next]!.start > start;
  });
}

/** What cannot be masked is left as it stands, and counted. */
function word(scan: Scan, i: number): number {
  try {
    return ahead(i, identifier(scan, i));
  } catch (error) {
    scan.holes.push({ start: startAt(scan, i), end: startAt(scan, i + 1), reason: failureReason(error) });
    return i + 1;
  }
}

/** `#define` and `#include` stay between external declarations; the grammar may stumble over anything else. */
function directive(scan: Scan, i: number, index: number): void {
  const { start, end, token } = scan.tok.directives[index]!;
  const isBetween = token === i && scan.open.length === 0 && scan.functionEnd < 0 && i === scan.unitStart;
  if (!isBetween || !tidyDirective(scan, start, end)) blank(scan, start, end);
}

/**
 * Makes a directive parse. The grammar takes the next line for the body when a name is followed by blanks only, does
 * not know `args...`, and a body on several lines may hold comments, which it does not take. False: blank the line.
 */
function tidyDirective(scan: Scan, start: number, end: number): boolean {
  const line = scan.text.slice(start, end);
  if (/^#\s*include\s*(?:"[^"\r\n]*"|<[^>\r\n]*>)/.test(line)) return true;
  const head = /^#[ \t]*define[ \t]+[A-Za-z_$][\w$]*(?:\([\w$ \t,.]*\))?/.exec(line)?.[0];
  if (head === undefined) return false;
  const body = line.slice(head.length);
  if (body !== '' && (body.trim() === '' || /[\r\n]|\/\*/.test(body))) {
    const room = /^(?:[ \t]*[^\s]|[ \t]+)/.exec(body)?.[0] ?? '';
    if (room.length < 2) return false;
    blank(scan, start + head.length, start + head.length + room.length - 1);
    replace(scan, start + head.length + room.length - 1, '0');
    blank(scan, start + head.length + room.length, end);
  }
  const rest = head.lastIndexOf('...');
  if (rest >= 0) blankName(scan, start, start + rest);
  return true;
}

/** Blanks the name that ends before `end`, if there is one: `args...` is only `...`. */
function blankName(scan: Scan, start: number, end: number): void {
  let last = end;
  while (last > start && /[ \t]/.test(scan.text[last - 1]!)) last--;
  let first = last;
  while (first > start && /[\w$]/.test(scan.text[first - 1]!)) first--;
  blank(scan, first, last);
}

function bracket(scan: Scan, i: number, kind: number): void {
  if (kind === BRACE || kind === PAREN || kind === 91) {
    if (kind === BRACE && scan.open.length === 0 && scan.functionEnd < 0 && isFunctionBody(scan, i)) {
      scan.functionEnd = scan.tok.match[i]! < 0 ? scan.tok.count : scan.tok.match[i]!; // a broken one ends with its range
    }
    if (scan.tok.match[i]! >= 0) scan.open.push(i);
    return;
  }
  if (kind === BRACE_CLOSE || kind === 41 || kind === 93) {
    if (scan.open.length > 0 && scan.open[scan.open.length - 1] === scan.tok.match[i]) scan.open.pop();
    if (i === scan.functionEnd) endFunction(scan, i);
    return;
  }
  if (scan.open.length > 0 || scan.functionEnd >= 0) return;
  if (kind === SEMICOLON) scan.unitStart = i + 1;
  if (kind === EQUALS) scan.inValue = true;
  else if (kind === SEMICOLON || kind === COMMA) scan.inValue = false;
}

/** Behind a declaration whose brackets do not pair up. */
function endDeclaration(scan: Scan, i: number): void {
  scan.open.length = 0;
  endFunction(scan, i - 1);
}

function endFunction(scan: Scan, i: number): void {
  scan.functionEnd = -1;
  scan.unitStart = i + 1;
  scan.inValue = false;
}

/** A `{` at file scope opens a function body when a parameter list (and perhaps attributes) comes before. */
function isFunctionBody(scan: Scan, brace: number): boolean {
  let i = brace - 1;
  for (let steps = 0; steps < 8; steps++) {
    const entry = isIdent(scan, i) ? DIALECT.get(tokenText(scan, i)) : undefined;
    if (entry?.kind === 'attribute') {
      i--;
      continue;
    }
    if (kindAt(scan, i) !== 41) return false;
    const open = scan.tok.match[i]!;
    const before = open > 0 && isIdent(scan, open - 1) ? DIALECT.get(tokenText(scan, open - 1)) : undefined;
    const isAttribute =
      before?.kind === 'attribute' || (before?.kind === 'keyword' && before.what === 'attribute');
    if (!isAttribute) return open > 0;
    i = open - 2;
  }
  return false;
}

function identifier(scan: Scan, i: number): number {
  const name = tokenText(scan, i);
  const entry = DIALECT.get(name);
  if (entry !== undefined) {
    if (entry.kind !== 'keyword' && isMemberName(scan, i)) return i + 1;
    const own = redefined(name, () => scan.lookup(name, startAt(scan, i)));
    return own ? userMacro(scan, i, own) : dialect(scan, i, name, entry);
  }
  const macro = scan.lookup(name, startAt(scan, i));
  if (macro !== undefined) return userMacro(scan, i, macro);
  return kindAt(scan, i + 1) === PAREN ? unknownCall(scan, i, name) : i + 1;
}

function dialect(scan: Scan, i: number, name: string, entry: DialectMacro): number {
  switch (entry.kind) {
    case 'attribute':
      return attributeMacro(scan, i, name, entry.args, entry.section);
    case 'cleanup':
      return freeMacro(scan, i);
    case 'program':
      return programMacro(scan, i, name);
    case 'loop':
      return loopMacro(scan, i, name);
    case 'comparison':
      return comparisonMacro(scan, i);
    case 'guard':
      return scopedGuard(scan, i, name);
    case 'guard-statement':
      return guardStatement(scan, i, name);
    case 'map-field':
      return mapField(scan, i, name);
    case 'special':
      return specialCall(scan, i, name, entry.types, entry.rename);
    case 'vptr':
      return vptrCall(scan, i, name);
    case 'typeof':
      return typeofCall(scan, i);
    case 'struct-ops':
      return structOpsDefine(scan, i, entry.type);
    case 'define':
      return structuralUnit(scan, i, '}') ?? i + 1;
    case 'opaque':
      return i + 1;
    case 'keyword':
      return keyword(scan, i, entry.what);
  }
}

function keyword(scan: Scan, i: number, what: Extract<DialectMacro, { kind: 'keyword' }>['what']): number {
  switch (what) {
    case 'attribute':
      return attributeKeyword(scan, i);
    case 'asm':
      return asmKeyword(scan, i);
    case 'case':
      return caseKeyword(scan, i);
    case 'enum': {
      const next = enumKeyword(scan, i);
      return next > i + 1 ? next : recordArgument(scan, i);
    }
    case 'record':
      return recordArgument(scan, i);
    case 'statement':
      return i + 1;
  }
}
