/**
 * When documents are checked: after a pause in typing, in slices between which everything else is answered. A document
 * whose check takes long lets others pass: from then on they take turns.
 *
 *     edit ──▶ timer (quiet for 50 ms, or 300 ms after the burst's first key) ──▶ queue ──▶ slices ──▶ done
 *      ▲                                                                          │
 *      └──────────── the text moved on: dropped, the timer decides again ─────────┘
 */
import type { FileResult } from '../service/types.ts';
import { type Doc, isCurrent, type Result } from './documents.ts';

/** How long the keyboard rests before a check begins, and the longest that a burst puts it off. */
const QUIET_MS = 50;
const LATEST_MS = 300;
/** Work at a time; a request that arrives meanwhile waits no longer. */
const SLICE_MS = 8;
/** Work after which a check no longer keeps the next document waiting. */
const LONG_MS = 30;

export interface Job {
  readonly doc: Doc;
  readonly revision: number;
  readonly version: number;
  readonly began: number;
  /** Time spent in slices. */
  spent: number;
}

export interface ScheduleHost {
  /** Runs work after what has arrived meanwhile. */
  soon(work: () => void): void;
  start(job: Job): Generator<void, FileResult, void>;
  /** Called between slices of a job that is not done. */
  pause(job: Job): void;
  finish(job: Job, result: FileResult): void;
  fail(job: Job, error: unknown): void;
  dropped(job: Job): void;
  /** What to do while nothing else is; undefined: nothing. */
  idle(): Generator<void, unknown, void> | undefined;
}

export interface Schedule {
  /** Something that the result depends on has changed. */
  changed(doc: Doc, how: 'typing' | 'at once'): void;
  /** The parser is there: what waits may begin. */
  ready(): void;
  /** The document is gone or off. */
  forget(doc: Doc): void;
  /** Somebody waits for the result of the text as it stands; undefined: the text moved on, or the document closed. */
  result(doc: Doc): Promise<Result | undefined>;
  /** Tells those who wait that there is one. */
  settle(doc: Doc, result: Result | undefined): void;
  isBusy(doc: Doc): boolean;
}

interface Running {
  readonly job: Job;
  readonly work: Generator<void, FileResult, void>;
}

interface Timer {
  readonly handle: ReturnType<typeof setTimeout>;
  readonly burstBegan: number;
}

export function createSchedule(host: ScheduleHost): Schedule {
  const timers = new Map<Doc, Timer>();
  const queue: Doc[] = [];
  const waiting = new Map<Doc, ((result: Result | undefined) => void)[]>();
  /** Whose turn it is comes first. */
  const running: Running[] = [];
  let idle: Generator<void, unknown, void> | undefined;
  let isReady = false;
  let isPumping = false;

  const wake = () => {
    if (isPumping || !isReady) return;
    isPumping = true;
    host.soon(pump);
  };

  function pump(): void {
    isPumping = false;
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) if (!advance()) return;
    const current = running.shift();
    if (current) {
      host.pause(current.job);
      running.push(current);
    }
    wake();
  }

  /** One step of work; false: there is none. */
  function advance(): boolean {
    if (running.every(({ job }) => job.spent > LONG_MS)) begin();
    const current = running[0];
    if (!current) return idleStep();
    const { job, work } = current;
    if (job.revision !== job.doc.revision) return drop(current);
    const before = performance.now();
    try {
      const next = work.next();
      job.spent += performance.now() - before;
      if (next.done !== true) return true;
      end(current);
      host.finish(job, next.value);
    } catch (error) {
      end(current);
      host.fail(job, error);
    }
    return true;
  }

  /** Takes the next document that waits, if there is one; a check of its former text ends. */
  function begin(): void {
    const doc = queue.shift();
    if (!doc) return;
    idle = undefined;
    const former = running.find(({ job }) => job.doc === doc);
    if (former) drop(former);
    const { revision } = doc;
    const job = { doc, revision, version: doc.text.version, began: performance.now(), spent: 0 };
    running.unshift({ job, work: host.start(job) });
  }

  function end(one: Running): void {
    const at = running.indexOf(one);
    if (at >= 0) running.splice(at, 1);
  }

  function drop(gone: Running): boolean {
    end(gone);
    gone.work.return(undefined as never);
    host.dropped(gone.job);
    return true;
  }

  function idleStep(): boolean {
    idle ??= host.idle();
    try {
      if (idle?.next().done === false) return true;
    } catch {
      // It was only practice.
    }
    idle = undefined;
    return false;
  }

  function enqueue(doc: Doc): void {
    timers.delete(doc);
    if (!queue.includes(doc)) queue.push(doc);
    wake();
  }

  function unqueue(doc: Doc): void {
    const timer = timers.get(doc);
    if (timer) clearTimeout(timer.handle);
    timers.delete(doc);
    const at = queue.indexOf(doc);
    if (at >= 0) queue.splice(at, 1);
  }

  const settle = (doc: Doc, result: Result | undefined) => {
    const all = waiting.get(doc) ?? [];
    waiting.delete(doc);
    for (const resolve of all) resolve(result);
  };

  return {
    changed(doc, how) {
      const burstBegan = timers.get(doc)?.burstBegan ?? performance.now();
      unqueue(doc);
      if (how === 'at once') return enqueue(doc);
      settle(doc, undefined);
      const wait = Math.max(0, Math.min(QUIET_MS, burstBegan + LATEST_MS - performance.now()));
      timers.set(doc, { handle: setTimeout(() => enqueue(doc), wait), burstBegan });
    },
    ready() {
      isReady = true;
      wake();
    },
    forget(doc) {
      unqueue(doc);
      settle(doc, undefined);
    },
    result: (doc) =>
      isCurrent(doc)
        ? Promise.resolve(doc.result)
        : new Promise((resolve) => waiting.set(doc, [...(waiting.get(doc) ?? []), resolve])),
    settle,
    isBusy: (doc) => running.some(({ job }) => job.doc === doc) || timers.has(doc) || queue.includes(doc),
  };
}
