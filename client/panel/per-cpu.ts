/** Values of per-CPU maps, CPU by CPU, and which event of a run wrote each of them last. */
import type { ElementState, MapState, RunRecord } from '../../emulator/worker/messages.ts';
import type { View } from './model.ts';

export interface CpuValue {
  readonly value: string;
  /** By the event that is looked at. */
  readonly changed: boolean;
  /** Index of the event that wrote it last; undefined: it is as it was when the record began to tell of the map. */
  readonly by: number | undefined;
}

/** An element from an event on. */
interface Version {
  readonly index: number;
  readonly cpus: readonly string[];
}

/** Versions of each element by map and key, in time order, with the event that first told of the map. */
type History = ReadonlyMap<string, readonly Version[]>;

const histories = new WeakMap<RunRecord, History>();

export function cpuValues(
  record: RunRecord,
  { index, gap }: View,
  map: MapState,
  { key, cpus = [] }: ElementState,
): CpuValue[] {
  const versions = historyOf(record).get(nameOf(map.name, key)) ?? [];
  const upTo = versions.findLastIndex((version) => version.index <= index);
  return cpus.map((value, cpu) => {
    let at = upTo;
    while (at > 0 && versions[at - 1]!.cpus[cpu] === value) at--;
    const by = versions[at]?.index;
    return {
      value,
      changed: by === index && gap === 0 && index > 0,
      by: isTold(record, by) ? by : undefined,
    };
  });
}

/** The first event and the one behind a gap tell of what others wrote. */
function isTold({ skipped }: RunRecord, index: number | undefined): boolean {
  return index !== undefined && index > 0 && index !== skipped?.before;
}

const nameOf = (map: string, key: string): string => `${map}\n${key}`;

function historyOf(record: RunRecord): History {
  const known = histories.get(record);
  if (known) return known;
  const history = new Map<string, Version[]>();
  const met = new Set<string>();
  record.events.forEach(({ change }, index) => {
    for (const map of change.maps ?? []) {
      for (const { key, cpus } of map.elements)
        if (cpus) note(history, nameOf(map.name, key), index, cpus, met.has(map.name));
      met.add(map.name);
    }
  });
  histories.set(record, history);
  return history;
}

/** What is there when a map comes up first was written by nobody. */
function note(
  history: Map<string, Version[]>,
  name: string,
  index: number,
  cpus: readonly string[],
  isMet: boolean,
): void {
  const versions = history.get(name);
  if (versions) versions.push({ index, cpus });
  else history.set(name, [{ index: isMet ? index : 0, cpus }]);
}
