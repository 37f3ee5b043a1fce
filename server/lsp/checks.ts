/** Checks of open documents: what is started, logged, shown and retried. */

import type { Connection, WorkDoneProgressReporter } from 'vscode-languageserver';
import { isParserFailure } from '../../bpf/syntax/failure.ts';
import { printable } from '../../bpf/syntax/printable.ts';
import { words } from '../../bpf/words/server.ts';
import type { FileResult } from '../service/types.ts';
import type { Abilities } from './abilities.ts';
import { type RulePage, toLsp } from './convert.ts';
import type { Doc } from './documents.ts';
import { createQuiet } from './quiet.ts';
import { createSchedule, type Job, type Schedule } from './schedule.ts';
import { STATUS, type Status, statusOf } from './status.ts';
import { practice } from './warm-up.ts';

/** Only longer checks show progress: shorter ones would only flicker. */
const PROGRESS_AFTER_MS = 1_000;

interface Progress {
  readonly job: Job;
  reporter: WorkDoneProgressReporter | undefined;
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
  /** Says what state the document is in. */
  say(doc: Doc, state: Status['state']): void;
}

export function createChecks(host: ChecksHost): Checks {
  const { connection, abilities } = host;
  const retried = new WeakMap<Doc, number>();
  const ids = new Map<string, { readonly key: string; readonly id: string }>();
  let progress: Progress | undefined;
  let isPracticed = false;
  let hasChecked = false;
  let hasRested = false;
  let nextId = 1;

  const say = (doc: Doc, state: Status['state']) => {
    void connection.sendNotification(STATUS, statusOf(doc, state));
  };

  /** The id of the diagnostics before, if these are the same. */
  const idOf = (uri: string, items: unknown): string => {
    const key = JSON.stringify(items);
    const before = ids.get(uri);
    if (before?.key === key) return before.id;
    const id = `${nextId++}`;
    ids.set(uri, { key, id });
    return id;
  };

  const keep = (job: Job, file: FileResult, isLast = true) => {
    const { doc, revision, version } = job;
    const shown = toLsp(doc.uri, file, doc.settings, abilities, host.rulePage);
    hasChecked = true;
    doc.result = { revision, version, file, shown, id: idOf(doc.uri, shown.items) };
    endProgress(job);
    host.shown(doc);
    schedule.settle(doc, doc.result);
    if (isLast) say(doc, 'idle');
  };

  const quiet = createQuiet({
    show: keep,
    showAgain(job, file) {
      keep(job, file);
      host.changed(job.doc);
    },
  });

  const endProgress = (job: Job) => {
    if (progress?.job !== job) return;
    progress?.reporter?.done();
    progress = undefined;
  };

  const beginProgress = (job: Job) => {
    if (!abilities.progress || progress) return;
    if (performance.now() - job.began < PROGRESS_AFTER_MS) return;
    const mine: Progress = { job, reporter: undefined };
    progress = mine;
    connection.window.createWorkDoneProgress().then(
      (reporter) => {
        if (progress !== mine) return;
        mine.reporter = reporter;
        reporter.begin(words().checking, undefined, nameOf(job.doc));
      },
      () => {},
    );
  };

  const rest = (): undefined => {
    if (!hasChecked || hasRested) return;
    hasRested = true;
    host.checked();
  };

  function* practiceAndRest(): Generator<void, void, void> {
    yield* practice();
    rest();
  }

  const failed = (job: Job, error: unknown): void => {
    const { doc } = job;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const line = words().checkFailed(nameOf(doc), what.split('\n')[0] ?? '');
    if (isParserFailure(error) && retried.get(doc) !== doc.revision) {
      retried.set(doc, doc.revision);
      connection.console.warn(words().parserAgain(line));
      void host.reload().then(
        () => schedule.changed(doc, 'at once'),
        (reason: unknown) => failed(job, reason),
      );
      return;
    }
    connection.console.error(line);
    connection.tracer.log(line, error instanceof Error ? error.stack : undefined);
    doc.session.reset();
    keep(job, {
      path: doc.uri,
      diagnostics: [],
      incomplete: [{ function: '', reason: words().checkFailedReason(what) }],
    });
  };

  const schedule = createSchedule({
    soon: host.soon,
    start({ doc }) {
      say(doc, 'working');
      return doc.session.check(doc.settings.targetKernel);
    },
    pause: beginProgress,
    finish(job, file) {
      quiet.checked(job, file);
      report(connection, job, file);
    },
    fail: failed,
    dropped: endProgress,
    idle() {
      if (isPracticed) return rest();
      isPracticed = true;
      return practiceAndRest();
    },
  });
  return {
    ...schedule,
    say,
    forget(doc) {
      ids.delete(doc.uri);
      quiet.forget(doc);
      schedule.forget(doc);
    },
  };
}

/** One line for a check, and one for each function whose silence says nothing. */
function report(connection: Connection, job: Job, file: FileResult): void {
  const name = nameOf(job.doc);
  const took = words().took(job.spent.toFixed(1), (performance.now() - job.began).toFixed(1));
  const counts = words().counts(file.diagnostics.length, file.incomplete.length);
  connection.tracer.log(words().checked(name, job.version), `${took}; ${counts}`);
  for (const gap of file.incomplete)
    connection.console.log(printable(words().gap(name, gap.function, gap.reason)));
}

function nameOf(doc: Doc): string {
  return doc.uri.slice(doc.uri.lastIndexOf('/') + 1);
}
