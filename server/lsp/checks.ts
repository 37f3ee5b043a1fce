/**
 * Checks of open documents: what is started, logged, shown and retried.
 *
 *     schedule ──▶ start ──▶ finish ──▶ quiet.ts: shown now or later ──▶ keep ──▶ the document's result
 *        ▲           └─────▶ failed ──▶ not checked, and why ──────────▶ keep
 *        └── the parser failed: loaded anew ┘
 */

import { isParserFailure } from '../../bpf/syntax/failure.ts';
import { printable } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/server.ts';
import { kernelOf, libbpfOf } from '../service/settings/merge.ts';
import type { FileResult } from '../service/types.ts';
import type { Abilities } from './abilities.ts';
import { createFixes, type Fixes } from './actions/fixes.ts';
import { type RulePage, toLsp } from './convert.ts';
import { type Doc, forgetChecks } from './documents.ts';
import { createQuiet, type Quiet } from './quiet.ts';
import { createSchedule, type Job, type Schedule } from './schedule.ts';
import { STATUS, type Status, statusOf } from './status.ts';
import { warmUp } from './warm-up.ts';
import type { Connection } from './wire/connection.ts';

/** Only longer checks show progress: shorter ones would only flicker. */
const PROGRESS_AFTER_MS = 1_000;

interface Progress {
  readonly job: Job;
  token: string | undefined;
}

export interface ChecksHost {
  readonly connection: Connection;
  readonly abilities: Abilities;
  readonly rulePage: RulePage;
  soon(work: () => void): void;
  /** Once, when the first check has ended and nothing else waits. */
  checked(): void;
  /** Forgets the parser and loads a new one. */
  reload(): Promise<void>;
  /** A result that is shown: published, if the client does not ask. */
  shown(doc: Doc): void;
  /** A result that is shown without anybody having asked. */
  changed(doc: Doc): void;
}

export interface Checks extends Schedule {
  readonly fixes: Fixes;
  /** Says what state the document is in. */
  say(doc: Doc, state: Status['state']): void;
}

/** Until the document was checked once: before that there may be no parser. */
export async function whenChecked(doc: Doc, checks: Checks, isWanted: () => boolean): Promise<void> {
  while (!doc.result && isWanted()) {
    if (doc.isSettled && !checks.isBusy(doc)) checks.changed(doc, 'at once');
    await checks.result(doc);
  }
}

/** What the checks of all documents share. */
interface State {
  readonly host: ChecksHost;
  readonly schedule: Schedule;
  readonly quiet: Quiet;
  readonly fixes: Fixes;
  /** Revisions for which the parser was loaded anew: once each. */
  readonly retried: WeakMap<Doc, number>;
  /** Of the diagnostics that were shown last, by document. */
  readonly ids: Map<string, { readonly key: string; readonly id: string }>;
  nextId: number;
  progress: Progress | undefined;
  hasWarmedUp: boolean;
  hasChecked: boolean;
  hasRested: boolean;
}

export function createChecks(host: ChecksHost): Checks {
  const state: State = {
    host,
    schedule: createSchedule({
      soon: host.soon,
      start: ({ doc }) => start(state, doc),
      pause: (job) => beginProgress(state, job),
      finish: (job, file) => finish(state, job, file),
      fail: (job, error) => failed(state, job, error),
      dropped: (job) => endProgress(state, job),
      idle: () => idle(state),
    }),
    quiet: createQuiet({
      show: (job, file, isLast) => keep(state, job, file, isLast),
      showAgain(job, file) {
        keep(state, job, file);
        host.changed(job.doc);
      },
      rested: (doc) => state.fixes.rested(doc),
    }),
    fixes: createFixes({
      wake: () => state.schedule.wake(),
      failed: ({ uri }, error) =>
        host.connection.console.error(words().fixFailed(nameOf(uri), saidBy(error).split('\n')[0] ?? '')),
    }),
    retried: new WeakMap(),
    ids: new Map(),
    nextId: 1,
    progress: undefined,
    hasWarmedUp: false,
    hasChecked: false,
    hasRested: false,
  };
  return {
    ...state.schedule,
    fixes: state.fixes,
    say: (doc, what) => say(state, doc, what),
    forget: (doc) => forget(state, doc),
  };
}

function say({ host }: State, doc: Doc, what: Status['state']): void {
  host.connection.tell(STATUS, statusOf(doc, what));
}

function start(state: State, doc: Doc): Generator<void, FileResult, void> {
  say(state, doc, 'working');
  return doc.session.check(kernelOf(doc.settings), libbpfOf(doc.settings));
}

function finish({ quiet, host }: State, job: Job, file: FileResult): void {
  quiet.checked(job, file);
  report(host.connection, job, file);
}

/** Makes a result the document's, and shows it. */
function keep(state: State, job: Job, file: FileResult, isLast = true): void {
  const { host, schedule } = state;
  const { doc, revision, version } = job;
  const shown = toLsp(doc.uri, file, doc.settings, host.abilities, host.rulePage);
  state.hasChecked = true;
  const text = doc.text.getText();
  doc.result = { revision, version, text, file, shown, id: idOf(state, doc.uri, shown.items) };
  endProgress(state, job);
  host.shown(doc);
  schedule.settle(doc, doc.result);
  if (isLast) say(state, doc, 'idle');
}

/** The id of the diagnostics before, if these are the same. */
function idOf(state: State, uri: string, items: unknown): string {
  const key = JSON.stringify(items);
  const before = state.ids.get(uri);
  if (before?.key === key) return before.id;
  const id = `${state.nextId++}`;
  state.ids.set(uri, { key, id });
  return id;
}

/** A parser that failed is loaded anew, once for each text; what fails otherwise is told, and shown as not checked. */
function failed(state: State, job: Job, error: unknown): void {
  const { host, retried, schedule } = state;
  const { connection } = host;
  const { doc } = job;
  const what = saidBy(error);
  const line = words().checkFailed(nameOf(doc.uri), what.split('\n')[0] ?? '');
  if (isParserFailure(error) && retried.get(doc) !== doc.revision) {
    retried.set(doc, doc.revision);
    connection.console.warn(words().parserAgain(line));
    void host.reload().then(
      () => {
        if (doc.isOn) schedule.changed(doc, 'at once');
      },
      (reason: unknown) => failed(state, job, reason),
    );
    return;
  }
  connection.console.error(line);
  connection.trace(line, error instanceof Error ? error.stack : undefined);
  forgetChecks(doc);
  keep(state, job, {
    path: doc.uri,
    diagnostics: [],
    incomplete: [{ function: '', reason: words().checkFailedReason(what) }],
  });
}

function forget({ fixes, ids, quiet, schedule }: State, doc: Doc): void {
  ids.delete(doc.uri);
  fixes.forget(doc);
  quiet.forget(doc);
  schedule.forget(doc);
}

function beginProgress(state: State, job: Job): void {
  const { abilities, connection } = state.host;
  if (!abilities.progress || state.progress) return;
  if (performance.now() - job.began < PROGRESS_AFTER_MS) return;
  const mine: Progress = { job, token: undefined };
  state.progress = mine;
  const token = `bpf-cpumask-${job.doc.revision}`;
  connection.ask('window/workDoneProgress/create', { token }).then(
    () => {
      if (state.progress !== mine) return;
      mine.token = token;
      const value = { kind: 'begin', title: words().checking, message: nameOf(job.doc.uri) };
      connection.tell('$/progress', { token, value });
    },
    () => {},
  );
}

function endProgress(state: State, job: Job): void {
  if (state.progress?.job !== job) return;
  const { token } = state.progress;
  if (token !== undefined) state.host.connection.tell('$/progress', { token, value: { kind: 'end' } });
  state.progress = undefined;
}

/** Nothing waits: first the warm-up, once, then what the texts at rest are still to be asked for. */
function* idle(state: State): Generator<void, void, void> {
  if (!state.hasWarmedUp) {
    state.hasWarmedUp = true;
    yield* warmUp();
  }
  rest(state);
  yield* state.fixes.work();
}

function rest(state: State): void {
  if (!state.hasChecked || state.hasRested) return;
  state.hasRested = true;
  state.host.checked();
}

/** One line for a check, and one for each function whose silence says nothing. */
function report(connection: Connection, job: Job, file: FileResult): void {
  const name = nameOf(job.doc.uri);
  const took = words().took(job.spent.toFixed(1), (performance.now() - job.began).toFixed(1));
  const counts = words().counts(file.diagnostics.length, file.incomplete.length);
  connection.trace(words().checked(name, job.version), `${took}; ${counts}`);
  for (const gap of file.incomplete)
    connection.console.log(printable(words().gap(name, gap.function, gap.reason)));
}

function saidBy(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
