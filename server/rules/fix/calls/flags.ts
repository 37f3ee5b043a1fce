/** Fixes of flags with which a call always fails: those that the call takes. */

import type { FlagObjection } from '../../../../bpf/kernel/faults/invalid-flags.ts';
import { MAP_UPDATE_FLAGS } from '../../../../bpf/kernel/flags.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { replace } from '../edits.ts';
import { bare } from '../kptr/exchange.ts';
import { absolute, argumentsOf, callsOf, chainAt, functionAround, kidOf, textOf } from '../tree.ts';

type FlagFault = FaultOf<'invalid-flags', 'flags'>;
type AnyFault = FaultOf<'invalid-flags', 'flags' | 'cpu'>;

/** None is safe: the call that failed on every run succeeds now. */
export function flagFixes(found: AnyFault, cx: FixContext): readonly Answer[] {
  // Which CPU was meant is not known.
  if (found.what === 'cpu' || found.graph.path !== cx.file.path) return [];
  const fault = found as FlagFault;
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  const node = call && argumentsOf(call)[fault.data.arg];
  if (!call || !node) return [];
  const meant = meantBy(fault.data).map((keep) => wayTo(cx, fault, node, keep));
  const later = submitted(cx, fault, call, node, functionAround(chain));
  return [...later, ...meant].map((way) => ({ safe: false, ways: [way] }));
}

/** Which of the flags stay; one entry for each thing that may be meant. */
type Keep = (flag: string) => boolean;

function meantBy(data: FlagObjection): readonly Keep[] {
  const isUpdate = (flag: string) => flag in MAP_UPDATE_FLAGS;
  const without =
    (...gone: readonly string[]): Keep =>
    (flag) =>
      isUpdate(flag) && !gone.includes(flag);
  const perCpu = ['BPF_F_CPU', 'BPF_F_ALL_CPUS'];
  switch (data.objection) {
    case 'not-known':
      return [(flag) => data.known.includes(flag)];
    case 'user-space':
      return [without(...perCpu)];
    case 'opposites':
      return [without('BPF_NOEXIST', 'BPF_EXIST'), without('BPF_EXIST'), without('BPF_NOEXIST')];
    case 'elements-exist':
      return [without('BPF_NOEXIST')];
    case 'no-lock':
      return [without('BPF_F_LOCK')];
    case 'no-map':
      return [without(...perCpu, 'BPF_NOEXIST', 'BPF_EXIST')];
  }
}

function wayTo(cx: FixContext, fault: FlagFault, node: CNode, keep: Keep): Candidate {
  const flags = flagsIn(cx, node).filter(keep);
  const isUpdate = lookupFunction(fault.data.function)?.params[fault.data.arg]?.arg;
  const none = isUpdate?.role === 'flags' && /^map-/.test(isUpdate.set ?? '') ? 'BPF_ANY' : '0';
  const text = flags.filter((flag) => flag !== 'BPF_ANY').join(' | ') || none;
  return { title: words().flags.pass(text, fault.data.function), edits: [replace(node, text)] };
}

/** The parts of `A | B`. */
export function flagsIn(cx: FixContext, node: CNode): string[] {
  const inner = bare(node);
  const [left, right] = [kidOf(inner, 'left'), kidOf(inner, 'right')];
  const isOr = inner.kids.some(({ field, type }) => field === 'operator' && type === '|');
  if (!isOr || !left || !right) return [textOf(cx.file, inner)];
  return [...flagsIn(cx, left), ...flagsIn(cx, right)];
}

const WAKEUPS = ['BPF_RB_NO_WAKEUP', 'BPF_RB_FORCE_WAKEUP'];

/** Whether user space is woken is for the call that ends a record to say, not for the one that makes room. */
function submitted(
  cx: FixContext,
  fault: FlagFault,
  call: CNode,
  node: CNode,
  fn: CNode | undefined,
): Candidate[] {
  const flag = textOf(cx.file, bare(node));
  if (fault.data.function !== 'bpf_ringbuf_reserve' || !WAKEUPS.includes(flag) || !fn) return [];
  const ends: TextEdit[] = callsOf(cx.file, fn, 'bpf_ringbuf_submit')
    .filter(({ start }) => start > call.start)
    .flatMap((submit) => argumentsOf(submit).slice(1))
    .filter((arg) => textOf(cx.file, arg) === '0')
    .map((arg) => replace(arg, flag));
  if (ends.length === 0) return [];
  return [{ title: words().flags.submit(flag), edits: [replace(node, '0'), ...ends] }];
}
