/** What is on screen at one event of a run: plain data, made from the record. */
import { words } from '../../bpf/words/panel.ts';
import type {
  MapState,
  MaskChange,
  ObjectInfo,
  ReferenceState,
  RunEvent,
  RunRecord,
  SectionState,
  StateChange,
  VariableState,
} from '../../emulator/worker/messages.ts';
import type { Words } from './cpus.ts';
import { bitsIn, cpuList, forEachBit, without } from './cpus.ts';
import type { Replay, State } from './replay.ts';
import { openRecord, stateAt } from './replay.ts';

export interface Run extends Replay {
  /** Masks that the run works with: something touches, changes or holds them. */
  readonly used: ReadonlySet<number>;
}

export interface View {
  readonly index: number;
  readonly event: RunEvent;
  /** Calls left out right before this event; then nothing is known of what it changed. */
  readonly gap: number;
  readonly state: State;
  /** The state before this event; at the start and behind a gap the same as `state`. */
  readonly before: State;
  /** Masks that are there or are freed by this event: those that the run works with, and the others. */
  readonly masks: readonly number[];
  readonly others: readonly number[];
  /** Names of masks that were freed earlier. */
  readonly freed: readonly string[];
  readonly output: readonly string[];
}

export interface MaskView {
  readonly id: number;
  readonly info: ObjectInfo;
  readonly words: Words;
  readonly before: Words;
  /** CPUs that are set, how many, and those that this event set and cleared ('' for none). */
  readonly cpus: string;
  readonly weight: number;
  readonly set: string;
  readonly cleared: string;
  /** Bits from nr_cpu_ids on that are set, and those to draw: also the ones that were just cleared. */
  readonly stray: string;
  readonly strays: readonly number[];
  readonly touched: boolean;
  readonly freed: boolean;
  readonly references: readonly ReferenceState[];
  /** `__kptr` fields that hold it. */
  readonly slots: readonly string[];
}

/** Longest CPU list on screen, in ranges. */
const RANGES = 40;

export function openRun(record: RunRecord): Run {
  return { ...openRecord(record), used: usedMasks(record) };
}

/** Objects that come up in a run, in the order of their first use. */
function usedMasks({ events }: RunRecord): Set<number> {
  const used = new Set<number>();
  const add = (id: number | undefined) => id !== undefined && used.add(id);
  events.forEach(({ touches, change }, index) => {
    for (const id of touches) used.add(id);
    for (const { object } of [change.references ?? [], change.slots ?? [], change.variables ?? []].flat())
      add(object);
    if (index > 0) for (const { id } of change.masks ?? []) used.add(id);
  });
  return used;
}

export function viewAt(run: Run, index: number): View {
  const { record } = run;
  const event = record.events[index]!;
  const gap = record.skipped?.before === index ? record.skipped.count : 0;
  const known = index > 0 && gap === 0;
  const before = known ? stateAt(run, index - 1) : undefined;
  const state = stateAt(run, index);
  const there = [...state.masks.keys()].filter((id) => run.objects.has(id));
  const freedBefore = (id: number) => (before ?? state).gone.has(id);
  const live = there.filter((id) => !freedBefore(id));
  return {
    ...{ index, event, gap, state },
    before: before ?? state,
    masks: live.filter((id) => run.used.has(id)),
    others: live.filter((id) => !run.used.has(id)),
    freed: there.filter(freedBefore).map((id) => nameOf(run, id)),
    output: record.output.slice(0, event.printed),
  };
}

export function nameOf({ objects }: Replay, id: number): string {
  return objects.get(id)?.name ?? words().object(id);
}

/** Masks in the order in which they are shown: as they came up; when only `most` are, what is touched comes first. */
export function masksFirst({ masks, event }: View, most: number): readonly number[] {
  if (masks.length <= most) return masks;
  const touched = masks.filter((id) => event.touches.includes(id));
  return [...new Set([...touched, ...masks])].slice(0, most);
}

export function maskView({ record, objects }: Run, { event, state, before }: View, id: number): MaskView {
  const { cpus, nrCpus } = record.machine;
  const words = state.masks.get(id)!;
  const earlier = before.masks.get(id) ?? wordsMet(event, id, words.length);
  const changed = (a: Words, b: Words) => (a === b ? '' : someCpus(without(a, b), nrCpus));
  const strays: number[] = [];
  const drawn = words === earlier ? words : words.map((word, i) => word | earlier[i]!);
  forEachBit(drawn, cpus, nrCpus, (cpu) => strays.push(cpu));
  const stray = cpuList(words, cpus, nrCpus, RANGES);
  return {
    ...{ id, words, strays },
    info: objects.get(id)!,
    before: earlier,
    cpus: cpuList(words, 0, cpus, RANGES),
    weight: bitsIn(words, 0, cpus),
    set: changed(words, earlier),
    cleared: changed(earlier, words),
    stray: stray === 'none' ? '' : stray,
    touched: event.touches.includes(id),
    freed: state.gone.has(id),
    references: state.references.filter(({ object }) => object === id),
    slots: state.slots.filter(({ object }) => object === id).map(({ place }) => place),
  };
}

/** What a mask held when an event met it that nothing was known of before. */
function wordsMet({ change }: RunEvent, id: number, length: number): Words {
  const met = new Uint32Array(length);
  const old = change.masks?.find((mask) => mask.isOld && mask.id === id);
  for (const [index, word] of old?.words ?? []) met[index] = word;
  return met;
}

function someCpus(words: Words, to: number): string {
  const list = cpuList(words, 0, to, RANGES);
  return list === 'none' ? '' : list;
}

/** Whether an event changes a mask or frees one; what opens a stretch tells everything and changes nothing. */
export function changesMasks({ skipped }: RunRecord, { kind, change }: RunEvent, index: number): boolean {
  if (kind === 'start' || index === skipped?.before) return false;
  return (change.gone ?? []).length > 0 || written(change).length > 0;
}

/** The masks that a change writes to. */
export function written({ masks = [] }: StateChange): readonly MaskChange[] {
  return masks.filter(({ isOld }) => !isOld);
}

export interface Row {
  readonly name: string;
  readonly value: string;
  /** By the event that is looked at. */
  readonly changed: boolean;
}

export function variableRows({ state, before }: View): Row[] {
  return rows(state.variables, before.variables, ({ name, value }: VariableState) => ({ name, value }));
}

export function slotRows(run: Run, { state, before }: View): Row[] {
  return rows(state.slots, before.slots, ({ place, object }) => ({
    name: place,
    value: object === undefined ? 'NULL' : nameOf(run, object),
  }));
}

export function elementRows({ name, elements }: MapState, { before }: View): Row[] {
  const earlier = before.maps.find((map) => map.name === name);
  return rows(elements, earlier?.elements ?? [], ({ key, value }) => ({ name: key, value }));
}

/** Rows, with those marked that were other or were not there before. */
function rows<T>(now: readonly T[], before: readonly T[], row: (part: T) => Omit<Row, 'changed'>): Row[] {
  if (now === before) return now.map((part) => ({ ...row(part), changed: false }));
  const earlier = new Map(before.map((part) => [row(part).name, row(part).value]));
  return now.map(row).map(({ name, value }) => ({ name, value, changed: earlier.get(name) !== value }));
}

/** What the program is inside of: RCU sections, disabled preemption, locks. */
export function sectionLines({ rcu, always, preempt, locked, isUserSpace }: SectionState): string[] {
  if (isUserSpace) return [words().inUserSpace];
  const implied = always ? words().underRcu : words().notUnderRcu;
  return [
    rcu > 0 ? words().inSection(rcu) : implied,
    ...(preempt > 0 ? [words().preemptOff(preempt)] : []),
    ...(locked ? [words().lockHeld] : []),
  ];
}

/** `owned by 'mask'`; a reference that no variable holds any more is leaking. */
export function holdersText({ holders }: ReferenceState): string {
  return holders.length > 0 ? holders.join(', ') : words().noVariable;
}
