/** Threads of Node: the program's own bundle again, told what it is by its data. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { words } from '../../bpf/words/cli.ts';
import { useLanguage } from '../../bpf/words/language.ts';
import { createSources } from '../input/reader.ts';
import type { Services } from '../services.ts';
import type { Terminal } from '../terminal.ts';
import { checkOne } from '../together.ts';
import type { OpenThread, Order, Report, Start } from './messages.ts';

export const openThread: OpenThread = (start, take, lost) => {
  const worker = new Worker(new URL(import.meta.url), { workerData: start, argv: [] });
  worker.on('message', take);
  worker.on('error', lost);
  worker.on('exit', (code) => lost(new Error(words().threadEnded(code))));
  return {
    send: (order) => worker.postMessage(order),
    end: () => void worker.terminate(),
  };
};

/** What this thread is to check; undefined: it is the program itself. */
export function startOfThread(): Start | undefined {
  return !isMainThread && (workerData as Partial<Start> | undefined)?.role === 'check'
    ? (workerData as Start)
    : undefined;
}

/** Checks what it is told to, until it is ended. */
export async function serveThread(start: Start, services: Services): Promise<void> {
  const port = parentPort!;
  const say = (report: Report) => port.postMessage(report);
  const orders: Order[] = [];
  let wake = () => {};
  port.on('message', (order: Order) => {
    orders.push(order);
    wake();
  });
  useLanguage(start.language);
  await services.init();
  const { command, inputs, folders } = start;
  const terminal = silent(start.cwd);
  const sources = createSources(terminal, inputs, folders, command.target);
  for (;;) {
    for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
      for (const index of order) {
        say({ kind: 'begun', index });
        const checked = await checkOne(inputs[index]!, command, { services, terminal }, sources);
        say({ kind: 'checked', index, checked });
      }
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

/** It says nothing itself, and reads no standard input. */
function silent(cwd: string): Terminal {
  const sink = {
    write: () => {},
    isTerminal: false,
    columns: undefined,
    closed: () => false,
    ready: async () => {},
    finish: async () => undefined,
  };
  return {
    cwd,
    env: {},
    out: sink,
    err: sink,
    readStdin: async () => ({ kind: 'bytes', bytes: new Uint8Array() as never }),
  };
}
