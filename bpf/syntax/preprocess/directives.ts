/** Runs a file's directives in order: macros, `#if` arms, includes. Says what to blank and which tokens are left. */

import { pairBrackets } from '../external/brackets.ts';
import { contained } from '../failure.ts';
import type { Edit } from '../mask/scan.ts';
import type { Condition, Macro, Malformed, Span } from '../types.ts';
import {
  CERTAINLY_UNDEFINED,
  type ConditionValue,
  type ConditionWorld,
  evaluateCondition,
} from './condition.ts';
import { applyEvent, type Environment, isDefined, type MacroEvent, onceEvent } from './environment.ts';
import type { Directive, Tokens } from './lexer.ts';
import { cleanLine, parseDefine } from './macros.ts';
import { pushedEvents } from './pushed.ts';

export interface Preprocessed {
  /** Tokens of the arms that are compiled; `directives` are the ones that may stay visible. */
  readonly tok: Tokens;
  readonly edits: readonly Edit[];
  readonly conditions: readonly Condition[];
  /** The macro of a name at an offset of this file. */
  readonly lookup: (name: string, offset: number) => Macro | undefined;
  /** Everything this file (and its headers) did to the environment. */
  readonly events: readonly MacroEvent[];
  /** Directives that somebody is typing. */
  readonly malformed: readonly Malformed[];
}

/** Follows an `#include`; returns what it did to the environment (which it has already applied). */
export type IncludeHandler = (target: string) => readonly MacroEvent[];

interface Arm {
  /** The line that opens it all. */
  readonly opened: Directive;
  /** The lines around are compiled. */
  readonly outer: boolean;
  /** An earlier arm was taken. */
  taken: boolean;
  /** This arm is compiled. */
  active: boolean;
}

interface Version {
  readonly offset: number;
  readonly macro: Macro | undefined;
}

interface State {
  readonly path: string;
  readonly text: string;
  readonly env: Environment;
  /** The macros before the first line. */
  readonly base: ReadonlyMap<string, Macro>;
  readonly include: IncludeHandler;
  readonly arms: Arm[];
  readonly inactive: Span[];
  readonly kept: Directive[];
  readonly edits: Edit[];
  readonly conditions: Condition[];
  readonly world: ConditionWorld;
  readonly events: MacroEvent[];
  readonly history: Map<string, Version[]>;
  readonly malformed: Malformed[];
  /** Where the current inactive region began, -1 while lines are compiled. */
  dead: number;
}

export function preprocess(
  path: string,
  text: string,
  tok: Tokens,
  env: Environment,
  include: IncludeHandler,
): Preprocessed {
  const state: State = {
    path,
    text,
    env,
    base: new Map(env.macros),
    include,
    arms: [],
    inactive: [],
    kept: [],
    edits: [],
    conditions: [],
    world: {
      lookup: (name) => env.macros.get(name),
      isDefined: (name) => isDefined(env, name),
    },
    events: [],
    history: new Map(),
    malformed: [],
    dead: -1,
  };
  for (let i = 0; i < tok.directives.length; i++) directive(state, tok, i);
  for (const { opened } of state.arms) state.malformed.push(malformedLine(opened, true));
  if (state.dead >= 0) state.inactive.push({ start: state.dead, end: text.length });
  for (const span of state.inactive) state.edits.push({ ...span, to: undefined });
  return {
    tok: activeTokens(text, tok, state.inactive, state.kept),
    edits: state.edits,
    conditions: state.conditions,
    lookup: (name, offset) => versionAt(state.history, state.base, name, offset),
    events: state.events,
    malformed: state.malformed,
  };
}

function malformedLine({ start, end }: Directive, isWide: boolean): Malformed {
  return { start, end, at: start, isWide };
}

function versionAt(
  history: ReadonlyMap<string, readonly Version[]>,
  base: ReadonlyMap<string, Macro>,
  name: string,
  offset: number,
): Macro | undefined {
  const versions = history.get(name);
  if (versions === undefined) return base.get(name);
  let found: Macro | undefined;
  let low = 0;
  let high = versions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (versions[middle]!.offset <= offset) low = middle + 1;
    else high = middle;
  }
  if (low > 0) found = versions[low - 1]!.macro;
  return found;
}

function record(state: State, offset: number, event: MacroEvent, applied = false): void {
  const versions = state.history.get(event.name);
  if (versions !== undefined) versions.push({ offset, macro: event.macro });
  else {
    state.history.set(event.name, [
      { offset: -1, macro: state.base.get(event.name) },
      { offset, macro: event.macro },
    ]);
  }
  if (!applied) applyEvent(state.env, event);
  state.events.push(event);
}

const LONG_LINE = 2_000;
const CONDITIONAL = new Set(['if', 'ifdef', 'ifndef', 'elif', 'elifdef', 'elifndef', 'else', 'endif']);

function directive(state: State, tok: Tokens, index: number): void {
  const line = tok.directives[index]!;
  const head = /^#\s*([A-Za-z_]*)/.exec(state.text.slice(line.start, Math.min(line.end, line.start + 200)))!;
  const name = head[1]!;
  const rest = line.start + head[0].length;
  // Nobody types a line of that length, and only its beginning is looked at.
  const half = line.end - rest > LONG_LINE ? undefined : halfTyped(name, state.text.slice(rest, line.end));
  if (half && (state.dead < 0 || CONDITIONAL.has(name)))
    state.malformed.push(malformedLine(line, half === 'wide'));
  if (CONDITIONAL.has(name)) {
    conditional(state, name, line, rest, tok.directives[index + 1]);
    return;
  }
  if (state.dead >= 0) return;
  if (name === '') {
    state.edits.push({ start: line.start, end: line.end, to: undefined });
    return;
  }
  state.kept.push(line);
  if (name === 'define') define(state, line);
  else if (name === 'undef') undefine(state, line, rest);
  else if (name === 'include' || name === 'include_next' || name === 'import') includeLine(state, line, rest);
  else if (name === 'pragma' && /^\s*once\b/.test(state.text.slice(rest, rest + 40))) {
    record(state, line.end, onceEvent(state.path));
  } else if (name === 'pragma')
    for (const event of pushedEvents(state.env, state.text.slice(rest, Math.min(line.end, rest + 400))))
      record(state, line.end, event);
}

/** C23 and what GCC and clang add; without a name it is a null directive or a line marker. */
const KNOWN = new Set([
  ...CONDITIONAL,
  ...['', 'define', 'undef', 'include', 'include_next', 'import', 'embed', 'line', 'ident', 'sccs'],
  ...['error', 'warning', 'pragma', 'assert', 'unassert'],
]);

/** Whether a directive is not whole; `wide`: the rest of the file may depend on what it will be. */
function halfTyped(name: string, rest: string): 'narrow' | 'wide' | undefined {
  if (!KNOWN.has(name)) return 'narrow';
  const words = rest.trim();
  if (name.startsWith('include') || name === 'import')
    return /^(?:"[^"]+"|<[^>]+>|[A-Za-z_])/.test(words) ? undefined : 'wide';
  if (name === 'define') return /^[A-Za-z_$]/.test(words) ? undefined : 'narrow';
  const isOpen = name !== 'else' && name !== 'endif' && CONDITIONAL.has(name);
  return isOpen && cleanLine(words) === '' ? 'wide' : undefined;
}

function define(state: State, line: Directive): void {
  const macro = parseDefine(state.path, state.text, line.start, line.end);
  if (macro !== undefined) record(state, line.end, { name: macro.name, macro });
}

function undefine(state: State, line: Directive, rest: number): void {
  const match = /^\s*([A-Za-z_$][\w$]*)/.exec(state.text.slice(rest, line.end));
  if (match !== null) record(state, line.end, { name: match[1]!, macro: undefined });
}

function includeLine(state: State, line: Directive, rest: number): void {
  const match = /^(?:"([^"]+)"|<([^>]+)>)/.exec(
    state.text.slice(rest, Math.min(line.end, rest + LONG_LINE)).trimStart(),
  );
  const target = match?.[1] ?? match?.[2];
  if (target === undefined) return;
  for (const event of state.include(target.trim())) record(state, line.end, event, true);
}

function conditional(state: State, name: string, line: Directive, rest: number, following?: Directive): void {
  const top = state.arms[state.arms.length - 1];
  const wasActive = state.dead < 0;
  if (top === undefined && !name.startsWith('if')) state.malformed.push(malformedLine(line, true));
  if (name.startsWith('if')) {
    const active = wasActive && ifValue(state, name, line, rest, following);
    state.arms.push({ opened: line, outer: wasActive, taken: active, active });
  } else if (name === 'endif') state.arms.pop();
  else if (top !== undefined) {
    const candidate = top.outer && !top.taken;
    top.active = candidate && (name === 'else' || ifValue(state, name.slice(2), line, rest, undefined));
    top.taken ||= top.active;
  }
  const arm = state.arms[state.arms.length - 1];
  const isActive =
    name === 'endif' ? (top === undefined ? wasActive : top.outer) : (arm?.active ?? wasActive);
  state.edits.push({ start: line.start, end: line.end, to: undefined });
  if (wasActive && !isActive) state.dead = line.end;
  if (!wasActive && isActive) {
    state.inactive.push({ start: state.dead, end: line.start });
    state.dead = -1;
  }
}

/** Value of `#if`, `#ifdef`, `#ifndef`; a guess is noted. */
function ifValue(state: State, name: string, line: Directive, rest: number, following?: Directive): boolean {
  const text = cleanLine(state.text.slice(rest, line.end));
  const found = name === 'if' ? evaluate(state, text) : definedValue(state, name, text, following);
  if (!found.known) state.conditions.push({ start: line.start, end: line.end, text, taken: found.value });
  return found.value;
}

function evaluate(state: State, text: string): ConditionValue {
  return contained(
    () => evaluateCondition(text, state.world),
    () => ({ value: false, known: false }),
  );
}

function definedValue(state: State, name: string, text: string, following?: Directive): ConditionValue {
  const macro = /^[A-Za-z_$][\w$]*/.exec(text)?.[0] ?? '';
  const isSet = isDefined(state.env, macro);
  const value = name === 'ifdef' ? isSet : !isSet;
  const known =
    isSet || CERTAINLY_UNDEFINED.has(macro) || (name === 'ifndef' && definesNext(state, macro, following));
  return { value, known };
}

/** `#ifndef X` and then `#define X`: an include guard or a default, no configuration. */
function definesNext(state: State, macro: string, following: Directive | undefined): boolean {
  if (following === undefined) return false;
  const line = state.text.slice(following.start, Math.min(following.end, following.start + 400));
  return /^#\s*define\s+([\w$]+)/.exec(line)?.[1] === macro;
}

/** The tokens outside of inactive arms, brackets matched anew, with the directives that are left. */
function activeTokens(
  text: string,
  tok: Tokens,
  inactive: readonly Span[],
  kept: readonly Directive[],
): Tokens {
  if (inactive.length === 0) return { ...tok, directives: kept };
  const start = new Int32Array(tok.count);
  const end = new Int32Array(tok.count);
  const kind = new Uint8Array(tok.count);
  const moved = new Int32Array(tok.count + 1);
  let count = 0;
  let span = 0;
  for (let i = 0; i < tok.count; i++) {
    moved[i] = count;
    while (span < inactive.length && inactive[span]!.end <= tok.start[i]!) span++;
    if (span < inactive.length && inactive[span]!.start <= tok.start[i]!) continue;
    start[count] = tok.start[i]!;
    end[count] = tok.end[i]!;
    kind[count] = tok.kind[i]!;
    count++;
  }
  moved[tok.count] = count;
  const kinds = kind.subarray(0, count);
  const starts = start.subarray(0, count);
  return {
    count,
    start: starts,
    end: end.subarray(0, count),
    kind: kinds,
    ...pairBrackets(text, starts, kinds),
    directives: kept.map((line) => ({ ...line, token: moved[line.token]! })),
    comments: tok.comments,
    unclosed: tok.unclosed,
  };
}
