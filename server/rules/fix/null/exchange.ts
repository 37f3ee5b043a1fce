/** An exchange of what may be NULL: it does no harm when it runs, but the verifier takes only the constant. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { isPure } from '../expression.ts';
import { argumentsOf, kidOf, textOf } from '../tree.ts';
import { chainOf, type Untested } from './facts.ts';
import { isPlace, withoutCasts } from './pointer.ts';

/** `p ? bpf_kptr_xchg(slot, p) : bpf_kptr_xchg(slot, NULL)`: each run exchanges as before. */
export function* constantNull({ cx, use, pointers }: Untested): Generator<Candidate, void, void> {
  for (const node of pointers.filter(isPlace)) {
    const name = textOf(cx.file, node);
    const call = chainOf(cx, node).find(({ type }) => type === 'call_expression');
    if (!call || call.start < use.node.start || textOf(cx.file, kidOf(call, 'function')!) !== EXCHANGE)
      continue;
    const [slot, value, ...others] = argumentsOf(call);
    const isIt = value && textOf(cx.file, withoutCasts(cx.file, value)) === name;
    if (!slot || !isIt || others.length > 0 || !isPure(slot)) continue;
    const test = cx.style.comparesNull ? `${name} != NULL` : name;
    const empty = `${EXCHANGE}(${textOf(cx.file, slot)}, NULL)`;
    const text = `${test} ? ${textOf(cx.file, call)} : ${empty}`;
    const edits = [replace(call, isWhole(cx, call) ? text : `(${text})`)];
    yield { title: words().nullTest.constant(name), edits };
  }
}

const EXCHANGE = 'bpf_kptr_xchg';

/** Is there nothing around it that binds closer than `?` does? */
function isWhole(cx: FixContext, call: CNode): boolean {
  const [, outer] = chainOf(cx, call);
  return (
    outer !== undefined &&
    /^(?:assignment_expression|init_declarator|(?:return|expression)_statement)$/.test(outer.type)
  );
}
