/** What users gave a function for its inputs, for the next time that they run it. */
import type { InputValues, RunRecord } from '../../emulator/worker/messages.ts';

/** As much of a Memento as is used here. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): unknown;
}

export interface Values {
  /** {} when nothing is remembered. */
  of(key: string): InputValues;
  /** {} forgets. */
  keep(key: string, values: InputValues): void;
}

export const MOST_REMEMBERED = 50;
const STORED = 'bpfCpumask.values';

/** The newest are kept. */
export function rememberValues(store: Store): Values {
  const load = () => readEntries(store.get(STORED));
  return {
    of: (key) => load().find(([known]) => known === key)?.[1] ?? {},
    keep(key, values) {
      const others = load().filter(([known]) => known !== key);
      const all = Object.keys(values).length === 0 ? others : [...others, [key, values] as const];
      store.update(STORED, all.slice(-MOST_REMEMBERED));
    },
  };
}

/** Those of the values that the run could take. */
export function takenValues(values: InputValues, { inputs }: RunRecord): InputValues {
  const refused = new Set(inputs.filter(({ problem }) => problem !== undefined).map(({ id }) => id));
  return Object.fromEntries(Object.entries(values).filter(([id]) => !refused.has(id)));
}

type Entry = readonly [key: string, values: InputValues];

/** What an earlier version stored may look otherwise. */
function readEntries(raw: unknown): readonly Entry[] {
  return Array.isArray(raw) ? raw.filter(isEntry) : [];
}

function isEntry(raw: unknown): raw is Entry {
  if (!Array.isArray(raw) || typeof raw[0] !== 'string') return false;
  const values: unknown = raw[1];
  if (typeof values !== 'object' || values === null) return false;
  return Object.values(values).every((value) => typeof value === 'string');
}
