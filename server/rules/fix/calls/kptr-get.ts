/**
 * bpf_cpumask_kptr_get(), which is gone: the kptr is read under RCU, and nothing is released; or it is taken out.
 *
 *      mask = kptr_get(&slot) ─▶ [rcu_read_lock]  mask = slot  ... use ...  [rcu_read_unlock]
 */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { insertAfter, insertBefore, remove, replace } from '../edits.ts';
import { bare, instead } from '../kptr/exchange.ts';
import { declarationOf } from '../masks.ts';
import {
  argumentsOf,
  type Chain,
  callsOf,
  functionAround,
  isStatement,
  kidOf,
  mentions,
  type Placed,
  placed,
  placedIn,
  textOf,
  within,
} from '../tree.ts';

const GET = 'bpf_cpumask_kptr_get';
const RELEASE = 'bpf_cpumask_release';

interface Got {
  readonly cx: FixContext;
  readonly call: CNode;
  readonly fn: CNode;
  readonly statement: Placed;
  /** `slot` of `&slot`. */
  readonly slot: string;
  readonly address: string;
  readonly name: string;
}

export function kptrGetAnswers(cx: FixContext, chain: Chain, call: CNode): readonly Answer[] {
  const statement = placedIn(chain, isStatement);
  const fn = functionAround(chain);
  const arg = argumentsOf(call)[0];
  const taker = chain.find(({ type }) => type === 'init_declarator' || type === 'assignment_expression');
  const target = kidOf(taker, 'declarator') ?? kidOf(taker, 'left');
  const name = target && /^\*?\s*(\w+)$/.exec(textOf(cx.file, target))?.[1];
  if (!statement || !fn || !arg || !name) return [];
  const address = textOf(cx.file, bare(arg));
  const slot = address.startsWith('&') ? address.slice(1) : `*${address}`;
  const got: Got = { cx, call, fn, statement, slot, address, name };
  return [
    { safe: false, ways: readUnderRcu(got) },
    { safe: false, ways: takenOut(got) },
  ];
}

/** A program that cannot sleep runs under RCU as it is. */
function* readUnderRcu(got: Got): Generator<Candidate, void, void> {
  const { cx, call, slot, name } = got;
  const title = words().version.read(slot.replace(/^\*/, ''));
  const drops = [GET, RELEASE];
  const read = replace(call, slot);
  const gone = goneDeclaration(got);
  const unreleased = releasesOf(got).map(({ node }) => remove(cx, node));
  yield { title, drops, edits: [...gone, read, ...unreleased] };
  const locks = ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'].map((callee) => declarationOf(cx, callee, GET));
  if (locks.some((edits) => !edits)) return;
  const declared = locks.flatMap((edits) => edits!);
  yield {
    title: words().version.readLocked(slot, name),
    drops,
    edits: [...gone, ...declared, ...locked(got, read)],
  };
  const around = lockedBlock(got, read);
  if (around)
    yield { title: words().version.readLocked(slot, name), drops, edits: [...gone, ...declared, ...around] };
}

/** The same where the reference ends in an inner block: the section ends behind the last statement that uses it. */
function lockedBlock(got: Got, read: TextEdit): TextEdit[] | undefined {
  const { cx, statement, name } = got;
  const siblings = statement.around[0]?.kids ?? [];
  const from = siblings.indexOf(statement.node);
  const last = siblings.findLast((node, i) => i > from && mentions(cx.file, node, name));
  const releases = releasesOf(got);
  if (!last || last.type === 'return_statement' || releases.some(({ node }) => node === last))
    return undefined;
  return [
    ...insertBefore(cx, statement, ['bpf_rcu_read_lock();']),
    read,
    ...releases.map(({ node }) => remove(cx, node)),
    ...insertAfter(cx, placed(cx.file, last), ['bpf_rcu_read_unlock();']),
  ];
}

/** The section begins at the read and ends where the reference did, and before each exit on the way. */
function locked(got: Got, read: TextEdit): TextEdit[] {
  const { cx, fn, statement } = got;
  const releases = releasesOf(got);
  const last = releases.at(-1)?.node.end ?? statement.node.end;
  const exits = [...within(fn)].filter(
    ({ type, start, end }) => type === 'return_statement' && start > statement.node.end && end < last,
  );
  const unlock = ['bpf_rcu_read_unlock();'];
  return [
    ...insertBefore(cx, statement, ['bpf_rcu_read_lock();']),
    read,
    ...exits.flatMap((exit) => insertBefore(cx, placed(cx.file, exit), unlock)),
    ...releases.flatMap((release) => instead(cx, release, unlock)),
  ];
}

/** Statements that end the reference, with a test that is about nothing else. */
function releasesOf({ cx, fn, name }: Got): Placed[] {
  return callsOf(cx.file, fn, RELEASE)
    .filter((call) => textOf(cx.file, bare(argumentsOf(call)[0] ?? call)) === name)
    .map((call) => placed(cx.file, call).around[0]!)
    .filter(({ type }) => type === 'expression_statement')
    .map((node) => {
      const { around } = placed(cx.file, node);
      const [parent, above] = around;
      const isArm = parent?.type === 'if_statement' && !kidOf(parent, 'alternative');
      const isOnly =
        parent?.type === 'compound_statement' && parent.kids.length === 1 && above?.type === 'if_statement';
      return placed(cx.file, isArm ? parent : isOnly && !kidOf(above, 'alternative') ? above : node);
    });
}

/** The program owns it, and the slot is empty until something is put back. */
function* takenOut(got: Got): Generator<Candidate, void, void> {
  const { call, address, slot } = got;
  yield {
    title: words().version.take(slot.replace(/^\*/, '')),
    edits: [...goneDeclaration(got), replace(call, `bpf_kptr_xchg(${address}, NULL)`)],
    drops: [GET],
  };
}

/** Nothing else calls it: its declaration goes as well. */
function goneDeclaration({ cx }: Got): TextEdit[] {
  if (callsOf(cx.file, cx.file.root, GET).length > 1) return [];
  const node = cx.file.root.kids.find(
    (kid) =>
      kid.type === 'declaration' &&
      [...within(kid)].some((inner) => inner.field === 'declarator' && textOf(cx.file, inner) === GET),
  );
  return node ? [remove(cx, node)] : [];
}
