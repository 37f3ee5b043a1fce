/**
 * What a run may use. Work is counted, never timed, so that the same text gives the same answer on a busy machine: an
 * instruction of a flow graph is one step, and what works on much at once, allocates or prints is charged for it in
 * steps, about 0.1 microseconds each. Memory is counted in bytes.
 */

import type { At } from '../bpf/flow/graph.ts';
import { words } from '../bpf/words/emulator.ts';
import { fail } from './faults.ts';
import type { Frame, Machine } from './machine/machine.ts';
import { Obj, type ObjKind } from './machine/memory.ts';

/** Steps between two questions whether somebody still waits for the run. */
export const CHECK_EVERY = 1 << 18;
/** What an object costs here beside its bytes, about, and the steps that it takes to make one. */
const OVERHEAD = 1024;
const STEPS_AN_OBJECT = 24;
/** Bytes that are cleared or copied in one step. */
const BYTES_A_STEP = 128;
const MIB = 1024 * 1024;

/** Thrown when a run wants more memory than it may have; the message is for the user. */
export class OutOfMemory extends Error {}

/** Counts work beside the instructions; the next block of instructions looks whether it was too much. */
export function spend(m: Machine, steps: number): void {
  m.extra += steps;
  m.nextCheck -= steps;
}

/** Counts work and ends the run if it was too much: for what one block may do again and again. */
export function charge(frame: Frame, at: At, steps: number): void {
  const { m } = frame;
  spend(m, steps);
  if (m.steps >= m.nextCheck) checkLimits(m, frame, at);
}

/** Steps that it takes to clear, copy or compare so many bytes. */
export function stepsOf(bytes: number): number {
  return Math.ceil(bytes / BYTES_A_STEP);
}

/** Steps that it takes to copy so many bytes of an object, with the pointers in them. */
export function copySteps({ ptrs, slots }: Obj, bytes: number): number {
  return stepsOf(bytes) + Math.min(bytes, (ptrs?.size ?? 0) + (slots?.size ?? 0));
}

/** Stops a run that takes too long or that nobody waits for. Called every so many steps. */
export function checkLimits(m: Machine, frame: Frame, at: At): void {
  const { cancelled, maxSteps } = m.options;
  if (cancelled?.()) fail(frame, at, 'cancelled', words().cancelled);
  if (m.steps + m.extra > maxSteps) fail(frame, at, 'step-limit', tooLong(m));
  m.nextCheck = Math.min(maxSteps - m.extra, m.steps + CHECK_EVERY);
}

function tooLong({ steps, extra, options }: Machine): string {
  const instructions = extra > steps && steps <= options.maxSteps ? steps : undefined;
  return words().tooLong(options.maxSteps, instructions, options.isShare === true);
}

/** Counts memory that stays. */
export function hold(m: Machine, bytes: number, what = ''): void {
  m.bytes += bytes;
  if (m.bytes > m.options.maxBytes) throw new OutOfMemory(tooMuch(m, bytes, what));
}

function tooMuch({ options }: Machine, bytes: number, what: string): string {
  const most = Math.round(options.maxBytes / MIB);
  if (bytes > options.maxBytes) return words().objectTooLarge(what, Math.round(bytes / MIB), most);
  return words().holdsTooMuch(most);
}

export function newObj(m: Machine, kind: ObjKind, name: string, size: number): Obj {
  // Globals are as many as the source has, and have a limit of their own (objects.ts).
  hold(m, (kind === 'global' ? 0 : size) + OVERHEAD, name);
  spend(m, STEPS_AN_OBJECT + stepsOf(size));
  const obj = new Obj(m.nextObj++, kind, name, size);
  m.process?.space.set(obj.id, obj);
  return obj;
}

/** Gives the memory of an object back; who still points to it may read what was there. */
export function freeObj(m: Machine, obj: Obj): void {
  m.bytes -= obj.size + OVERHEAD;
  m.process?.space.delete(obj.id);
}
