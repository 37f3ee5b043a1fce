/**
 * What the record of a fault id is: its kinds, each with the type of its data and the kernel's words for it. Everything
 * that is said of a fault reads its record: the checker and the emulator what they have to know, rules which messages
 * they need, SARIF and documentation its severity and title.
 */
import type { FaultKind, KernelFunction, Version } from './types.ts';

/** Nothing has to be known. */
export type None = Readonly<Record<never, never>>;
/** The argument's 0-based position; the kernel's texts count their own way. */
export interface Arg {
  readonly arg: number;
}
/** The function that is called. */
export interface Callee {
  readonly function: string;
}
/** An argument of a function of the catalogue. */
export interface CallArgument extends Arg, Callee {
  readonly kind: KernelFunction['kind'];
}

/**
 * What a kernel prints: '' when that version prints nothing. `isReference`: the pointer at fault was handed out by a
 * call. A text of several lines has line breaks in it; numbers that depend on code generation are
 * left out at the end of a text, and written N within it.
 */
export type KernelText<D> = (data: D, version: Version, isReference: boolean) => string;

/** One kind of a fault. `D`: what has to be known of it, for the kernel's words and for the rule's. */
export interface Kind<D> {
  readonly text: KernelText<D> | undefined;
}
/** A kind that the kernel has words for. */
export interface Worded<D> extends Kind<D> {
  readonly text: KernelText<D>;
}

type Kinds = Readonly<Record<string, Kind<never>>>;
type WordedKinds = Readonly<Record<string, Worded<never>>>;

export interface FaultRecord<Id extends string, K extends Kinds, R extends Kinds> extends FaultKind {
  readonly id: Id;
  /** `server/rules` has a message for each. */
  readonly kinds: K;
  /** Kinds that only a run meets: where the checker is silent, values are known. */
  readonly onlyRuns: R;
}

interface Text<Id extends string, K extends Kinds, R extends Kinds> {
  readonly id: Id;
  /** One line for lists. */
  readonly title: string;
  /** Rows of the verifier's rules that it stands for; 'OW-1..3' are three. */
  readonly rules?: readonly string[];
  readonly kinds: K;
  readonly onlyRuns?: R;
}

/** A kind that the kernel prints this for. (What it is used for must not decide what its data is.) */
export function says<D = None>(text: string | KernelText<D>): Worded<NoInfer<D>> {
  return { text: typeof text === 'string' ? () => text : text };
}

/** A kind that the kernel lets through without a word. */
export function silent<D = None>(): Kind<NoInfer<D>> {
  return { text: undefined };
}

/** What the verifier refuses: each kind has the kernel's words. */
export function error<const Id extends string, K extends WordedKinds, R extends WordedKinds = None>(
  text: Text<Id, K, R>,
): FaultRecord<Id, K, R> {
  return record('error', text);
}

/** What loads and goes wrong, or may do so. */
export function warning<const Id extends string, K extends Kinds>(
  text: Text<Id, K, None>,
): FaultRecord<Id, K, None> {
  return record('warning', text);
}

/** An id that is promised and has no kinds yet, so nothing can report it. */
export function reserved<const Id extends string>(
  id: Id,
  severity: FaultKind['severity'],
  title: string,
): FaultRecord<Id, None, None> {
  return record(severity, { id, title, kinds: {} });
}

function record<Id extends string, K extends Kinds, R extends Kinds>(
  severity: FaultKind['severity'],
  { id, title, rules = [], kinds, onlyRuns }: Text<Id, K, R>,
): FaultRecord<Id, K, R> {
  return { id, severity, title, rules: rules.flatMap(rows), kinds, onlyRuns: onlyRuns ?? ({} as R) };
}

/** 'OW-1..3' to OW-1, OW-2, OW-3. */
function rows(range: string): string[] {
  const match = /^(\w+)-(\d+)\.\.(\d+)$/.exec(range);
  if (!match) return [range];
  const [, group, first, last] = match;
  return Array.from(
    { length: Number(last) - Number(first) + 1 },
    (_, index) => `${group}-${Number(first) + index}`,
  );
}
