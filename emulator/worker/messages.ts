/**
 * What is said between an editor's client and the emulator worker: plain data, the only part of the emulator that the
 * client knows. The worker answers each request with `need` (files it lacks: the client sends the request again with
 * them), then any number of `progress`, then exactly one of `choose`, `refused` and `done`. A request is cancelled by
 * ending the worker.
 */

import type { Reach } from '../../bpf/syntax/includes/reach.ts';
import type { Range } from '../../bpf/syntax/lines.ts';
import type { FaultKindId } from '../faults.ts';

/** What is to run. `at`: selections, or cursors (empty ranges), as the editor has them. */
export type Target =
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'at'; readonly ranges: readonly Range[] };

/** Values of inputs as the user typed them, by `Input.id`. */
export type InputValues = Readonly<Record<string, string>>;

export interface RunRequest {
  readonly kind: 'run';
  readonly id: number;
  /** Address of the document, and its text as it is on screen. */
  readonly path: string;
  readonly text: string;
  /** How far its includes lead; without it, wherever the client reads. */
  readonly reach?: Reach;
  /** Other files that were read so far, by address; null: there is no such file. */
  readonly files: Readonly<Record<string, string | null>>;
  readonly target: Target;
  /** Only those that differ from the defaults. */
  readonly values: InputValues;
  /** `X.Y`. */
  readonly kernel: string;
  /** `X.Y`: what user space is linked with. */
  readonly libbpf?: string;
  /** Of what the emulator says; English without it. */
  readonly language?: string;
}

export type RunReply =
  | { readonly kind: 'need'; readonly id: number; readonly paths: readonly string[] }
  | { readonly kind: 'progress'; readonly id: number; readonly steps: number }
  /** No function is at the cursor: these programs could be meant. */
  | { readonly kind: 'choose'; readonly id: number; readonly programs: readonly string[] }
  /** Nothing can run: why, and where if it has a place. */
  | {
      readonly kind: 'refused';
      readonly id: number;
      readonly message: string;
      readonly range?: Range;
    }
  | { readonly kind: 'done'; readonly id: number; readonly record: RunRecord };

/**
 * Something of the world before the run that the user may change. How `value` is written, by kind:
 * `mask` a CPU list (`0-3,8`, `all`, `none`), and `NULL` if `nullable`; `number` decimal or 0x…; `choice` one of
 * `choices`; `text` anything; `cpus` a CPU list, `all`, `none`.
 */
export interface Input {
  readonly id: string;
  readonly group: 'Variables' | 'Maps and globals' | 'Machine';
  /** As the source has it: `mask`, `tctx->mask`, `cpu_masks[*].mask`. */
  readonly label: string;
  readonly kind: 'mask' | 'number' | 'choice' | 'text' | 'cpus';
  /** C type or a few words, for a tooltip. */
  readonly about: string;
  readonly value: string;
  /** What it is when the user says nothing. */
  readonly usual: string;
  readonly nullable?: boolean;
  readonly choices?: readonly string[];
  /** Why `value` cannot be taken; the run then used `usual`. */
  readonly problem?: string;
}

export interface RecordFault {
  readonly kind: FaultKindId;
  readonly message: string;
  readonly place: Place;
  readonly path: readonly { readonly message: string; readonly place: Place }[];
}

/** A range in a document; without `path` in the one that runs. Lines from 0. */
export interface Place {
  readonly range: Range;
  readonly path?: string;
}

/** A run, to be looked at step by step. */
export interface RunRecord {
  /** `on_fork`, or `lines 12-15 of on_fork`. */
  readonly title: string;
  /** Key under which a client remembers the values: the function's name, and `…` behind it for what is selected in it. */
  readonly key: string;
  readonly programType: string;
  /** The lines that ran. */
  readonly place: Place;
  readonly inputs: readonly Input[];
  readonly machine: MachineShape;
  /** Every object that a mask, reference or slot of this record refers to, by its id. */
  readonly objects: readonly ObjectInfo[];
  /** In time order; the first is the state before the run, the last the state after it. Never empty. */
  readonly events: readonly RunEvent[];
  /** Index of the event to look at first; the last one without it. */
  readonly from?: number;
  /** Of a long run the middle is left out: `count` events before `events[before]`. */
  readonly skipped?: { readonly before: number; readonly count: number };
  /** How it ended: `returned 0x1f (31)`, `value true`, `left by break`; '' after a fault that ended the run. */
  readonly returns: string;
  readonly faults: readonly RecordFault[];
  readonly output: readonly string[];
  readonly steps: number;
  readonly milliseconds: number;
}

export interface MachineShape {
  /** nr_cpu_ids and NR_CPUS. */
  readonly cpus: number;
  readonly nrCpus: number;
  /** The CPU that runs the program. */
  readonly cpu: number;
  /** NUMA node, last-level cache and core of each CPU. */
  readonly node: readonly number[];
  readonly llc: readonly number[];
  readonly core: readonly number[];
}

export interface ObjectInfo {
  readonly id: number;
  /** `bpf_cpumask`, `cpumask`, `task_struct` …. */
  readonly struct: string;
  /** `mask 3`, `cpus_ptr of task 1 (comm)`, `the online CPUs`. */
  readonly name: string;
  /** Whether it is drawn as CPUs. */
  readonly isMask: boolean;
  /** Who made it and where, when a call did. */
  readonly by?: string;
  readonly place?: Place;
}

export interface RunEvent {
  /** `start`: before the run. `end`: after it, or after what the fault left. */
  readonly kind: 'start' | 'call' | 'end';
  /** Flow-graph instructions run so far. */
  readonly step: number;
  readonly place: Place;
  /** `bpf_cpumask_set_cpu(3, mask 5)`, `bpf_cpumask_create() = mask 5`, `before the run`; never empty. */
  readonly text: string;
  /** Name of the kernel function; '' for `start` and `end`. */
  readonly name: string;
  /** Function of the program that calls it, and how deep it is called (0: the one that runs). */
  readonly function: string;
  readonly depth: number;
  /** Objects that it was given or gave: the ones of interest. */
  readonly touches: readonly number[];
  /** What is other than at the event before. The first event, and the one behind the gap, tell everything. */
  readonly change: StateChange;
  /** Lines of `output` that were printed so far. */
  readonly printed: number;
}

/** Parts that are not named are as they were. */
export interface StateChange {
  readonly masks?: readonly MaskChange[];
  /** Masks whose memory was given back. */
  readonly gone?: readonly number[];
  readonly references?: readonly ReferenceState[];
  readonly slots?: readonly SlotState[];
  readonly maps?: readonly MapState[];
  readonly variables?: readonly VariableState[];
  readonly sections?: SectionState;
}

/** 32-bit words of a mask that differ: `[index, word]` each; a mask not seen before starts with all zero. */
export interface MaskChange {
  readonly id: number;
  readonly words: readonly (readonly [number, number])[];
  /** The event is the first to know of the mask: this is what it held before. Such a change comes before the others. */
  readonly isOld?: true;
}

/** A reference that the program owns and has to give back. */
export interface ReferenceState {
  readonly id: number;
  readonly object: number;
  readonly struct: string;
  readonly by: string;
  readonly place: Place;
  /** Variables that hold it: `mask`, `other (in helper)`. */
  readonly holders: readonly string[];
}

/** A `__kptr` field. `object`: undefined when NULL. */
export interface SlotState {
  /** `global_mask`, `cpu_masks[0].mask`. */
  readonly place: string;
  readonly object?: number;
}

export interface MapState {
  readonly name: string;
  readonly type: string;
  readonly entries: number;
  readonly most: number;
  /** The first of them. */
  readonly elements: readonly ElementState[];
}

/** Key and value of an element in few words. */
export interface ElementState {
  readonly key: string;
  /** Of a per-CPU map: on CPU 0. */
  readonly value: string;
  /** Of a per-CPU map: on each CPU from 0 on, the first ones. */
  readonly cpus?: readonly string[];
}

/** A local variable of the function at hand. */
export interface VariableState {
  readonly name: string;
  /** `3`, `NULL`, `mask 5`, `not set`. */
  readonly value: string;
  readonly object?: number;
}

export interface SectionState {
  /** How often an RCU section is open; whether the program runs in one by its type. */
  readonly rcu: number;
  readonly always: boolean;
  readonly preempt: number;
  readonly locked: boolean;
  /** A process runs, not a program in the kernel. */
  readonly isUserSpace?: true;
}
