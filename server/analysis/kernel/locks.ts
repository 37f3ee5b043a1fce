/**
 * Spin locks and disabled interrupts, as the verifier keeps them: two stacks (kernel/bpf/verifier.c, process_spin_lock,
 * process_irq_flag, 6.18).
 *
 *      lock ──▶ held, on top ──▶ unlock of the very lock on top ──▶ gone
 *        │                  └──▶ unlock of another one, or of one further down: a fault
 *        └── bpf_res_spin_lock() fails: not held, and the result is negative
 *
 *      save ──▶ flag on top ──▶ restore from the flag on top ──▶ gone
 *                          └──▶ restore from one further down, or from a variable that is no flag (any more): a fault
 */
import type { Callee, None } from '../../../bpf/kernel/fault-record.ts';
import type { DataOf, KindOf } from '../../../bpf/kernel/faults/index.ts';
import { lockKind } from '../../../bpf/kernel/locks.ts';
import { setCell } from '../domain/cells.ts';
import { setReg } from '../domain/registers.ts';
import { forgetLoads, type HeldLock, type IrqFlag, NONE_LENT, type State, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { between, constant, freshId, objectKey, unknown, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { argumentAt, argumentNamed, type Found, report } from '../engine/faults.ts';
import { later } from '../engine/run.ts';
import { type KernelCall, place } from './refuse.ts';

/** kernel/bpf/verifier.c, is_tracing_prog_type: tp_btf and fentry are not of them. */
const TRACING: ReadonlySet<string> = new Set(['kprobe', 'tracepoint', 'perf_event', 'raw_tracepoint']);

/** What a lock that fails returns: an errno. */
const MOST_ERRNO = 4095;

type Given<D> = Omit<D, keyof Callee>;

/** Reports a fault of a call that takes, needs or releases a lock. */
export function found<Id extends 'unbalanced-rcu-section' | 'call-not-allowed-here', K extends KindOf<Id>>(
  c: KernelCall,
  id: Id,
  what: K,
  ...[data]: None extends Given<DataOf<Id, K>> ? [data?: None] : [data: Given<DataOf<Id, K>>]
): void {
  if (c.cx.root.kind === 'unknown') return;
  const shown = argumentAt(c.instr, argumentNamed(data) ?? -1);
  const fault = { id, what, data: { function: c.fn.name, ...data }, ...place(c), shown };
  report(c.cx, c.state, fault as Found);
}

/** The lock as the verifier tells locks apart: by the look-up, or by the map that a global lies in. '': not known. */
function identity(value: Value | undefined): string {
  if (value?.k !== 'ptr') return '';
  const { obj } = value;
  return obj.o === 'value' || obj.o === 'global' || obj.o === 'kernel' ? objectKey(obj) : '';
}

const isSame = (held: HeldLock, kind: HeldLock['kind'], key: string) =>
  held.kind === kind && (held.key === key || held.key === '' || key === '');

/** Is this program of a type that may use neither locks nor what they guard? */
export function isTracing(cx: Context): boolean {
  return TRACING.has(cx.root.type);
}

/** A spin lock, or a resilient one: then the path on which it fails goes on without it. */
export function takeLock(c: KernelCall): boolean {
  const kind = lockKind(c.fn);
  if (!kind) return false;
  const key = identity(c.args[0]);
  if (kind === 'spin') {
    if (isTracing(c.cx))
      report(c.cx, c.state, { id: 'call-not-allowed-here', what: 'lock-in-tracing', ...place(c) });
    hold(c.state, kind, key, c);
    return true;
  }
  if (key !== '' && c.state.locks.some((held) => isSame(held, kind, key) && held.key === key))
    found(c, 'unbalanced-rcu-section', 'locked-again');
  const failed = later(c.run, c.state);
  setReg(failed, c.instr.dst, between(-MOST_ERRNO, -1), c.instr.at);
  setReg(c.state, c.instr.dst, constant(0), c.instr.at);
  hold(c.state, kind, key, c);
  if (kind === 'res-irq') saveFlag(c, 1, 'lock');
  return true;
}

function hold(state: State, kind: HeldLock['kind'], key: string, c: KernelCall): void {
  state.locks = [...state.locks, { kind, key }];
  state.trace = push(state.trace, top(state).graph, c.instr.at, { kind: 'lock', what: 'spin' });
  forgetLoads(state);
}

/** Ends the hold on the lock on top. */
export function releaseLock(c: KernelCall): boolean {
  const kind = lockKind(c.fn);
  if (!kind) return false;
  const { locks } = c.state;
  const key = identity(c.args[0]);
  const at = locks.findLastIndex((held) => isSame(held, kind, key));
  if (locks.length === 0) found(c, 'unbalanced-rcu-section', 'unmatched-lock');
  else if (at < 0) found(c, 'unbalanced-rcu-section', 'unlock-of-another');
  else if (at < locks.length - 1) found(c, 'unbalanced-rcu-section', 'unlock-order');
  const gone = at < 0 ? locks.length - 1 : at;
  c.state.locks = locks.filter((_, i) => i !== gone);
  // kernel/bpf/verifier.c, invalidate_non_owning_refs.
  c.state.lent = NONE_LENT;
  if (kind === 'res-irq') restoreFlag(c, 1, 'lock');
  forgetLoads(c.state);
  return false;
}

/** Where the flag in an argument lies; 'elsewhere': not on the stack; undefined: not known. */
function flagAt(
  value: Value | undefined,
): { readonly key: string; readonly off: number } | 'elsewhere' | undefined {
  if (value?.k !== 'ptr' || value.obj.o === 'unknown') return undefined;
  if (value.obj.o !== 'stack') return 'elsewhere';
  return value.off === undefined ? undefined : { key: value.obj.key, off: value.off };
}

const FLAG_SIZE = 8;

/** Turns interrupts off; the flag is good until its variable is written. */
export function saveFlag(c: KernelCall, arg: number, by: IrqFlag['by']): void {
  const { state } = c;
  const slot = flagAt(c.args[arg]);
  if (slot === 'elsewhere') found(c, 'unbalanced-rcu-section', 'irq-flag-elsewhere', { arg });
  const known = typeof slot === 'object' ? slot : undefined;
  if (known && state.irqs.some((flag) => flag.key === known.key && flag.off === known.off))
    found(c, 'unbalanced-rcu-section', 'irq-flag-in-use', { arg });
  const id = freshId();
  if (known) {
    const value = { ...unknown({ k: 'int', size: FLAG_SIZE, signed: false }), id };
    setCell(state, 'stack', known.key, known.off, { value, size: FLAG_SIZE });
  }
  state.irqs = [...state.irqs, { by, id, key: known?.key ?? '', off: known?.off ?? 0 }];
  state.trace = push(state.trace, top(state).graph, c.instr.at, { kind: 'lock', what: 'irq' });
}

/** Brings interrupts back to what the flag on top says. */
export function restoreFlag(c: KernelCall, arg: number, by: IrqFlag['by']): void {
  const { state } = c;
  const { irqs } = state;
  const slot = flagAt(c.args[arg]);
  const last = irqs.length - 1;
  if (slot === undefined || irqs.some((flag) => flag.key === '')) {
    state.irqs = irqs.slice(0, last < 0 ? 0 : last);
    return;
  }
  if (slot === 'elsewhere') return found(c, 'unbalanced-rcu-section', 'irq-flag-elsewhere', { arg });
  const at = irqs.findLastIndex((flag) => flag.key === slot.key && flag.off === slot.off);
  const flag = irqs[at];
  if (!flag || isOverwritten(state, flag)) found(c, 'unbalanced-rcu-section', 'irq-flag-unset', { arg });
  else if (flag.by !== by)
    found(c, 'unbalanced-rcu-section', 'irq-flag-class', { saved: flag.by, restored: by });
  else if (at < last) found(c, 'unbalanced-rcu-section', 'irq-order');
  state.irqs = irqs.filter((_, i) => i !== (at < 0 ? last : at));
}

/** Was something else written to the flag's variable? What a call may have written is not known, and counts as nothing. */
function isOverwritten(state: State, flag: IrqFlag): boolean {
  for (const [off, cell] of state.stack.get(flag.key) ?? []) {
    if (off >= flag.off + FLAG_SIZE || off + cell.size <= flag.off) continue;
    if (cell.value.k !== 'num' || cell.value.id !== flag.id) return true;
  }
  return false;
}
