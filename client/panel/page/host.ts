/** The extension on the other side, and what the page keeps while it is hidden. */
import type { FromPanel } from '../messages.ts';

export interface Kept {
  /** Key of the record that the rest is about. */
  readonly key: string;
  /** Event that the slider stands at; undefined: the last one. */
  readonly index: number | undefined;
  /** Values that were typed and have not run, by input. */
  readonly edits: Readonly<Record<string, string>>;
  /** Groups that were opened or closed by hand. */
  readonly open: Readonly<Record<string, boolean>>;
  readonly scroll: number;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const host = acquireVsCodeApi();

let state: Kept = { key: '', index: undefined, edits: {}, open: {}, scroll: 0, ...host.getState() };

export function post(message: FromPanel): void {
  host.postMessage(message);
}

export function kept(): Kept {
  return state;
}

export function keep(parts: Partial<Kept>): void {
  state = { ...state, ...parts };
  host.setState(state);
}
