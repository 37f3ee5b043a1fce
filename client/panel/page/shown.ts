/** The run on screen. */
import type { Run } from '../model.ts';

export interface Shown {
  readonly run: Run;
  /** Name of the document that ran. */
  readonly source: string;
  /** How many calls the run made. */
  readonly calls: number;
}
