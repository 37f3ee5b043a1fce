/**
 * Fixes of what dynptrs are used for too late, too often, or before they may be:
 *
 *      reserve(&p) ──▶ write(&p), data(&p) ──▶ submit(&p) or discard(&p), once ──▶ reserve(&p) again
 *
 * One that was never set up has no right answer: where from, only the author knows.
 */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import { endersOf, endsDynptr } from '../../../../bpf/kernel/releases.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { steps } from '../../../analysis/domain/trace.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { addElse, at, declare, insertAfter, insertBefore, remove, replace } from '../edits.ts';
import { type Ended, endedBefore } from '../ownership/ended.ts';
import { usedLater } from '../ownership/ended-use.ts';
import { freshName } from '../place.ts';
import { codeOf } from '../region.ts';
import { actOf, releasesOf } from '../release.ts';
import { withoutStatement } from '../remove.ts';
import { callSite, statementOf } from '../sections/section.ts';
import { ownVariable } from '../sections/unbalanced-order.ts';
import { argumentsOf, functionAround, indexIn, kidOf, placed, textOf } from '../tree.ts';
import { lastDeclaration } from '../wrap.ts';

type CallFault = FaultOf<'call-not-allowed-here', KindOf<'call-not-allowed-here'>>;

export function dynptrFixes(fault: CallFault, cx: FixContext): Answer[] {
  switch (fault.what) {
    case 'dynptr-not-started': {
      const ended = givenBack(fault, cx);
      return ended ? [{ safe: !ended.isRound, ways: usedLater(ended) }] : [];
    }
    case 'dynptr-not-reserved':
      return unreserved(fault, cx);
    case 'dynptr-of-another-type':
      return [{ safe: true, ways: dropped(fault, cx, words().calls.dropOther(fault.data.function)) }];
    case 'dynptr-overwritten':
      // What was reserved first may be meant to be seen.
      return endersOf('bpf_ringbuf_reserve_dynptr', 'record', cx.kernel).map((ender) => ({
        safe: false,
        ways: endedFirst(fault, cx, ender),
      }));
    case 'dynptr-elsewhere':
      return [
        {
          safe: true,
          ways: ownVariable(cx, fault, fault.data.arg, 'struct bpf_dynptr', ['ptr', 'dynptr']),
        },
      ];
    case 'dynptr-written':
      return [{ safe: false, ways: separateBuffer(cx, fault) }];
    case 'dynptr-of-stack':
      // A variable of the function is set up at each run, and on each CPU.
      return [{ safe: false, ways: madeGlobal(cx, fault) }];
    default:
      return [];
  }
}

/** What is written over the dynptr goes beside it. */
function* separateBuffer(cx: FixContext, fault: CallFault & Faulty): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const fn = call && functionAround(call.around);
  const body = kidOf(fn, 'body');
  const arg = call && argumentsOf(call.node)[fault.data.arg];
  const [, object] = (arg && /^&(\w+)$/.exec(textOf(cx.file, arg))) || [];
  if (!fn || !body || !arg || object === undefined) return;
  const name = freshName(cx, fn, ['buf', 'buffer', 'data']);
  const declaration = `char ${name}[sizeof(${object})];`;
  yield {
    title: words().calls.buffer(name, object),
    edits: [...declare(cx, body, declaration), replace(arg, name)],
  };
}

/** `u64 v = 0;` to `static u64 v;` and `v = 0;`. */
function* madeGlobal(cx: FixContext, fault: CallFault & Faulty): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const body = kidOf(call && functionAround(call.around), 'body');
  const [, name] = /^&?(\w+)$/.exec(call?.args[fault.data.arg] ?? '') ?? [];
  if (!body || name === undefined) return;
  for (const node of body.kids) {
    const [declarator, ...others] = node.kids.filter(({ field }) => field === 'declarator');
    if (node.type !== 'declaration' || !declarator || others.length > 0) continue;
    const value = kidOf(declarator, 'value');
    const declared = value ? kidOf(declarator, 'declarator') : declarator;
    const inner = declared?.type === 'array_declarator' ? kidOf(declared, 'declarator') : declared;
    if (!declared || !inner || textOf(cx.file, inner) !== name || value?.type === 'initializer_list')
      continue;
    const set = value
      ? [
          { start: declared.end, end: value.end, newText: '' },
          ...insertAfter(cx, placed(cx.file, lastDeclaration(body, node)), [
            `${name} = ${textOf(cx.file, value)};`,
          ]),
        ]
      : [];
    yield { title: words().calls.makeStaticVariable(name), edits: [at(node.start, 'static '), ...set] };
  }
}

type Faulty = Extract<CallFault, { readonly data: { readonly function: string; readonly arg: number } }>;

/** Where the record was given back that it held, or that the dynptr it is a clone of did. */
function givenBack(fault: CallFault & Faulty, cx: FixContext): Ended | undefined {
  const given = callSite(cx, fault)?.args[fault.data.arg];
  if (given === undefined) return undefined;
  for (const { step } of steps(fault.trace).reverse()) {
    if (step.kind !== 'release' || !endsDynptr(lookupFunction(step.by)!)) continue;
    const ended = endedBefore({ ...fault, refId: step.ref }, cx);
    if (ended?.names.has(given)) return ended;
  }
  return undefined;
}

/** To discard nothing does nothing. To submit nothing may be a record that was to be reserved. */
function unreserved(fault: CallFault & Faulty, cx: FixContext): Answer[] {
  const name = fault.data.function;
  const ended = givenBack(fault, cx);
  if (ended) return [{ safe: !ended.isRound, ways: givenBackOnce(fault, cx, ended) }];
  const safe = name === 'bpf_ringbuf_discard_dynptr';
  return [{ safe, ways: dropped(fault, cx, words().calls.dropNotReserved(name)) }];
}

function* givenBackOnce(
  fault: CallFault & Faulty,
  cx: FixContext,
  ended: Ended,
): Generator<Candidate, void, void> {
  const name = fault.data.function;
  yield* dropped(fault, cx, words().calls.dropGivenBack(name, ended.callee));
  // `if (x) submit(&p); discard(&p);`
  const { first, second, block } = ended.common;
  const arm = kidOf(first, 'consequence');
  const isNext = indexIn(block.kids, second) === indexIn(block.kids, first) + 1;
  if (first.type !== 'if_statement' || !arm || kidOf(first, 'alternative') || !isNext) return;
  const edits = [addElse(cx, first, arm, codeOf(cx, second)), remove(cx, second)];
  yield { title: words().calls.otherwise(name), edits };
}

function* dropped(
  fault: CallFault & Faulty,
  cx: FixContext,
  title: string,
): Generator<Candidate, void, void> {
  const call = callSite(cx, fault);
  const statement = call?.around[0];
  if (!call || statement?.type !== 'expression_statement') return;
  yield { title, edits: withoutStatement(cx, placed(cx.file, statement)), drops: [call.name] };
}

function* endedFirst(
  fault: CallFault & Faulty,
  cx: FixContext,
  ender: Parameters<typeof releasesOf>[1],
): Generator<Candidate, void, void> {
  const given = callSite(cx, fault)?.args[fault.data.arg];
  const statement = statementOf(cx, fault);
  if (given === undefined || !statement || fault.data.function === '') return;
  const title = words().before(actOf(ender), given.replace(/^&/, ''), words().places.overwrite);
  for (const code of releasesOf(cx, ender, given, statement.node.start))
    yield { title, edits: insertBefore(cx, statement, code) };
}
