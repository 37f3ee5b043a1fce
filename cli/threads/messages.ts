/** What the program and its threads say to each other. All of it is data that a message can hold. */
import type { CheckCommand } from '../input/args.ts';
import type { Input } from '../input/files.ts';
import type { Checked } from '../together.ts';

/** What a thread starts with. */
export interface Start {
  readonly role: 'check';
  readonly command: CheckCommand;
  readonly inputs: readonly Input[];
  /** Folders for headers, absolute. */
  readonly folders: readonly string[];
  readonly language: string;
  readonly cwd: string;
}

/** To a thread: indices of inputs, to be checked one after another. */
export type Order = readonly number[];

/** From a thread: it begins with an input, or has the result of one. After the last of an order it waits for another. */
export type Report =
  | { readonly kind: 'begun'; readonly index: number }
  | { readonly kind: 'checked'; readonly index: number; readonly checked: Checked };

/** One thread, as the program sees it. */
export interface Thread {
  send(order: Order): void;
  end(): void;
}

/** `lost`: it ended by itself, for want of memory or by a fault; no report follows. */
export type OpenThread = (
  start: Start,
  take: (report: Report) => void,
  lost: (error: unknown) => void,
) => Thread;
