/** A reference that nothing takes: `bpf_kptr_xchg(&v->mask, mask);` drops what was in the slot. */
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { declare, insertAfter, insertBefore, replace } from '../edits.ts';
import { freshName } from '../place.ts';
import { actOf } from '../release.ts';
import { functionAround, indexIn, isLoop, kidOf, type Placed, placed, textOf } from '../tree.ts';
import { endings, type Leak } from './facts.ts';

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
  const type = typeOf(fault.data.struct, fault.data.by);
  const declaration = declare(cx, body, `${type}${name};`);
  for (const code of endings(leak, name, 0)) {
    const taken = isWhole
      ? [replace(statement, `${name} = ${call};`)]
      : [...insertBefore(cx, where, [`${name} = ${call};`]), replace(made.here.call, name)];
    yield { title, edits: [...declaration, ...taken, ...insertAfter(cx, where, code)] };
    const unlock = isWhole ? unlockBehind(cx, where) : undefined;
    if (!unlock) continue;
    const isSure = unlock.around[0] === where.around[0];
    const start = isSure ? declaration : declare(cx, body, `${type}${name} = NULL;`);
    yield { title, edits: [...start, ...taken, ...insertAfter(cx, unlock, code)] };
  }
}

/** While a lock is held, next to nothing may be called: the statement that gives it back. */
function unlockBehind(cx: FixContext, { node, around }: Placed): Placed | undefined {
  let inner = node;
  for (const outer of around) {
    if (isLoop(outer) || outer.type === 'function_definition') return undefined;
    if (outer.type === 'compound_statement') {
      const behind = outer.kids.slice(indexIn(outer.kids, inner) + 1);
      const unlock = behind.find(({ type, kids: [call] }) => {
        const name = type === 'expression_statement' && call && kidOf(call, 'function');
        return name && closes(textOf(cx.file, name));
      });
      if (unlock) return placed(cx.file, unlock);
    }
    inner = outer;
  }
  return undefined;
}

const closes = (name: string): boolean => /^bpf_(?:res_)?spin_unlock/.test(name);

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
