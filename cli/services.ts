/** What the terminal needs from the layers below. `main.ts` hands in the real ones, tests hand in their own. */
import type { FileReader } from '../bpf/syntax/types.ts';
import type { ProgramRun, RunOptions } from '../emulator/service.ts';
import type { FixText } from '../server/service/fix/fix-text.ts';
import type { RuleDoc } from '../server/service/pages/rule-docs.ts';
import type { CheckFile, UnitOf } from '../server/service/types.ts';
import type { OpenThread } from './threads/messages.ts';

export interface Services {
  readonly check: CheckFile;
  readonly unitOf: UnitOf;
  readonly fix: FixText;
  /** Must have resolved before the first `check`, `fix`, `withFixes` or `run`. */
  readonly init: () => Promise<void>;
  readonly rules: () => readonly RuleDoc[];
  /** The same with the fixes of its examples. */
  readonly withFixes: (doc: RuleDoc) => RuleDoc;
  /** Starts the language server on this process's streams; it ends the process itself. */
  readonly serve: () => Promise<void>;
  readonly run: RunText;
  /** Opens a thread that checks files. */
  readonly openThread: OpenThread;
  /** Threads that the machine has room for. */
  readonly mostThreads: number;
}

/** Runs the programs of a text; a text says why none can be run. */
export type RunText = (
  path: string,
  text: string,
  reader: FileReader,
  options: RunOptions,
) => readonly ProgramRun[] | string;

/** Exit codes of every command. */
export const EXIT = { clean: 0, errors: 1, wrongUse: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
