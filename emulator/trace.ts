/** A run as a list of calls: arguments, masks before and after, references. */

import type { CType, FuncType } from '../bpf/flow/ctypes/types.ts';
import { words } from '../bpf/words/faults.ts';
import type { Frame, TracedValue, TraceEvent, Tracer } from './machine/machine.ts';
import { objectName } from './machine/names.ts';
import { Ptr, type Site, type Value } from './machine/values.ts';

/** Counts a call: whether it is one to tell of. */
export function isWatched(tracer: Tracer): boolean {
  const number = ++tracer.calls;
  return number > tracer.first && number <= tracer.last;
}

/** A call as it is told of: of the kernel, or of a library of user space. */
export interface TracedCall extends Site {
  readonly name: string;
  readonly type: FuncType;
}

/** Runs an effect and tells about it; `dst` has the result by then. */
export function traced(
  frame: Frame,
  call: TracedCall,
  args: readonly Value[],
  dst: number,
  effect: () => Value,
): Value {
  const { m } = frame;
  const before = args.map((arg) => wordsOf(frame, arg));
  const result = effect();
  if (dst >= 0) frame.r[dst] = result;
  const { params, result: type } = call.type;
  const event: TraceEvent = {
    graph: call.graph,
    at: call.at,
    step: m.steps,
    name: call.name,
    args: args.map((arg, i) => shown(frame, arg, params[i], before[i])),
    result: type.k === 'void' ? undefined : shown(frame, result, type, undefined),
    owned: m.process ? undefined : m.refs.size,
  };
  m.options.trace?.tell(event, frame);
  return result;
}

function isMask(value: Value): value is Ptr {
  return value instanceof Ptr && (value.obj.kind === 'mask' || value.obj.kind === 'kernel-mask');
}

function wordsOf({ m }: Frame, value: Value): Uint32Array | undefined {
  return isMask(value) ? value.obj.words.slice(0, m.sizes.words) : undefined;
}

function shown(
  frame: Frame,
  value: Value,
  type: CType | undefined,
  before: Uint32Array | undefined,
): TracedValue {
  if (!(value instanceof Ptr)) return { text: plainText(value, type) };
  const { obj, off, ref } = value;
  const name = `${objectName(frame.m, obj)}${off === 0 ? '' : `+${off}`}`;
  const text = ref ? words().withReference(name, ref.id) : name;
  const after = wordsOf(frame, value);
  return after ? { text, obj, mask: { id: obj.id, name, before: before ?? after, after } } : { text, obj };
}

function plainText(value: number | bigint, type: CType | undefined): string {
  if (type?.k === 'ptr' && value === 0) return 'NULL';
  if (type?.k === 'int' && type.bool) return value === 0 ? 'false' : 'true';
  return String(value);
}
