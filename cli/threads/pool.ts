/**
 * Files checked by several threads, told in the order in which they were named. A thread gets a group at a time (together.ts),
 * the one whose turn to be told comes first; when more is held than a person could have read meanwhile, no group is begun
 * except the one that is waited for. A thread that is lost costs the file that it was at: another takes up the rest.
 */
import type { Input } from '../input/files.ts';
import type { Checked } from '../together.ts';
import type { OpenThread, Order, Report, Start, Thread } from './messages.ts';

/** Results that wait for their turn, for each thread: they hold the texts. */
const MOST_HELD = 16;

interface Crew {
  readonly thread: Thread;
  /** Inputs that it still has to check, in order; the first is the one it is at. */
  left: number[];
}

export interface PoolSetup {
  readonly open: OpenThread;
  readonly start: Start;
  readonly threads: number;
  /** Asked for when the threads are on their way: they start meanwhile. */
  readonly groups: () => (input: Input) => readonly Input[];
  readonly step: (index: number, input: Input) => void;
  /** Nobody reads any more. */
  readonly isOver: () => boolean;
}

export async function* checkedInThreads(
  setup: PoolSetup,
): AsyncGenerator<readonly [Input, Checked], void, void> {
  const pool = createPool(setup);
  try {
    for (const [index, input] of setup.start.inputs.entries()) {
      const checked = await pool.resultOf(index);
      if (checked === undefined) return;
      yield [input, checked];
    }
  } finally {
    pool.end();
  }
}

function createPool({ open, start, threads, groups, step, isOver }: PoolSetup) {
  const { inputs } = start;
  const done = new Map<number, Checked>();
  const crews = new Set<Crew>();
  let begun = 0;
  let wanted = 0;
  let wake = () => {};

  const take = (crew: Crew, report: Report) => {
    if (report.kind === 'begun') step(begun++, inputs[report.index]!);
    if (report.kind === 'checked') finished(crew, report.index, report.checked);
    employ();
    wake();
  };
  const finished = (crew: Crew, index: number, checked: Checked) => {
    crew.left = crew.left.filter((one) => one !== index);
    done.set(index, checked);
  };
  const lost = (crew: Crew, error: unknown) => {
    if (!crews.delete(crew)) return;
    const [at, ...rest] = crew.left;
    if (at !== undefined) done.set(at, { error });
    if (rest.length > 0) waiting.unshift(rest);
    employ();
    wake();
  };
  const hire = (): Crew => {
    let report: ((report: Report) => void) | undefined;
    let ended: ((error: unknown) => void) | undefined;
    const thread = open(
      start,
      (one) => report?.(one),
      (error) => ended?.(error),
    );
    const crew: Crew = { thread, left: [] };
    report = (one) => take(crew, one);
    ended = (error) => lost(crew, error);
    crews.add(crew);
    return crew;
  };
  /** Gives each thread that has nothing to do a group, and hires as long as there are groups for another. */
  const employ = () => {
    while (waiting.length > 0 && !isOver()) {
      const isWaitedFor = waiting[0]!.some((index) => index <= wanted);
      if (done.size >= MOST_HELD * threads && !isWaitedFor) return;
      const idle = [...crews].find(({ left }) => left.length === 0);
      const crew = idle ?? (crews.size < threads ? hire() : undefined);
      if (!crew) return;
      crew.left = [...waiting.shift()!];
      crew.thread.send(crew.left);
    }
  };

  for (let i = 0; i < threads; i++) hire();
  const waiting = ordersOf(inputs, groups());

  return {
    /** undefined: nobody reads any more. */
    async resultOf(index: number): Promise<Checked | undefined> {
      wanted = index;
      employ();
      while (!done.has(index) && !isOver())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const checked = done.get(index);
      done.delete(index);
      return isOver() ? undefined : checked;
    },
    end() {
      const all = [...crews];
      crews.clear();
      for (const { thread } of all) thread.end();
    },
  };
}

/** Groups by the first of their members that was named. */
function ordersOf(inputs: readonly Input[], groupOf: (input: Input) => readonly Input[]): Order[] {
  const indices = new Map(inputs.map((input, index) => [input, index]));
  const orders: Order[] = [];
  const placed = new Set<Input>();
  for (const input of inputs) {
    if (placed.has(input)) continue;
    const group = groupOf(input);
    for (const one of group) placed.add(one);
    orders.push(group.map((one) => indices.get(one)!));
  }
  return orders;
}
