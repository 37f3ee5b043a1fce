/** What a run of the fuzzer has done so far, kept in a file so that the next run goes on from there. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Found {
  /** Of the first one. */
  readonly case: number;
  readonly executions: number;
  readonly recipe: string;
  readonly detail: string;
  count: number;
  /** Where its small input lies. */
  fixture?: string;
}

export interface State {
  /** The first case that nobody has judged. */
  next: number;
  executions: number;
  cpuSeconds: number;
  /** By what failed, how and where. */
  readonly found: Record<string, Found>;
  /** Figures that are told and judged by nobody. */
  readonly figures: Record<string, number>;
}

export interface Store {
  readonly state: State;
  save(): void;
}

export function openStore(folder: string, name: string, isFresh: boolean): Store {
  const path = join(folder, `${name}.json`);
  const state = (isFresh ? undefined : read(path)) ?? {
    next: 0,
    executions: 0,
    cpuSeconds: 0,
    found: {},
    figures: {},
  };
  return {
    state,
    save() {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`);
      renameSync(`${path}.new`, path);
    },
  };
}

function read(path: string): State | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Counts a failure; true: it is the first of its kind. */
export function note(state: State, signature: string, first: Omit<Found, 'count'>): boolean {
  const before = state.found[signature];
  if (before) {
    before.count++;
    return false;
  }
  state.found[signature] = { ...first, count: 1 };
  return true;
}
