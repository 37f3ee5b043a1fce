/**
 * One open document: its text, and what is known of it. An editor sets the text at each key and asks when it wants to
 * know; what one key leaves as it was is not computed again.
 */
import type { Module } from '../../bpf/flow/graph.ts';
import { lowerModule } from '../../bpf/flow/module.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import type { FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { checkParsed } from './check.ts';
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
  /** The flow graphs of the text as it stands; there already when a check of it has finished. */
  module(): Module;
  /** Frees what the session holds. */
  close(): void;
}

/** Opens a document. `reader` finds headers; `initChecker` must have resolved before anything is asked. */
export function openSession(path: string, first: string, reader: FileReader): Session {
  let text = first;
  let known: { readonly file: ParsedFile; readonly module: Module } | undefined;
  const lowered = () => {
    if (!known) {
      const file = parseFile(path, text, reader);
      known = { file, module: lowerModule(file) };
    }
    return known;
  };
  return {
    path,
    text: () => text,
    setText(next) {
      text = next;
      known = undefined;
    },
    *check(kernel) {
      yield;
      known = undefined; // a header may have changed
      const { file, module } = lowered();
      yield;
      return checkParsed(file, reader, { kernel }, module);
    },
    module: () => lowered().module,
    close() {
      text = '';
      known = undefined;
    },
  };
}
