/** A function that takes the reference over, but not on each of its exits: it ends what it was given before those too. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { steps, type Trace } from '../../../analysis/domain/trace.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { beforeReturn } from '../place.ts';
import { actOf, releasesOf } from '../release.ts';
import { absolute, argumentsOf, chainAt, kidOf, placed, textOf } from '../tree.ts';
import { type Leak, rootless } from './facts.ts';

/** Before the exits of the callees that the path went through with the reference as an argument. */
export function* callees(leak: Leak, holder: string): Generator<Candidate, void, void> {
  const { cx, ender, fault } = leak;
  const all = steps(fault.trace);
  for (const entered of all) {
    if (entered.step.kind !== 'enter' || entered.graph !== fault.graph) continue;
    const name = entered.step.name;
    const given = givenAs(leak, entered, holder);
    const fn = cx.module.functions.get(name);
    if (!given || fn?.path !== cx.file.path) continue;
    for (const exit of exitsOf(cx, all, name)) {
      const place = beforeReturn(cx, placed(cx.file, exit), given);
      const title = words().before(actOf(ender), rootless(given), words().places.returnOf(name));
      for (const code of releasesOf(cx, ender, given, fn.start)) yield { title, edits: place.put(code) };
    }
  }
}

/** The parameter that the holder is passed as. */
function givenAs({ cx }: Leak, { graph, at, step }: Trace, holder: string): string | undefined {
  const call = chainAt(cx.file, absolute(graph, at)).find(({ type }) => type === 'call_expression');
  if (!call || step.kind !== 'enter') return undefined;
  const i = argumentsOf(call).findIndex((arg) => textOf(cx.file, arg) === holder);
  return cx.module.functions.get(step.name)?.params[i]?.name;
}

/** Returns at the end of the arms of the tests that the path made there, the last first. */
function exitsOf(cx: FixContext, all: readonly Trace[], name: string): CNode[] {
  const tests = all.filter(({ step, graph }) => step.kind === 'branch' && graph.name === name);
  const found = new Set<CNode>();
  for (const { graph, at } of tests.reverse()) {
    const test = chainAt(cx.file, absolute(graph, at)).find(({ type }) => type === 'if_statement');
    const arm = kidOf(test, 'consequence');
    const last = arm?.type === 'compound_statement' ? arm.kids.at(-1) : arm;
    if (last?.type === 'return_statement') found.add(last);
  }
  return [...found];
}
