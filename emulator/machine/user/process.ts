/**
 * What a machine has when it runs user space: an address space in which a number finds its object again, a heap, and
 * what the program has printed. A fault of a process is a crash: nobody looks at it before it runs.
 */

import type { FuncType } from '../../../bpf/flow/ctypes/types.ts';
import type { At, Graph } from '../../../bpf/flow/graph.ts';
import { words } from '../../../bpf/words/process.ts';
import { sayReason } from '../../../bpf/words/reasons.ts';
import { fail } from '../../faults.ts';
import type { KernelSide } from '../../user/kernel-side.ts';
import type { Frame, Machine } from '../machine.ts';
import type { Obj } from '../memory.ts';
import { objectIdAt, objectOffsetAt, Ptr, pointTo, toBig, type Value } from '../values.ts';

/** A call of the library in source. */
export interface LibraryCall {
  readonly name: string;
  readonly graph: Graph;
  readonly at: At;
  readonly argAt: readonly At[];
  readonly type: FuncType;
}

export type LibraryEffect = (frame: Frame, call: LibraryCall, args: readonly Value[]) => Value;

/** What stands behind the names that a program of user space does not define itself. */
export type Library = (name: string) => LibraryEffect | undefined;

export interface Process {
  /** Objects by number, while they are there. */
  readonly space: Map<number, Obj>;
  /** What malloc() gave and nobody has freed. */
  readonly heap: Set<Obj>;
  /** Variables of the library: `errno`, `stdout`. */
  readonly variable: (m: Machine, name: string) => Obj | undefined;
  /** What was printed on standard output and has no end of line yet. */
  pending: string;
  /** What was printed on standard error: whole lines, and what has no end of line yet. */
  readonly errors: string[];
  pendingErrors: string;
  /** Whole lines of both, and those of `bpf_printk()` in programs that it ran, as they came. */
  readonly printed: string[];
  /** What libbpf and the system call reach. */
  readonly kernel: KernelSide;
  /** Functions that atexit() was given, the last one first. */
  readonly atExit: Ptr[];
}

/** Addresses below this are NULL plus the offset of a field. */
const FIRST_PAGE = 4096;

/** The pointer of a process, if `size` bytes behind it may be read (`write`: written); else the process dies. */
export function processAccess(
  frame: Frame,
  at: At,
  value: Value | undefined,
  size: number,
  write: boolean,
): Ptr {
  const ptr = value instanceof Ptr ? value : objectAt(frame.m, value);
  if (ptr === undefined) return noMemory(frame, at, value ?? 0, size, write);
  const { obj, off } = ptr;
  if (obj.unknown !== undefined)
    fail(frame, at, 'not-emulated', words().unknownContents(obj.name, sayReason(obj.unknown)));
  if (off < 0 || off + size > obj.size)
    fail(frame, at, 'crash', words().accessedOutside(size, off, obj.name, write, obj.size));
  if (write && (obj.readonly || obj.kind === 'string' || obj.kind === 'function'))
    fail(frame, at, 'crash', words().readOnlyWritten(obj.name));
  return ptr;
}

function noMemory(frame: Frame, at: At, value: Value, size: number, write: boolean): never {
  const address = toBig(value);
  const message =
    address >= 0n && address < FIRST_PAGE
      ? words().nullAccessed(Number(address), size, write)
      : words().numberAccessed(`0x${BigInt.asUintN(64, address).toString(16)}`, size, write);
  return fail(frame, at, 'crash', message);
}

/** A number as the pointer that it once was. */
export function objectAt(m: Machine, value: Value | undefined): Ptr | undefined {
  if (typeof value !== 'number') return undefined;
  const id = objectIdAt(value);
  const obj = id === undefined ? undefined : m.process?.space.get(id);
  return obj && pointTo(obj, objectOffsetAt(value));
}
