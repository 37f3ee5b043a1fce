/**
 * What a file says of its place among others, without parsing it: what it includes, what it defines for other files to
 * use, what it calls. Kept by text, since nothing else decides it.
 */
import { isHostTest } from '../syntax/detect.ts';
import { K_IDENT, lex, type Tokens } from '../syntax/preprocess/lexer.ts';

export interface Outline {
  readonly text: string;
  /** As they are written, in order. */
  readonly includes: readonly string[];
  /** It says under which licence it is loaded: it is built on its own. */
  readonly isObject: boolean;
  /** Built by a host's compiler. */
  readonly isHostTest: boolean;
  /** Functions and variables that other files can mean by their names; weak ones are none. */
  defined(): ReadonlySet<string>;
  /** Names that stand before a parenthesis. */
  called(): ReadonlySet<string>;
}

/** Files that are kept. */
const MOST_KEPT = 4_000;
/** No source is longer; of generated types nobody wants to know. */
const LONGEST = 1_500_000;

const kept = new Map<string, Outline>();

export function outlineOf(path: string, text: string): Outline {
  const known = kept.get(path);
  if (known?.text === text) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const outline = read(path, text.length > LONGEST ? '' : text);
  kept.set(path, outline);
  return outline;
}

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)/gm;
const LICENSE = /\bSEC[ \t]*\([ \t]*"license"[ \t]*\)/;

function read(path: string, text: string): Outline {
  let tokens: Tokens | undefined;
  let defined: ReadonlySet<string> | undefined;
  let called: ReadonlySet<string> | undefined;
  const lexed = () => {
    tokens ??= lex(text);
    return tokens;
  };
  return {
    text,
    includes: [...text.matchAll(INCLUDE)].map(([, quoted, angled]) => (quoted ?? angled)!),
    isObject: LICENSE.test(text),
    isHostTest: isHostTest(path, text),
    defined() {
      defined ??= definedIn(text, lexed());
      tokens = called ? undefined : tokens;
      return defined;
    },
    called() {
      called ??= calledIn(text, lexed());
      tokens = defined ? undefined : tokens;
      return called;
    },
  };
}

function calledIn(text: string, tok: Tokens): ReadonlySet<string> {
  const found = new Set<string>();
  for (let i = 0; i + 1 < tok.count; i++)
    if (tok.kind[i] === K_IDENT && tok.kind[i + 1] === PAREN) found.add(nameAt(text, tok, i));
  return found;
}

const PAREN = 40;
const BRACKET = 91;
const BRACE = 123;
const SEMICOLON = 59;
const EQUALS = 61;

const nameAt = (text: string, tok: Tokens, i: number): string => text.slice(tok.start[i]!, tok.end[i]!);

/** One external declaration after the other: what lies in brackets is stepped over. */
function definedIn(text: string, tok: Tokens): ReadonlySet<string> {
  const found = new Set<string>();
  for (let first = 0; first < tok.count; ) {
    let at = first;
    let body = -1;
    for (; at < tok.count && tok.kind[at] !== SEMICOLON; at++) {
      const close = tok.match[at]!;
      if (close <= at) continue;
      if (tok.kind[at] === BRACE && isBody(text, tok, first, at)) body = at;
      at = close;
      if (body >= 0) break;
    }
    const name = nameOf(text, tok, first, body >= 0 ? body : at, body >= 0);
    if (name !== undefined) found.add(name);
    first = at + 1;
  }
  return found;
}

/** Words in front of a parenthesis that are no function's name. */
const ATTRIBUTE =
  /^(?:__attribute__|__attribute|SEC|MSEC|__section|__alignas?|_Alignas|__aligned|private|typeof|__typeof__)$/;
const OF_OTHERS = new Set(['static', 'extern', 'typedef', '__weak', '_Static_assert']);
const DEFINING = /(?:^|_)DEFINE(?:_|$)/;

/** The braces of a function follow its parameters, or attributes behind those; a type's follow its name. */
function isBody(text: string, tok: Tokens, first: number, brace: number): boolean {
  let hasParameters = false;
  for (let i = first; i < brace; i++) {
    if (tok.kind[i] === EQUALS) return false;
    if (tok.kind[i] !== PAREN || tok.match[i]! <= i) continue;
    if (i > first && tok.kind[i - 1] === K_IDENT && !ATTRIBUTE.test(nameAt(text, tok, i - 1)))
      hasParameters = true;
    i = tok.match[i]!;
  }
  return hasParameters;
}

/** The name that the declaration from `first` up to `end` defines for other files; undefined: none. */
function nameOf(
  text: string,
  tok: Tokens,
  first: number,
  end: number,
  isFunction: boolean,
): string | undefined {
  let name: string | undefined;
  for (let i = first; i < end; i++) {
    const kind = tok.kind[i]!;
    if (kind === EQUALS) break;
    if (kind === BRACKET || kind === BRACE) i = Math.max(i, tok.match[i]!);
    if (kind !== K_IDENT) continue;
    const word = nameAt(text, tok, i);
    if (OF_OTHERS.has(word)) return undefined;
    if (tok.kind[i + 1] !== PAREN || i + 1 >= end) {
      name = word;
      continue;
    }
    const close = tok.match[i + 1]!;
    if (ATTRIBUTE.test(word)) {
      if (text.slice(tok.start[i + 1]!, tok.end[Math.max(i + 1, close)]!).includes('"license"'))
        return undefined;
    } else if (isFunction) {
      // `int BPF_PROG(name, …)`: the macro is no name.
      const isMacro = /^[A-Z][A-Z0-9_]+$/.test(word) && tok.kind[i + 2] === K_IDENT;
      return nameAt(text, tok, isMacro ? i + 2 : i);
    } else return DEFINING.test(word) && tok.kind[i + 2] === K_IDENT ? nameAt(text, tok, i + 2) : undefined;
    i = Math.max(i, close);
  }
  // `struct x;` and `struct x { … };` define a type.
  const isType = ['struct', 'union', 'enum'].includes(nameAt(text, tok, first)) && end - first <= 2;
  const endsInBraces = end > first && tok.kind[end - 1] === 125;
  return name === undefined || isType || (endsInBraces && !hasEquals(tok, first, end)) ? undefined : name;
}

function hasEquals(tok: Tokens, first: number, end: number): boolean {
  for (let i = first; i < end; i++) {
    if (tok.kind[i] === EQUALS) return true;
    if (tok.match[i]! > i) i = tok.match[i]!;
  }
  return false;
}
