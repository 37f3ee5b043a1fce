/** Structs of the kernel: their fields are objects of their own, made when they are first named. */

import { sizeOf, strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { Instr } from '../../bpf/flow/graph.ts';
import type { FieldTrust } from '../../bpf/kernel/records/fields.ts';
import { fieldTrust, KERNEL_RECORDS } from '../../bpf/kernel/records/index.ts';
import { newObj } from '../budget.ts';
import type { Machine } from './machine.ts';
import { allCpus, kernelMask, newMask } from './mask-objects.ts';
import { setAll } from './masks.ts';
import { type Obj, type Slot, utf8Bytes, writeInt, writePtr, writeString } from './memory.ts';
import { moved, Ptr, pointTo, TRUSTED, type Value } from './values.ts';
import { vary } from './vary.ts';

/** What is known of a task besides its fields. */
export interface Task {
  readonly pid: number;
  /** Its bytes, one a character. */
  readonly comm: string;
  readonly cpus: readonly number[];
}

export function kernelObject(m: Machine, struct: string, name: string): Obj {
  const known = m.kernel.get(name);
  if (known) return known;
  const obj = newObj(m, 'kernel', struct, 0);
  obj.fields = new Map();
  m.kernel.set(name, obj);
  return obj;
}

/** The one object of a struct that a program is given. */
export function kernelStruct(m: Machine, struct: string): Obj {
  if (struct === 'task_struct') return currentTask(m);
  if (struct === 'cpumask') return kernelMask(m, 'cpu_possible_mask', allCpus(m));
  if (struct !== 'bpf_cpumask') return kernelObject(m, struct, `argument:${struct}`);
  const known = m.kernel.get('argument:bpf_cpumask');
  const obj = known ?? newMask(m);
  m.kernel.set('argument:bpf_cpumask', obj);
  return obj;
}

const DEFAULT_PID = 1000;
/** include/linux/sched.h, TASK_COMM_LEN, without its terminator. */
const LONGEST_COMM = 15;

export function currentTask(m: Machine): Obj {
  return taskWith(m, m.options.task?.pid ?? DEFAULT_PID);
}

/** The task with a pid. Every pid below the first one that is out of use has one. */
export function taskWith(m: Machine, pid: number): Obj {
  const known = m.tasks.get(pid);
  if (known) return known;
  const isCurrent = pid === (m.options.task?.pid ?? DEFAULT_PID);
  const options = isCurrent ? m.options.task : undefined;
  const task: Task = {
    pid,
    comm: utf8Bytes(options?.comm ?? (isCurrent ? 'program' : `task-${pid}`)).slice(0, LONGEST_COMM),
    cpus: options?.cpus ?? allCpus(m),
  };
  const obj = newObj(m, 'kernel', 'task_struct', 0);
  obj.fields = new Map();
  obj.target = task;
  obj.count = 1;
  m.tasks.set(pid, obj);
  return obj;
}

export const taskOf = (obj: Obj): Task | undefined =>
  obj.name === 'task_struct' ? (obj.target as Task | undefined) : undefined;

export function cpusAllowed(m: Machine, task: Obj): Obj {
  return kernelMask(m, `cpus_mask of ${task.id}`, taskOf(task)?.cpus ?? allCpus(m));
}

type FieldInstr = Instr & { op: 'field' };

/** `&base->name` of a kernel struct. */
export function fieldOf(m: Machine, base: Ptr, instr: FieldInstr): Ptr {
  const { obj } = base;
  const known = obj.fields?.get(instr.name);
  if (known) return base.gen === TRUSTED ? known : new Ptr(known.obj, known.off, base.ref, base.gen);
  const made = makeField(m, obj, instr);
  if (!made) return moved(base, instr.offset);
  made.obj.parent ??= { obj, offset: instr.offset };
  obj.fields!.set(instr.name, made);
  return new Ptr(made.obj, made.off, base.ref, base.gen);
}

function makeField(m: Machine, obj: Obj, { name, type }: FieldInstr): Ptr | undefined {
  const struct = obj.name;
  if (type.k === 'struct' && type.name === 'cpumask')
    return pointTo(
      struct === 'task_struct' ? cpusAllowed(m, obj) : kernelMask(m, `${name} of ${obj.id}`, []),
    );
  if (type.k === 'struct' || type.k === 'union') {
    const inner = newObj(m, 'kernel', type.name || name, 0);
    inner.fields = new Map();
    return pointTo(inner);
  }
  const size = Math.max(8, Math.min(sizeOf(type) ?? strideOf(type), 65536));
  const field = newObj(m, 'field', name, size);
  field.readonly = !WRITABLE.has(`${struct}.${name}`) && !isForeign(m, struct);
  if (type.k === 'ptr') givePointer(m, obj, field, name, type);
  else if (type.k === 'int') {
    writeInt(field, 0, type.size, numberOf(m, obj, name));
    vary(m, field, type, 'field');
  } else if (type.k === 'array') writeString(field, 0, textOf(obj, name));
  return pointTo(field);
}

/** A part of a program may be given structs whose header was not found: they need not be the kernel's. */
function isForeign(m: Machine, struct: string): boolean {
  return m.options.world?.isPart === true && KERNEL_RECORDS[struct] === undefined;
}

/** Fields that programs may write (kernel/sched/ext.c, bpf_scx_btf_struct_access). */
const WRITABLE: ReadonlySet<string> = new Set([
  'sched_ext_entity.slice',
  'sched_ext_entity.dsq_vtime',
  'sched_ext_entity.disallow',
]);

function givePointer(m: Machine, obj: Obj, field: Obj, name: string, type: CType & { k: 'ptr' }): void {
  const isUnknown = isForeign(m, obj.name);
  const trust = isUnknown ? 'trusted' : fieldTrust(obj.name, name, m.options.kernel);
  const slot: Slot = {
    struct: type.to.k === 'struct' ? type.to.name : '',
    tag: TAGS[trust ?? 'untrusted'],
    isNullable: trust?.endsWith('-or-null') === true,
  };
  field.slots = new Map([[0, slot]]);
  const to = pointee(m, obj, name, type.to);
  if (to) writePtr(field, 0, pointTo(to));
}

const TAGS: Readonly<Record<FieldTrust, string>> = {
  rcu: 'rcu',
  'rcu-or-null': 'rcu',
  trusted: 'trusted',
  'trusted-or-null': 'trusted',
  untrusted: 'untrusted',
  union: 'untrusted',
};

function pointee(m: Machine, obj: Obj, name: string, to: CType): Obj | undefined {
  if (to.k !== 'struct') return newObj(m, 'memory', name, 64);
  if (to.name === 'task_struct') {
    const task = taskOf(obj);
    return task ? obj : currentTask(m);
  }
  if (to.name === 'cpumask')
    return obj.name === 'task_struct' && name === 'cpus_ptr'
      ? cpusAllowed(m, obj)
      : kernelMask(m, `${name} of ${obj.id}`, allCpus(m));
  if (to.name === 'bpf_cpumask') return fullMask(m);
  const made = newObj(m, 'kernel', to.name, 0);
  made.fields = new Map();
  return made;
}

function fullMask(m: Machine): Obj {
  const mask = newMask(m);
  setAll({ w: mask.words, at: 0 }, m.sizes);
  return mask;
}

type Numbers = Readonly<Record<string, (m: Machine, obj: Obj) => number>>;

const pidOf = (_: Machine, obj: Obj): number => taskOf(obj)?.pid ?? DEFAULT_PID;
const cpuOf = (m: Machine): number => m.options.cpu;
const PRIORITY = 120;

/** Fields with a value of their own; all others are 0. */
const NUMBERS: Readonly<Record<string, Numbers>> = {
  task_struct: {
    pid: pidOf,
    tgid: pidOf,
    nr_cpus_allowed: (m, obj) => taskOf(obj)?.cpus.length ?? m.options.cpus,
    wake_cpu: cpuOf,
    recent_used_cpu: cpuOf,
    on_cpu: () => 1,
    on_rq: () => 1,
    prio: () => PRIORITY,
    static_prio: () => PRIORITY,
    normal_prio: () => PRIORITY,
    nvcsw: () => 1,
  },
  sched_ext_entity: {
    weight: () => 100,
    slice: () => 20_000_000,
    sticky_cpu: () => -1,
    holding_cpu: () => -1,
    selected_cpu: cpuOf,
  },
  rq: { cpu: cpuOf, online: () => 1, nr_running: () => 1 },
  thread_info: { cpu: cpuOf },
};

function numberOf(m: Machine, obj: Obj, name: string): number {
  const table = Object.hasOwn(NUMBERS, obj.name) ? NUMBERS[obj.name] : undefined;
  return table && Object.hasOwn(table, name) ? table[name]!(m, obj) : 0;
}

function textOf(obj: Obj, name: string): string {
  return name === 'comm' ? (taskOf(obj)?.comm ?? '') : '';
}

/** The object that a pointer is to, when it is one of that struct. */
export function structAt(value: Value, struct: string): Obj | undefined {
  return value instanceof Ptr && value.obj.name === struct ? value.obj : undefined;
}
