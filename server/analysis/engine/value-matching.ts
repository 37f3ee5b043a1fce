/**
 * Values of two states at the same place: does the earlier one's allow all that the later one's does? (kernel/bpf/verifier.c,
 * states_equal)
 *
 * `done`: the earlier state was explored to the end; only numbers that turned out precise matter.
 * `loop`: the earlier state is still being explored: every number counts, since it may yet become precise.
 */

import { nullness, rangeOf, testedAs } from '../domain/numbers.ts';
import type { Cells, State } from '../domain/state.ts';
import { effectiveTrust } from '../domain/trust.ts';
import { type Kernel, type Num, type Obj, objectKey, type Ptr, type Value } from '../domain/values.ts';
import { builtRange } from './as-built.ts';

export interface Match {
  old: State;
  /** Of the old state. */
  outline: Outline;
  now: State;
  exact: boolean;
  /** Values that were looked at. */
  compared: number;
  /** Identities of the old state to those of the new: numbers, nullness, references, objects. */
  readonly nums: Map<number, number>;
  readonly nids: Map<number, number>;
  readonly refs: Map<number, number>;
  readonly objects: Map<string, string>;
}

/** One for all comparisons, which never nest: most end at the first register and need none of the maps. */
const MATCH: Match = {
  old: undefined as unknown as State,
  outline: undefined as unknown as Outline,
  now: undefined as unknown as State,
  exact: false,
  compared: 0,
  nums: new Map(),
  nids: new Map(),
  refs: new Map(),
  objects: new Map(),
};

/** A comparison begins: it lasts until the next one does. */
export function begin(old: State, outline: Outline, now: State, exact: boolean): Match {
  MATCH.old = old;
  MATCH.outline = outline;
  MATCH.now = now;
  MATCH.exact = exact;
  MATCH.compared = 0;
  for (const map of [MATCH.nums, MATCH.nids, MATCH.refs, MATCH.objects]) if (map.size > 0) map.clear();
  return MATCH;
}

/** What speeds up comparing with one state again and again: where its values are, and what told the last one apart. */
export interface Outline {
  /** Per frame, the registers that hold something. */
  readonly regs: readonly (readonly number[])[];
  /** Frame and register that differed last: they most likely differ again. */
  differed: readonly [number, number] | undefined;
}

/** Registers and iterators of all frames. */
export function registersMatch(m: Match): boolean {
  const { old, outline } = m;
  if (outline.differed && !registerMatches(m, ...outline.differed)) return false;
  // The youngest frame first: it differs most often.
  for (let i = old.frames.length - 1; i >= 0; i--) if (!framesMatch(m, outline, i)) return false;
  return true;
}

/** The same locks in the same order. */
export function locksMatch({ old, now, objects }: Match): boolean {
  return now.locks.every((lock, i) => {
    const before = old.locks[i]!;
    return before.kind === lock.kind && (objects.get(before.key) ?? before.key) === lock.key;
  });
}

/** Interrupts turned off by flags in the same variables. */
export function sameFlags({ old, now }: Match): boolean {
  return now.irqs.every((flag, i) => {
    const before = old.irqs[i]!;
    return before.by === flag.by && before.key === flag.key && before.off === flag.off;
  });
}

function registerMatches(m: Match, frame: number, reg: number): boolean {
  return matches(m, m.old.frames[frame]!.regs[reg]!, m.now.frames[frame]!.regs[reg]);
}

function framesMatch(m: Match, outline: Outline, i: number): boolean {
  for (const reg of outline.regs[i]!) {
    if (registerMatches(m, i, reg)) continue;
    outline.differed = [i, reg];
    return false;
  }
  m.compared += outline.regs[i]!.length;
  const old = m.old.frames[i]!;
  const now = m.now.frames[i]!;
  for (const [reg, { kind, isPastSection }] of old.iters) {
    const own = now.iters.get(reg);
    if (own?.kind !== kind || own.isPastSection !== isPastSection) return false;
  }
  return old.iters.size === now.iters.size;
}

/** Cells that the old state has something in. */
export function memoryMatches(m: Match, where: 'stack' | 'cache'): boolean {
  for (const [key, cells] of m.old[where]) {
    const other = where === 'stack' || key.startsWith('g:') ? key : m.objects.get(key);
    // An object that no live pointer reaches any more: what it held does not matter.
    if (other === undefined) continue;
    if (!cellsMatch(m, cells, m.now[where].get(other))) return false;
  }
  return true;
}

function cellsMatch(m: Match, old: Cells, now: Cells | undefined): boolean {
  m.compared += old.size;
  for (const [off, cell] of old) {
    const other = now?.get(off);
    if (cell.zero || cell.value.k === 'num') {
      if (cell.value.k === 'num' && !cell.value.precise && !m.exact && !other?.zero) {
        if (other?.size === cell.size ? other.value.k === 'ptr' : hasPointer(now, off, cell.size))
          return false;
        continue;
      }
      if (!other || other.size !== cell.size || other.zero !== cell.zero) return false;
      if (!matches(m, cell.value, other.value)) return false;
      continue;
    }
    if (!other || other.size !== cell.size || !matches(m, cell.value, other.value)) return false;
  }
  return true;
}

/** Is a pointer anywhere in [off, off + size)? */
function hasPointer(cells: Cells | undefined, off: number, size: number): boolean {
  if (!cells) return false;
  for (const [at, cell] of cells)
    if (cell.value.k === 'ptr' && at < off + size && at + cell.size > off) return true;
  return false;
}

function matches(m: Match, old: Value, now: Value | undefined): boolean {
  if (old.k === 'top') return true;
  if (now === undefined) return old.k === 'uninit';
  if (old.k === 'num') {
    if (!old.precise && !m.exact) return now.k === 'num' || now.k === 'top';
    return now.k === 'num' && numbersMatch(m, old, now);
  }
  if (old.k !== now.k) return false;
  return old.k === 'ptr' ? pointersMatch(m, old, now as Ptr) : true;
}

function numbersMatch(m: Match, old: Num, now: Num): boolean {
  const a = rangeOf(m.old, old);
  const b = rangeOf(m.now, now);
  if (b.lo < a.lo || b.hi > a.hi) return false;
  for (const hole of a.not ?? []) if (hole >= b.lo && hole <= b.hi && !b.not?.includes(hole)) return false;
  if (old.lo === old.hi) return true;
  if (m.old.asBuilt && m.now.initial && !builtMatch(m, old, now)) return false;
  const before = m.nums.get(old.id);
  if (before !== undefined && before !== now.id) return false;
  m.nums.set(old.id, now.id);
  return true;
}

/** With the object file's values, may `old` be all that `now` may be? */
function builtMatch(m: Match, old: Num, now: Num): boolean {
  const a = builtRange(m.old, old);
  const b = builtRange(m.now, now);
  const path = rangeOf(m.now, now);
  return Math.max(b.lo, path.lo) >= a.lo && Math.min(b.hi, path.hi) <= a.hi;
}

function pointersMatch(m: Match, old: Ptr, now: Ptr): boolean {
  if (!isPlain(old.obj) && (old.off !== now.off || old.view !== now.view)) return false;
  return testsMatch(m, old, now) && objectsMatch(m, old.obj, now.obj);
}

/** May `now` be used and tested against NULL where `old` was? Pointers that are still untested stay the same ones. */
function testsMatch(m: Match, old: Ptr, now: Ptr): boolean {
  const isNull = nullness(m.old, old.nid);
  if (isNull !== undefined && isNull !== nullness(m.now, now.nid)) return false;
  const before = testedAs(m.old, old);
  const after = testedAs(m.now, now);
  const outcome = nullness(m.old, before);
  if (outcome !== undefined) return outcome === nullness(m.now, after);
  if (nullness(m.now, after) !== undefined) return true;
  const known = m.nids.get(before);
  if (known !== undefined && known !== after) return false;
  m.nids.set(before, after);
  return true;
}

/** Where in plain memory a pointer points decides nothing. */
function isPlain(obj: Obj): boolean {
  return obj.o === 'unknown' || ((obj.o === 'value' || obj.o === 'global') && obj.plain);
}

function objectsMatch(m: Match, old: Obj, now: Obj): boolean {
  if (old.o !== now.o) return false;
  if (old.o === 'unknown') return now.o === 'unknown' && sameObject(m, old.key, now.key);
  if (old.o === 'kernel') return kernelObjectsMatch(m, old, now as Kernel);
  if (old.o === 'value') return now.o === 'value' && old.map === now.map && sameObject(m, old.key, now.key);
  if (old.o === 'mem')
    return (
      now.o === 'mem' &&
      old.record === now.record &&
      refsMatch(m, old.ref, now.ref) &&
      sameObject(m, old.key, now.key)
    );
  return objectKey(old) === objectKey(now);
}

function kernelObjectsMatch(m: Match, old: Kernel, now: Kernel): boolean {
  if (old.struct !== now.struct || effectiveTrust(m.old, old) !== effectiveTrust(m.now, now)) return false;
  if (old.length !== undefined && old.length !== now.length) return false;
  return refsMatch(m, old.ref, now.ref) && sameObject(m, old.key, now.key);
}

function refsMatch(m: Match, old: number, now: number): boolean {
  if ((old !== 0) !== (now !== 0)) return false;
  // What has ended allows less than what lives.
  if (!m.old.refs.has(old)) return !m.now.refs.has(now) && (!m.old.live.has(old) || m.now.live.has(now));
  const before = m.refs.get(old);
  if (before !== undefined) return before === now;
  for (const taken of m.refs.values()) if (taken === now) return false;
  m.refs.set(old, now);
  return m.now.refs.has(now);
}

function sameObject(m: Match, old: string, now: string): boolean {
  const before = m.objects.get(old);
  if (before !== undefined) return before === now;
  m.objects.set(old, now);
  return true;
}
