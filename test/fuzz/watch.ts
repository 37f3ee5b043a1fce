/** The second thread of a lane: ends the process when an operation takes more than it may. See lane.ts. */
import { readFileSync, writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import type { Failure, FailureKind, Operation } from './failure.ts';
import type { Limits, Line } from './lane.ts';

const { shared, limits, operations } = workerData as {
  readonly shared: Int32Array;
  readonly limits: Limits;
  readonly operations: readonly Operation[];
};

const LOOK_MS = 50;
const SAMPLES = 6;
const SAMPLE_MS = 80;
const MIB = 1024 * 1024;

interface Mark {
  readonly key: string;
  readonly cpu: number;
  readonly wall: number;
  /** Seconds that the main thread was ready to run while others had the processor. */
  readonly queued: number;
  readonly rss: number;
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
/** Linux counts it, by thread; elsewhere a busy machine may look like a wait. */
const queuedSeconds = (): number => {
  try {
    return (
      Number(readFileSync(`/proc/${process.pid}/task/${process.pid}/schedstat`, 'utf8').split(' ')[1]) / 1e9
    );
  } catch {
    return 0;
  }
};
const mebibytes = (): number => process.memoryUsage.rss() / MIB;

function markNow(): Mark {
  const key = `${Atomics.load(shared, 0)} ${Atomics.load(shared, 1)} ${Atomics.load(shared, 2)}`;
  const wall = performance.now() / 1000;
  return { key, cpu: cpuSeconds(), wall, queued: queuedSeconds(), rss: mebibytes() };
}

let began = markNow();
const timer = setInterval(look, LOOK_MS);
parentPort!.postMessage('ready');

function look(): void {
  const now = markNow();
  if (now.key !== began.key) began = now;
  const cpu = now.cpu - began.cpu;
  if (cpu > limits.cpuSeconds) return end('hang', `${cpu.toFixed(1)} s of processor time`);
  if (now.rss > limits.mebibytes && now.rss - began.rss > limits.addedMebibytes)
    return end('memory', `${now.rss.toFixed(0)} MiB, ${began.rss.toFixed(0)} MiB before`);
  const waited = now.wall - began.wall - (now.queued - began.queued);
  // Looking takes about a hundredth of the time itself.
  if (waited > limits.blockedSeconds && cpu < waited / 10)
    end('blocked', `${waited.toFixed(0)} s without work`);
}

function tell(line: Line): void {
  writeSync(3, `${JSON.stringify(line)}\n`);
}

/** Says what happened and where, and kills: a thread that is busy hears nothing else. */
function end(kind: FailureKind, detail: string): void {
  clearInterval(timer);
  const finish = (place: string) => {
    const index = Atomics.load(shared, 0);
    tell({ kind: 'progress', next: index, executions: Atomics.exchange(shared, 2, 0), slowest: 0 });
    const failure: Failure = { kind, operation: operations[Atomics.load(shared, 1)]!, place, detail };
    tell({ kind: 'failure', index, failure });
    process.kill(process.pid, 'SIGKILL');
  };
  const late = setTimeout(() => finish('no JavaScript'), SAMPLES * SAMPLE_MS + 3_000);
  stacks().then(
    (all) => {
      clearTimeout(late);
      finish(common(all));
    },
    () => {},
  );
}

/** What the main thread is in, outermost function first, several times. */
async function stacks(): Promise<string[][]> {
  const session = new Session();
  session.connectToMainThread();
  const found: string[][] = [];
  session.on('Debugger.paused', ({ params }) => {
    found.push(params.callFrames.map(({ functionName }) => functionName || '(anonymous)').reverse());
    session.post('Debugger.resume');
  });
  session.post('Debugger.enable');
  for (let i = 0; i < SAMPLES; i++) {
    session.post('Debugger.pause');
    await new Promise((done) => setTimeout(done, SAMPLE_MS));
  }
  return found;
}

/** The innermost functions that all stacks share: the loop that does not end is in there. */
function common(all: readonly (readonly string[])[]): string {
  const [first = [], ...rest] = all;
  let depth = 0;
  while (depth < first.length && rest.every((stack) => stack[depth] === first[depth])) depth++;
  return (
    first
      .slice(Math.max(0, depth - 2), depth)
      .reverse()
      .join(' < ') || 'no JavaScript'
  );
}
