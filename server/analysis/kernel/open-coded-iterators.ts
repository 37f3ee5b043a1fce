/** Open-coded iterators called by name: each is a reference that lives in its stack variable until it is destroyed. */
import { flagsAt } from '../../../bpf/kernel/index.ts';
import { setCell } from '../domain/cells.ts';
import { addRef, refOf, top } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { freshId, pointer, type Value } from '../domain/values.ts';
import { inRcu } from '../engine/context.ts';
import { refuse } from './arguments.ts';
import type { KernelCall } from './call.ts';

export const iteratorName = (c: KernelCall) =>
  c.fn.name.replace(/^bpf_/, '').replace(/_(new|next|destroy)$/, '');

/** An iterator is a reference that lives in its stack variable until it is destroyed. */
export function startIterator(c: KernelCall): boolean {
  const it = c.args[0];
  if (flagsAt(c.fn, c.cx.kernel).includes('KF_RCU_PROTECTED') && !inRcu(c.cx, c.state))
    refuse(c, 0, 'outside-rcu-section', 'iterator');
  if (isElsewhere(it)) refuse(c, 0, 'call-not-allowed-here', 'iterator-not-on-stack');
  if (it?.k !== 'ptr' || it.obj.o !== 'stack' || it.off === undefined) return false;
  const id = freshId();
  const graph = top(c.state).graph;
  addRef(c.state, { id, struct: iteratorName(c), by: c.fn.name, graph, at: c.instr.at });
  c.state.trace = push(c.state.trace, graph, c.instr.at, {
    kind: 'acquire',
    ref: id,
    by: c.fn.name,
    name: '',
  });
  const state = pointer({
    o: 'mem',
    id,
    size: 8,
    ref: id,
    key: `m${id}`,
    record: iteratorName(c),
    writable: false,
  });
  setCell(c.state, 'stack', it.obj.key, it.off, { value: state, size: 8 });
  return false;
}

/** Does it certainly lie elsewhere than on the stack, which the verifier asks of iterators? */
export function isElsewhere(it: Value | undefined): boolean {
  return it?.k === 'ptr' && ELSEWHERE.has(it.obj.o);
}

const ELSEWHERE: ReadonlySet<string> = new Set(['global', 'value', 'kernel', 'mem', 'map']);

/** Its reference; 0: not known; undefined: certainly not started. */
export function startedIterator(c: KernelCall): number | undefined {
  const it = c.args[0];
  if (it?.k !== 'ptr' || it.obj.o !== 'stack' || it.off === undefined) return 0;
  const value = c.state.stack.get(it.obj.key)?.get(it.off)?.value;
  return value?.k === 'ptr' && refOf(value) ? refOf(value) : undefined;
}
