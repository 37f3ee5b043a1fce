/** What can go wrong with a case. */

export const OPERATIONS = ['check', 'again', 'fix', 'run', 'explore', 'edit', 'hover', 'select'] as const;
export type Operation = (typeof OPERATIONS)[number];

export type FailureKind =
  | 'exception'
  | 'emulator-failed'
  | 'plant-lost'
  | 'not-the-same-twice'
  | 'edited-is-not-fresh'
  | 'range-outside'
  | 'control-character'
  | 'endless-and-silent'
  | 'fix-breaks'
  /** An exception that cost one function; no failure of the product, and worth a look. */
  | 'contained'
  // Seen from outside of the thread that judges.
  | 'hang'
  | 'memory'
  | 'blocked'
  | 'lost';

export interface Failure {
  readonly kind: FailureKind;
  readonly operation: Operation;
  /** Failures of one kind, operation and place count as one. */
  readonly place: string;
  readonly detail: string;
}
