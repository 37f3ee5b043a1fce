/** A run as a list of calls: arguments, masks before and after, references. */
import type { Call, Effect } from './call.ts';
import type { Frame, TracedValue } from './machine.ts';
import { type Obj, readString } from './memory.ts';
import { Ptr, type Value } from './values.ts';

/** Runs an effect and tells about it. */
export function traced(
  frame: Frame,
  call: Call,
  effect: Effect,
  args: readonly [Value, Value, Value, Value, Value],
): Value {
  const given = args.slice(0, Math.min(5, call.slots.length));
  const before = given.map((arg) => wordsOf(frame, arg));
  const result = effect(frame, call, ...args);
  frame.m.options.trace?.({
    graph: call.graph,
    at: call.at,
    step: frame.m.steps,
    name: call.fn.name,
    args: given.map((arg, i) => shown(frame, arg, before[i])),
    result: call.type.result.k === 'void' ? undefined : shown(frame, result, undefined),
    owned: frame.m.refs.size,
  });
  return result;
}

function isMask(value: Value): value is Ptr {
  return value instanceof Ptr && (value.obj.kind === 'mask' || value.obj.kind === 'kernel-mask');
}

function wordsOf({ m }: Frame, value: Value): Uint32Array | undefined {
  return isMask(value) ? value.obj.words.slice(0, m.sizes.words) : undefined;
}

function shown(frame: Frame, value: Value, before: Uint32Array | undefined): TracedValue {
  const text = textOf(value);
  const after = wordsOf(frame, value);
  return after && value instanceof Ptr
    ? { text, mask: { id: value.obj.id, before: before ?? after, after } }
    : { text };
}

function textOf(value: Value): string {
  if (!(value instanceof Ptr)) return String(value);
  const { obj, off } = value;
  if (obj.kind === 'string') return JSON.stringify(readString(obj, off, 40));
  const name = `${nameOf(obj)}${off === 0 ? '' : `+${off}`}`;
  return value.ref ? `${name} (reference ${value.ref.id})` : name;
}

function nameOf(obj: Obj): string {
  if (obj.kind === 'mask') return `mask ${obj.id}`;
  if (obj.kind === 'function') return `${obj.name}()`;
  return obj.kind === 'kernel' ? `struct ${obj.name}` : `&${obj.name || obj.kind}`;
}
