/** Objects that a run starts with or makes by name: masks, globals, strings, functions, the context. */

import { sizeOf, strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { GlobalInfo } from '../../bpf/flow/graph.ts';
import { numbers } from '../../bpf/kernel/versions.ts';
import { because, type Reason } from '../../bpf/words/reasons.ts';
import { newObj, spend, stepsOf } from '../budget.ts';
import { decide, doubted } from './decisions.ts';
import { kernelObject, kernelStruct } from './kernel-objects.ts';
import type { Machine } from './machine.ts';
import { mapNamed } from './map-objects.ts';
import { allCpus, kernelMask } from './mask-objects.ts';
import { Obj, readInt, writeInt, writePtr, writeString } from './memory.ts';
import { slotsOf } from './slots.ts';
import { moved, Ptr, pointTo, TRUSTED } from './values.ts';
import { vary } from './vary.ts';

export function globalObj(m: Machine, name: string): Ptr {
  const known = m.globals.get(name);
  if (known) return pointTo(known);
  const obj = makeGlobal(m, name);
  m.globals.set(name, obj);
  fillAddresses(m, obj, name);
  return pointTo(obj);
}

/** Addresses in an initialiser: of what may lead back to the variable itself. */
function fillAddresses(m: Machine, obj: Obj, name: string): void {
  const info = obj.kind === 'global' ? m.module.globals.get(name) : undefined;
  for (const { offset, of, plus } of (info && !info.isExtern && info.wholeImage()?.addresses) || []) {
    const ptr =
      of.kind === 'global'
        ? globalObj(m, of.name)
        : of.kind === 'function'
          ? functionObj(m, of.name)
          : stringObj(m, of.text);
    if (offset + 8 <= obj.size) writePtr(obj, offset, moved(ptr, plus));
  }
}

/** All globals of a run together; a scheduler's largest have some 10 MiB. */
const MOST_GLOBALS = 1 << 26;
const TOO_LARGE = because('globalsTooLarge');

function makeGlobal(m: Machine, name: string): Obj {
  const map = mapNamed(m, name);
  if (map) return map.obj;
  const info = m.module.globals.get(name);
  if (!info) return missing(m, name, 0, because('notDeclared'));
  const struct = info.type.k === 'struct' ? info.type.name : '';
  const variable = info.isExtern ? m.process?.variable(m, name) : undefined;
  if (variable) return variable;
  if (info.isExtern) return makeExtern(m, info, struct);
  const size = sizeOf(info.type);
  if (size === undefined) return missing(m, name, strideOf(info.type), because('sizeNotKnown'));
  if (m.globalBytes + size > MOST_GLOBALS) return missing(m, name, size, TOO_LARGE);
  m.globalBytes += size;
  const window = m.shared?.get(name);
  if (window) return new Obj(m.nextObj++, 'global', name, size, window);
  const image = info.wholeImage()?.bytes;
  const obj = newObj(m, 'global', name, size);
  if (image) obj.bytes.set(image.subarray(0, obj.size));
  else obj.unknown = because('valueNotConstant');
  obj.slots = slotsOf(info.type);
  obj.readonly = info.isConst;
  if (m.varied.has(name)) vary(m, obj, info.type, 'global');
  m.options.world?.fill(m, 'global', name, obj);
  return obj;
}

/** Nothing of it is read or written. */
const MOST_MISSING = 4096;

function missing(m: Machine, name: string, size: number, why: Reason): Obj {
  const obj = newObj(m, 'global', name, Math.min(size, MOST_MISSING));
  obj.unknown = why;
  return obj;
}

/** Values of `__kconfig` variables; others are 0. */
const KCONFIG: Readonly<Record<string, (m: Machine) => number>> = {
  LINUX_KERNEL_VERSION: (m) => {
    const [major, minor] = numbers(m.options.kernel);
    return (major << 16) + (minor << 8);
  },
  CONFIG_NR_CPUS: (m) => m.options.nrCpus,
  CONFIG_HZ: () => 1000,
  CONFIG_SMP: () => 1,
};

function makeExtern(m: Machine, info: GlobalInfo, struct: string): Obj {
  const { name, type } = info;
  if (name.startsWith('CONFIG_') || name.startsWith('LINUX_')) {
    const size = sizeOf(type) ?? 8;
    const obj = newObj(m, 'global', name, size);
    writeInt(obj, 0, size, KCONFIG[name]?.(m) ?? 0);
    obj.readonly = true;
    return obj;
  }
  const mask = KERNEL_MASKS[name];
  if (mask) return kernelMask(m, name, mask(m));
  if (struct && m.module.records.get(struct)?.k !== 'struct') return kernelObject(m, struct, name);
  if (type.k === 'struct' && type.open) return kernelObject(m, struct, name);
  const size = sizeOf(type) ?? 8;
  if (m.globalBytes + size > MOST_GLOBALS) return missing(m, name, size, TOO_LARGE);
  m.globalBytes += size;
  // Of the kernel, or of another file of the program: then it is zero at the start, as most are.
  const obj = newObj(m, 'global', name, size);
  if (name === 'nr_cpu_ids') writeInt(obj, 0, obj.size, m.options.cpus);
  obj.slots = slotsOf(type);
  return obj;
}

/** Masks that the kernel exports as symbols. */
const KERNEL_MASKS: Readonly<Record<string, (m: Machine) => readonly number[]>> = {
  __cpu_possible_mask: allCpus,
  __cpu_present_mask: allCpus,
  __cpu_online_mask: (m) => m.options.online ?? allCpus(m),
  __cpu_active_mask: (m) => m.options.online ?? allCpus(m),
};

const CHARACTER_COST = 8;

export function stringObj(m: Machine, text: string): Ptr {
  let obj = m.strings.get(text);
  if (!obj) {
    obj = newObj(m, 'string', '', text.length + 1);
    spend(m, stepsOf(CHARACTER_COST * text.length));
    writeString(obj, 0, text);
    m.strings.set(text, obj);
  }
  return pointTo(obj);
}

export function functionObj(m: Machine, name: string): Ptr {
  let obj = m.functions.get(name);
  if (!obj) {
    obj = newObj(m, 'function', name, 0);
    m.functions.set(name, obj);
  }
  return pointTo(obj);
}

/** Size of the context that a test run of a syscall program has (the caller's, all zero). */
const CONTEXT_BYTES = 64;
const MOST_CONTEXT = 1 << 20;

/** The context that whoever runs the program has given it, when it is large enough; else one of zeros. */
function contextWith(m: Machine, size: number): Ptr {
  const known = m.kernel.get('ctx');
  return pointTo(known && known.size >= size ? known : newObj(m, 'memory', 'ctx', size));
}

/** Gives a machine the context of its next run: so many bytes, all zero. */
export function giveContext(m: Machine, size: number): Obj {
  const obj = newObj(m, 'memory', 'ctx', Math.max(CONTEXT_BYTES, size));
  m.kernel.set('ctx', obj);
  return obj;
}

export function contextOf(m: Machine): Ptr {
  const known = m.kernel.get('ctx');
  const obj = known ?? newObj(m, 'memory', 'ctx', CONTEXT_BYTES);
  m.kernel.set('ctx', obj);
  return pointTo(obj);
}

/** What a program is called with: tasks, masks and structs of the kernel by type, zero for numbers. */
export function argumentOf(m: Machine, type: CType): Ptr | number {
  if (type.k === 'int') {
    const choice = m.options.decide ? decide(m, 'argument', m.interesting.length + 1) : 0;
    const found = choice > 0 ? m.interesting[choice - 1]! : 0;
    const obj = newObj(m, 'memory', '', 8);
    writeInt(obj, 0, 8, found);
    return Number(readInt(obj, 0, Math.min(4, type.size), type.signed));
  }
  if (type.k !== 'ptr') return 0;
  const struct = type.to.k === 'struct' ? type.to.name : '';
  const { program } = m;
  if (struct === '' || program.arguments === 'packed') return contextWith(m, CONTEXT_BYTES);
  const isKernel = program.arguments !== 'context' || (type.to.k === 'struct' && type.to.open);
  if (!isKernel) return givenContext(m, type.to);
  const ptr = new Ptr(kernelStruct(m, struct), 0, undefined, TRUSTED);
  return PROBES.test(program.prefix) ? doubted(m, ptr) : ptr;
}

/** Arguments of a probed function are not known to be other than NULL (kernel/bpf/btf.c, prog_args_trusted). */
const PROBES = /^(fentry|fexit|fmod_ret|fsession)/;

function givenContext(m: Machine, to: CType): Ptr {
  return contextWith(m, Math.min(MOST_CONTEXT, Math.max(CONTEXT_BYTES, strideOf(to))));
}
