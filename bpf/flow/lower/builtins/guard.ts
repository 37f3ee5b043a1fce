/** `guard(x)(…)`, `scoped_guard(x, …) { … }` and `CLASS(x, v)(…)`. */

import type { CNode, Mark, Span } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import { isRecord, isScalar, pointerTo, U64 } from '../../ctypes/ctypes.ts';
import { parseSpan } from '../../declare/specifiers.ts';
import type { At } from '../../graph.ts';
import { kid, lookup } from '../../unit.ts';
import {
  addressOf,
  enter,
  type Fn,
  giveUp,
  type Jump,
  jump,
  newBlock,
  newReg,
  setReg,
  spanAt,
  type Value,
} from '../builder.ts';
import { callNamed, functionType } from '../control/cleanup.ts';
import { loopBody } from '../control/jump.ts';
import { closeScope, newLocal, openScope, pushCleanup } from '../control/scopes.ts';
import { convert, storePlace } from '../convert.ts';
import { lowerExpr } from '../lowering.ts';

type GuardMark = Extract<Mark, { kind: 'guard' }>;

/** Guards without (or with the lock as) argument: what is called at the start and at every way out. */
const GUARDS: Readonly<Record<string, readonly [string, string]>> = {
  rcu: ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
  rcu_read_lock: ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
  bpf_rcu: ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'],
  preempt: ['bpf_preempt_disable', 'bpf_preempt_enable'],
  bpf_preempt: ['bpf_preempt_disable', 'bpf_preempt_enable'],
  spin_lock: ['bpf_spin_lock', 'bpf_spin_unlock'],
  bpf_spin_lock: ['bpf_spin_lock', 'bpf_spin_unlock'],
  res_spin_lock: ['bpf_res_spin_lock', 'bpf_res_spin_unlock'],
};

/** Guards that keep the interrupt state in a local. */
const FLAG_GUARDS: Readonly<Record<string, readonly [string, string]>> = {
  irq: ['bpf_local_irq_save', 'bpf_local_irq_restore'],
  irqsave: ['bpf_local_irq_save', 'bpf_local_irq_restore'],
  bpf_irq: ['bpf_local_irq_save', 'bpf_local_irq_restore'],
};

function argumentValues(fn: Fn, spans: readonly Span[]): Value[] {
  const values: Value[] = [];
  for (const span of spans) {
    const node = parseSpan(fn, span);
    if (node && node.type !== 'type_descriptor') values.push(lowerExpr(fn, node));
  }
  return values;
}

/** A value that a later call needs again: kept in a register that nothing else writes. */
function keep(fn: Fn, value: Value, at: At): Value {
  if (value.op < 0) return value;
  const reg = newReg(fn, value.type, undefined, at);
  setReg(fn, reg, value, at);
  return { op: reg, type: value.type };
}

/** Takes the lock now and releases it on every way out of the current scope. */
function takeGuard(fn: Fn, name: string, args: readonly Span[], at: At): void {
  const init = `class_${name}_constructor`;
  const simple = Object.hasOwn(GUARDS, name) ? GUARDS[name] : undefined;
  const hasClass = lookup(fn.names, init)?.b === 'func' && fn.unit.functions.has(init);
  if (simple && (!hasClass || args.length === 0)) {
    const values = argumentValues(fn, args).map((value) => keep(fn, value, at));
    callNamed(fn, simple[0], values, at);
    pushCleanup(fn, at, (f) => void callNamed(f, simple[1], values, at));
    return;
  }
  if (hasClass) return constructClass(fn, name, undefined, argumentValues(fn, args), at);
  const flags = Object.hasOwn(FLAG_GUARDS, name) ? FLAG_GUARDS[name] : undefined;
  if (!flags) return giveUp(fn, because('unknownGuard', name));
  const local = newLocal(fn, '', U64, at);
  const address = (f: Fn): Value => addressOf(f, { kind: 'local', index: local }, pointerTo(U64), at);
  callNamed(fn, flags[0], [address(fn)], at);
  pushCleanup(fn, at, (f) => void callNamed(f, flags[1], [address(f)], at));
}

/** `class_NAME_t v = class_NAME_constructor(…)`, with class_NAME_destructor(&v) at the end. */
function constructClass(
  fn: Fn,
  name: string,
  variable: string | undefined,
  args: readonly Value[],
  at: At,
): void {
  const init = `class_${name}_constructor`;
  const type = functionType(fn, init)?.result;
  if (!type || !(isScalar(type) || isRecord(type)) || type.k === 'void')
    return giveUp(fn, because('unknownClass', name));
  const local = newLocal(fn, variable ?? '', type, at);
  if (variable) fn.names.values.set(variable, { b: 'mem', local, type, volatile: false });
  const address = (f: Fn): Value => addressOf(f, { kind: 'local', index: local }, pointerTo(type), at);
  const value = convert(fn, callNamed(fn, init, args, at), type, at);
  storePlace(fn, { p: 'mem', ptr: address(fn), type, volatile: false }, value, at);
  pushCleanup(fn, at, (f) => void callNamed(f, `class_${name}_destructor`, [address(f)], at));
}

/** `guard(rcu)();` */
export function lowerGuard(fn: Fn, mark: GuardMark): void {
  takeGuard(fn, mark.name, mark.args, spanAt(fn, mark.start, mark.end));
}

/** `scoped_guard(rcu) { … }`: a block; `break` and `continue` leave it. */
export function lowerScopedGuard(fn: Fn, node: CNode, mark: GuardMark): void {
  const at = spanAt(fn, mark.start, mark.end);
  const exit = newBlock(fn);
  const scope = openScope(fn);
  const leave: Jump = { block: exit, chain: fn.chain };
  takeGuard(fn, mark.name, mark.args, at);
  loopBody(fn, kid(node, 'body'), leave, leave);
  closeScope(fn, scope);
  jump(fn, exit, at);
  enter(fn, exit);
}

/** `CLASS(name, variable)(…)`. */
export function lowerClass(fn: Fn, mark: Extract<Mark, { kind: 'special-call' }>): void {
  const { text } = fn.source.parsed;
  const [name, variable] = mark.args.map((span) => text.slice(span.start, span.end).trim());
  const at = spanAt(fn, mark.start, mark.end);
  if (!name || !variable) return giveUp(fn, because('unreadClass'));
  constructClass(fn, name, variable, argumentValues(fn, mark.args.slice(2)), at);
}
