/** A reference that nothing takes: `bpf_kptr_xchg(&v->mask, mask);` drops what was in the slot. */
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate } from '../candidate.ts';
import { declare, insertAfter, insertBefore, replace } from '../edits.ts';
import { freshName } from '../place.ts';
import { actOf, releasesOf } from '../release.ts';
import { functionAround, kidOf, placed, textOf } from '../tree.ts';
import type { Leak } from './facts.ts';

/** A variable for it, and its end right behind. */
export function* captured(leak: Leak): Generator<Candidate, void, void> {
  const { cx, made, ender, fault } = leak;
  const i = made.here.around.findIndex((node) => !/^(?:cast|parenthesized)_expression$/.test(node.type));
  const statement = made.here.around[i];
  const fn = functionAround(made.here.around);
  const body = kidOf(fn, 'body');
  if (!statement || !fn || !body) return;
  const isWhole = statement.type === 'expression_statement';
  if (!isWhole && !isInCondition(leak)) return;
  const name = freshName(cx, fn, namesFor(fault.data.struct, fault.data.by));
  const outer = isWhole ? statement : made.here.around.find((node) => node.type === 'if_statement')!;
  const where = placed(cx.file, outer);
  const call = textOf(cx.file, made.here.call);
  const title = words().keepAndEnd(actOf(ender), fault.data.by);
  const declaration = declare(cx, body, `${typeOf(fault.data.struct, fault.data.by)}${name};`);
  for (const code of releasesOf(cx, ender, name, 0)) {
    const taken = isWhole
      ? [replace(statement, `${name} = ${call};`)]
      : [...insertBefore(cx, where, [`${name} = ${call};`]), replace(made.here.call, name)];
    yield { title, edits: [...declaration, ...taken, ...insertAfter(cx, where, code)] };
  }
}

/** `if (f())`, `if (!f())`: nothing else is computed before the call. */
function isInCondition({ made }: Leak): boolean {
  for (const node of made.here.around) {
    if (node.type === 'if_statement') return true;
    if (!/^(?:cast|parenthesized|unary)_expression$/.test(node.type)) return false;
  }
  return false;
}

const NAMES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/cpumask$/, ['mask', 'cpumask', 'tmp_mask']],
  [/^task_struct$/, ['task', 'p', 'task_ref']],
  [/^cgroup$/, ['cgrp', 'cgroup_ref']],
  [/^record$/, ['record', 'event']],
];

function namesFor(struct: string, by: string): readonly string[] {
  if (by === 'bpf_kptr_xchg') return ['old', 'prev', 'old_kptr'];
  return NAMES.find(([pattern]) => pattern.test(struct))?.[1] ?? ['obj', 'object'];
}

/** The type of the function's result, up to the name. */
function typeOf(struct: string, by: string): string {
  const [, result] = /^(.*\*)\w+\(/.exec(lookupFunction(by)?.prototype ?? '') ?? [];
  return result && !/^void/.test(result) ? result : struct === 'record' ? 'void *' : `struct ${struct} *`;
}
