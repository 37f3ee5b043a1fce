/**
 * Runs, one at a time, in a worker that stays warm. A run that is cancelled, or hangs, ends with its worker; the next one
 * starts another. Knows no editor.
 */

import type { Reach } from '../../bpf/syntax/includes/reach.ts';
import { words } from '../../bpf/words/client.ts';
import { languageTag } from '../../bpf/words/language.ts';
import type { InputValues, RunReply, RunRequest, Target } from '../../emulator/worker/messages.ts';
import type { Emulator, EmulatorEvents } from './emulator.ts';
import { gather, type ReadFile } from './requested-files.ts';

export interface Question {
  /** Address of the document. */
  readonly path: string;
  readonly text: string;
  readonly target: Target;
  readonly values: InputValues;
  readonly kernel: string;
  readonly reach: Reach;
}

export type Answer = Extract<RunReply, { kind: 'choose' | 'refused' | 'done' }>;
export type Outcome =
  | Answer
  /** By the user, or by a newer run. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

export interface RunnerHost {
  start(events: EmulatorEvents): Promise<Emulator>;
  readonly read: ReadFile;
}

export interface Runner {
  /** Cancels the run before, if it is still going. Does not reject. */
  run(question: Question, progress: (steps: number) => void): Promise<Outcome>;
  cancel(): void;
  /** Ends the worker if nobody runs anything for a while. */
  rest(): void;
  end(): void;
}

/** How often a run may ask for files: headers that include headers that include headers. */
export const MOST_ROUNDS = 8;
/** Without a word for so long, a run is lost. */
export const SILENCE_MS = 20_000;
/** What a run that is no longer wanted has to end by itself: starting a worker takes longer than most runs. */
export const GRACE_MS = 100;
export const REST_MS = 60_000;
/** Documents whose headers are remembered. */
const MOST_DOCUMENTS = 20;

interface Worker {
  readonly emulator: Promise<Emulator>;
  /** Requests without their last answer. */
  readonly busy: Set<number>;
}

interface Run {
  readonly progress: (steps: number) => void;
  readonly finish: (outcome: Outcome) => void;
  request?: RunRequest;
  replied?: (reply: Exclude<RunReply, { kind: 'progress' }>) => void;
}

type Timer = ReturnType<typeof setTimeout>;

export function createRunner(host: RunnerHost): Runner {
  /** Files that a run has asked for, by document: the next one gets them at once. */
  const asked = new Map<string, readonly string[]>();
  let worker: Worker | undefined;
  let current: Run | undefined;
  let silence: Timer | undefined;
  let resting: Timer | undefined;
  let nextId = 1;

  const startWorker = (): Worker => {
    const emulator = host.start({
      reply: (reply) => take(mine, reply),
      lost: (why) => lost(mine, why),
    });
    const mine: Worker = { emulator, busy: new Set() };
    emulator.catch((error: unknown) => lost(mine, error instanceof Error ? error.message : String(error)));
    return mine;
  };

  const endWorker = () => {
    void worker?.emulator.then(
      (emulator) => emulator.end(),
      () => {},
    );
    worker = undefined;
  };

  const finish = (outcome: Outcome) => {
    clearTimeout(silence);
    const run = current;
    current = undefined;
    run?.finish(outcome);
  };

  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      endWorker();
      finish({
        kind: 'failed',
        message: words().runSilent(SILENCE_MS / 1000),
      });
    }, SILENCE_MS);
  };

  function take(from: Worker, reply: RunReply): void {
    if (from !== worker) return;
    if (reply.kind !== 'progress') from.busy.delete(reply.id);
    if (!current || current.request?.id !== reply.id) return;
    listen();
    if (reply.kind === 'progress') current.progress(reply.steps);
    else current.replied?.(reply);
  }

  function lost(from: Worker, why: string): void {
    if (from !== worker) return;
    endWorker();
    finish({ kind: 'failed', message: words().emulatorStopped(why) });
  }

  const send = (request: RunRequest) => {
    worker ??= startWorker();
    const mine = worker;
    mine.busy.add(request.id);
    void mine.emulator.then(
      (emulator) => mine === worker && emulator.ask(request),
      () => {},
    );
  };

  const ask = (run: Run, request: RunRequest) =>
    new Promise<Exclude<RunReply, { kind: 'progress' }>>((resolve) => {
      run.request = request;
      run.replied = resolve;
      send(request);
    });

  /** The worker may still be at what nobody wants any more. */
  const replaceIfBusy = (before: Worker | undefined) => {
    const stale = [...(before?.busy ?? [])];
    if (stale.length === 0) return;
    setTimeout(() => {
      if (before !== worker || !stale.some((id) => before?.busy.has(id))) return;
      endWorker();
      if (current?.request) send(current.request);
    }, GRACE_MS);
  };

  const answer = async (run: Run, question: Question): Promise<Outcome> => {
    let paths = asked.get(question.path) ?? [];
    let files: Readonly<Record<string, string | null>> = {};
    for (let round = 0; round <= MOST_ROUNDS; round++) {
      files = await gather(files, paths, (path) => host.read(path, question.reach));
      if (run !== current) return { kind: 'cancelled' };
      const reply = await ask(run, {
        kind: 'run',
        id: nextId++,
        language: languageTag(),
        ...question,
        files,
      });
      if (reply.kind !== 'need') {
        note(question.path, Object.keys(files));
        return reply;
      }
      paths = reply.paths;
    }
    return {
      kind: 'failed',
      message: words().headersTooDeep(MOST_ROUNDS),
    };
  };

  const note = (path: string, paths: readonly string[]) => {
    asked.delete(path);
    asked.set(path, paths);
    for (const old of [...asked.keys()].slice(0, -MOST_DOCUMENTS)) asked.delete(old);
  };

  return {
    run(question, progress) {
      clearTimeout(resting);
      finish({ kind: 'cancelled' });
      replaceIfBusy(worker);
      // It starts while files are read.
      worker ??= startWorker();
      return new Promise((resolve) => {
        const run: Run = { progress, finish: resolve };
        current = run;
        listen();
        answer(run, question)
          .catch((error: unknown): Outcome => ({ kind: 'failed', message: String(error) }))
          .then((outcome) => run === current && finish(outcome));
      });
    },
    cancel() {
      if (!current) return;
      endWorker();
      finish({ kind: 'cancelled' });
    },
    rest() {
      clearTimeout(resting);
      resting = setTimeout(() => !current && endWorker(), REST_MS);
    },
    end() {
      clearTimeout(resting);
      endWorker();
      finish({ kind: 'cancelled' });
    },
  };
}
