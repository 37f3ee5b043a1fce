/**
 * A call that a section or lock does not allow, moved out of it where nothing between depends on the order:
 *
 *      ◀── before      lock();  other();  call();  unlock();      behind ──▶
 */
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import { closerOf } from '../../../../bpf/kernel/locks.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { steps } from '../../../analysis/domain/trace.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { Candidate, FixContext } from '../candidate.ts';
import { declare, insertAfter, insertBefore, remove, replace, surround } from '../edits.ts';
import { freshName } from '../place.ts';
import {
  argumentsOf,
  chainAt,
  functionAround,
  isStatement,
  kidOf,
  type Placed,
  textOf,
  within,
} from '../tree.ts';
import { exitsFrom } from './exits.ts';
import { withComment } from './region.ts';
import { type CallSite, callSite, callStatements, statementOf } from './section.ts';

interface Moving {
  readonly cx: FixContext;
  readonly fn: CNode;
  /** The call at fault and the statement that it is in. */
  readonly call: CallSite;
  readonly statement: Placed;
  /** What opened the section. */
  readonly lock: Placed;
  /** Arguments of that. */
  readonly lockArgs: readonly string[];
  readonly closer: string | undefined;
  /** It does not matter if it is done on other paths, too. */
  readonly mayRunMore?: boolean;
}

/** `what`: the section, as steps of a trace name it; any where it is left out. */
export function* movedOut(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
  what?: string,
): Generator<Candidate, void, void> {
  const moving = movingOf(cx, fault, what);
  if (!moving) return;
  yield* aloneInside(moving);
  yield* wholeBefore(moving);
  yield* wholeBehind(moving);
  yield* hoisted(moving);
}

function movingOf(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
  what: string | undefined,
): Moving | undefined {
  const call = callSite(cx, fault);
  const statement = statementOf(cx, fault);
  const opened = steps(fault.trace).findLast(
    ({ step }) => step.kind === 'lock' && (what === undefined || step.what === what),
  );
  const fn = statement && functionAround(statement.around);
  const lock = opened?.graph === fault.graph ? statementOf(cx, opened) : undefined;
  if (!call || !fn || !lock || !opened) return undefined;
  const site = callSite(cx, opened);
  const closer = site && closerOf(site.name);
  return { cx, fn, call, statement, lock, lockArgs: site?.args ?? [], closer };
}

/** Nothing else is done inside: the section does nothing, since what the call does needs none. */
function* aloneInside(moving: Moving): Generator<Candidate, void, void> {
  const { cx, call, statement, lock, closer } = moving;
  const unlock = unlockBehind(moving);
  const siblings = lock.around[0]?.kids ?? [];
  const i = siblings.indexOf(lock.node);
  if (!unlock || !closer || siblings[i + 1] !== statement.node || siblings[i + 2] !== unlock.node) return;
  if (touchesLocked(moving, statement.node)) return;
  const opener = /^\w+/.exec(textOf(cx.file, lock.node))![0];
  yield {
    title: words().calls.withoutSection(call.name),
    edits: [remove(cx, lock.node), remove(cx, unlock.node)],
    drops: [opener, closer],
  };
}

/** The statement that closes the section in the same block, if one does. */
function unlockBehind({ cx, fn, statement, closer }: Moving): Placed | undefined {
  if (closer === undefined) return undefined;
  return callStatements(cx, fn, closer).find(
    ({ node, around }) => node.start > statement.node.end && around[0] === statement.around[0],
  );
}

/** Before a section that is left in between: it is done on those paths as well, where only its own variables show it. */
export function* movedEarly(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
  what: string,
): Generator<Candidate, void, void> {
  const moving = movingOf(cx, fault, what);
  const between = moving && stretch(moving.lock, moving.statement);
  if (!moving || !between || !READS_ONLY.test(moving.call.name)) return;
  // Without a way out between it is no early move.
  if (exitsFrom(cx, between, moving.fn).length === 0) return;
  const [written] = argumentsOf(moving.call.node);
  if (written && [...namesIn(cx, written)].some((name) => cx.module.globals.has(name))) return;
  yield* wholeBefore({ ...moving, mayRunMore: true });
  yield* hoisted({ ...moving, mayRunMore: true });
}

/** Calls that write nothing but what they are given to write. */
const READS_ONLY = /^bpf_(?:copy_from_user|probe_read|ktime_get|get_)\w*$/;

const WHOLE = /^(?:expression_statement|declaration)$/;

function* wholeBefore(moving: Moving): Generator<Candidate, void, void> {
  const { cx, call, statement, lock } = moving;
  if (!WHOLE.test(statement.node.type) || touchesLocked(moving, statement.node)) return;
  const between = stretch(lock, statement);
  if (!between || !isFree(moving, statement.node, between)) return;
  yield {
    title: words().calls.before(call.name, textOf(cx.file, lock.node)),
    edits: [
      ...insertBefore(cx, withComment(cx, lock), [textOf(cx.file, statement.node)]),
      remove(cx, statement.node),
    ],
  };
}

function* wholeBehind(moving: Moving): Generator<Candidate, void, void> {
  const { cx, call, statement } = moving;
  const unlock = unlockBehind(moving);
  if (!unlock || !WHOLE.test(statement.node.type) || touchesLocked(moving, statement.node)) return;
  const between = stretch(statement, unlock);
  if (!between || !isFree(moving, statement.node, between)) return;
  yield {
    title: words().calls.behind(call.name, textOf(cx.file, unlock.node)),
    edits: [remove(cx, statement.node), ...insertAfter(cx, unlock, [textOf(cx.file, statement.node)])],
  };
}

/** The call alone, its result in a variable. */
function* hoisted(moving: Moving): Generator<Candidate, void, void> {
  const { cx, fn, call, statement, lock } = moving;
  const body = kidOf(fn, 'body');
  const type = resultType(cx, call.name);
  const between = stretch(lock, statement);
  if (!body || !type || !between || !isAlways(call, statement.node) || touchesLocked(moving, call.node))
    return;
  if (!isFree(moving, call.node, between)) return;
  const name = freshName(cx, fn, namesFor(call.name, type));
  yield {
    title: words().calls.before(call.name, textOf(cx.file, lock.node)),
    edits: [
      ...declare(cx, body, `${type}${name};`),
      ...insertBefore(cx, withComment(cx, lock), [`${name} = ${textOf(cx.file, call.node)};`]),
      replace(call.node, name),
    ],
  };
}

/** `bpf_cpumask_first` gives `first`; a number with a sign is an error. */
function namesFor(callee: string, type: string): string[] {
  if (/^(?:int|long|s32|s64)\s/.test(type)) return ['err', 'ret', 'result'];
  const last = callee.split('_').at(-1)!;
  return /^[a-z]{3,}$/.test(last) && !KEYWORD.test(last) ? [last, `${last}_result`] : ['result', 'value'];
}

const KEYWORD = /^(?:int|long|char|void|for|switch|new|static|const)$/;

/** The type of the result as a declaration begins: `u32 `, `struct task_struct *`. Undefined: none, or not known. */
function resultType(cx: FixContext, callee: string): string | undefined {
  const own = cx.file.root.kids.find(
    (node) => node.type === 'function_definition' && textOf(cx.file, nameIn(node) ?? node) === callee,
  );
  const declared = own ? textOf(cx.file, kidOf(own, 'type') ?? own) : undefined;
  const isPointer = kidOf(own, 'declarator')?.type === 'pointer_declarator';
  const fn = lookupFunction(callee);
  const [, kernels] = (fn?.kind !== 'macro' && /^(.*?[\s*])\w+\(/.exec(fn?.prototype ?? '')) || [];
  const type = own ? (isPointer ? `${declared} *` : `${declared} `) : kernels;
  return type && !/^void\s*$/.test(type) ? type : undefined;
}

function nameIn(fn: CNode): CNode | undefined {
  const declarator = kidOf(fn, 'declarator');
  return declarator && [...within(declarator)].find(({ type }) => type === 'identifier');
}

/** Is the call made whenever the statement is reached, and before anything else in it? */
function isAlways({ node, around }: CallSite, statement: CNode): boolean {
  let inner = node;
  for (const outer of around) {
    if (outer === statement)
      return statement.type !== 'for_statement' && statement.type !== 'while_statement';
    const isRight = kidOf(outer, 'right') === inner;
    if (
      outer.type === 'binary_expression' &&
      isRight &&
      /^(?:&&|\|\|)$/.test(kidOf(outer, 'operator')?.type ?? '')
    )
      return false;
    if (outer.type === 'conditional_expression' && kidOf(outer, 'condition') !== inner) return false;
    if (isStatement(outer)) return false;
    inner = outer;
  }
  return false;
}

/** The statements between two of the same block. */
function stretch(from: Placed, to: Placed): readonly CNode[] | undefined {
  const block = from.around[0];
  if (!block || block !== to.around[0]) return undefined;
  const [i, j] = [block.kids.indexOf(from.node), block.kids.indexOf(to.node)];
  return i >= 0 && j > i ? block.kids.slice(i + 1, j) : undefined;
}

/** Does nothing in between leave, or set what the moved code uses, or use what it sets? */
function isFree({ cx, fn, mayRunMore }: Moving, code: CNode, between: readonly CNode[]): boolean {
  if (!mayRunMore && exitsFrom(cx, between, fn).length > 0) return false;
  const own = namesIn(cx, code);
  const changed = changedIn(cx, code);
  return between.every((node) => {
    const used = namesIn(cx, node);
    return (
      ![...own].some((name) => changedIn(cx, node).has(name)) && ![...changed].some((name) => used.has(name))
    );
  });
}

function namesIn(cx: FixContext, node: CNode): Set<string> {
  return new Set(
    [...within(node)].filter(({ type }) => type === 'identifier').map((kid) => textOf(cx.file, kid)),
  );
}

/** Variables that code sets, or may set through a pointer that it hands to a call. */
function changedIn(cx: FixContext, code: CNode): Set<string> {
  const names = new Set<string>();
  const root = (node: CNode | undefined) => {
    const first = node && [...within(node)].find(({ type }) => type === 'identifier');
    if (first) names.add(textOf(cx.file, first));
  };
  for (const node of within(code)) {
    if (node.type === 'assignment_expression') root(kidOf(node, 'left'));
    if (node.type === 'update_expression') root(node);
    if (node.type === 'init_declarator') root(kidOf(node, 'declarator'));
    if (node.type === 'call_expression')
      for (const arg of argumentsOf(node)) if (mayBeWritten(arg)) root(arg);
  }
  return names;
}

/** An argument through which a call could write: no number, and no value of a field. */
function mayBeWritten(arg: CNode): boolean {
  if (arg.type === 'cast_expression') return mayBeWritten(kidOf(arg, 'value') ?? arg);
  return arg.type === 'identifier' || arg.type === 'pointer_expression';
}

/** Does code read or write what the lock guards: something behind the pointer that the lock is in? A slot is exchanged at once. */
function touchesLocked({ cx, lockArgs }: Moving, code: CNode): boolean {
  const [, root] = /^&(\w+)->/.exec(lockArgs[0] ?? '') ?? [];
  if (root === undefined) return false;
  return [...within(code)].some((node) => {
    if (node.type !== 'field_expression' || textOf(cx.file, kidOf(node, 'argument') ?? node) !== root)
      return false;
    const chain = chainAt(cx.file, node);
    const call = chain[chain.indexOf(node) + 3];
    const isAddress = chain[chain.indexOf(node) + 1]?.type === 'pointer_expression';
    return !(isAddress && call?.type === 'call_expression' && isExchange(cx, call));
  });
}

function isExchange(cx: FixContext, call: CNode): boolean {
  return textOf(cx.file, kidOf(call, 'function') ?? call) === 'bpf_kptr_xchg';
}

/** The RCU section ends before the call and begins again behind it. */
export function* interrupted(
  cx: FixContext,
  fault: Pick<Fault, 'graph' | 'at' | 'trace'>,
): Generator<Candidate, void, void> {
  const moving = movingOf(cx, fault, 'rcu');
  if (!moving?.closer || moving.statement.node.type !== 'expression_statement') return;
  const { statement, call, lock, closer } = moving;
  const siblings = statement.around[0]?.kids ?? [];
  const next = siblings[siblings.indexOf(statement.node) + 1];
  // At either end of the section it can move out instead.
  if (siblings[siblings.indexOf(statement.node) - 1] === lock.node || next === unlockBehind(moving)?.node)
    return;
  const edits = surround(cx, statement, [`${closer}();`], [textOf(cx.file, lock.node)]);
  yield { title: words().calls.interrupt(call.name), edits };
}
