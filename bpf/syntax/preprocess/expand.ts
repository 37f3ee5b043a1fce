/**
 * Macro expansion on tokens, as C does it: arguments are expanded first unless `#` or `##` takes them, the result is
 * scanned again together with what follows, and a macro is not expanded inside its own expansion. Everything is
 * bounded: hostile macros end in a reason, not in a full memory.
 */

import { DIALECT } from '../../../grammars/dialect.ts';
import { because, type Reason } from '../../words/reasons.ts';
import type { Macro } from '../types.ts';
import { isVariadic, type MacroToken, substitute } from './expand-body.ts';
import { K_IDENT } from './lexer.ts';
import { redefined } from './macros.ts';

export interface ExpandOptions {
  /** The macro of a name at an offset of the file; tokens of bodies ask with the offset of the call. */
  readonly lookup: (name: string, offset: number) => Macro | undefined;
  /** Whether a macro is replaced in the file's own text (inside other macros every one is). */
  readonly wanted: (macro: Macro) => boolean;
  /** Line number of an offset, for `__LINE__`. */
  readonly line?: (offset: number) => number;
  readonly maxTokens?: number;
  /** Steps that a macro in the text may take; one of its own arguments' tokens counts for many. */
  readonly maxSteps?: number;
}

export interface Expansion {
  readonly tokens: readonly MacroToken[];
  /** Macros that were expanded. */
  readonly used: ReadonlySet<Macro>;
}

interface Budget {
  steps: number;
  /** The macro in the text that is being expanded may go on while `steps` is above. */
  floor: number;
  use: Use | undefined;
  counter: number;
  readonly used: Set<Macro>;
  reason: Reason | undefined;
}

interface Frame {
  readonly tokens: readonly MacroToken[];
  at: number;
  /** Name of the macro whose expansion this is. */
  readonly macro: string | undefined;
}

/** A macro as it stands in a text: its name is enough for one without parameters. */
interface Use {
  readonly macro: Macro;
  readonly args: string;
}

const MAX_TOKENS = 200_000;
const MAX_STEPS = 1_000_000;
/** For one use of a macro; the largest in public code takes 10,000. */
const MAX_STEPS_OF_USE = 40_000;
const STEPS_PER_ARGUMENT_TOKEN = 200;
const TOO_MUCH = because('expandsToTooMuch');
const MAX_FRAMES = 1_000;
const MAX_ARGUMENT_DEPTH = 60;

/** Expands `input`; the reason says why it could not. */
export function expandTokens(
  input: readonly MacroToken[],
  options: ExpandOptions,
): Expansion | { readonly reason: Reason } {
  const budget: Budget = {
    steps: MAX_STEPS,
    floor: 0,
    use: undefined,
    counter: 0,
    used: new Set(),
    reason: undefined,
  };
  const tokens = run(input, options, budget, new Map(), true, 0);
  return budget.reason === undefined ? { tokens, used: budget.used } : { reason: budget.reason };
}

/** Uses that took too many steps, by file: the next one like it need not be tried. */
const refused = new WeakMap<ExpandOptions['lookup'], WeakMap<Macro, Set<string>>>();
const LONGEST_KEY = 200;

function refusedIn({ lookup }: ExpandOptions, macro: Macro): Set<string> {
  const inFile = refused.get(lookup) ?? new WeakMap<Macro, Set<string>>();
  refused.set(lookup, inFile);
  const found = inFile.get(macro) ?? new Set<string>();
  inFile.set(macro, found);
  return found;
}

/** A macro of the text begins: it has steps of its own. */
function beginUse(budget: Budget, options: ExpandOptions, macro: Macro, args: readonly MacroToken[][]): void {
  const tokens = args.reduce((sum, arg) => sum + arg.length, 0);
  const text = tokens > LONGEST_KEY ? '' : args.map((arg) => arg.map((token) => token.text).join(' ')).join();
  budget.use = { macro, args: text };
  const most = options.maxSteps ?? MAX_STEPS_OF_USE;
  budget.floor = Math.max(0, budget.steps - most - STEPS_PER_ARGUMENT_TOKEN * tokens);
  if (tokens <= LONGEST_KEY && refused.get(options.lookup)?.get(macro)?.has(text)) stop(budget, TOO_MUCH);
}

/** Takes a step; false: there is none left. */
function step(budget: Budget, options: ExpandOptions): boolean {
  if (--budget.steps >= budget.floor) return true;
  if (budget.use && budget.floor > 0) refusedIn(options, budget.use.macro).add(budget.use.args);
  stop(budget, TOO_MUCH);
  return false;
}

type Active = Map<string, number>;

function run(
  input: readonly MacroToken[],
  options: ExpandOptions,
  budget: Budget,
  active: Active,
  ownText: boolean,
  depth: number,
): MacroToken[] {
  const out: MacroToken[] = [];
  const limit = options.maxTokens ?? MAX_TOKENS;
  const frames: Frame[] = [{ tokens: input, at: 0, macro: undefined }];
  while (budget.reason === undefined) {
    const token = next(frames, active);
    if (token === undefined) break;
    if (ownText && frames.length === 1) budget.floor = 0;
    if (!step(budget, options)) return [];
    if (out.length > limit) return stop(budget, TOO_MUCH);
    if (token.kind !== K_IDENT || token.frozen === true) {
      out.push(token);
      continue;
    }
    const fromSource = ownText && frames.length === 1;
    const macro = macroFor(token, options, fromSource, budget);
    if (macro === undefined) out.push(token);
    else if ((active.get(macro.name) ?? 0) > 0) out.push({ ...token, frozen: true });
    else expandCall(token, macro, { frames, active, options, budget, depth, out, isUse: fromSource });
  }
  for (const frame of frames) leave(frame, active);
  return out;
}

function stop(budget: Budget, reason: Reason): MacroToken[] {
  budget.reason ??= reason;
  return [];
}

function next(frames: Frame[], active: Active): MacroToken | undefined {
  let top = frames[frames.length - 1];
  while (top !== undefined && top.at >= top.tokens.length && frames.length > 1) {
    frames.pop();
    leave(top, active);
    top = frames[frames.length - 1];
  }
  return top?.tokens[top.at++];
}

function leave(frame: Frame, active: Active): void {
  if (frame.macro === undefined) return;
  active.set(frame.macro, (active.get(frame.macro) ?? 1) - 1);
}

const builtins = new Map<string, Macro>();

/** The table's own definition of a macro that declares things; undefined for every other name in the table. */
function tableMacro(name: string): Macro | undefined {
  const entry = DIALECT.get(name);
  if (entry?.kind !== 'define') return undefined;
  const known = builtins.get(name);
  if (known !== undefined) return known;
  const macro: Macro = { name, params: entry.params, body: entry.body, path: '<built-in>', start: 0 };
  builtins.set(name, macro);
  return macro;
}

function macroFor(
  token: MacroToken,
  options: ExpandOptions,
  fromSource: boolean,
  budget: Budget,
): Macro | undefined {
  const name = token.text;
  if (DIALECT.has(name)) return redefined(name, () => options.lookup(name, token.start)) ?? tableMacro(name);
  if (name === '__COUNTER__') {
    return { name, params: undefined, body: String(budget.counter++), path: '<built-in>', start: 0 };
  }
  if (name === '__LINE__' && !fromSource) {
    return {
      name,
      params: undefined,
      body: String(options.line?.(token.start) ?? 0),
      path: '<built-in>',
      start: 0,
    };
  }
  const macro = options.lookup(name, token.start);
  if (macro === undefined) return undefined;
  return !fromSource || options.wanted(macro) ? macro : undefined;
}

interface CallSite {
  readonly frames: Frame[];
  readonly active: Active;
  readonly options: ExpandOptions;
  readonly budget: Budget;
  readonly depth: number;
  readonly out: MacroToken[];
  /** It stands in the text itself. */
  readonly isUse: boolean;
}

function expandCall(token: MacroToken, macro: Macro, site: CallSite): void {
  const { frames, active, budget } = site;
  let end = token.end;
  let args: MacroToken[][] = [];
  if (macro.params !== undefined) {
    if (!opensList(frames, active)) {
      site.out.push(token);
      return;
    }
    const call = readArguments(macro, site);
    if (call === undefined) return;
    args = call.args;
    end = Math.max(end, call.end);
  }
  if (site.isUse) beginUse(budget, site.options, macro, args);
  if (budget.reason !== undefined) return;
  budget.used.add(macro);
  const filling = { macro, args, call: { start: token.start, end }, expand: argumentExpander(site) };
  const tokens = substitute(filling, budget);
  if (budget.reason !== undefined) return;
  const spaced =
    tokens.length > 0 && token.space ? [{ ...tokens[0]!, space: true }, ...tokens.slice(1)] : tokens;
  if (frames.length > MAX_FRAMES) stop(budget, because('macrosTooDeep'));
  active.set(macro.name, (active.get(macro.name) ?? 0) + 1);
  frames.push({ tokens: spaced, at: 0, macro: macro.name });
}

/** Whether the next token, wherever it comes from, is `(`. */
function opensList(frames: Frame[], active: Active): boolean {
  const token = next(frames, active);
  if (token === undefined) return false;
  frames[frames.length - 1]!.at--;
  return token.text === '(';
}

function readArguments(
  macro: Macro,
  { frames, active, budget, options }: CallSite,
): { args: MacroToken[][]; end: number } | undefined {
  const most = isVariadic(macro) ? macro.params!.length : Number.POSITIVE_INFINITY;
  const args: MacroToken[][] = [[]];
  next(frames, active);
  let depth = 1;
  for (let token = next(frames, active); token !== undefined; token = next(frames, active)) {
    if (!step(budget, options)) return undefined;
    const { text } = token;
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) return checkCount(macro, args, token.end, budget);
    if (text === ',' && depth === 1 && args.length < most) args.push([]);
    else args[args.length - 1]!.push(token);
  }
  stop(budget, because('unclosedMacroCall', macro.name));
  return undefined;
}

function checkCount(
  macro: Macro,
  args: MacroToken[][],
  end: number,
  budget: Budget,
): { args: MacroToken[][]; end: number } | undefined {
  const count = macro.params!.length;
  if (count === 0 && args.length === 1 && args[0]!.length === 0) return { args: [], end };
  if (isVariadic(macro) && args.length === count - 1) args.push([]);
  if (args.length === count) return { args, end };
  stop(budget, because('macroArguments', macro.name, count, args.length));
  return undefined;
}

function argumentExpander(site: CallSite): (arg: readonly MacroToken[]) => MacroToken[] {
  return (arg) => {
    if (!arg.some((token) => token.kind === K_IDENT)) return [...arg];
    if (site.depth >= MAX_ARGUMENT_DEPTH) return stop(site.budget, because('macroCallsTooDeep'));
    return run(arg, site.options, site.budget, new Map(site.active), false, site.depth + 1);
  };
}
