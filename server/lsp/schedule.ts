/**
 * When documents are checked: after a pause in typing, in slices between which everything else is answered, one
 * document after the other.
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
  let running: Running | undefined;
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
    if (running) host.pause(running.job);
    wake();
  }

  /** One step of work; false: there is none. */
  function advance(): boolean {
    running ??= begin();
    if (!running) return idleStep();
    const { job, work } = running;
    if (job.revision !== job.doc.revision) return drop();
    const before = performance.now();
    try {
      const next = work.next();
      job.spent += performance.now() - before;
      if (next.done !== true) return true;
      running = undefined;
      host.finish(job, next.value);
    } catch (error) {
      running = undefined;
      host.fail(job, error);
    }
    return true;
  }

  function begin(): Running | undefined {
    const doc = queue.shift();
    if (!doc) return undefined;
    idle = undefined;
    const { revision } = doc;
    const job = { doc, revision, version: doc.text.version, began: performance.now(), spent: 0 };
    return { job, work: host.start(job) };
  }

  function drop(): boolean {
    const gone = running!;
    running = undefined;
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
    isBusy: (doc) => running?.job.doc === doc || timers.has(doc) || queue.includes(doc),
  };
}
