/** A value that the program stores in a slot and keeps, or never owned: a second reference, or a copy of the mask. */
import { allFunctions, availableAt, returnsAt } from '../../../../bpf/kernel/index.ts';
import type { KernelFunction, Version } from '../../../../bpf/kernel/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate } from '../candidate.ts';
import { constMask, declarationOf } from '../masks.ts';
import { freshName } from '../place.ts';
import { textOf } from '../tree.ts';
import { addressOf, exchanges, instead, inTest, isNullText, named } from './exchange.ts';
import { FRESH, type Store, shown } from './stored.ts';

/** The program keeps what it stores, or never owned it. */
export function* shared(store: Store): Generator<Candidate, void, void> {
  const { cx, statement, assignment, value, struct } = store;
  const isWhole = statement.node.kids[0] === assignment;
  if (!isWhole || value.type === 'call_expression' || isNullText(textOf(cx.file, value))) return;
  yield* acquired(store);
  if (struct === 'bpf_cpumask') yield* copied(store);
}

/** What takes a second reference to such an object, and gives it or NULL. */
function acquirerOf(struct: string, kernel: Version): KernelFunction | undefined {
  return allFunctions().find((fn) => {
    const [only, ...others] = fn.params;
    const takes = only?.arg.role === 'object' && only.arg.struct === struct && others.length === 0;
    const returns = returnsAt(fn, kernel);
    return takes && returns.kind === 'reference' && returns.struct === struct && availableAt(fn, kernel);
  });
}

function* acquired(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, struct, statement, slot, value } = store;
  const text = textOf(cx.file, value);
  const acquirer = acquirerOf(struct, cx.kernel);
  const declared = acquirer && declarationOf(cx, acquirer.name);
  if (!acquirer || !declared) return;
  const title = words().exchange.acquire(text, shown(store));
  const taken = `${acquirer.name}(${text})`;
  const returns = returnsAt(acquirer, cx.kernel);
  const isTested = returns.kind === 'reference' && returns.nullable;
  const name = freshName(cx, fn, ['ref', 'new_ref']);
  for (const { lines, declares } of exchanges(cx, fn, struct, addressOf(slot), isTested ? name : taken)) {
    const code = isTested ? [`${name} = ${taken};`, ...inTest(cx, name, lines)] : lines;
    const names = isTested ? [name] : [];
    yield { title, edits: [...declared, ...declares(...names), ...instead(cx, statement, code)] };
  }
}

/** A mask that belongs to somebody else is not given away: a copy of it is. */
function* copied(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, struct, statement, slot, value } = store;
  const name = freshName(cx, fn, FRESH);
  const declared = ['bpf_cpumask_create', 'bpf_cpumask_copy'].map((callee) => declarationOf(cx, callee));
  if (declared.some((edits) => !edits)) return;
  const title = words().exchange.copy(named(cx, value), shown(store));
  const source = constMask(cx, value);
  for (const { lines, declares } of exchanges(cx, fn, struct, addressOf(slot), name)) {
    const code = [
      `${name} = bpf_cpumask_create();`,
      ...inTest(cx, name, [`bpf_cpumask_copy(${name}, ${source});`, ...lines]),
    ];
    yield {
      title,
      edits: [...declared.flatMap((edits) => edits!), ...declares(name), ...instead(cx, statement, code)],
    };
  }
}
