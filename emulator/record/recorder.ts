/**
 * Records a run: an event for each call of a kernel function, with what it changed. Of a long run the first and the
 * last calls are recorded, by running it twice: a run is the same each time, so the second one can count.
 */
import { words } from '../../bpf/words/emulator.ts';
import type { Frame, Machine, TracedValue, TraceEvent, Tracer } from '../machine/machine.ts';
import type { Obj } from '../machine/memory.ts';
import { objectName } from '../machine/names.ts';
import type { Site } from '../machine/values.ts';
import { type Places, placeOf } from '../site-ranges.ts';
import type { MaskChange, ObjectInfo, Place, RunEvent, StateChange } from '../worker/messages.ts';
import { mapStates, referencesOf, sectionsOf, slotStates, variablesOf } from './machine-state.ts';

/** Most calls recorded at either end of a run; fewer when there is much to tell of each. */
export const RECORDED = 10_000;
/** Characters of state that are looked at, at either end: some tenths of a second. */
const MOST_WORK = 12_000_000;
/** What a word of a mask counts for when it is told of, and how many are compared for one character. */
const CHARACTERS_A_WORD = 16;
const WORDS_A_CHARACTER = 4;
const MOST_OBJECTS = 2000;
/** Events between two looks at the clock: recording takes longer than running. */
const LOOK_EVERY = 256;

export interface Recorder {
  readonly events: RunEvent[];
  readonly objects: () => ObjectInfo[];
  /** `first` and `last`: the calls to record, counted from 1, `first` not included. */
  tracer(first: number, last: number): Tracer;
  /** The machine of what runs: events may come from others, of programs that a process runs. */
  open(root: Machine): void;
  /** The next event tells everything, since events before it are missing. */
  startAnew(): void;
  start(m: Machine, frame: Frame, place: Place): void;
  end(m: Machine, frame: Frame, place: Place, text: string): void;
}

interface Seen {
  readonly info: ObjectInfo;
  /** undefined: of the run before, and not yet met in this one. */
  obj: Obj | undefined;
  words: Uint32Array;
  /** Until it is told of for the first time: what the call that met it found in it, if it was given to the call. */
  met: { readonly before: Uint32Array | undefined } | undefined;
  isGone: boolean;
}

/** Parts of the state that are compared as text. */
type Compared = 'references' | 'slots' | 'maps' | 'variables' | 'sections';

export function createRecorder(places: Places): Recorder {
  const seen = new Map<number, Seen>();
  const known = new Map<Compared, string>();
  const events: RunEvent[] = [];
  let root: Machine | undefined;
  let work = 0;

  const see = (m: Machine, obj: Obj, event?: TraceEvent, held?: Uint32Array): void => {
    if (obj.kind !== 'mask' && obj.kind !== 'kernel-mask' && obj.kind !== 'kernel') return;
    const before = seen.get(obj.id);
    if (before?.obj === obj || (!before && seen.size >= MOST_OBJECTS)) return;
    // The second run makes objects of its own under the same numbers.
    const words = new Uint32Array(isMask(obj) ? m.sizes.words : 0);
    const info = before?.info ?? infoOf(m, obj, event, places);
    seen.set(obj.id, { info, obj, words, met: { before: held }, isGone: false });
  };

  /** `given`: objects of a call; no other mask of the program is written before the next. */
  const changes = (m: Machine, frame: Frame, given?: ReadonlySet<Obj>): StateChange => {
    const look = (obj: Obj) => see(m, obj);
    const parts = {
      references: referencesOf(m, frame, places, look),
      slots: slotStates(m, root ?? m, look),
      maps: mapStates(root ?? m),
      variables: variablesOf(m, frame, look),
      sections: sectionsOf(m),
    };
    const change: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(parts)) {
      const text = JSON.stringify(part);
      work += text.length;
      if (known.get(name as Compared) === text) continue;
      known.set(name as Compared, text);
      change[name] = part;
    }
    const masks = maskChanges(seen, given);
    for (const { words } of masks.masks ?? []) work += CHARACTERS_A_WORD * words.length;
    work += lookedAt(m, frame, seen.size);
    return { ...change, ...masks };
  };

  return {
    events,
    objects: () => [...seen.values()].map(({ info }) => info),
    tracer: (first, last) => ({
      first,
      last,
      calls: 0,
      tell(event, frame) {
        const { m } = frame;
        const met = [...event.args, ...(event.result ? [event.result] : [])].flatMap(metIn);
        for (const { obj, before } of met) see(m, obj, event.result?.obj === obj ? event : undefined, before);
        const touched = new Set(met.map(({ obj }) => obj));
        if (events.length % LOOK_EVERY === 0) m.options.cancelled?.();
        events.push({
          kind: 'call',
          step: event.step,
          place: placeOf(places, event),
          text: callText(event),
          name: event.name,
          function: event.graph.name,
          depth: depthOf(frame),
          touches: [...touched].filter((obj) => seen.has(obj.id)).map(({ id }) => id),
          change: changes(m, frame, touched),
          printed: printedOf(root ?? m).length,
        });
        // The second run has to come to the end.
        if (first === 0 && work > MOST_WORK) this.last = this.calls;
      },
    }),
    open(machine) {
      root = machine;
    },
    startAnew() {
      work = 0;
      known.clear();
      for (const one of seen.values()) one.obj = undefined;
    },
    start: (m, frame, place) =>
      events.push(edge('start', m, frame, place, words().beforeTheRun, changes(m, frame))),
    end: (m, frame, place, text) => events.push(edge('end', m, frame, place, text, changes(m, frame))),
  };
}

/** What a run has printed: a process on both of its streams. */
export function printedOf({ process, output }: Machine): readonly string[] {
  return process?.printed ?? output;
}

/** What is looked at whether it has changed or not: the variables of all open calls, the kernel's own masks. */
function lookedAt(m: Machine, frame: Frame, objects: number): number {
  let count = objects + (m.kernel.size * m.sizes.words) / WORDS_A_CHARACTER;
  for (let at: Frame | undefined = frame; at; at = at.caller) count += at.r.length;
  return Math.ceil(count);
}

function edge(
  kind: 'start' | 'end',
  m: Machine,
  frame: Frame,
  place: Place,
  text: string,
  change: StateChange,
): RunEvent {
  const { name } = frame.code.graph;
  return {
    kind,
    step: m.steps,
    place,
    text,
    name: '',
    function: name,
    depth: 0,
    touches: [],
    change,
    printed: printedOf(m).length,
  };
}

const isMask = ({ kind }: Obj): boolean => kind === 'mask' || kind === 'kernel-mask';

function infoOf(m: Machine, obj: Obj, made: TraceEvent | undefined, places: Places): ObjectInfo {
  const struct = obj.kind === 'mask' ? 'bpf_cpumask' : obj.kind === 'kernel-mask' ? 'cpumask' : obj.name;
  const by = made ? { by: made.name, place: placeOf(places, made as Site) } : {};
  return { id: obj.id, struct, name: objectName(m, obj), isMask: isMask(obj), ...by };
}

function metIn({ obj, mask }: TracedValue): { obj: Obj; before: Uint32Array | undefined }[] {
  return obj && (isMask(obj) || obj.kind === 'kernel') ? [{ obj, before: mask?.before }] : [];
}

function maskChanges(
  seen: ReadonlyMap<number, Seen>,
  given: ReadonlySet<Obj> | undefined,
): Pick<StateChange, 'masks' | 'gone'> {
  const masks: MaskChange[] = [];
  const gone: number[] = [];
  for (const one of seen.values()) {
    const { info, obj, words, met } = one;
    if (!obj || !info.isMask || one.isGone) continue;
    const { id } = info;
    if (met) {
      const old = update(words, met.before ?? obj.words);
      if (old.length > 0) masks.push({ id, words: old, isOld: true });
      one.met = undefined;
    }
    const isLeft = !met && obj.kind === 'mask' && given?.has(obj) === false;
    const changed = isLeft ? [] : update(words, obj.words);
    if (changed.length > 0) masks.push({ id, words: changed });
    if (obj.kind === 'mask' && obj.count === 0) {
      one.isGone = true;
      gone.push(info.id);
    }
  }
  return { ...(masks.length > 0 ? { masks } : {}), ...(gone.length > 0 ? { gone } : {}) };
}

/** Makes the words those of another mask; the result is what differed. */
function update(words: Uint32Array, next: Uint32Array): [number, number][] {
  const changed: [number, number][] = [];
  for (let i = 0; i < words.length; i++) {
    if (words[i] === next[i]) continue;
    words[i] = next[i]!;
    changed.push([i, words[i]!]);
  }
  return changed;
}

function callText({ name, args, result }: TraceEvent): string {
  const list = args.map(({ text }) => short(text)).join(', ');
  return `${name}(${list})${result ? ` = ${short(result.text)}` : ''}`;
}

/** References are listed apart. */
const short = (text: string): string => text.replace(/ \(reference \d+\)$/, '');

function depthOf(frame: Frame): number {
  let depth = 0;
  for (let at = frame.caller; at; at = at.caller) depth++;
  return depth;
}
