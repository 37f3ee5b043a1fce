/** A new process: its streams, and the variables that its library has. */

import { newObj } from '../budget.ts';
import type { Machine } from '../machine/machine.ts';
import { type Obj, readInt, writeInt, writePtr } from '../machine/memory.ts';
import type { Process } from '../machine/user/process.ts';
import { pointTo } from '../machine/values.ts';
import { type KernelSide, newKernelSide } from './kernel-side.ts';

export function newProcess(source: KernelSide['source']): Process {
  return {
    space: new Map(),
    heap: new Set(),
    variable,
    pending: '',
    errors: [],
    pendingErrors: '',
    printed: [],
    kernel: newKernelSide(source),
    atExit: [],
  };
}

const STREAMS: ReadonlySet<string> = new Set(['stdin', 'stdout', 'stderr']);

/** `errno`, `stdout` and their like; undefined: the library has no such variable. */
function variable(m: Machine, name: string): Obj | undefined {
  if (name === 'errno') return newObj(m, 'global', name, 4);
  if (!STREAMS.has(name)) return undefined;
  const holder = newObj(m, 'global', name, 8);
  writePtr(holder, 0, pointTo(newObj(m, 'memory', name, 0)));
  return holder;
}

/** The variable `errno`, made when somebody asks first. */
function errnoObj(m: Machine): Obj {
  const known = m.globals.get('errno');
  if (known) return known;
  const made = newObj(m, 'global', 'errno', 4);
  m.globals.set('errno', made);
  return made;
}

export const errno = (m: Machine): number => Number(readInt(errnoObj(m), 0, 4, true));

export function setErrno(m: Machine, code: number): void {
  writeInt(errnoObj(m), 0, 4, code);
}
