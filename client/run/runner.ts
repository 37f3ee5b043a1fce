/**
 * Runs, one at a time, in a worker that stays warm. A run that is cancelled, or hangs, ends with its worker; the next one
 * starts another. Knows no editor.
 *
 *     run ──▶ files are read ──▶ asked ──▶ need: more files ──▶ asked again, up to MOST_ROUNDS times
 *                                  ├─────▶ done, refused, choose: the outcome
 *                                  └─────▶ silent, or its worker lost: failed
 *     a newer run: this one is cancelled at once, and its worker ended if it is still busy after GRACE_MS
 */

import type { Reach } from '../../bpf/syntax/includes/reach.ts';
import { words } from '../../bpf/words/client.ts';
import { languageTag } from '../../bpf/words/language.ts';
import type { InputValues, RunReply, RunRequest, Target } from '../../emulator/worker/messages.ts';
import type { Emulator, EmulatorEvents } from './emulator.ts';
import { type ReadFile, requestedFiles } from './requested-files.ts';

export interface Question {
  /** Address of the document. */
  readonly path: string;
  readonly text: string;
  readonly target: Target;
  readonly values: InputValues;
  readonly kernel: string;
  /** Of user space, where one is set. */
  readonly libbpf?: string;
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
  replied?: (reply: Reply) => void;
}

type Reply = Exclude<RunReply, { kind: 'progress' }>;

type Timer = ReturnType<typeof setTimeout>;

/** Everything of a runner that changes. */
interface State {
  readonly host: RunnerHost;
  /** Files that a run has asked for, by document: the next one gets them at once. */
  readonly asked: Map<string, readonly string[]>;
  worker: Worker | undefined;
  current: Run | undefined;
  silence: Timer | undefined;
  resting: Timer | undefined;
  nextId: number;
}

export function createRunner(host: RunnerHost): Runner {
  const state: State = {
    host,
    asked: new Map(),
    worker: undefined,
    current: undefined,
    silence: undefined,
    resting: undefined,
    nextId: 1,
  };
  return {
    run: (question, progress) => run(state, question, progress),
    cancel() {
      if (!state.current) return;
      endWorker(state);
      finish(state, { kind: 'cancelled' });
    },
    rest() {
      clearTimeout(state.resting);
      state.resting = setTimeout(() => !state.current && endWorker(state), REST_MS);
    },
    end() {
      clearTimeout(state.resting);
      endWorker(state);
      finish(state, { kind: 'cancelled' });
    },
  };
}

function run(state: State, question: Question, progress: (steps: number) => void): Promise<Outcome> {
  clearTimeout(state.resting);
  finish(state, { kind: 'cancelled' });
  replaceIfBusy(state, state.worker);
  // It starts while files are read.
  state.worker ??= startWorker(state);
  return new Promise((resolve) => {
    const mine: Run = { progress, finish: resolve };
    state.current = mine;
    listen(state);
    answer(state, mine, question)
      .catch((error: unknown): Outcome => ({ kind: 'failed', message: String(error) }))
      .then((outcome) => mine === state.current && finish(state, outcome));
  });
}

/** Asks until the worker has all the files that it needs, and its answer is one. */
async function answer(state: State, mine: Run, question: Question): Promise<Outcome> {
  const { asked, host } = state;
  let paths = asked.get(question.path) ?? [];
  let files: Readonly<Record<string, string | null>> = {};
  for (let round = 0; round <= MOST_ROUNDS; round++) {
    files = await requestedFiles(files, paths, (path) => host.read(path, question.reach));
    if (mine !== state.current) return { kind: 'cancelled' };
    const reply = await ask(state, mine, {
      kind: 'run',
      id: state.nextId++,
      language: languageTag(),
      ...question,
      files,
    });
    if (reply.kind !== 'need') {
      note(asked, question.path, Object.keys(files));
      return reply;
    }
    paths = reply.paths;
  }
  return {
    kind: 'failed',
    message: words().headersTooDeep(MOST_ROUNDS),
  };
}

function note(asked: State['asked'], path: string, paths: readonly string[]): void {
  asked.delete(path);
  asked.set(path, paths);
  for (const old of [...asked.keys()].slice(0, -MOST_DOCUMENTS)) asked.delete(old);
}

function ask(state: State, mine: Run, request: RunRequest): Promise<Reply> {
  return new Promise((resolve) => {
    mine.request = request;
    mine.replied = resolve;
    send(state, request);
  });
}

function send(state: State, request: RunRequest): void {
  state.worker ??= startWorker(state);
  const { worker } = state;
  worker.busy.add(request.id);
  void worker.emulator.then(
    (emulator) => worker === state.worker && emulator.ask(request),
    () => {},
  );
}

/** A reply of a worker; one of a worker that was ended, or to another run, is nobody's. */
function take(state: State, from: Worker, reply: RunReply): void {
  if (from !== state.worker) return;
  if (reply.kind !== 'progress') from.busy.delete(reply.id);
  const { current } = state;
  if (!current || current.request?.id !== reply.id) return;
  listen(state);
  if (reply.kind === 'progress') current.progress(reply.steps);
  else current.replied?.(reply);
}

/** From now on the run has so long to say something. */
function listen(state: State): void {
  clearTimeout(state.silence);
  state.silence = setTimeout(() => {
    endWorker(state);
    finish(state, {
      kind: 'failed',
      message: words().runSilent(SILENCE_MS / 1000),
    });
  }, SILENCE_MS);
}

function finish(state: State, outcome: Outcome): void {
  clearTimeout(state.silence);
  const { current } = state;
  state.current = undefined;
  current?.finish(outcome);
}

function startWorker(state: State): Worker {
  const emulator = state.host.start({
    reply: (reply) => take(state, mine, reply),
    lost: (why) => lost(state, mine, why),
  });
  const mine: Worker = { emulator, busy: new Set() };
  emulator.catch((error: unknown) =>
    lost(state, mine, error instanceof Error ? error.message : String(error)),
  );
  return mine;
}

function endWorker(state: State): void {
  void state.worker?.emulator.then(
    (emulator) => emulator.end(),
    () => {},
  );
  state.worker = undefined;
}

function lost(state: State, from: Worker, why: string): void {
  if (from !== state.worker) return;
  endWorker(state);
  finish(state, { kind: 'failed', message: words().emulatorStopped(why) });
}

/** The worker may still be at what nobody wants any more. */
function replaceIfBusy(state: State, before: Worker | undefined): void {
  const stale = [...(before?.busy ?? [])];
  if (stale.length === 0) return;
  setTimeout(() => {
    if (before !== state.worker || !stale.some((id) => before?.busy.has(id))) return;
    endWorker(state);
    if (state.current?.request) send(state, state.current.request);
  }, GRACE_MS);
}
