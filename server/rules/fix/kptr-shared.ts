/** A value that the program stores in a slot and keeps, or never owned: a second reference, or a copy of the mask. */
import { words } from '../../../bpf/words/fixes.ts';
import type { Candidate } from './candidate.ts';
import { addressOf, exchanges, instead, inTest, isNullText, named } from './exchange.ts';
import { FRESH } from './kptr-made.ts';
import { type Store, shown } from './kptr-store.ts';
import { constMask, declarationOf } from './masks.ts';
import { freshName } from './place.ts';
import { textOf } from './tree.ts';

/** The program keeps what it stores, or never owned it. */
export function* shared(store: Store): Generator<Candidate, void, void> {
  const { cx, statement, assignment, value, struct } = store;
  const isWhole = statement.node.kids[0] === assignment;
  if (
    !isWhole ||
    struct !== 'bpf_cpumask' ||
    value.type === 'call_expression' ||
    isNullText(textOf(cx.file, value))
  )
    return;
  yield* acquired(store);
  yield* copied(store);
}

function* acquired(store: Store): Generator<Candidate, void, void> {
  const { cx, fn, struct, statement, slot, value } = store;
  const text = textOf(cx.file, value);
  const declared = declarationOf(cx, 'bpf_cpumask_acquire');
  if (!declared) return;
  const title = words().exchange.acquire(text, shown(store));
  for (const { lines, declares } of exchanges(
    cx,
    fn,
    struct,
    addressOf(slot),
    `bpf_cpumask_acquire(${text})`,
  ))
    yield {
      title,
      edits: [...declared, ...declares(), ...instead(cx, statement, lines)],
    };
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
