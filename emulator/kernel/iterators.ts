/** What open-coded iterators give, one element after the other. */

import type { At } from '../../bpf/flow/graph.ts';
import { BITS_LIMIT_SINCE } from '../../bpf/kernel/changes.ts';
import { ERRNO } from '../../bpf/kernel/flags.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import { compareVersions } from '../../bpf/kernel/versions.ts';
import { words } from '../../bpf/words/faults.ts';
import { newObj } from '../budget.ts';
import { failWithoutCall, note } from '../faults.ts';
import { currentTask } from '../machine/kernel-objects.ts';
import { type Frame, inRcu } from '../machine/machine.ts';
import { writeInt } from '../machine/memory.ts';
import { bitsOf } from '../machine/topology.ts';
import { Ptr, pointTo, TRUSTED, toS32, toU32, UNPROTECTED, type Value } from '../machine/values.ts';

/** One iterator on its way. */
export interface Iteration {
  /** What `_new()` returned: 0 or a negative errno; then there is no element. */
  readonly error: number;
  /** The next element, undefined at the end. */
  readonly next: () => Value | undefined;
  /** Elements are numbers in memory of this struct, to which `_next()` gives a pointer; undefined: objects. */
  readonly numbersIn: string | undefined;
  cell: Ptr | undefined;
}

/** kernel/bpf/helpers.c, BPF_MAX_LOOPS. */
const MOST_ROUNDS = 8 * 1024 * 1024;
/** kernel/bpf/helpers.c, BITS_ITER_NR_WORDS_MAX. */
const MOST_WORDS = 511;

/** An iterator over given elements. */
function over(elements: readonly Value[], numbersIn?: string): Iteration {
  let at = 0;
  return { error: 0, numbersIn, cell: undefined, next: () => elements[at++] };
}

const failed = (errno: number): Iteration => ({
  error: -errno,
  numbersIn: undefined,
  cell: undefined,
  next: () => undefined,
});

/** bpf_iter_num_new() refuses ranges that are upside down or too long (kernel/bpf/bpf_iter.c). */
function numbers(start: number, end: number): Iteration {
  if (start > end) return failed(ERRNO.EINVAL);
  if (end - start > MOST_ROUNDS) return failed(ERRNO.E2BIG);
  let at = start;
  return { error: 0, numbersIn: 'bpf_iter_num', cell: undefined, next: () => (at < end ? at++ : undefined) };
}

/** Every set bit of the words counts, stray ones too. */
function bits(kernel: Version, value: Value, count: number): Iteration {
  if (value === 0 || count === 0) return failed(ERRNO.EINVAL);
  if (count > MOST_WORDS && compareVersions(kernel, BITS_LIMIT_SINCE) >= 0) return failed(ERRNO.E2BIG);
  if (!(value instanceof Ptr) || value.off < 0 || value.off + 8 * count > value.obj.size)
    return failed(ERRNO.EFAULT);
  const bytes = value.obj.bytes.slice(value.off, value.off + 8 * count);
  return over(bitsOf(new Uint32Array(bytes.buffer)), 'bpf_iter_bits');
}

type Start = (frame: Frame, args: readonly Value[]) => Iteration;

const borrowed = (frame: Frame): Ptr =>
  new Ptr(currentTask(frame.m), 0, undefined, inRcu(frame.m) ? frame.m.gen : UNPROTECTED);

const none: Start = () => over([]);

const KINDS: Readonly<Record<string, Start>> = {
  num: (_, [start = 0, end = 0]) => numbers(toS32(start), toS32(end)),
  repeat: (_, [count = 0]) => numbers(0, Math.max(0, toS32(count))),
  bits: ({ m }, [words = 0, count = 0]) => bits(m.options.kernel, words, toU32(count)),
  task: (frame) => over([borrowed(frame)]),
  css_task: (frame) => over([pointTo(currentTask(frame.m))]),
  css: (_, [css = 0]) => over(css === 0 ? [] : [css]),
  task_vma: none,
  kmem_cache: none,
  dmabuf: none,
  scx_dsq: none,
};

/** Starts an iterator of that kind: `num`, `repeat`, or the first argument of bpf_for_each. */
export function iterationOf(frame: Frame, at: At, kind: string, args: readonly Value[]): Iteration {
  const start = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!start) return failWithoutCall(frame, at, words().iteratorNotEmulated(kind));
  return start(frame, args);
}

/** As `_next()` gives it: numbers by pointer. */
export function nextOf(frame: Frame, iteration: Iteration): Value | undefined {
  const value = iteration.next();
  if (value === undefined || iteration.numbersIn === undefined) return value;
  iteration.cell ??= newCell(frame, iteration.numbersIn);
  writeInt(iteration.cell.obj, 0, 4, Number(value));
  return iteration.cell;
}

/** Memory that is the iterator's: nobody owns it, and it ends with the iterator. */
function newCell({ m }: Frame, struct: string): Ptr {
  const obj = newObj(m, 'memory', words().iteratorElement, 4);
  obj.readonly = true;
  return new Ptr(obj, 0, { id: m.nextRef++, obj, struct, by: '', live: true, history: [] }, TRUSTED);
}

export function endIteration(frame: Frame, at: At, { cell }: Iteration): void {
  if (!cell?.ref) return;
  cell.ref.live = false;
  note(cell.ref, frame, at, words().iteratorEnds);
}
