/** Fixes of calls that are not allowed where they stand, by kind. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import { dynptrFixes } from '../calls/dynptr.ts';
import { otherType } from '../calls/program-section.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { at, insertBefore, remove } from '../edits.ts';
import { blockBefore } from '../rcu/rcu-guards.ts';
import { functionAround, kidOf, textOf, within } from '../tree.ts';
import { containerLocked } from './container-lock.ts';
import { interrupted, movedEarly, movedOut } from './moved-call.ts';
import { sleepableProgram, unsleepableProgram } from './program-section.ts';
import { heldAlready, oneAfterTheOther } from './second-lock.ts';
import { callSite, callStatements, declaring, statementOf } from './section.ts';
import { closedBefore } from './unbalanced-exit.ts';
import { ownVariable } from './unbalanced-order.ts';
import { earlierDropped, lastDropped } from './unbalanced-pair.ts';

export type CallFault = FaultOf<'call-not-allowed-here', KindOf<'call-not-allowed-here'>>;

/**
 * Without an answer: a throw in a callback (what the loop is to return, and what its caller makes of that, only the author
 * knows); a lock or container in a probe or tracepoint that reads its context (another type has another); a program array
 * in a `syscall` program; a call in a condition that is not always computed, or in a loop inside the section.
 */
export function callFixes(fault: CallFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  return answersTo(fault, cx).map(({ safe, ways }) => ({ safe, ways: declaring(cx, ways) }));
}

const sure = (ways: Iterable<Candidate>): Answer => ({ safe: true, ways });
const unsure = (ways: Iterable<Candidate>): Answer => ({ safe: false, ways });

function answersTo(fault: CallFault, cx: FixContext): Answer[] {
  switch (fault.what) {
    case 'under-lock':
      if (fault.data.function === 'bpf_spin_lock')
        return [sure(heldAlready(cx, fault)), unsure(oneAfterTheOther(cx, fault))];
      return fault.data.function === 'bpf_throw'
        ? [sure(closedBefore(cx, fault, 'bpf_spin_lock'))]
        : [sure(movedOut(cx, fault, 'spin')), unsure(movedEarly(cx, fault, 'spin'))];
    case 'global-under-lock':
      return [sure(madeStatic(cx, fault)), unsure(movedOut(cx, fault, 'spin'))];
    case 'global-may-sleep':
      return [
        sure(madeStatic(cx, fault)),
        sure(movedOut(cx, fault)),
        unsure(sleepableProgram(cx, fault.root)),
        unsure(interrupted(cx, fault)),
      ];
    case 'sleeps-in-rcu':
      return [
        sure(movedOut(cx, fault, 'rcu')),
        sure(outOfGuard(cx, fault)),
        unsure(movedEarly(cx, fault, 'rcu')),
        unsure(interrupted(cx, fault)),
      ];
    case 'sleeps-non-preemptible':
      return [sure(movedOut(cx, fault, 'preempt'))];
    case 'sleeps-irq-off':
      return [sure(movedOut(cx, fault, 'irq'))];
    case 'sleeps-in-program':
      return [unsure(sleepableProgram(cx, fault.root))];
    case 'map-in-sleepable':
      return [unsure(unsleepableProgram(cx, fault.root))];
    case 'lock-in-tracing':
    case 'container-in-tracing':
      return fault.root === null ? [] : [unsure(otherType(cx, fault.root))];
    default:
      return moreAnswers(fault, cx);
  }
}

function moreAnswers(fault: CallFault, cx: FixContext): Answer[] {
  switch (fault.what) {
    case 'container-unlocked':
      // The verifier knows one lock for it, and nothing was done to it without that.
      return [sure(containerLocked(cx, fault))];
    case 'iterator-not-on-stack': {
      const { arg, function: name } = fault.data;
      const type = `struct ${name.replace(/_(?:new|next|destroy)$/, '')}`;
      return [sure(ownVariable(cx, fault, arg, type, ['it', 'iter', 'iterator']))];
    }
    case 'iterator-not-started':
      return fault.data.function.endsWith('_destroy')
        ? [
            sure(earlierDropped(cx, fault, fault.data.function)),
            sure(lastDropped(cx, fault, fault.data.function)),
          ]
        : [sure(startedFirst(cx, fault))];
    default:
      return dynptrFixes(fault, cx);
  }
}

/** The section ends with its guard's block. */
function outOfGuard(cx: FixContext, fault: CallFault): Iterable<Candidate> {
  const call = callSite(cx, fault);
  const statement = statementOf(cx, fault);
  return call && statement ? blockBefore(cx, statement, call.name) : [];
}

/** Another file's call of it would be gone: only the author knows of any. The checker finds what it must not do then. */
function* madeStatic(cx: FixContext, fault: CallFault): Generator<Candidate, void, void> {
  const name = fault.subject;
  const isIt = (node: { readonly type: string }) =>
    node.type === 'function_definition' || node.type === 'declaration';
  const declared = cx.file.root.kids.filter((node) => isIt(node) && nameOf(cx, node) === name);
  const edits = declared
    .filter((node) => !node.kids.some((kid) => textOf(cx.file, kid) === 'static'))
    .map((node) => {
      const external = node.kids.find((kid) => textOf(cx.file, kid) === 'extern');
      return external
        ? { start: external.start, end: external.end, newText: 'static' }
        : at(startOf(cx, node.start), 'static ');
    });
  if (cx.module.functions.get(name)?.path === cx.file.path)
    yield { title: words().calls.makeStatic(name), edits };
}

/** Attributes before a declaration are not in the tree: it begins where its line does. */
function startOf(cx: FixContext, start: number): number {
  const line = cx.file.text.lastIndexOf('\n', start - 1) + 1;
  const lead = cx.file.text.slice(line, start);
  return /^(?:__\w+\s+)+$/.test(lead) ? line : start;
}

function nameOf(cx: FixContext, node: Parameters<typeof kidOf>[0]): string {
  const declarator = kidOf(node, 'declarator');
  const isFunction = declarator && [...within(declarator)].some(({ type }) => type === 'function_declarator');
  const name = isFunction ? [...within(declarator)].find(({ type }) => type === 'identifier') : undefined;
  return name ? textOf(cx.file, name) : '';
}

/** `next(&it)` above `new(&it, ...)`: the start moves up. */
function* startedFirst(cx: FixContext, fault: CallFault): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const statement = statementOf(cx, fault);
  const fn = statement && functionAround(statement.around);
  if (!call || !statement || !fn) return;
  const starter = call.name.replace(/_(?:next|destroy)$/, '_new');
  const start = callStatements(cx, fn, starter).find(
    ({ node, around }) => node.start > statement.node.end && around[0] === statement.around[0],
  );
  if (!start) return;
  const edits = [...insertBefore(cx, statement, [textOf(cx.file, start.node)]), remove(cx, start.node)];
  yield { title: words().calls.startBefore(starter), edits };
}
