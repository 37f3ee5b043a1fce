/** Records of runs for the tests of the panel, told call by call. */
import type {
  Input,
  MachineShape,
  MaskChange,
  ObjectInfo,
  Place,
  RunEvent,
  RunRecord,
  StateChange,
} from '../../emulator/worker/messages.ts';

export function placeAt(line: number, path?: string): Place {
  const range = { start: { line, character: 2 }, end: { line, character: 20 } };
  return path === undefined ? { range } : { range, path };
}

/** `cpus` CPUs in `nodes` NUMA nodes of `llcs` caches each, with `threads` to a core as Linux numbers them. */
export function machineOf(cpus: number, nrCpus = cpus, nodes = 1, llcs = 1, threads = 1): MachineShape {
  const cores = cpus / threads;
  const core = Array.from({ length: cpus }, (_, cpu) => cpu % cores);
  const llc = core.map((of) => Math.floor((of * nodes * llcs) / cores));
  const node = llc.map((of) => Math.floor(of / llcs));
  return { cpus, nrCpus, cpu: 0, node, llc, core };
}

interface Told {
  readonly touches?: readonly number[];
  /** CPUs that a mask has from now on. */
  readonly masks?: Readonly<Record<number, readonly number[]>>;
  /** CPUs that a mask had before, of which nothing was told until now. */
  readonly met?: Readonly<Record<number, readonly number[]>>;
  readonly change?: Omit<StateChange, 'masks'>;
  readonly line?: number;
  readonly depth?: number;
  readonly printed?: number;
}

export interface Teller {
  /** The state before the run, a call, the state after it. */
  start(told?: Told): Teller;
  call(text: string, told?: Told): Teller;
  end(told?: Told): Teller;
  record(parts?: Partial<RunRecord>): RunRecord;
}

export function tell(machine: MachineShape, objects: readonly ObjectInfo[]): Teller {
  const events: RunEvent[] = [];
  const words = new Map<number, Uint32Array>();
  const wordsTold = (id: number, cpus: readonly number[]): MaskChange => {
    const before = words.get(id) ?? new Uint32Array(2 * Math.ceil(machine.nrCpus / 64));
    const now = new Uint32Array(before.length);
    for (const cpu of cpus) now[cpu >>> 5]! |= 1 << (cpu & 31);
    words.set(id, now);
    const changed = [...now.entries()].filter(([index, word]) => word !== before[index]);
    return { id, words: changed };
  };
  const add = (kind: RunEvent['kind'], text: string, told: Told = {}): Teller => {
    const masks = [
      ...Object.entries(told.met ?? {}).map(([id, cpus]) => ({
        ...wordsTold(Number(id), cpus),
        isOld: true as const,
      })),
      ...Object.entries(told.masks ?? {}).map(([id, cpus]) => wordsTold(Number(id), cpus)),
    ];
    events.push({
      ...{ kind, text },
      step: 5 * events.length,
      place: placeAt(told.line ?? 10 + (events.length % 40)),
      name: text.replace(/\(.*/, ''),
      function: told.depth ? 'helper' : 'on_fork',
      depth: told.depth ?? 0,
      touches: told.touches ?? Object.keys(told.masks ?? {}).map(Number),
      change: { ...told.change, ...(masks.length > 0 && { masks }) },
      printed: told.printed ?? events.at(-1)?.printed ?? 0,
    });
    return teller;
  };
  const teller: Teller = {
    start: (told) => add('start', 'before the run', told),
    call: (text, told) => add('call', text, told),
    end: (told) => add('end', 'ran to its end', told),
    record: (parts) => ({ ...EMPTY, machine, objects, events, steps: 5 * events.length, ...parts }),
  };
  return teller;
}

const EMPTY: RunRecord = {
  title: 'on_fork',
  key: 'on_fork',
  programType: 'tp_btf',
  place: placeAt(9),
  inputs: [],
  machine: machineOf(8),
  objects: [],
  events: [],
  returns: 'returned 0',
  faults: [],
  output: [],
  steps: 0,
  milliseconds: 1.4,
};

export function maskInfo(id: number, more: Partial<ObjectInfo> = {}): ObjectInfo {
  return { id, struct: 'bpf_cpumask', name: `mask ${id}`, isMask: true, ...more };
}

export function inputOf(id: string, more: Partial<Input> = {}): Input {
  return {
    ...{ id, group: 'Variables', label: id, kind: 'number', about: 'u32', value: '0', usual: '0' },
    ...more,
  } as Input;
}

export function upTo(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}
