/** A field, a global or a call's result that is passed as it is: a variable takes it first, and that is tested. */
import type { CType } from '../../../../bpf/flow/ctypes/types.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { type Code, declare, insertBefore, isArm, replace } from '../edits.ts';
import { decisions, freshName } from '../place.ts';
import { isLoop, kidOf, placed, textOf, within } from '../tree.ts';
import { exitsAt } from './exit.ts';
import { following, type Untested } from './facts.ts';
import { guarded, guardTitle } from './guard.ts';
import { heldAt, structOf } from './held.ts';
import { isPlace, withoutCasts } from './pointer.ts';
import { afterDeclarations, lastDeclaration, partDeclaration } from './spots.ts';
import { nullTest } from './style.ts';

export interface Local {
  readonly untested: Untested;
  readonly value: CNode;
  readonly name: string;
  readonly declaration: readonly TextEdit[];
}

/** Undefined where it has no type that can be written. */
export function localFor(untested: Untested): Local | undefined {
  const { cx, fn, pointers, origin } = untested;
  const value =
    pointers.find((node) => origin && textOf(cx.file, node) === textOf(cx.file, origin.made.call)) ??
    pointers[0];
  const body = kidOf(fn, 'body');
  const type = value && typeText(cx, fn, value);
  if (!value || !body || !type) return undefined;
  const name = unusedName(cx, fn, namesFor(cx, value, type));
  return { untested, value, name, declaration: declare(cx, body, `${type}${name};`) };
}

/** Names of fields and tags are no variables: a new one may be called the same. */
function unusedName(cx: FixContext, fn: CNode, wanted: readonly string[]): string {
  const used = new Set(
    [...within(fn)].filter(({ type }) => type === 'identifier').map((node) => textOf(cx.file, node)),
  );
  const { globals, functions, externs } = cx.module;
  const free = wanted.find(
    (name) => ![used, globals, functions, externs, cx.file.macros].some((names) => names.has(name)),
  );
  return free ?? freshName(cx, fn, wanted);
}

const BY_TYPE: readonly (readonly [RegExp, readonly string[]])[] = [
  [/cpumask/, ['mask', 'cpumask', 'tmp_mask']],
  [/task_struct/, ['task', 'p', 'task_ref']],
  [/cgroup/, ['cgrp', 'cgroup_ref']],
];

function namesFor(cx: FixContext, value: CNode, type: string): readonly string[] {
  if (/^bpf_kptr_xchg\b/.test(textOf(cx.file, value))) return ['old', 'prev', 'old_kptr'];
  const field = kidOf(value, 'field');
  const own = field && /^\w+$/.test(textOf(cx.file, field)) ? [textOf(cx.file, field)] : [];
  const typical = BY_TYPE.find(([pattern]) => pattern.test(type))?.[1] ?? ['ptr', 'value', 'elem'];
  return [...own, ...typical];
}

/** Up to the variable's name: `struct bpf_cpumask *`. */
function typeText(cx: FixContext, fn: CNode, value: CNode): string {
  if (value.type === 'call_expression') {
    const name = textOf(cx.file, kidOf(value, 'function') ?? value);
    const own = cx.module.functions.get(name)?.type ?? cx.module.externs.get(name)?.type;
    const [, result] = /^(.*\*)\w+\(/.exec(lookupFunction(name)?.prototype ?? '') ?? [];
    if (result && !/^void/.test(result)) return result;
    return (own && written(own.result)) || slotType(cx, fn, value);
  }
  const type = typeOf(cx, fn, value);
  return type ? written(type) : '';
}

/** What `bpf_kptr_xchg(&v->mask, ...)` returns is what the slot holds. */
function slotType(cx: FixContext, fn: CNode, call: CNode): string {
  const [slot] = kidOf(call, 'arguments')?.kids ?? [];
  const place = slot && kidOf(withoutCasts(cx.file, slot), 'argument');
  const type = place && typeOf(cx, fn, place);
  return type ? written(type) : '';
}

function written(type: CType): string {
  if (type.k !== 'ptr' || (type.to.k !== 'struct' && type.to.k !== 'union') || !type.to.name) return '';
  return `${type.constant ? 'const ' : ''}${type.to.k} ${type.to.name} *`;
}

/** Of a global, or of a field of a struct that a variable points to. */
function typeOf(cx: FixContext, fn: CNode, node: CNode): CType | undefined {
  if (node.type === 'identifier') {
    const name = textOf(cx.file, node);
    const struct = structOf(cx, fn, name);
    return struct ? cx.module.records.get(struct) : cx.module.globals.get(name)?.type;
  }
  const argument = kidOf(node, 'argument');
  const inner = argument && typeOf(cx, fn, withoutCasts(cx.file, argument));
  if (node.type === 'subscript_expression') return inner?.k === 'array' ? inner.of : pointed(inner);
  const field = kidOf(node, 'field');
  const record = inner && pointed(inner);
  if (!field || !record || (record.k !== 'struct' && record.k !== 'union')) return undefined;
  return record.fields.find(({ name }) => name === textOf(cx.file, field))?.type;
}

const pointed = (type: CType | undefined): CType | undefined => (type?.k === 'ptr' ? type.to : type);

/** `p = value; if (!p) return;` before the statement. */
export function* localTests(local: Local): Generator<Candidate, void, void> {
  const { untested, value, name, declaration } = local;
  const { cx, fault, use, fn, all } = untested;
  yield* sharedWithTest(local);
  const held = heldAt(cx, fault, { graph: fault.graph, fn, end: all.length, offset: use.node.start });
  const place = {
    cx,
    fn,
    offset: use.node.start,
    around: use.around,
    by: untested.origin?.by ?? '',
    held,
    pointer: name,
  };
  const take = `${name} = ${textOf(cx.file, value)};`;
  for (const { act, code } of exitsAt(place)) {
    const edits = before(local, [take, ...nullTest(cx, name, code)]);
    if (edits)
      yield { title: words().nullTest.copy(textOf(cx.file, value), act), edits: [...declaration, ...edits] };
  }
}

/** Code before the statement, which then uses the variable. */
export function before(local: Local, code: Code): TextEdit[] | undefined {
  const { untested, value, name } = local;
  const { cx, use } = untested;
  if (isLoop(use.node)) return undefined;
  const others = readsBehind(local).map((node) => replace(node, name));
  if (use.node.type !== 'declaration')
    return [...insertBefore(cx, use, code), replace(value, name), ...others];
  const parted = partDeclaration(cx, use);
  if (!parted) return [...insertBefore(cx, use, code), replace(value, name), ...others];
  const assignment = parted.assignment.replace(textOf(cx.file, value), name);
  const edits = afterDeclarations(cx, lastDeclaration(cx, use), [...code, assignment]);
  return [...parted.edits, ...edits, ...others.filter(({ start }) => start > use.node.end)];
}

/** The same place read again in the statement, and in those that follow until something may have changed it. */
function readsBehind({ untested, value }: Local): CNode[] {
  const { cx, use } = untested;
  if (!isPlace(value)) return [];
  const text = textOf(cx.file, value);
  const [parent] = use.around;
  const rest = parent && isArm(use.node, parent) ? [] : following(use);
  const end = rest.findIndex((node) => changes(cx, node, text));
  const scope = [use.node, ...rest.slice(0, end < 0 ? rest.length : end)];
  return scope.flatMap((node) => readsIn(cx, node, text)).filter((node) => node !== value);
}

function readsIn(cx: FixContext, scope: CNode, text: string): CNode[] {
  return [...within(scope)].filter((node) => {
    if (
      !isPlace(node) ||
      textOf(cx.file, node) !== text ||
      node.field === 'left' ||
      node.field === 'declarator'
    )
      return false;
    const [outer] = placed(cx.file, node).around;
    const isOwn = outer?.type !== 'field_expression' || kidOf(outer, 'operator')?.type !== '.';
    return isOwn && !(outer?.type === 'pointer_expression' && textOf(cx.file, outer).startsWith('&'));
  });
}

/** An exchange or store there, or a section that begins or ends. */
function changes(cx: FixContext, node: CNode, text: string): boolean {
  const written = textOf(cx.file, node);
  if (written.includes(`&${text}`) || /\b(?:bpf_rcu_read_|goto|scoped_guard|guard)\w*/.test(written))
    return true;
  return [...within(node)].some(
    (kid) => kid.field === 'left' && kid.type !== 'binary_expression' && textOf(cx.file, kid) === text,
  );
}

/** The test that is there reads the place by itself: both go through the variable. */
function* sharedWithTest({ untested, value, name, declaration }: Local): Generator<Candidate, void, void> {
  const { cx, fault, use } = untested;
  const text = textOf(cx.file, value);
  if (!isPlace(value)) return;
  for (const test of decisions(cx, fault)) {
    const condition = kidOf(test.node, 'condition');
    const block = test.around[0];
    if (!condition || block?.type !== 'compound_statement' || test.node.start > use.node.start) continue;
    const reads = readsIn(cx, condition, text);
    if (reads.length === 0) continue;
    const scope = [test.node, ...following(test)];
    const between = scope.filter(({ start }) => start < use.node.start);
    if (between.some((node) => changes(cx, node, text))) continue;
    const end = scope.findIndex((node) => node.start >= use.node.start && changes(cx, node, text));
    const all = scope.slice(0, end < 0 ? scope.length : end).flatMap((node) => readsIn(cx, node, text));
    const edits = [
      ...insertBefore(cx, test, [`${name} = ${text};`]),
      ...all.map((node) => replace(node, name)),
    ];
    yield { title: words().nullTest.copyOnce(text), edits: [...declaration, ...edits] };
  }
}

/** `p = value; if (p) use(p);` */
export function* localGuards({
  untested,
  value,
  name,
  declaration,
}: Local): Generator<Candidate, void, void> {
  const { cx, use } = untested;
  if (use.node.type !== 'expression_statement') return;
  const take = [`${name} = ${textOf(cx.file, value)};`];
  const [parent] = use.around;
  if (parent && isArm(use.node, parent)) return;
  const edits = guarded(cx, use, [use.node], name, take);
  yield { title: guardTitle(cx, [use.node], name), edits: [...declaration, ...edits, replace(value, name)] };
}
