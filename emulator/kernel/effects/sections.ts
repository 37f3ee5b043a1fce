/** Slots, RCU sections, preemption, interrupts, locks, and the ways to end a program from within. */

import { NESTED_RCU_SINCE } from '../../../bpf/kernel/changes.ts';
import type { EffectName } from '../../../bpf/kernel/effects.ts';
import type { RunHappened } from '../../../bpf/kernel/faults/index.ts';
import { lockKind } from '../../../bpf/kernel/locks.ts';
import { compareVersions } from '../../../bpf/kernel/versions.ts';
import { words } from '../../../bpf/words/faults.ts';
import { loseReferences, type Tell } from '../../faults.ts';
import { decide } from '../../machine/decisions.ts';
import type { Frame } from '../../machine/machine.ts';
import { exchange } from '../../machine/slots.ts';
import { Ptr, type Site, type Value } from '../../machine/values.ts';
import { type Call, disown, type Effect, own, refuse } from '../call.ts';

/** Thrown by bpf_throw(): the program ends with this value. */
export class Thrown extends Error {
  readonly value: Value;
  constructor(value: Value) {
    super('bpf_throw');
    this.value = value;
  }
}

const siteOf = (call: Call): Site => ({ graph: call.graph, at: call.at });

const kptrXchg: Effect = (frame, call, a, b) => {
  const { obj, off } = a as Ptr;
  const slot = obj.slots!.get(off)!;
  if (b instanceof Ptr) disown(frame, call, b, words().movesIntoField);
  const old = exchange(frame, call.at, obj, off, b);
  return old ? own(frame, call, old.obj, slot.struct) : 0;
};

const rcuLock: Effect = (frame, call) => {
  const { m } = frame;
  if (m.rcu > 0 && compareVersions(m.options.kernel, NESTED_RCU_SINCE) < 0)
    unbalanced(
      frame,
      call,
      { id: 'unbalanced-rcu-section', what: 'nested', data: { function: call.fn.name } },
      (refused) => words().nestedSection(call.fn.name, refused),
      m.rcuAt,
    );
  if (m.rcu === 0) m.rcuAt = siteOf(call);
  m.rcu++;
  return 0;
};

/** What was read in the section may be freed from now on. */
const rcuUnlock: Effect = (frame, call) => {
  const { m } = frame;
  if (m.rcu === 0 && beganBefore(frame)) {
    m.gen++;
    return 0;
  }
  if (m.rcu === 0)
    unbalanced(
      frame,
      call,
      { id: 'unbalanced-rcu-section', what: 'unmatched', data: { function: call.fn.name } },
      (refused) => words().sectionNotStarted(call.fn.name, refused),
      undefined,
    );
  m.rcu--;
  if (m.rcu === 0) m.gen++;
  return 0;
};

/** Of a part of a program: what it ends may have begun before it. */
function beganBefore({ m }: Frame): boolean {
  return m.options.world?.isPart === true;
}

function unbalanced(
  frame: Frame,
  call: Call,
  happened: RunHappened & { readonly id: 'unbalanced-rcu-section' },
  tell: Tell,
  start: Site | undefined,
): never {
  const history = start ? [{ ...start, message: words().startsHere }] : [];
  return refuse(frame, call, happened, tell, history);
}

const preemptOff: Effect = (frame, call) => {
  const { m } = frame;
  if (m.preempt === 0) m.preemptAt = siteOf(call);
  m.preempt++;
  return 0;
};

const preemptOn: Effect = (frame, call) => {
  const { m } = frame;
  if (m.preempt === 0 && beganBefore(frame)) return 0;
  if (m.preempt === 0)
    unbalanced(
      frame,
      call,
      { id: 'unbalanced-rcu-section', what: 'unmatched-preempt', data: { function: call.fn.name } },
      (refused) => words().preemptionIsOn(call.fn.name, refused),
      undefined,
    );
  m.preempt--;
  return 0;
};

const lock: Effect = (frame, call, a) => {
  const { m } = frame;
  // Locks that detect deadlocks may fail; then they are not held.
  if (call.type.result.k === 'int' && decide(m, 'lock', 2, siteOf(call)) === 1) return -35;
  if (m.lock && lockKind(call.fn) === 'spin')
    unbalanced(
      frame,
      call,
      { id: 'unbalanced-rcu-section', what: 'second-lock', data: { function: call.fn.name } },
      (refused) => words().secondLock(refused),
      m.lock.site,
    );
  if (a instanceof Ptr && lockKind(call.fn) === 'spin')
    m.lock = { obj: a.obj, off: a.off, site: siteOf(call) };
  return 0;
};

const unlock: Effect = (frame, call, a) => {
  const { m } = frame;
  if (lockKind(call.fn) !== 'spin' || (!m.lock && beganBefore(frame))) return 0;
  if (!m.lock)
    unbalanced(
      frame,
      call,
      { id: 'unbalanced-rcu-section', what: 'unmatched-lock', data: { function: call.fn.name } },
      (refused) => words().lockNotHeld(refused),
      undefined,
    );
  if (a instanceof Ptr && (m.lock.obj !== a.obj || m.lock.off !== a.off))
    unbalanced(
      frame,
      call,
      { id: 'unbalanced-rcu-section', what: 'unlock-of-another', data: { function: call.fn.name } },
      (refused) => words().anotherLock(refused),
      m.lock.site,
    );
  m.lock = undefined;
  return 0;
};

/** Nothing may stand open when the program ends from within. */
function mustBeClean(frame: Frame, call: Call, how: 'throw' | 'tail-call'): void {
  const { m } = frame;
  loseReferences(frame, call.at, how, words().atCall(call.fn.name));
  if (m.rcu > 0)
    unbalanced(
      frame,
      call,
      how === 'throw'
        ? { id: 'unbalanced-rcu-section', what: 'throw', data: { section: 'bpf_rcu_read_lock' } }
        : { id: 'unbalanced-rcu-section', what: 'tail-call' },
      (refused) => words().insideSection(call.fn.name, refused),
      m.rcuAt,
    );
}

export const SECTIONS = {
  'kptr-xchg': kptrXchg,
  'rcu-lock': rcuLock,
  'rcu-unlock': rcuUnlock,
  'preempt-off': preemptOff,
  'preempt-on': preemptOn,
  'irq-off': (frame) => {
    frame.m.irq++;
    return 0;
  },
  'irq-on': (frame) => {
    if (frame.m.irq > 0) frame.m.irq--;
    return 0;
  },
  lock,
  unlock,
  throw: (frame, call, a) => {
    mustBeClean(frame, call, 'throw');
    throw new Thrown(a);
  },
  /** No program array is filled here, so a tail call fails and the program goes on. */
  'tail-call': (frame, call) => {
    mustBeClean(frame, call, 'tail-call');
    return -2;
  },
} satisfies Partial<Record<EffectName, Effect>>;
