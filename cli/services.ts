/** What the terminal needs from the layers below. `main.ts` hands in the real ones, tests hand in their own. */
import type { FileReader } from '../bpf/syntax/types.ts';
import type { ProgramRun, RunOptions } from '../emulator/service.ts';
import type { FixText } from '../server/service/fix/fix-text.ts';
import type { CheckFile, Severity, UnitOf } from '../server/service/types.ts';

/** A fix of a bad example. */
export interface ExampleFix {
  readonly title: string;
  readonly safe: boolean;
  /** The lines around it, marked as in a diff. */
  readonly changes: string;
}

export interface ExampleDoc {
  readonly bad: string;
  readonly good: string;
  /** What it is checked as: see Example of server/rules/rule.ts. */
  readonly file?: string;
  readonly beside?: { readonly file: string; readonly text: string };
  readonly kernel?: string;
  /** Undefined: nobody has asked. */
  readonly fixes?: readonly ExampleFix[];
}

/** What a rule says about itself: `explain`, SARIF and the README's table read it. */
export interface RuleDoc {
  readonly id: string;
  readonly severity: Severity;
  /** One line for lists. */
  readonly title: string;
  /** Markdown: what the rule finds, why the kernel refuses it, what to do. */
  readonly docs: string;
  readonly examples: readonly ExampleDoc[];
  /** Rows of the verifier's rule list that it stands for. */
  readonly rules: readonly string[];
}

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
