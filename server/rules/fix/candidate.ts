/**
 * What a rule proposes. Nothing of it is shown before `server/service/fixes.ts` has checked the edited text:
 *
 *      fault ─▶ answers ─▶ ways, the best first ─▶ edited text ─▶ checked ─┬▶ fix
 *                             ▲                                            ├▶ next way
 *                             └──── lost at another place now: go on there ┘
 */
import type { Module } from '../../../bpf/flow/graph.ts';
import type { Version } from '../../../bpf/kernel/types.ts';
import type { ParsedFile, Span } from '../../../bpf/syntax/types.ts';
import type { Style } from './style.ts';

/** `newText` in place of a stretch of the file; offsets are UTF-16. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/** One way to write an answer. Edits do not overlap; those at one offset apply in their order. */
export interface Candidate {
  /** What it does and where: "Release 'mask' before this return". */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Names of calls that it may take away: a doubled release, or a function that another replaces. No other call goes. */
  readonly drops?: readonly string[];
  /** Where this way is not as safe as the answer says, or safer. */
  readonly safe?: boolean;
}

/** One thing that could be meant. Of its ways the first that holds is taken. */
export interface Answer {
  /** Runs that did not fault do as before, and no other answer is as likely. `alone`: if no other one holds. */
  readonly safe: boolean | 'alone';
  readonly ways: Iterable<Candidate>;
  /** The same as one before it, written so that it is safe: only asked for where that one is not. */
  readonly isInstead?: boolean;
}

/** The text with the finding in it. */
export interface FixContext {
  readonly file: ParsedFile;
  readonly module: Module;
  readonly kernel: Version;
  readonly style: Style;
}
