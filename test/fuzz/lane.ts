/**
 * A process that judges cases one after the other, with a watch that sees what the cases themselves cannot tell:
 *
 *     main thread    case ─▶ operation ─▶ operation ─▶ … ─▶ next case          (blocked for as long as an operation takes)
 *                      │ number of the operation, in shared memory
 *     watch          looks every 50 ms: processor time, memory; says where the main thread is, and ends the process
 *
 * Both write lines of JSON to file descriptor 3. Who started it goes on behind the case that ended it.
 */
import { readFileSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { type Case, caseOf } from './cases.ts';
import { corpus } from './corpus.ts';
import { type Failure, OPERATIONS, type Operation } from './failure.ts';
import { judge, operationsOf } from './judge.ts';
import { reduced } from './minimise.ts';

/** What a lane is to do, on its standard input. */
export type Job =
  | {
      readonly kind: 'range';
      readonly seed: number;
      readonly from: number;
      readonly to: number;
      readonly limits: Limits;
    }
  | {
      readonly kind: 'one';
      readonly case: Case;
      readonly operations: readonly Operation[] | undefined;
      readonly limits: Limits;
    }
  | {
      readonly kind: 'reduce';
      readonly case: Case;
      readonly failure: Failure;
      readonly tries: number;
      readonly limits: Limits;
    }
  /** What the watch has to see: the tests ask for it. */
  | { readonly kind: 'trial'; readonly trial: 'loop' | 'memory' | 'wait' | 'crash'; readonly limits: Limits };

export interface Limits {
  readonly cpuSeconds: number;
  readonly mebibytes: number;
  /** What an operation may add before memory counts as its fault: others have used the process before it. */
  readonly addedMebibytes: number;
  /** Seconds of waiting without work. */
  readonly blockedSeconds: number;
}

export type Line =
  | { readonly kind: 'failure'; readonly index: number; readonly failure: Failure }
  /** All cases before `next` are done. */
  | {
      readonly kind: 'progress';
      readonly next: number;
      readonly executions: number;
      readonly slowest: number;
    }
  | { readonly kind: 'smaller'; readonly case: Case }
  | { readonly kind: 'end' };

const REPORT = 3;
const PROGRESS_EVERY = 50;

function tell(line: Line): void {
  writeSync(REPORT, `${JSON.stringify(line)}\n`);
}

/** The case and the operation that run now, and the counted operations. */
const shared = new Int32Array(new SharedArrayBuffer(16));

function began(index: number): (operation: Operation) => void {
  return (operation) => {
    Atomics.store(shared, 0, index);
    Atomics.store(shared, 1, OPERATIONS.indexOf(operation));
    Atomics.add(shared, 2, 1);
  };
}

async function main(): Promise<void> {
  const job: Job = JSON.parse(readFileSync(0, 'utf8'));
  await initSyntaxNode();
  const watch = new Worker(new URL('./watch.js', import.meta.url), {
    workerData: { shared, limits: job.limits, operations: OPERATIONS },
  });
  await new Promise((ready) => watch.once('message', ready));
  work(job);
  tell({ kind: 'end' });
  process.exit();
}

function work(job: Job): void {
  switch (job.kind) {
    case 'range':
      return judgeRange(job);
    case 'one':
      for (const failure of judge(job.case, began(0), job.operations ?? operationsOf(job.case)))
        tell({ kind: 'failure', index: 0, failure });
      return;
    case 'trial':
      began(0)('check');
      return TRIALS[job.trial]();
    case 'reduce':
      reduced(job.case.text, job.tries, (text) => {
        const smaller = { ...job.case, text };
        const { kind, operation, place } = job.failure;
        const failures = judge(
          smaller,
          began(0),
          operation === 'again' || operation === 'fix' ? ['check', operation] : [operation],
        );
        const isSame = failures.some((found) => found.kind === kind && found.place === place);
        if (isSame) tell({ kind: 'smaller', case: smaller });
        return isSame;
      });
  }
}

const TRIALS: Readonly<Record<(Job & { kind: 'trial' })['trial'], () => void>> = {
  loop() {
    for (;;);
  },
  memory() {
    for (const held: Uint8Array[] = []; ; ) held.push(new Uint8Array(1 << 20).fill(1));
  },
  wait: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  crash: () => process.abort(),
};

function judgeRange({ seed, from, to }: Job & { kind: 'range' }): void {
  const programs = corpus();
  let slowest = 0;
  for (let index = from; index < to; index++) {
    const before = process.cpuUsage().user;
    for (const failure of judge(caseOf(programs, seed, index), began(index)))
      tell({ kind: 'failure', index, failure });
    slowest = Math.max(slowest, (process.cpuUsage().user - before) / 1e6);
    const done = index + 1;
    if (done !== to && done % PROGRESS_EVERY !== 0) continue;
    tell({ kind: 'progress', next: done, executions: Atomics.exchange(shared, 2, 0), slowest });
    slowest = 0;
  }
}

await main();
