/** What one exploration knows beside its states: the module, the program it checks, and where faults go. */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { At, GlobalInfo, Graph, Module } from '../../../bpf/flow/graph.ts';
import { MOST_CPUS } from '../../../bpf/kernel/limits.ts';
import type { ProgramTypeName } from '../../../bpf/kernel/program-types.ts';
import type { CallbackParam, KernelFunction } from '../../../bpf/kernel/types.ts';
import { numbers } from '../../../bpf/kernel/versions.ts';
import type { Reason } from '../../../bpf/words/reasons.ts';
import type { Costs } from '../domain/cost.ts';
import type { Expense } from '../domain/exploration.ts';
import type { Range, State } from '../domain/state.ts';
import { between, type Num, unknown } from '../domain/values.ts';
import type { Entered } from '../summaries/entered.ts';
import type { Left } from '../summaries/shapes.ts';
import type { Summaries } from '../summaries/summary.ts';
import type { UserSide } from '../user/maps.ts';
import type { Apart, Fault } from './faults.ts';

export interface Root {
  /** Function that is explored on its own. */
  readonly name: string;
  /** Reported as the program; null for a function nothing is known to call. */
  readonly program: string | null;
  /** '' when not known. */
  readonly type: ProgramTypeName | '';
  /** The part of its section's name that says the type. */
  readonly prefix: string;
  /** undefined: not known, nothing may be concluded. */
  readonly sleepable: boolean | undefined;
  /** 'program': arguments come from the kernel; 'global': a global function, verified independently; 'callback': run
   *  later by the kernel (timer); 'unknown': nothing calls it. */
  readonly kind: 'program' | 'global' | 'callback' | 'unknown';
  /** false: the file has programs, and none of them leads here; the kernel never sees it. */
  readonly isUsed: boolean;
  /** For struct_ops: the member it implements. */
  readonly op: string;
  /** The struct of the table that has it; '' when not known, or in several. */
  readonly table: string;
  /** For a callback: what it is called with. */
  readonly params: readonly CallbackParam[];
}

/** Somebody looks on: told of every state that comes before instruction `index` of a block, or to the block's end. */
export interface Watch {
  readonly graph: Graph;
  /** The state goes on and changes: what is wanted of it has to be read at once. */
  readonly seen: (cx: Context, state: State, block: number, index: number) => void;
  /** Blocks of the function that is explored from which one still comes there; other paths are not followed. */
  readonly leading: ReadonlySet<number>;
}

export interface Context {
  readonly module: Module;
  readonly kernel: string;
  readonly root: Root;
  readonly lookup: (name: string) => KernelFunction | undefined;
  /** Global functions that a path which the kernel takes too has called: only those are verified. */
  readonly reached: Set<string>;
  readonly faults: Map<string, Fault>;
  readonly incomplete: Map<string, Reason>;
  /** Load-time constants by global and offset: one unknown for the whole exploration. */
  readonly constants: Map<string, { readonly num: Num; readonly initial: number | undefined }>;
  readonly initials: Map<number, Range>;
  /** Results of helpers that are numbers to the verifier, whatever they mean: no address to it. */
  readonly scalars: Set<number>;
  /** Constants whose value only the load decides. */
  readonly open: Set<number>;
  /** The only side that is followed where one of them decides; undefined: both. */
  readonly side: boolean | undefined;
  /** Numbers of short loops are kept, which costs more: a fault was found without. */
  readonly isPatient: boolean;
  /** Some were forgotten that would be kept then. */
  isHasty: boolean;
  /** Summaries of static functions; undefined: all are entered. */
  readonly summaries: Summaries | undefined;
  /** Exploring for a summary: where the function's paths end. */
  readonly exits: Left[] | undefined;
  /** What was entered, itself or by a summary. */
  readonly entered: Entered;
  /** Functions that are entered even where a summary could stand for the call. */
  readonly alwaysEntered: ReadonlySet<string>;
  /** Summaries that are being made, each for a call in the one before: keys of `Summaries`. */
  readonly making: readonly string[];
  /** Only looking: no fault is reported. */
  readonly watch: Watch | undefined;
  /** With summaries, a fault is no more than a suspicion: the function where it was seen. */
  suspect: string | undefined;
  /** What it costs. */
  readonly expense: Expense;
  /** The same by function, if somebody asks. */
  readonly costs: Costs | undefined;
  /** Original text of a file that took part. */
  readonly sources: (path: string) => string | undefined;
  readonly apart: Apart | undefined;
  /** The file is one of user space: only its operations on maps are judged. */
  readonly user: UserSide | undefined;
}

/** A kptr or cpus_ptr read here is an RCU pointer (kernel/bpf/verifier.c, in_rcu_cs): outside sleepable programs always. */
export function inRcu(cx: Context, state: State): boolean {
  return state.rcu > 0 || state.locks.length > 0 || cx.root.sleepable !== true;
}

/** `const volatile` data: the same unknown everywhere, so that tests of it agree, with its value in the object file. */
export function loadTimeConstant(
  cx: Context,
  name: string,
  off: number,
  type: CType,
  initial: bigint | undefined,
): Num {
  const key = `${name}+${off}`;
  let known = cx.constants.get(key);
  if (!known) {
    const value = initial === undefined ? undefined : Number(initial);
    known = { num: unknown(type), initial: value };
    cx.constants.set(key, known);
    if (value === undefined) cx.open.add(known.num.id);
    else cx.initials.set(known.num.id, { lo: value, hi: value });
  }
  return known.num;
}

/** Least and most. CONFIG_HZ is one of 100 to 1,000. */
const MOST_CONFIGURED: Readonly<Record<string, readonly [number, number]>> = {
  CONFIG_NR_CPUS: [1, MOST_CPUS],
  CONFIG_HZ: [24, 1200],
};

/** `__kconfig` data that libbpf fills in: the target's own version, and options of which nobody knows how they are set. */
export function kconfigValue(cx: Context, name: string, type: CType): Num {
  const key = `kconfig ${name}`;
  const known = cx.constants.get(key);
  if (known) return known.num;
  const [major, minor] = numbers(cx.kernel);
  const version = major * 65_536 + minor * 256;
  const isVersion = name === 'LINUX_KERNEL_VERSION' && version > 0;
  const range = isVersion ? [version, version + 255] : MOST_CONFIGURED[name];
  const num = range ? between(range[0]!, range[1]!) : unknown(type);
  cx.constants.set(key, { num, initial: undefined });
  if (!isVersion) cx.open.add(num.id);
  return num;
}

/** Is it data that libbpf fills in from the kernel's configuration? */
export function isKconfig({ name, isExtern }: GlobalInfo): boolean {
  return isExtern && /^(CONFIG_|LINUX_KERNEL_VERSION$)/.test(name);
}

/** Source text of a range, as written; '' where nothing is put into words. */
export function textAt(cx: Context, graph: Graph, at: At): string {
  if (cx.summaries && !cx.watch) return '';
  return cx.sources(graph.path)?.slice(graph.start + at.start, graph.start + at.end) ?? '';
}
