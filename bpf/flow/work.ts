/** How much of a text is looked at: types and constants look at the same expression again and again. */

import { because } from '../words/reasons.ts';
import type { Fn } from './lower/builder.ts';

/** Deeper nesting is not followed: what walks trees may recurse. */
const MAX_NESTING = 500;
/** Looks at expressions and statements that any text may take. */
export const LEAST_WORK = 20_000;
/** Ordinary code takes a quarter of one. */
const WORK_PER_CHARACTER = 4;

/** Why a function was not read as a whole then. */
export const TOO_MUCH = because('tooMuch');

/** Lets a text of that many characters be read. */
export function allowWork(fn: Fn, length: number): void {
  fn.work += WORK_PER_CHARACTER * length;
}

/** Counts that a text of that many characters is read anew: true when there is no work left for it. */
export function isTooLong(fn: Fn, length: number): boolean {
  fn.work -= length >> 3;
  return fn.work < 0;
}

/** Counts a look: true when it is nested too deeply, or there have been too many. */
export function isTooMuch(fn: Fn): boolean {
  return --fn.work < 0 || fn.depth > MAX_NESTING;
}
