/** Fixes of sections, locks and flags that are not closed exactly once, by kind. */
import type { Section } from '../../../../bpf/kernel/faults/unbalanced-rcu-section.ts';
import { placeOf, steps } from '../../../analysis/domain/trace.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { testTurned, withoutSecondLock } from './fallible.ts';
import { holdsNothing, isDoubled, isReadByNobody, overwritesDropped, secondSaveDropped } from './flags.ts';
import { closedOnIt, openedOnIt } from './same-condition.ts';
import { declaring, openedBy, type UnbalancedFault } from './section.ts';
import { closedBefore, closings } from './unbalanced-exit.ts';
import {
  heldLock,
  inReverse,
  ownVariable,
  rightRestore,
  savedFlags,
  secondVariable,
} from './unbalanced-order.ts';
import { earlierDropped, lastDropped, notOpened, openedFirst, withoutNested } from './unbalanced-pair.ts';

/** Of a lock that is taken twice in a row one may be meant to be another: only where a loop comes back to it, the answer is sure. */
export function unbalancedFixes(fault: UnbalancedFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  return answersTo(fault, cx).map(({ safe, ways }) => ({ safe, ways: declaring(cx, ways) }));
}

const sure = (ways: Iterable<Candidate>): Answer => ({ safe: true, ways });
const unsure = (ways: Iterable<Candidate>): Answer => ({ safe: false, ways });

function answersTo(fault: UnbalancedFault, cx: FixContext): Answer[] {
  switch (fault.what) {
    case 'exit-locked':
      return [
        sure(testTurned(cx, fault, fault.data.section)),
        sure(closings(cx, fault, fault.data.section)),
        unsure(closedOnIt(cx, fault, fault.data.section)),
      ];
    case 'throw':
      return [sure(closedBefore(cx, fault, fault.data.section))];
    case 'tail-call':
      return [sure(closedBefore(cx, fault, 'bpf_rcu_read_lock'))];
    case 'nested':
      return isRound(cx, fault, 'bpf_rcu_read_lock')
        ? [sure(closings(cx, fault, 'bpf_rcu_read_lock'))]
        : [sure(withoutNested(cx, fault))];
    case 'locked-again':
      return isRound(cx, fault, 'bpf_res_spin_lock')
        ? [sure(closings(cx, fault, 'bpf_res_spin_lock'))]
        : [unsure(withoutSecondLock(cx, fault))];
    case 'unmatched':
    case 'unmatched-preempt':
    case 'unmatched-lock':
      return unmatched(fault, cx, fault.data.function);
    case 'unlock-of-another':
      return [sure(heldLock(cx, fault))];
    case 'unlock-order':
      return [sure(inReverse(cx, fault, 'bpf_spin_lock'))];
    case 'irq-order':
      return [sure(inReverse(cx, fault, 'bpf_local_irq_save'))];
    default:
      return flagAnswers(fault, cx);
  }
}

function flagAnswers(fault: UnbalancedFault, cx: FixContext): Answer[] {
  switch (fault.what) {
    case 'irq-flag-elsewhere':
      // What it holds afterwards is something that others could read.
      return [
        {
          safe: isReadByNobody(cx, fault, fault.data.arg),
          ways: ownVariable(cx, fault, fault.data.arg, 'unsigned long', ['flags', 'irq_flags']),
        },
      ];
    case 'irq-flag-in-use':
      return [sure(secondSaveDropped(cx, fault)), unsure(secondVariable(cx, fault, fault.data.arg))];
    case 'irq-flag-unset':
      return [
        sure(savedFlags(cx, fault, fault.data.arg)),
        sure(overwritesDropped(cx, fault, fault.data.arg)),
        {
          safe: isDoubled(cx, fault, fault.data.function) || holdsNothing(cx, fault, fault.data.function),
          ways: lastDropped(cx, fault, fault.data.function),
        },
      ];
    case 'irq-flag-class':
      return [sure(rightRestore(cx, fault))];
    default:
      return [];
  }
}

/** Twice on one path, or on a path that did not open it. */
function unmatched(fault: UnbalancedFault, cx: FixContext, name: string): Answer[] {
  return [
    unsure(openedOnIt(cx, fault, name)),
    sure([...earlierDropped(cx, fault, name), ...notOpened(cx, fault, name)]),
    unsure(openedFirst(cx, fault, name)),
    { safe: holdsNothing(cx, fault, name), ways: lastDropped(cx, fault, name) },
  ];
}

/** Is it the very call that opened the section, in a later round of a loop, and not the file's own lock in two places? */
function isRound(cx: FixContext, fault: UnbalancedFault, section: Section): boolean {
  const found = openedBy(cx, fault, section);
  if (found?.step.graph !== fault.graph || found.step.at.start !== fault.at.start) return false;
  const all = steps(fault.trace);
  const entered = (before: number) => {
    const enter = all
      .slice(0, before)
      .findLast(({ step }) => step.kind === 'enter' && step.name === fault.graph.name);
    return enter && placeOf(enter.graph, enter.at);
  };
  return entered(found.index) === entered(all.length);
}
