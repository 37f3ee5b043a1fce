/**
 * The state at any event of a record. A record tells what each event changed; a full state is kept at every 256th event
 * that was passed, so that a place in a long run is never more than 255 changes away. States share the words of masks
 * that did not change between them.
 */
import type {
  MapState,
  ObjectInfo,
  ReferenceState,
  RunRecord,
  SectionState,
  SlotState,
  StateChange,
  VariableState,
} from '../../emulator/worker/messages.ts';
import type { Words } from './cpus.ts';

export interface State {
  readonly masks: ReadonlyMap<number, Words>;
  readonly gone: ReadonlySet<number>;
  readonly references: readonly ReferenceState[];
  readonly slots: readonly SlotState[];
  readonly maps: readonly MapState[];
  readonly variables: readonly VariableState[];
  readonly sections: SectionState;
}

/** A record that was opened, with what was worked out of it so far. */
export interface Replay {
  readonly record: RunRecord;
  readonly objects: ReadonlyMap<number, ObjectInfo>;
  readonly frames: State[];
  /** The state that was asked for last: the next is often the one behind it. */
  last: { readonly index: number; readonly state: State } | undefined;
}

/** A state in the making; the words of `own` belong to it alone. */
interface Draft extends State {
  masks: Map<number, Words>;
  gone: Set<number>;
  readonly own: Set<number>;
}

const EVERY = 256;

const NOTHING: State = {
  masks: new Map(),
  gone: new Set(),
  references: [],
  slots: [],
  maps: [],
  variables: [],
  sections: { rcu: 0, always: false, preempt: 0, locked: false },
};

export function openRecord(record: RunRecord): Replay {
  const objects = new Map(record.objects.map((info) => [info.id, info]));
  return { record, objects, frames: [], last: undefined };
}

export function stateAt(replay: Replay, index: number): State {
  const { last } = replay;
  if (last?.index === index) return last.state;
  passFrames(replay, index);
  const frame = Math.floor(index / EVERY);
  const near = last && last.index < index && last.index >= frame * EVERY;
  const from = near ? last : { index: frame * EVERY, state: replay.frames[frame]! };
  const state = from.index === index ? from.state : played(replay, from.state, from.index + 1, index);
  replay.last = { index, state };
  return state;
}

/** Makes the full states up to an event. */
function passFrames(replay: Replay, index: number): void {
  const { frames } = replay;
  if (frames.length === 0) frames.push(played(replay, NOTHING, 0, 0));
  while (frames.length <= Math.floor(index / EVERY)) {
    const behind = (frames.length - 1) * EVERY;
    frames.push(played(replay, frames.at(-1)!, behind + 1, behind + EVERY));
  }
}

/** The state after the events from `first` to `last`, begun with the state before them. */
function played(replay: Replay, before: State, first: number, last: number): State {
  const { record } = replay;
  let draft = draftOf(before);
  for (let index = first; index <= last; index++) {
    // What lies behind the gap tells everything, so nothing of before counts.
    if (index === record.skipped?.before) draft = draftOf(NOTHING);
    const event = record.events[index]!;
    for (const id of event.touches) if (replay.objects.get(id)?.isMask) seen(draft, record, id);
    draft = changed(draft, record, event.change);
  }
  return draft;
}

function draftOf(state: State): Draft {
  return { ...state, masks: new Map(state.masks), gone: new Set(state.gone), own: new Set() };
}

function changed(draft: Draft, record: RunRecord, { masks, gone, ...parts }: StateChange): Draft {
  for (const { id, words } of masks ?? []) {
    const mine = ownWords(draft, record, id);
    for (const [index, word] of words) mine[index] = word;
  }
  for (const id of gone ?? []) draft.gone.add(id);
  return { ...draft, ...parts };
}

/** Words of a mask that may be written. */
function ownWords(draft: Draft, record: RunRecord, id: number): Words {
  const words = seen(draft, record, id);
  if (draft.own.has(id)) return words;
  const copy = words.slice();
  draft.masks.set(id, copy);
  draft.own.add(id);
  return copy;
}

/** A mask is all zero when it is first heard of. */
function seen(draft: Draft, { machine }: RunRecord, id: number): Words {
  const words = draft.masks.get(id) ?? new Uint32Array(2 * Math.ceil(machine.nrCpus / 64));
  draft.masks.set(id, words);
  return words;
}
