/**
 * One open document: its text, and what is known of it. An editor sets the text at each key and asks when it wants to
 * know; what one key leaves as it was is not computed again.
 */
import type { FileReader } from '../../bpf/syntax/types.ts';
import { checkFile } from './check.ts';
import type { FileResult } from './types.ts';

export interface Session {
  readonly path: string;
  text(): string;
  /** Only takes the text; nothing is computed before someone asks. */
  setText(text: string): void;
  /**
   * Checks the text in slices: between two of them the caller may do something else, or drop the generator when the
   * text has moved on. Nothing half done is kept.
   */
  check(kernel: string): Generator<void, FileResult, void>;
  /** Frees what the session holds. */
  close(): void;
}

/** Opens a document. `reader` finds headers; `initChecker` must have resolved before anything is asked. */
export function openSession(path: string, first: string, reader: FileReader): Session {
  let text = first;
  return {
    path,
    text: () => text,
    setText(next) {
      text = next;
    },
    *check(kernel) {
      yield;
      return checkFile(path, text, reader, { kernel });
    },
    close() {
      text = '';
    },
  };
}
