/** What objects and values are called: in traces, in a panel. */

import type { CType } from '../../bpf/flow/ctypes/types.ts';
import { words } from '../../bpf/words/faults.ts';
import { taskOf } from './kernel-objects.ts';
import type { Machine } from './machine.ts';
import { type Obj, readString, utf8Text } from './memory.ts';
import { Ptr, type Value } from './values.ts';

/** Bytes of a constant string that name it. */
const MOST_SHOWN = 40;

/** `mask 5`, `task 1000 (program)`, `cpus_mask of task 1000 (program)`, `struct rq`. */
export function objectName(m: Machine, obj: Obj): string {
  switch (obj.kind) {
    case 'mask':
      return words().mask(obj.id);
    case 'kernel-mask':
      return kernelMaskName(m, obj.name);
    case 'kernel': {
      const task = taskOf(obj);
      return task ? words().task(task.pid, utf8Text(task.comm)) : words().struct(obj.name);
    }
    case 'function':
      return `${obj.name}()`;
    case 'string':
      return JSON.stringify(utf8Text(readString(obj, 0, MOST_SHOWN), obj.size > MOST_SHOWN));
    case 'value':
      return words().valueOf(obj.name);
    default:
      return `&${obj.name || obj.kind}`;
  }
}

/** As a message has it: what the kernel's own objects belong to, the name of others. */
export function quotedName(m: Machine, obj: Obj): string {
  const isKernels = obj.kind === 'kernel-mask' || obj.kind === 'kernel';
  return `'${isKernels ? objectName(m, obj) : obj.name}'`;
}

/** Masks of kernel structs are named by the number of the object that they are in, those of idle CPUs by their node. */
function kernelMaskName(m: Machine, name: string): string {
  const idle = /^idle( cores)?(?: of node (\d+))?$/.exec(name);
  if (idle) {
    const mask = idle[1] ? words().idleCores : words().idle;
    return idle[2] ? words().ofNode(mask, Number(idle[2])) : mask;
  }
  const match = /^(\w+) of (\d+)$/.exec(name);
  if (!match) return name;
  for (const task of m.tasks.values())
    if (task.id === Number(match[2])) return words().partOf(match[1]!, objectName(m, task));
  return match[1]!;
}

/** A value of a type: `NULL`, `-3`, `true`, `mask 5`, `mask 5 (released)`, `&cpu_ctxs+8`. */
export function valueText(m: Machine, value: Value, type: CType): string {
  if (value instanceof Ptr) {
    const name = `${objectName(m, value.obj)}${value.off === 0 ? '' : `+${value.off}`}`;
    return value.ref && !value.ref.live ? words().isGivenAway(name) : name;
  }
  if (type.k === 'ptr') return value === 0 ? 'NULL' : `0x${value.toString(16)}`;
  if (type.k === 'int' && type.bool) return value === 0 ? 'false' : 'true';
  return numberText(value);
}

/** Large numbers are flags or addresses more often than amounts. */
function numberText(value: number | bigint): string {
  const isLarge = value > 0xffff || value < -0xffff;
  return isLarge && value >= 0 ? `0x${value.toString(16)} (${value})` : String(value);
}
