/**
 * What fails in one piece of a file (a token that is masked, a declaration, a function that is lowered or explored) is
 * that piece's alone: it is given up with a reason, and everything else keeps what is known of it.
 */

import { because, type Reason } from '../words/reasons.ts';

/** A loop over input that would not go forward. */
class Stuck extends Error {
  override readonly name = 'Stuck';
}

/** The parser was asked before it was loaded, or after it was lost. */
export class NoParser extends Error {
  override readonly name = 'NoParser';
}

/**
 * Where a loop over input goes on after `from`. Throws when that is not ahead of it: the loop would never end.
 * Every loop whose step depends on what it reads goes through this.
 */
export function ahead(from: number, to: number): number {
  if (to > from) return to;
  throw new Stuck(`no step forward from ${from}`);
}

/** A trap of the parser's WebAssembly, or its memory at an end; anything else is a fault of ours. */
export function isParserFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'RuntimeError' || /\bAborted\(|memory access out of bounds|table index/.test(error.message)
  );
}

let isLoud = false;

/** Tests of what the checker finds want to see every failure; a product contains them. */
export function failLoudly(loud: boolean): void {
  isLoud = loud;
}

/**
 * Runs what belongs to one piece; `otherwise` makes the best of its failure, given the reason in a few words.
 * A parser that failed is no matter of one piece: whoever owns the parser has to load it anew.
 */
export function contained<T>(run: () => T, otherwise: (reason: Reason) => T): T {
  try {
    return run();
  } catch (error) {
    return otherwise(failureReason(error));
  }
}

const LONGEST = 200;

/** Why a piece was given up, for `contained` by hand. Throws the error again if it is nobody's to contain. */
export function failureReason(error: unknown): Reason {
  if (isLoud || isParserFailure(error) || error instanceof NoParser) throw error;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return because('failed', what.split('\n')[0]!.slice(0, LONGEST));
}
