/** Mutated programs through check, run, exploration and edits: cases in lanes, failures made small. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Case, caseOf } from './cases.ts';
import { corpus } from './corpus.ts';
import type { Failure } from './failure.ts';
import { ALONE, failuresOf, LIMITS, runLane } from './lanes.ts';
import { reducedSlowly } from './minimise.ts';
import type { Options } from './options.ts';
import { hashOf } from './random.ts';
import { note, openStore, type Store } from './state.ts';

const BATCH = 500;
const TRIES = 1_500;
/** A question that may take seconds is asked less often, and with a limit that is soon reached. */
const SLOW_TRIES = 40;
const SLOW_SECONDS = 2.5;
/** Seen from outside: the process is lost with the answer. */
const SLOW: ReadonlySet<Failure['kind']> = new Set<Failure['kind']>(['hang', 'memory', 'blocked', 'lost']);

/** A failing input, as `test/fuzz/fixtures` holds it. */
export interface Fixture {
  readonly failure: Failure;
  readonly case: Case;
}

export async function fuzzPrograms(options: Options): Promise<Store> {
  const store = openStore(options.stateFolder, `programs-${options.seed}`, options.isFresh);
  const { state } = store;
  const end = state.next + options.count;
  let given = state.next;
  const open = new Set<number>();
  const worker = async () => {
    while (given < end) {
      const from = given;
      given = Math.min(end, given + BATCH);
      open.add(from);
      await judgeBatch(from, given, options, store);
      open.delete(from);
      state.next = Math.min(given, ...open);
      store.save();
      options.say(
        `programs: ${state.next} cases, ${state.executions} executions, ${Object.keys(state.found).length} kinds of failure`,
      );
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  return store;
}

/** Starts lanes until the batch is done: a lane ends with a case that hangs. */
async function judgeBatch(from: number, to: number, options: Options, { state }: Store): Promise<void> {
  const suspects: { index: number; failure: Failure }[] = [];
  for (let next = from; next < to; ) {
    let reached = next;
    let lost: number | undefined;
    const isDone = await runLane(
      options.programs,
      { kind: 'range', seed: options.seed, from: next, to, limits: LIMITS },
      (line) => {
        if (line.kind === 'progress') {
          reached = line.next;
          state.executions += line.executions;
          state.figures['slowest case in seconds'] = Math.max(
            state.figures['slowest case in seconds'] ?? 0,
            line.slowest,
          );
        } else if (line.kind === 'failure') {
          suspects.push(line);
          if (SLOW.has(line.failure.kind)) lost = line.index;
        }
      },
    );
    if (isDone) break;
    // Without a word: the case is one of those since the last line. Each is judged alone.
    if (lost === undefined) suspects.push(...(await search(reached, Math.min(to, reached + 50), options)));
    next = lost === undefined ? Math.min(to, reached + 50) : lost + 1;
  }
  for (const { index, failure } of suspects) await keep(index, failure, options, state);
}

async function search(
  from: number,
  to: number,
  options: Options,
): Promise<{ index: number; failure: Failure }[]> {
  const programs = corpus();
  const found: { index: number; failure: Failure }[] = [];
  for (let index = from; index < to; index++)
    for (const failure of await failuresOf(options.programs, caseOf(programs, options.seed, index)))
      found.push({ index, failure });
  return found;
}

async function keep(index: number, failure: Failure, options: Options, state: Store['state']): Promise<void> {
  const found = caseOf(corpus(), options.seed, index);
  const signature = signatureOf(failure);
  const isKnown = signature in state.found;
  if (SLOW.has(failure.kind) && !isKnown) {
    const again = await failuresOf(options.programs, found, [failure.operation]);
    if (!again.some(({ kind }) => SLOW.has(kind))) {
      state.figures['not again alone'] = (state.figures['not again alone'] ?? 0) + 1;
      return;
    }
  }
  const { recipe } = found;
  if (!note(state, signature, { case: index, executions: state.executions, recipe, detail: failure.detail }))
    return;
  options.say(`FAILURE ${signature}\n  case ${index} (${recipe}): ${failure.detail}`);
  if (!options.minimises) return;
  state.found[signature]!.fixture = writeFixture(options.fixtures, {
    failure,
    case: await minimised(found, failure, options),
  });
}

function signatureOf({ kind, operation, place }: Failure): string {
  return `${kind} in ${operation}${place === '' ? '' : `: ${place}`}`;
}

async function minimised(found: Case, failure: Failure, options: Options): Promise<Case> {
  let smallest = found;
  if (SLOW.has(failure.kind)) {
    const limits = { ...ALONE, cpuSeconds: SLOW_SECONDS };
    await reducedSlowly(found.text, SLOW_TRIES, async (text) => {
      const smaller = { ...found, text };
      const isSame = (await failuresOf(options.programs, smaller, [failure.operation], limits)).some(
        ({ kind }) => kind === failure.kind,
      );
      if (isSame) smallest = smaller;
      return isSame;
    });
    return smallest;
  }
  await runLane(
    options.programs,
    { kind: 'reduce', case: found, failure, tries: TRIES, limits: ALONE },
    (line) => {
      if (line.kind === 'smaller') smallest = line.case;
    },
  );
  return smallest;
}

function writeFixture(folder: string, fixture: Fixture): string {
  const { kind, operation } = fixture.failure;
  const name = `${kind}-${operation}-${hashOf(fixture.case.text).toString(16).padStart(8, '0')}.json`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${JSON.stringify(fixture, null, 2)}\n`);
  return name;
}
