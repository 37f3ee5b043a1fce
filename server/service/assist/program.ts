/** As what the kernel runs the code at the cursor: the program that it is in, or those of the file. */
import type { Module } from '../../../bpf/flow/graph.ts';
import { programsOf } from '../../../bpf/flow/programs.ts';
import { availableAt, flagsAt, programTypeAllows } from '../../../bpf/kernel/index.ts';
import { type ProgramInfo, programOf } from '../../../bpf/kernel/program-types.ts';
import type { KernelFunction, Version } from '../../../bpf/kernel/types.ts';
import { type Cursor, headOf } from './cursor.ts';

/** Programs that may run the code; empty: nobody knows. */
export function programsAt(cursor: Cursor, module: Module | undefined): readonly ProgramInfo[] {
  const head = headOf(cursor);
  const section = /^"(.*)"$/.exec(head[head.indexOf('SEC') + 2] ?? '')?.[1] ?? '';
  const own = head.map((name) => programOf(head.includes('SEC') ? section : '', name)).find(isKnown);
  if (own) return [own];
  if (head.some((name) => module?.structOps.has(name)))
    // Which members may sleep depends on the member.
    return [{ ...programOf('struct_ops/'), sleepable: undefined }];
  // A function of which no program is known to call it: any of them may.
  const all = module ? programsOf(module).map((fn) => programOf(fn.section, fn.macro)) : [];
  return all.every(isKnown) ? all : [];
}

const isKnown = ({ type }: ProgramInfo): boolean => type !== '';

/** Whether code of one of these programs may call it on that kernel. */
export function isOpen(fn: KernelFunction, programs: readonly ProgramInfo[], kernel: Version): boolean {
  if (!availableAt(fn, kernel)) return false;
  if (programs.length === 0) return true;
  const sleeps = fn.sleepable === true || flagsAt(fn, kernel).includes('KF_SLEEPABLE');
  return programs.some(
    ({ type, sleepable }) => programTypeAllows(fn, type, kernel) && !(sleeps && sleepable === false),
  );
}
