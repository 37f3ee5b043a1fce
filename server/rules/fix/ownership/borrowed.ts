/** Fixes of the rule not-owned: what is borrowed is copied, taken out of its slot, or left where it is. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { declarations } from '../declare.ts';
import { insertAfter, replace } from '../edits.ts';
import { bareText } from '../expression.ts';
import { freshObject, type Maker, newMask } from '../fresh-object.ts';
import { type Passed, passedAt, readable } from '../passed.ts';
import { usesFrom } from '../region.ts';
import { tested } from '../release.ts';
import { withoutStatement } from '../remove.ts';
import { argumentsOf, kidOf, type Placed, placed, textOf, within } from '../tree.ts';
import { whereNotNull } from '../wrap.ts';

export type BorrowedFault = FaultOf<'not-owned', KindOf<'not-owned'>>;

export function borrowedFixes(fault: BorrowedFault, cx: FixContext): readonly Answer[] {
  const passed = passedAt(fault, fault.data.arg, cx);
  if (!passed) return [];
  const answer = (ways: Iterable<Candidate>): Answer => ({ safe: false, ways });
  switch (fault.what) {
    case 'acquire':
      return [{ safe: isOnlyRead(passed), ways: copied(passed) }, answer(takenAndPutBack(passed))];
    case 'transfer':
      return [
        answer(acquiredFirst(passed, fault.data.struct)),
        { safe: isKernelMask(passed), ways: movedCopy(passed) },
        answer(takenOut(passed)),
      ];
    // A task or a node of a list that stands where a mask is wanted is no mask, and nothing says which one was meant.
    case 'memory':
    case 'other-struct':
      return isMaskLike(passed, fault) ? [{ safe: true, ways: movedCopy(passed) }] : [];
    default: {
      const isTaken = isTakenOtherwise(passed);
      const isSure = fault.data.from !== 'slot' || isTaken;
      const both: Answer[] = [answer(takenOut(passed)), { safe: isSure || 'alone', ways: leftThere(passed) }];
      return isWritten(passed) || isTaken ? both.reverse() : both;
    }
  }
}

const name = ({ cx, arg }: Passed): string => bareText(cx.file, arg);

/** A mask that is made and filled, in place of a second reference. */
function* copied(passed: Passed): Generator<Candidate, void, void> {
  const { cx, call, callee, statement } = passed;
  const taker = takerOf(passed);
  if (!taker || callee !== 'bpf_cpumask_acquire') return;
  const title = words().ownership.copy(name(passed));
  const declared = declarations(cx, 'bpf_cpumask_create', 'bpf_cpumask_copy');
  const code = [`bpf_cpumask_copy(${taker}, ${readable(passed)});`];
  for (const edits of whereNotNull(cx, statement, taker, code))
    yield {
      title,
      edits: [...declared, replace(call, 'bpf_cpumask_create()'), ...edits],
      drops: [callee],
    };
}

/** The variable that the call's result goes into. */
function takerOf({ cx, call }: Pick<Passed, 'cx' | 'call'>): string | undefined {
  for (const node of placed(cx.file, call).around) {
    if (node.type === 'init_declarator')
      return textOf(cx.file, kidOf(node, 'declarator')!).replace(/^\*+\s*/, '');
    if (node.type === 'assignment_expression') return textOf(cx.file, kidOf(node, 'left')!);
    if (!/^(?:cast|parenthesized)_expression$/.test(node.type)) return undefined;
  }
  return undefined;
}

interface Read {
  /** The expression that reads the slot, and the slot. */
  readonly value: CNode;
  readonly slot: string;
}

/** Where the variable was read from its slot. */
function readOf({ cx, fn, call, arg }: Passed): Read | undefined {
  const held = bareText(cx.file, arg);
  let found: Read | undefined;
  for (const node of within(fn)) {
    if (node.start >= call.start) break;
    const target = kidOf(node, node.type === 'init_declarator' ? 'declarator' : 'left');
    const value = kidOf(node, node.type === 'init_declarator' ? 'value' : 'right');
    if (!target || !value || textOf(cx.file, target).replace(/^\*+\s*/, '') !== held) continue;
    if (PLACE.test(value.type)) found = { value, slot: textOf(cx.file, value) };
    else if (value.type === 'call_expression') found = returnedBy(cx, value) ?? found;
  }
  return found;
}

const PLACE = /^(?:identifier|field_expression|subscript_expression)$/;

/** A function of the file that reads it: `return v->mask;` or `return allowed;`, where that is a slot. */
function returnedBy({ file, module }: FixContext, call: CNode): Read | undefined {
  const name = textOf(file, kidOf(call, 'function')!);
  const fn = module.functions.get(name);
  const body = file.root.kids.find(({ start }) => fn?.path === file.path && start === fn.start);
  for (const node of body ? within(body) : []) {
    const value = node.type === 'return_statement' ? node.kids[0] : undefined;
    if (!value || !PLACE.test(value.type)) continue;
    const slot = textOf(file, value);
    if (value.type !== 'identifier' || module.globals.has(slot)) return { value, slot };
  }
  return undefined;
}

const exchanged = ({ slot }: Read, what: string): string => `bpf_kptr_xchg(&${slot}, ${what})`;

/** The slot gives it away: now it may be released, or moved into another one. */
function* takenOut(passed: Passed): Generator<Candidate, void, void> {
  const read = readOf(passed);
  if (!read) return;
  const title = words().ownership.takeOut(name(passed), read.slot);
  yield { title, edits: [replace(read.value, exchanged(read, 'NULL'))] };
}

/** It is taken out while a second reference to it is taken, and put back after its last use. */
function* takenAndPutBack(passed: Passed): Generator<Candidate, void, void> {
  const { cx, statement } = passed;
  const read = readOf(passed);
  const block = statement.around[0];
  const held = name(passed);
  if (!read || !block) return;
  const last = usesFrom(cx, block, statement.node, new Set([held])).at(-1) ?? statement.node;
  if (/^(?:return|labeled)_statement$|^declaration$/.test(last.type)) return;
  const back = [
    `${held} = ${exchanged(read, held)};`,
    ...tested(cx, held, [`bpf_cpumask_release(${held});`]),
  ];
  const title = words().ownership.takeAndPutBack(held, read.slot);
  const taken = replace(read.value, exchanged(read, 'NULL'));
  yield { title, edits: [taken, ...insertAfter(cx, placed(cx.file, last), back)] };
}

/** The slot or the kernel keeps it: there was nothing to release. */
export function* leftThere(passed: Passed): Generator<Candidate, void, void> {
  const { cx, statement, call, callee } = passed;
  const isWhole = statement.node.type === 'expression_statement' && statement.node.kids[0] === call;
  if (!isWhole) return;
  const title = words().ownership.keep(name(passed));
  yield { title, edits: withoutStatement(cx, testOf(passed)), drops: [callee] };
}

/** `if (m) release(m);` is one thing. */
function testOf(passed: Passed): Placed {
  const { cx, statement } = passed;
  const test = statement.around.slice(0, 2).find(({ type }) => type === 'if_statement');
  const condition = kidOf(test, 'condition');
  const arm = kidOf(test, 'consequence');
  if (!test || !condition || kidOf(test, 'alternative')) return statement;
  const isAll = arm === statement.node || arm?.kids.length === 1;
  const isTest = textOf(cx.file, condition).replace(/\s*!=\s*NULL/, '') === `(${name(passed)})`;
  return isAll && isTest ? placed(cx.file, test) : statement;
}

/** It was changed before: a mask that others are to see, so that it is not to go. */
function isWritten(passed: Passed): boolean {
  const { cx, fn, call } = passed;
  return [...within(fn)].some((other) => {
    if (other.type !== 'call_expression' || other.end > call.start) return false;
    const record = lookupFunction(textOf(cx.file, kidOf(other, 'function')!));
    return argumentsOf(other).some((arg, i) => {
      const role = record?.params[i]?.arg;
      return role?.role === 'object' && role.mutates === true && bareText(cx.file, arg) === name(passed);
    });
  });
}

/**
 * Nothing but reads and its release comes of what the call gives: a copy says the same, and taking the mask out of its slot
 * would only keep it from others.
 */
function isOnlyRead({ cx, fn, call }: Passed): boolean {
  const taker = takerOf({ cx, call });
  if (!taker) return false;
  return [...within(fn)].every((node) => {
    if (node.start <= call.end || node.type !== 'identifier' || textOf(cx.file, node) !== taker) return true;
    return isReadOrEnded(cx, node);
  });
}

/** A test, or an argument that a function of the kernel reads or releases. */
function isReadOrEnded(cx: FixContext, node: CNode): boolean {
  for (const outer of placed(cx.file, node).around) {
    if (outer.type === 'call_expression') {
      const callee = textOf(cx.file, kidOf(outer, 'function')!);
      const at = argumentsOf(outer).findIndex((arg) => arg.start <= node.start && node.end <= arg.end);
      const role = lookupFunction(callee)?.params[at]?.arg;
      return !cx.module.functions.has(callee) && role?.role === 'object' && role.mutates !== true;
    }
    if (outer.type === 'if_statement' || outer.type === 'binary_expression') return true;
    if (!/^(?:cast|parenthesized|unary|pointer)_expression$|^argument_list$/.test(outer.type)) return false;
  }
  return false;
}

/** The same slot was emptied in another way: its content is released already. */
function isTakenOtherwise(passed: Passed): boolean {
  const { cx, fn, call } = passed;
  const read = readOf(passed);
  if (!read) return false;
  return [...within(fn)].some(
    (other) =>
      other.type === 'call_expression' &&
      other.start < call.start &&
      textOf(cx.file, other).replace(/\s/g, '').startsWith(`bpf_kptr_xchg(&${read.slot},`),
  );
}

const ACQUIRED: Readonly<
  Record<string, Pick<Maker, 'type' | 'names' | 'release'> & { readonly by: string }>
> = {
  task_struct: {
    type: 'struct task_struct *',
    names: ['ref', 'task_ref', 'acquired'],
    release: 'bpf_task_release',
    by: 'bpf_task_acquire',
  },
  cgroup: {
    type: 'struct cgroup *',
    names: ['ref', 'cgrp_ref', 'acquired'],
    release: 'bpf_cgroup_release',
    by: 'bpf_cgroup_acquire',
  },
};

/** A task that is borrowed is acquired for the slot. */
function* acquiredFirst(
  { cx, arg, callee, statement }: Passed,
  struct: string,
): Generator<Candidate, void, void> {
  const known = ACQUIRED[struct];
  if (!known) return;
  const title = words().ownership.acquireFirst(bareText(cx.file, arg), callee);
  const fresh = {
    cx,
    maker: { ...known, make: `${known.by}(${textOf(cx.file, arg)})`, kfuncs: [known.by] },
    statement,
    replaced: [arg],
    as: (name: string) => name,
    fill: () => [],
    isMoved: true,
  };
  for (const edits of freshObject(fresh)) yield { title, edits };
}

/** The slot takes a copy. */
function* movedCopy(passed: Passed): Generator<Candidate, void, void> {
  const { cx, statement, arg, callee } = passed;
  if (callee !== 'bpf_kptr_xchg') return;
  const source = readable(passed);
  const title = words().ownership.moveCopy(name(passed));
  const fresh = {
    cx,
    maker: newMask('bpf_cpumask_copy'),
    statement,
    replaced: [arg],
    as: (mask: string) => mask,
    fill: (mask: string) => [`bpf_cpumask_copy(${mask}, ${source});`],
    isMoved: true,
  };
  for (const edits of freshObject(fresh)) yield { title, edits };
}

/** A mask of the kernel can be in no slot, only a copy of it can. */
function isKernelMask({ cx, arg }: Passed): boolean {
  return /^&?[\w.>[\]-]+->(?:cpus_ptr|cpus_mask)$/.test(bareText(cx.file, arg));
}

function isMaskLike({ callee }: Passed, fault: BorrowedFault): boolean {
  if (fault.what === 'other-struct')
    return fault.data.struct === 'cpumask' && fault.data.want === 'bpf_cpumask';
  return fault.what === 'memory' && callee === 'bpf_kptr_xchg';
}
