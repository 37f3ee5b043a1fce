/** Callbacks now and later: bpf_loop(), timers, work items, and iterators that are started by hand. */

import type { EffectName } from '../../../bpf/kernel/effects.ts';
import { ERRNO } from '../../../bpf/kernel/flags.ts';
import { words } from '../../../bpf/words/faults.ts';
import { newObj } from '../../budget.ts';
import { enter, runFrame } from '../../machine/frames.ts';
import { currentTask } from '../../machine/kernel-objects.ts';
import { type Code, type Frame, type Machine, now } from '../../machine/machine.ts';
import { mapNamed, mapOf } from '../../machine/map-objects.ts';
import type { Obj } from '../../machine/memory.ts';
import { Ptr, pointTo, toBig, toLength, type Value } from '../../machine/values.ts';
import { badAnswer, type Call, callArgument, callBack, callbackOf, type Effect, refuse } from '../call.ts';
import { endIteration, type Iteration, iterationOf, nextOf } from '../iterators.ts';

/** kernel/bpf/bpf_iter.c, BPF_MAX_LOOPS. */
const MOST_LOOPS = 8 * 1024 * 1024;

const loop: Effect = (frame, call, a, b, c, d) => {
  if (call.fn.name !== 'bpf_loop') return 0;
  const count = toLength(a) % 0x100000000;
  const code = callbackOf(frame, call, b);
  if (toBig(d) !== 0n) return -ERRNO.EINVAL;
  if (count > MOST_LOOPS) return -ERRNO.E2BIG;
  return rounds(frame, call, code, count, c);
};

function rounds(frame: Frame, call: Call, code: Code, count: number, context: Value): number {
  const { m } = frame;
  const [index = -1, ctx = -1] = code.params;
  m.loops++;
  for (let i = 0; i < count; i++) {
    const inner = enter(m, code, frame, call.at);
    if (index >= 0) inner.r[index] = i;
    if (ctx >= 0) inner.r[ctx] = context;
    const answer = runFrame(m, inner);
    if (answer === 0) continue;
    if (answer !== 1) badAnswer(frame, call, code, answer);
    m.loops--;
    return i + 1;
  }
  m.loops--;
  return count;
}

const findVma: Effect = (frame, call, a, _addr, b, c) => {
  callBack(frame, call, callbackOf(frame, call, b), [a, 0, c]);
  return 0;
};

/** State of a timer or work item that lies in a map value. */
interface Timer {
  code: Code | undefined;
  map: Obj | undefined;
}

function timerAt(value: Value): Timer | undefined {
  return value instanceof Ptr ? (value.obj.payloads?.get(value.off) as Timer | undefined) : undefined;
}

/** The clocks that timers know: CLOCK_REALTIME, CLOCK_MONOTONIC and CLOCK_BOOTTIME. */
const CLOCKS = [0, 1, 7];
/** BPF_F_TIMER_ABS | BPF_F_TIMER_CPU_PIN. */
const MOST_START_FLAGS = 3;

const asyncInit: Effect = (_frame, call, a, b, flags) => {
  if (!(a instanceof Ptr)) return -ERRNO.EINVAL;
  const known = call.fn.name === 'bpf_timer_init' ? CLOCKS : [0];
  if (!known.includes(toLength(flags))) return -ERRNO.EINVAL;
  if (timerAt(a)) return -ERRNO.EBUSY;
  a.obj.payloads ??= new Map();
  const map = b instanceof Ptr ? b.obj : undefined;
  a.obj.payloads.set(a.off, { code: undefined, map } satisfies Timer);
  return 0;
};

const asyncCallback: Effect = (frame, call, a, b, c, d) => {
  if (call.fn.name.startsWith('bpf_task_work')) {
    schedule(frame, call, callbackOf(frame, call, d), b as Ptr, mapOf(c)?.obj, 0);
    return 0;
  }
  const timer = timerAt(a);
  if (!timer) return -ERRNO.EINVAL;
  timer.code = callbackOf(frame, call, b);
  return 0;
};

const asyncStart: Effect = (frame, call, a, b, c) => {
  const isTimer = call.fn.name === 'bpf_timer_start';
  if (toLength(isTimer ? c : b) > (isTimer ? MOST_START_FLAGS : 0)) return -ERRNO.EINVAL;
  const timer = timerAt(a);
  if (!timer?.code) return -ERRNO.EINVAL;
  const delay = isTimer ? toLength(b) : 0;
  stop(frame.m, timer);
  schedule(frame, call, timer.code, a as Ptr, timer.map, delay);
  return 0;
};

/** Callbacks that one run may still start after the program; a timer that starts itself again stops here. */
const MOST_LATER = 16;

function schedule(frame: Frame, call: Call, code: Code, at: Ptr, map: Obj | undefined, delay: number): void {
  const { m } = frame;
  if (m.later.length >= MOST_LATER) return;
  const value = new Ptr(at.obj, 0, undefined, at.gen);
  const run = () => {
    // Timers run in an interrupt; work items may sleep.
    m.sleepable = !call.fn.name.startsWith('bpf_timer');
    const inner = enter(m, code, undefined, { start: 0, end: 0 });
    const key = map ? keyOf(frame, map, at.obj) : 0;
    for (const [i, arg] of [map ? pointTo(map) : 0, key, value].entries()) {
      const param = code.params[i];
      if (param !== undefined) inner.r[param] = arg;
    }
    runFrame(m, inner);
  };
  m.later.push({ when: now(m) + delay, run, owner: timerAt(at) });
}

/** The key under which a value lies in its map. */
function keyOf({ m }: Frame, mapObj: Obj, value: Obj): Value {
  const map = mapNamed(m, mapObj.name);
  for (const element of map?.elements.values() ?? []) {
    if (!element.values.includes(value)) continue;
    const key = newObj(m, 'memory', 'key', Math.max(4, element.key.length));
    key.bytes.set(element.key);
    return pointTo(key);
  }
  return 0;
}

/** Takes what waits for a timer out of the queue; whether there was something. */
function stop(m: Machine, timer: Timer): boolean {
  const at = m.later.findIndex(({ owner }) => owner === timer);
  if (at >= 0) m.later.splice(at, 1);
  return at >= 0;
}

/** A cancelled timer forgets its callback too (kernel/bpf/helpers.c, bpf_timer_cancel). */
const asyncCancel: Effect = (frame, _call, a) => {
  const timer = timerAt(a);
  if (!timer) return -ERRNO.EINVAL;
  timer.code = undefined;
  return stop(frame.m, timer) ? 1 : 0;
};

/** `bpf_iter_num_new(&it, …)`: the state lies where `it` is. */
const iterNew: Effect = (frame, call, a, b, c, d, e) => {
  const { obj, off } = a as Ptr;
  const kind = /^bpf_iter_(\w+)_new$/.exec(call.fn.name)?.[1] ?? '';
  const made = iterationOf(frame, call.at, kind, [b, c, d, e]);
  obj.payloads ??= new Map();
  obj.payloads.set(off, made);
  frame.m.loops++;
  return made.error;
};

const ENDED: Iteration = { error: 0, next: () => undefined, numbersIn: undefined, cell: undefined };

function iteration(frame: Frame, call: Call, value: Value): Iteration {
  const found = value instanceof Ptr ? value.obj.payloads?.get(value.off) : undefined;
  if (found) return found as Iteration;
  // One that began before the part of a program that runs: how far it is cannot be known.
  if (frame.m.options.world?.isPart) return ENDED;
  const struct = call.fn.name.replace(/^bpf_/, '').replace(/_(next|destroy)$/, '');
  return refuse(
    frame,
    call,
    { id: 'call-not-allowed-here', what: 'iterator-not-started', data: { ...callArgument(call, 0), struct } },
    (refused) => words().iteratorOfNotStarted(call.fn.name, refused),
  );
}

const iterDestroy: Effect = (frame, call, a) => {
  endIteration(frame, call.at, iteration(frame, call, a));
  frame.m.loops--;
  (a as Ptr).obj.payloads?.delete((a as Ptr).off);
  return 0;
};

export const LOOPS = {
  loop,
  callback: findVma,
  'iter-new': iterNew,
  'iter-next': (frame, call, a) => nextOf(frame, iteration(frame, call, a)) ?? 0,
  'iter-destroy': iterDestroy,
  'async-init': asyncInit,
  'async-callback': asyncCallback,
  'async-start': asyncStart,
  'async-cancel': asyncCancel,
  'current-task': (frame) => pointTo(currentTask(frame.m)),
} satisfies Partial<Record<EffectName, Effect>>;
