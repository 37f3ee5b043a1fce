/** What the pure service returns: the JSON of `bpf-cpumask check` and what the language server turns into LSP. */

import type { Position, Range } from '../../bpf/syntax/lines.ts';
import type { RootCost } from '../analysis/domain/cost.ts';

export type { Position, Range, RootCost };

export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface PathStep {
  readonly message: string;
  readonly range: Range;
  /** Only when the step lies in another file. */
  readonly path?: string;
}
export interface Edit {
  readonly range: Range;
  readonly newText: string;
}
export interface Fix {
  readonly title: string;
  readonly preferred: boolean;
  readonly safe: boolean;
  /** What the preferred one does, as a safe fix: for who wants no others. */
  readonly isInstead?: true;
  readonly edits: readonly Edit[];
}
export interface Diagnostic {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** The target kernel's own words, '' when it says nothing (a warning loads). */
  readonly kernelMessage: string;
  readonly range: Range;
  /** Entry point on whose path it was found. */
  readonly program: string | null;
  readonly path: readonly PathStep[];
  readonly fixes: readonly Fix[];
  /** Further programs that come to the same fault at the same place, each with its own path. */
  readonly others?: readonly SameFault[];
}
export interface SameFault {
  readonly program: string | null;
  readonly path: readonly PathStep[];
}
/** A finding that a comment takes out: nobody is told of it, and it counts for nothing. */
export interface Suppressed extends Diagnostic {
  readonly suppression: {
    /** '' where the comment gives none. */
    readonly reason: string;
    /** Of the comment, without what is around its words. */
    readonly range: Range;
    /** Only when the comment is in another file. */
    readonly path?: string;
  };
}
export interface Incomplete {
  readonly function: string;
  readonly reason: string;
}
export interface FileResult {
  readonly path: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly incomplete: readonly Incomplete[];
  /** The target, where it is another than that of the run. */
  readonly kernel?: string;
  /** Left out where there are none. */
  readonly suppressed?: readonly Suppressed[];
  /** What its check cost, if that was asked for. */
  readonly cost?: readonly RootCost[];
  /** What was found in files that it includes, and stands there; left out where there is nothing. */
  readonly parts?: readonly FileResult[];
}
export interface CheckOptions {
  /** Target kernel, `X.Y`. */
  readonly kernel: string;
  /** Target libbpf of files of user space, `X.Y`. */
  readonly libbpf?: string | undefined;
  /** Tell what it cost. */
  readonly isMeasured?: boolean | undefined;
}
/** The file as a part of which a file is read, which may be itself. */
export type UnitOf = (
  path: string,
  text: string,
  reader: import('../../bpf/syntax/types.ts').FileReader,
) => string;
/** Implemented in `server/service/check.ts`; `init` (loading the wasm) must have resolved before. */
export type CheckFile = (
  path: string,
  text: string,
  reader: import('../../bpf/syntax/types.ts').FileReader,
  options: CheckOptions,
) => FileResult;
