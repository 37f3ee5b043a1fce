/** Facts about the moment, answers that are decided when a program is loaded, and functions without an effect. */

import { CONSTANTS } from '../../../bpf/flow/declare/predeclared.ts';
import { lookupFunction, returnsAt } from '../../../bpf/kernel/index.ts';
import { newObj, spend, stepsOf } from '../../budget.ts';
import { decide } from '../../machine/decisions.ts';
import { currentTask, kernelObject, taskOf } from '../../machine/kernel-objects.ts';
import { inRcu, nextRandom, now } from '../../machine/machine.ts';
import { readString, writeString, zeroBytes } from '../../machine/memory.ts';
import { norm, Ptr, pointTo, toLength, UNPROTECTED, UNTRUSTED } from '../../machine/values.ts';
import { type Effect, exists, structOf } from '../call.ts';

/** The usual result of a function that changes nothing: zero, or an object of its type. */
const nothing: Effect = (frame, call) => {
  const { m } = frame;
  const returns = returnsAt(call.fn, m.options.kernel);
  const site = { graph: call.graph, at: call.at };
  if (returns.kind === 'object') {
    if (returns.nullable && decide(m, 'lookup', 2, site) === 1) return 0;
    const obj =
      returns.struct === 'task_struct' ? currentTask(m) : kernelObject(m, returns.struct, returns.struct);
    const gen =
      returns.trust === 'untrusted'
        ? UNTRUSTED
        : returns.trust === 'rcu'
          ? inRcu(m)
            ? m.gen
            : UNPROTECTED
          : 0;
    return new Ptr(obj, 0, undefined, gen);
  }
  if (returns.kind === 'scalar') return Math.max(0, returns.min ?? 0);
  if (returns.kind === 'memory') return pointTo(newObj(m, 'memory', '', returns.size ?? 8));
  const struct = structOf(call.type.result);
  return struct ? pointTo(kernelObject(m, struct, struct)) : 0;
};

/** Numbers that decide: what the seed gives, or in an exploration what the program compares with. */
const random: Effect = (frame, call) => {
  const { m } = frame;
  if (m.options.decide === undefined) return nextRandom(m);
  const choice = decide(m, 'random', m.interesting.length + 1, { graph: call.graph, at: call.at });
  return choice === 0 ? nextRandom(m) : m.interesting[choice - 1]! >>> 0;
};

const ids: Effect = (frame, call) => {
  const pid = taskOf(currentTask(frame.m))?.pid ?? 0;
  if (call.fn.name !== 'bpf_get_current_pid_tgid') return call.fn.name.endsWith('cgroup_id') ? 1 : 0;
  return norm((BigInt(pid) << 32n) | BigInt(pid));
};

const comm: Effect = (frame, _call, a, b) => {
  const text = taskOf(currentTask(frame.m))?.comm ?? '';
  const size = toLength(b);
  if (!(a instanceof Ptr) || size === 0) return 0;
  const length = Math.min(size, a.obj.size);
  spend(frame.m, stepsOf(length));
  zeroBytes(a.obj, a.off, Math.max(0, Math.min(length, a.obj.size - a.off)));
  writeString(a.obj, a.off, text.slice(0, length - 1));
  return 0;
};

const ksymExists: Effect = (frame, _call, a) => {
  if (!(a instanceof Ptr)) return 0;
  const { name } = a.obj;
  if (frame.m.module.functions.has(name)) return 1;
  const fn = lookupFunction(name);
  return fn ? (exists(frame, fn) ? 1 : 0) : a.obj.kind === 'function' ? 0 : 1;
};

/** include/linux/kallsyms.h, KSYM_NAME_LEN: no name is longer. */
const MOST_NAME = 512;

/** CO-RE questions: the kernel has what is asked for; sizes and numbers as the source knows them are not worked out. */
const coreQuery: Effect = (frame, call, a, b) => {
  const { name } = call.fn;
  if (!name.endsWith('_exists') && !name.endsWith('_matches')) return coreNumber(frame, call, a, b, 0, 0, 0);
  // Wrappers ask for the struct of a function's arguments to know whether the kernel has the function.
  const asked = a instanceof Ptr ? readString(a.obj, a.off, MOST_NAME) : '';
  const fn = /^struct (\w+)_args$/.exec(asked)?.[1];
  const known = fn === undefined ? undefined : lookupFunction(`__${fn}`);
  return known && !exists(frame, known) ? 0 : 1;
};

/** `bpf_core_enum_value(type, NAME)`: what the kernel's headers say. */
const coreNumber: Effect = (frame, call, a, b) => {
  const { name } = call.fn;
  if (name === 'bpf_core_enum_value')
    return norm(CONSTANTS.get(b instanceof Ptr ? readString(b.obj, b.off, MOST_NAME) : '')?.value ?? 0n);
  if (name !== 'bpf_core_type_size' || !(a instanceof Ptr)) return 0;
  const text = readString(a.obj, a.off, MOST_NAME).replace(/^(struct|union)\s+/, '');
  return frame.m.module.records.get(text)?.k === 'struct' ? sizeOfRecord(frame, text) : 0;
};

function sizeOfRecord(frame: Parameters<Effect>[0], name: string): number {
  const record = frame.m.module.records.get(name);
  return record?.k === 'struct' && record.complete ? record.size : 0;
}

export const FACTS = {
  none: nothing,
  time: (frame) => now(frame.m),
  random,
  'cpu-id': (frame) => frame.m.options.cpu,
  'node-id': (frame) => frame.m.topology.node[frame.m.options.cpu] ?? 0,
  'current-ids': ids,
  'current-comm': comm,
  'ksym-exists': ksymExists,
  'core-query': coreQuery,
} satisfies Record<string, Effect>;
