/** What kernel functions change beside their result: one small function per effect name of `bpf/kernel/effects.ts`. */

import { NESTED_RCU_SINCE, RCU_TO_THE_END_SINCE } from '../../../bpf/kernel/changes.ts';
import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { compareVersions } from '../../../bpf/kernel/index.ts';
import { lookupMayBeNull } from '../../../bpf/kernel/maps.ts';
import { KERNEL_RECORDS } from '../../../bpf/kernel/records/index.ts';
import { isForgotten } from '../compiler/out-of-line.ts';
import { isZeroed } from '../domain/cells.ts';
import { rangeOf } from '../domain/numbers.ts';
import { setReg } from '../domain/registers.ts';
import { type Cells, dropRef, forgetLoads, refOf, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { sizeOf } from '../domain/type-sizes.ts';
import {
  anything,
  constant,
  freshId,
  kernelObject,
  markPrecise,
  pointer,
  TOP,
  type Value,
} from '../domain/values.ts';
import { loadTimeConstant, textAt } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import { openSection } from '../engine/state-facts.ts';
import { runCallback } from '../transfer/callbacks.ts';
import { leak } from '../transfer/leaks.ts';
import { acquireBitmap, castBitmap, checkBit, checkLengths, createBitmap } from './bitmaps.ts';
import { checkContainer, lookInto, takeOut } from './containers.ts';
import { releaseLock, restoreFlag, saveFlag, takeLock } from './locks.ts';
import {
  checkSection,
  destroyStarted,
  endSectionOfIterators,
  isElsewhere,
  iteratorName,
  loopsOpen,
  startedIterator,
  startIterator,
} from './open-coded-iterators.ts';
import { type KernelCall, place, refuse } from './refuse.ts';
import { isResultOnly, type ResultOnly } from './result-only.ts';
import { mapValue, reference } from './results.ts';
import { slotStruct } from './slots.ts';

/** true: the effect gave the result (or ended the path) itself. */
type Effect = (c: KernelCall) => boolean;

const EFFECTS: Readonly<Record<Exclude<EffectName, ResultOnly>, Effect>> = {
  'rcu-lock': (c) => {
    if (c.state.rcu > 0 && compareVersions(c.cx.kernel, NESTED_RCU_SINCE) < 0) {
      c.state.rcu++;
      c.state.saidNested = true;
      report(c.cx, c.state, {
        id: 'unbalanced-rcu-section',
        what: 'nested',
        data: { function: c.fn.name },
        ...place(c),
      });
      return true;
    }
    c.state.rcu++;
    forgetLoads(c.state);
    c.state.trace = push(c.state.trace, top(c.state).graph, c.instr.at, { kind: 'lock', what: 'rcu' });
    return true;
  },
  'rcu-unlock': (c) => {
    if (c.state.rcu === 0) {
      if (c.cx.root.kind !== 'unknown' && !c.state.saidNested)
        report(c.cx, c.state, {
          id: 'unbalanced-rcu-section',
          what: 'unmatched',
          data: { function: c.fn.name },
          ...place(c),
        });
      return true;
    }
    c.state.rcu--;
    const isHeld = c.cx.root.sleepable === false && compareVersions(c.cx.kernel, RCU_TO_THE_END_SINCE) >= 0;
    if (c.state.rcu === 0 && !isHeld) {
      c.state.rcuGen = freshId();
      endSectionOfIterators(c.cx, c.state);
    }
    forgetLoads(c.state);
    c.state.trace = push(c.state.trace, top(c.state).graph, c.instr.at, { kind: 'unlock', what: 'rcu' });
    return true;
  },
  'preempt-off': (c) => {
    c.state.preempt++;
    c.state.trace = push(c.state.trace, top(c.state).graph, c.instr.at, { kind: 'lock', what: 'preempt' });
    return true;
  },
  'preempt-on': (c) => {
    if (c.state.preempt > 0) c.state.preempt--;
    else if (c.cx.root.kind !== 'unknown')
      report(c.cx, c.state, {
        id: 'unbalanced-rcu-section',
        what: 'unmatched-preempt',
        data: { function: c.fn.name },
        ...place(c),
      });
    return true;
  },
  'irq-off': (c) => {
    saveFlag(c, 0, 'native');
    return false;
  },
  'irq-on': (c) => {
    restoreFlag(c, 0, 'native');
    return false;
  },
  lock: (c) => takeLock(c),
  unlock: (c) => releaseLock(c),
  'list-push': (c) => checkContainer(c, 'bpf_list_head'),
  'list-pop': (c) => takeOut(c, 'bpf_list_head'),
  'list-peek': (c) => lookInto(c, /rbtree/.test(c.fn.name) ? 'bpf_rb_root' : 'bpf_list_head'),
  'rbtree-add': (c) => checkContainer(c, 'bpf_rb_root'),
  'rbtree-remove': (c) => takeOut(c, 'bpf_rb_root'),
  throw: (c) => {
    // A function that is explored for a summary may be called from anywhere.
    const isCallback = c.cx.root.kind === 'callback' || c.state.frames.some((frame) => frame.callback);
    if (isCallback || c.cx.exits)
      report(c.cx, c.state, { id: 'call-not-allowed-here', what: 'throw-in-callback', ...place(c) });
    for (const ref of [...c.state.refs.values(), ...loopsOpen(c)])
      leak(c.cx, c.state, top(c.state).graph, c.instr.at, ref, 'throw');
    const open = openSection(c.state);
    if (open)
      report(c.cx, c.state, {
        id: 'unbalanced-rcu-section',
        what: 'throw',
        data: { section: open.section },
        ...place(c),
      });
    c.state.dead = true;
    return true;
  },
  'tail-call': (c) => {
    for (const ref of [...c.state.refs.values(), ...loopsOpen(c)])
      leak(c.cx, c.state, top(c.state).graph, c.instr.at, ref, 'tail-call');
    if (c.state.rcu > 0)
      report(c.cx, c.state, { id: 'unbalanced-rcu-section', what: 'tail-call', ...place(c) });
    return false;
  },
  'kptr-xchg': (c) => {
    const struct = slotStruct(c.cx, c.args[0]) || movedStruct(c.args[1]) || resultStruct(c);
    forgetLoads(c.state);
    setReg(c.state, c.instr.dst, reference(c, struct, true, 'exchange'), c.instr.at);
    return true;
  },
  'map-lookup': (c) => {
    forgetLoads(c.state);
    setReg(c.state, c.instr.dst, mapValue(c, !isSureToExist(c)), c.instr.at);
    return true;
  },
  'map-update': (c) => {
    forgetLoads(c.state);
    return false;
  },
  'mask-populate': (c) => {
    const mask = c.args[0];
    if (
      mask?.k === 'ptr' &&
      mask.obj.o === 'kernel' &&
      (mask.obj.struct === 'cpumask' || (mask.obj.struct !== 'bpf_cpumask' && mask.view === 'cpumask'))
    ) {
      refuse(c, 0, 'kernel-mask-written', 'populate');
    }
    return false;
  },
  'bitmap-create': (c) => createBitmap(c),
  'bitmap-acquire': (c) => acquireBitmap(c),
  'bitmap-cast': (c) => castBitmap(c),
  'bitmap-change': (c) => checkBit(c),
  'bitmap-query': (c) => checkBit(c),
  'bitmap-combine': (c) => checkLengths(c),
  loop: (c) => runCallback(c),
  callback: (c) => runCallback(c),
  'map-for-each': (c) => runCallback(c),
  'ringbuf-submit': (c) => giveBack(c),
  'ringbuf-discard': (c) => giveBack(c),
  'obj-new': (c) => {
    const type = c.instr.type.result;
    const struct = type.k === 'ptr' && type.to.k === 'struct' ? type.to.name : '';
    if (!struct) return false;
    forgetLoads(c.state);
    setReg(c.state, c.instr.dst, reference(c, struct, true, 'create'), c.instr.at);
    return true;
  },
  'iter-new': (c) => startIterator(c),
  'iter-next': (c) => {
    if (isElsewhere(c.args[0])) refuse(c, 0, 'call-not-allowed-here', 'iterator-not-on-stack');
    else if (startedIterator(c) === undefined)
      refuse(c, 0, 'call-not-allowed-here', 'iterator-not-started', { struct: iteratorName(c) });
    else checkSection(c);
    return false;
  },
  'iter-destroy': (c) => {
    destroyStarted(c);
    return false;
  },
  cast: (c) => {
    const type = c.instr.type.result;
    const struct = type.k === 'ptr' && type.to.k === 'struct' ? type.to.name : '';
    if (struct)
      setReg(
        c.state,
        c.instr.dst,
        pointer(kernelObject(struct, 'untrusted', 'other', c.state.rcuGen)),
        c.instr.at,
      );
    else setReg(c.state, c.instr.dst, anything(type), c.instr.at);
    return true;
  },
  identity: (c) => {
    setReg(c.state, c.instr.dst, c.args[0] ?? TOP, c.instr.at);
    return true;
  },
  'ksym-exists': (c) => {
    const arg = c.args[0];
    const name = arg?.k === 'ptr' && arg.obj.o === 'func' ? arg.obj.name : '';
    const own = c.cx.module.functions.has(name);
    const fn = c.cx.lookup(name);
    // A symbol that this kernel lacks is NULL already.
    const isKnown = arg?.k === 'num' || (fn !== undefined && !own);
    const answer = isKnown ? constant(arg?.k === 'num' ? 0 : 1) : query(c, own ? 1n : 0n);
    setReg(c.state, c.instr.dst, answer, c.instr.at);
    return true;
  },
  'core-query': (c) => {
    setReg(c.state, c.instr.dst, query(c), c.instr.at);
    return true;
  },
};

export function effectOf(c: KernelCall): boolean {
  const { effect } = c.fn;
  return isResultOnly(effect) ? false : EFFECTS[effect](c);
}

/** Decided once, when the object is loaded: the same question has the same answer everywhere. */
function query(c: KernelCall, initial?: bigint): Value {
  const text = textAt(c.cx, top(c.state).graph, c.instr.at);
  const type = c.instr.type.result;
  if (type.k === 'int' && asksForKnownType(text)) return constant(1);
  return type.k === 'int' ? loadTimeConstant(c.cx, `core ${text}`, 0, type, initial) : anything(type);
}

/** Types that every kernel with CPU masks has. What follows `___` in a name is not looked at. */
function asksForKnownType(text: string): boolean {
  const name = /^bpf_core_type_exists\s*\(\s*struct\s+(\w+?)(?:___\w+)?\s*\)$/.exec(text)?.[1];
  return name !== undefined && (name in KERNEL_RECORDS || name === 'bpf_ringbuf');
}

function movedStruct(value: Value | undefined): string {
  return value?.k === 'ptr' && value.obj.o === 'kernel' ? value.obj.struct : '';
}

function resultStruct(c: KernelCall): string {
  const reg = c.instr.dst === undefined ? undefined : top(c.state).graph.regs[c.instr.dst];
  return reg?.type.k === 'ptr' && reg.type.to.k === 'struct' ? reg.type.to.name : 'bpf_cpumask';
}

/** An array element under a constant key that is in range is never NULL (since 6.14, d2102f2f5d75). */
function isSureToExist(c: KernelCall): boolean {
  const map = c.args[0];
  const key = c.args[1];
  if (
    map?.k !== 'ptr' ||
    map.obj.o !== 'global' ||
    key?.k !== 'ptr' ||
    key.obj.o !== 'stack' ||
    key.off === undefined
  )
    return false;
  const info = c.cx.module.maps.get(map.obj.name);
  if (info?.maxEntries === undefined || lookupMayBeNull(info.type, true, c.cx.kernel)) return false;
  const cells = c.state.stack.get(key.obj.key);
  const size = info.key === undefined ? 0 : sizeOf(info.key);
  if (cells && size > 0 && isZeroed(cells, key.off, size)) return true;
  const cell = cells?.get(key.off);
  const value = cell?.value;
  if (!cells || !cell || value?.k !== 'num') return false;
  // The verifier reads the key back only if one store of just its size put it there (get_constant_map_key).
  if (size > 0 && cell.size !== size) return false;
  const range = rangeOf(c.state, value);
  if (range.lo !== range.hi || range.lo < 0 || range.lo >= info.maxEntries) return false;
  // Another key than 0 has to begin a stack slot that holds nothing else.
  if (range.lo !== 0 && isForgotten(key.obj, key.off)) return false;
  if (range.lo !== 0 && sharesSlot(cells, key.off, cell.size)) return false;
  markPrecise(value);
  return true;
}

const SLOT = 8;

/** Is something else kept in the eight bytes of the stack that hold [off, off + size), or does that begin in their middle? */
function sharesSlot(cells: Cells, off: number, size: number): boolean {
  if (off % SLOT !== 0) return true;
  for (const at of cells.keys()) if (at >= off + size && at < off + SLOT) return true;
  return false;
}

function giveBack(c: KernelCall): boolean {
  const value = c.args[0];
  const ref = refOf(value);
  if (ref) {
    dropRef(c.state, ref);
    c.state.trace = push(c.state.trace, top(c.state).graph, c.instr.at, {
      kind: 'release',
      ref,
      by: c.fn.name,
    });
  }
  return false;
}
