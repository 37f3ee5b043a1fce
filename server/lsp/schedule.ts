/**
 * When documents are checked: after a pause in typing, in slices between which everything else is answered. A document
 * whose check takes long lets others pass: from then on they take turns.
 *
 *     edit ──▶ timer (quiet for 50 ms, or 300 ms after the burst's first key) ──▶ queue ──▶ slices ──▶ done
 *      ▲      (1 s for user space without per-CPU values)                         │
 *      └──────────── the text moved on: dropped, the timer decides again ─────────┘
 */
import type { FileResult } from '../service/types.ts';
import { type Doc, isCurrent, type Result } from './documents.ts';

/** How long the keyboard rests before a check begins, and the longest that a burst puts it off. */
const QUIET_MS = 50;
const LATEST_MS = 300;
/** The same for texts that hardly ever have a finding: a burst puts it off as long as it lasts. */
const REST_MS = 1_000;
/** Work at a time; a request that arrives meanwhile waits no longer. */
const SLICE_MS = 4;
/** The same for work that nobody waits for. */
const IDLE_SLICE_MS = 2;
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

/** 'resting': typing in a text that may wait. */
export type Change = 'typing' | 'resting' | 'at once';

export interface Schedule {
  /** Something that the result depends on has changed. */
  changed(doc: Doc, how: Change): void;
  /** The parser is there: what waits may begin. */
  ready(): void;
  /** The document is gone or off. */
  forget(doc: Doc): void;
  /** Somebody waits for the result of the text as it stands; undefined: the text moved on, or the document closed. */
  result(doc: Doc): Promise<Result | undefined>;
  /** Tells those who wait that there is one. */
  settle(doc: Doc, result: Result | undefined): void;
  isBusy(doc: Doc): boolean;
  /** There is something to do while nothing else is. */
  wake(): void;
}

interface Running {
  readonly job: Job;
  readonly work: Generator<void, FileResult, void>;
}

interface Timer {
  readonly handle: ReturnType<typeof setTimeout>;
  readonly burstBegan: number;
}

/** Everything of a schedule that changes. */
interface Plan {
  readonly host: ScheduleHost;
  readonly timers: Map<Doc, Timer>;
  readonly queue: Doc[];
  readonly waiting: Map<Doc, ((result: Result | undefined) => void)[]>;
  /** Whose turn it is comes first. */
  readonly running: Running[];
  idle: Generator<void, unknown, void> | undefined;
  isReady: boolean;
  isPumping: boolean;
}

export function createSchedule(host: ScheduleHost): Schedule {
  const plan: Plan = {
    host,
    timers: new Map(),
    queue: [],
    waiting: new Map(),
    running: [],
    idle: undefined,
    isReady: false,
    isPumping: false,
  };
  return {
    changed: (doc, how) => changed(plan, doc, how),
    ready() {
      plan.isReady = true;
      wake(plan);
    },
    forget(doc) {
      unqueue(plan, doc);
      dropChecks(plan, doc);
      settle(plan, doc, undefined);
    },
    result: (doc) => resultOf(plan, doc),
    settle: (doc, result) => settle(plan, doc, result),
    wake: () => wake(plan),
    isBusy: (doc) =>
      plan.running.some(({ job }) => job.doc === doc) || plan.timers.has(doc) || plan.queue.includes(doc),
  };
}

function changed(plan: Plan, doc: Doc, how: Change): void {
  const { timers } = plan;
  const burstBegan = timers.get(doc)?.burstBegan ?? performance.now();
  unqueue(plan, doc);
  if (how === 'at once') return enqueue(plan, doc);
  settle(plan, doc, undefined);
  const wait =
    how === 'resting' ? REST_MS : Math.max(0, Math.min(QUIET_MS, burstBegan + LATEST_MS - performance.now()));
  timers.set(doc, { handle: setTimeout(() => enqueue(plan, doc), wait), burstBegan });
}

function enqueue(plan: Plan, doc: Doc): void {
  plan.timers.delete(doc);
  if (!plan.queue.includes(doc)) plan.queue.push(doc);
  wake(plan);
}

function unqueue({ timers, queue }: Plan, doc: Doc): void {
  const timer = timers.get(doc);
  if (timer) clearTimeout(timer.handle);
  timers.delete(doc);
  const at = queue.indexOf(doc);
  if (at >= 0) queue.splice(at, 1);
}

function wake(plan: Plan): void {
  if (plan.isPumping || !plan.isReady) return;
  plan.isPumping = true;
  plan.host.soon(() => pump(plan));
}

/** A slice of work; then the next document has its turn. */
function pump(plan: Plan): void {
  plan.isPumping = false;
  const isIdle = plan.running.length === 0 && plan.queue.length === 0;
  const until = performance.now() + (isIdle ? IDLE_SLICE_MS : SLICE_MS);
  while (performance.now() < until) if (!advance(plan)) return;
  const current = plan.running.shift();
  if (current) {
    plan.host.pause(current.job);
    plan.running.push(current);
  }
  wake(plan);
}

/** One step of work; false: there is none. */
function advance(plan: Plan): boolean {
  if (plan.running.every(({ job }) => job.spent > LONG_MS)) begin(plan);
  const current = plan.running[0];
  if (!current) return idleStep(plan);
  const { job, work } = current;
  if (job.revision !== job.doc.revision) return drop(plan, current);
  const before = performance.now();
  try {
    const next = work.next();
    job.spent += performance.now() - before;
    if (next.done !== true) return true;
    end(plan, current);
    plan.host.finish(job, next.value);
  } catch (error) {
    end(plan, current);
    plan.host.fail(job, error);
  }
  return true;
}

/** Takes the next document that waits, if there is one; a check of its former text ends. */
function begin(plan: Plan): void {
  const { host, queue, running } = plan;
  const doc = queue.shift();
  if (!doc) return;
  plan.idle?.return(undefined);
  plan.idle = undefined;
  dropChecks(plan, doc);
  const { revision } = doc;
  const job = { doc, revision, version: doc.text.version, began: performance.now(), spent: 0 };
  running.unshift({ job, work: host.start(job) });
}

function end({ running }: Plan, one: Running): void {
  const at = running.indexOf(one);
  if (at >= 0) running.splice(at, 1);
}

function drop(plan: Plan, gone: Running): boolean {
  end(plan, gone);
  gone.work.return(undefined as never);
  plan.host.dropped(gone.job);
  return true;
}

function dropChecks(plan: Plan, doc: Doc): void {
  for (const one of plan.running.filter(({ job }) => job.doc === doc)) drop(plan, one);
}

function idleStep(plan: Plan): boolean {
  plan.idle ??= plan.host.idle();
  try {
    if (plan.idle?.next().done === false) return true;
  } catch {
    // It was nothing that somebody waits for.
  }
  plan.idle = undefined;
  return false;
}

function resultOf({ waiting }: Plan, doc: Doc): Promise<Result | undefined> {
  if (isCurrent(doc)) return Promise.resolve(doc.result);
  return new Promise((resolve) => waiting.set(doc, [...(waiting.get(doc) ?? []), resolve]));
}

/** Tells those who wait for a document. */
function settle({ waiting }: Plan, doc: Doc, result: Result | undefined): void {
  const all = waiting.get(doc) ?? [];
  waiting.delete(doc);
  for (const resolve of all) resolve(result);
}
