/** What the terminal needs from the layers below. `main.ts` hands in the real ones, tests hand in their own. */
import type { FileReader } from '../bpf/syntax/types.ts';
import type { ProgramRun, RunOptions } from '../emulator/service.ts';
import type { FixText } from '../server/service/fix/fix-text.ts';
import type { CheckFile, Severity } from '../server/service/types.ts';

/** What a rule says about itself: `explain`, SARIF and the README's table read it. */
export interface RuleDoc {
  readonly id: string;
  readonly severity: Severity;
  /** One line for lists. */
  readonly title: string;
  /** Markdown: what the rule finds, why the kernel refuses it, what to do. */
  readonly docs: string;
  readonly examples: readonly { readonly bad: string; readonly good: string }[];
  /** Rows of the verifier's rule list that it stands for. */
  readonly rules: readonly string[];
}

export interface Services {
  readonly check: CheckFile;
  readonly fix: FixText;
  /** Must have resolved before the first `check`, `fix` or `run`. */
  readonly init: () => Promise<void>;
  readonly rules: () => readonly RuleDoc[];
  /** Starts the language server on this process's streams; it ends the process itself. */
  readonly serve: () => Promise<void>;
  readonly run: RunText;
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
