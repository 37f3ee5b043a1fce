/** Open documents: text, session, settings, and the result of the last finished check. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isBpfSource } from '../service/detect.ts';
import { inDoubt, type KeptFixes } from '../service/fix/kept.ts';
import type { Session } from '../service/session.ts';
import type { FileResult } from '../service/types.ts';
import type { Typing } from '../service/typing.ts';
import type { Shown } from './convert.ts';
import type { Settings } from './settings.ts';

export interface Result {
  /** Of the document when the check began. */
  readonly revision: number;
  readonly version: number;
  /** That was checked. */
  readonly text: string;
  readonly file: FileResult;
  readonly shown: Shown;
  /** Equal ids are equal diagnostics. */
  readonly id: string;
}

export interface Doc {
  readonly uri: string;
  readonly languageId: string;
  /** Changed in place by edits. */
  readonly text: TextDocument;
  session: Session;
  /** Of the client. */
  user: Settings;
  /** Of the client and of the project file. */
  settings: Settings;
  /** The project file. */
  project: string | undefined;
  /** The client has said what the settings are; nothing is checked before. */
  isSettled: boolean;
  /** BPF C, and not switched off. */
  isOn: boolean;
  /** Raised by whatever a result depends on: text, settings, headers. */
  revision: number;
  result: Result | undefined;
  /** What is shown while somebody types. */
  typing: Typing;
  /** The next check is one because of typing, here or in an open header. */
  isTyped: boolean;
  /** When a key came last, in milliseconds of `performance.now()`. */
  editedAt: number;
  /** Every address that a check has asked for: a change of one of them is a change of the document. */
  readonly reads: Set<string>;
  /** Addresses that were only looked at, folders with a `/` behind them: other files that may matter. */
  readonly looks: Set<string>;
  /** Fixes of what is shown, as far as they are known. */
  kept: KeptFixes;
  /** Where fixes are tried, while some are. */
  trials: Session | undefined;
}

/** Nothing that was found holds any more: headers or settings changed, or the parser was lost. */
export function forgetChecks(doc: Doc): void {
  doc.session.reset();
  doc.kept = inDoubt(doc.kept);
  endTrials(doc);
}

export function endTrials(doc: Doc): void {
  doc.trials?.close();
  doc.trials = undefined;
}

/** Looks again whether the document is BPF C, as after each edit and each change of settings. */
export function decide(doc: Doc): void {
  doc.isOn = isBpfSource(doc.uri, doc.languageId, doc.text.getText(), doc.settings.enable);
}

export function isCurrent(doc: Doc): boolean {
  return doc.isSettled && doc.result?.revision === doc.revision;
}

const NOTHING: Shown = { items: [], findings: [], counts: { error: 0, warning: 0, information: 0, hint: 0 } };

/** The result of a document that is none of ours. */
export function emptyResult(doc: Doc): Result {
  const file = { path: doc.uri, diagnostics: [], incomplete: [] };
  const { revision, text } = doc;
  return { revision, version: text.version, text: text.getText(), file, shown: NOTHING, id: 'none' };
}
