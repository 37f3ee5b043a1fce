/** What ends a reference is given one of its own, so that the first stays usable and is ended where it is used last. */
import { availableAt, lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { KernelFunction } from '../../../../bpf/kernel/types.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { acquisition } from '../../rule.ts';
import type { Candidate, TextEdit } from '../candidate.ts';
import { declarations } from '../declare.ts';
import { insertAfter, insertBefore, replace } from '../edits.ts';
import { usesAny } from '../expression.ts';
import { beforeReturn, isAssignmentTo } from '../place.ts';
import { usesFrom } from '../region.ts';
import { releasesOf } from '../release.ts';
import { callsOf, isLoop, placed, textOf, within } from '../tree.ts';
import type { Ended } from './ended.ts';

const ACQUIRERS: Readonly<Record<string, readonly [string, string]>> = {
  bpf_cpumask: ['bpf_cpumask_acquire', 'bpf_cpumask_release'],
  task_struct: ['bpf_task_acquire', 'bpf_task_release'],
  cgroup: ['bpf_cgroup_acquire', 'bpf_cgroup_release'],
};

export function* secondReference(ended: Ended): Generator<Candidate, void, void> {
  const { cx, callee, given, name, call } = ended;
  const pair = ACQUIRERS[structOf(ended)]?.map(lookupFunction);
  const [acquirer, ender] = pair ?? [];
  if (ended.how === 'release' || !acquirer || !ender || !availableAt(acquirer, cx.kernel)) return;
  if (given.type === 'call_expression' || cx.file.macros.has(callee)) return;
  const taken = replace(given, `${acquirer.name}(${textOf(cx.file, given)})`);
  const title = words().ownership.secondReference(name, callee);
  const declared = declarations(cx, acquirer.name, ender.name);
  const plain = { title, edits: [...declared, taken] };
  const isReleased = callsOf(cx.file, ended.fn, ender.name).some(
    ({ start, kids }) => start > call.end && kids.some((kid) => usesAny(cx.file, kid, ended.names)),
  );
  if (isReleased) yield plain;
  for (const ends of endings(ended, ender)) yield { title, edits: [...declared, taken, ...ends] };
  const loop = placed(cx.file, call).around.find(isLoop);
  for (const code of loop ? releasesOf(cx, ender, name, 0) : [])
    yield { title, edits: [...declared, taken, ...insertAfter(cx, placed(cx.file, loop!), code)] };
  if (!isReleased) yield plain;
}

function structOf({ fault }: Ended): string {
  const returns = lookupFunction(acquisition(fault)?.by ?? '')?.returns;
  if (returns?.kind === 'reference') return returns.struct;
  return 'bpf_cpumask';
}

/** After the last use in the block, before the last return, all later returns, or where the variable gets another value. */
function* endings(ended: Ended, ender: KernelFunction): Generator<TextEdit[], void, void> {
  const { cx, common, names, name, fn, call } = ended;
  const last = usesFrom(cx, common.block, common.second, names).at(-1);
  const returns = [...within(fn)].filter(
    ({ type, start }) => type === 'return_statement' && start > call.end,
  );
  const reading = last && [...within(last)].some(({ type }) => type === 'return_statement');
  const codes = releasesOf(cx, ender, name, fn.start);
  const before = (node: CNode, code: readonly string[]) =>
    beforeReturn(cx, placed(cx.file, node), name).put(code);
  for (const code of codes) {
    if (last && !reading) yield insertAfter(cx, placed(cx.file, last), code);
    if (returns.length > 0) yield before(returns.at(-1)!, code);
    if (returns.length > 1) yield returns.flatMap((node) => before(node, code));
    const others = [...within(fn)].filter((node) => node.start > call.end && isAssignmentTo(cx, node, name));
    if (others.length > 0) yield others.flatMap((node) => insertBefore(cx, placed(cx.file, node), code));
  }
}
