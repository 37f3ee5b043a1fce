/** An object of the program's for one statement: made or looked up, filled, used, and released unless it is moved. */
import type { CNode } from '../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from './candidate.ts';
import { declarations } from './declare.ts';
import { declare, insertAfter, insertBefore, isArm, replace } from './edits.ts';
import { freshName } from './place.ts';
import { usesFrom } from './region.ts';
import { functionAround, kidOf, type Placed, placed, textOf, within } from './tree.ts';
import { exitUnless, lastDeclaration, nothing, opening, valueFirst, wrapped } from './wrap.ts';

/** What is made, and how it ends. */
export interface Maker {
  readonly type: string;
  /** Names for it, the first that is free. */
  readonly names: readonly string[];
  readonly make: string;
  readonly release: string;
  /** Kernel functions that all of this calls. */
  readonly kfuncs: readonly string[];
}

/** A new mask; `kfuncs`: what fills it. */
export function newMask(...kfuncs: readonly string[]): Maker {
  return {
    type: 'struct bpf_cpumask *',
    names: ['mask', 'copy', 'own_mask', 'tmp_mask'],
    make: 'bpf_cpumask_create()',
    release: 'bpf_cpumask_release',
    kfuncs: ['bpf_cpumask_create', ...kfuncs],
  };
}

export interface Fresh {
  readonly cx: FixContext;
  readonly maker: Maker;
  /** The statement, and the expressions in it that the new object takes the place of. */
  readonly statement: Placed;
  readonly replaced: readonly CNode[];
  /** How those are written with the new object's name. */
  readonly as: (name: string) => string;
  /** Statements that fill it. */
  readonly fill: (name: string) => readonly string[];
  /** The statement moves it: it is not released. */
  readonly isMoved: boolean;
}

export function* freshObject(fresh: Fresh): Generator<TextEdit[], void, void> {
  const { cx, maker, statement, isMoved } = fresh;
  const fn = functionAround(statement.around);
  const body = kidOf(fn, 'body');
  if (!fn || !body) return;
  const name = freshName(cx, fn, maker.names);
  const kfuncs = [...maker.kfuncs, ...(isMoved ? [] : [maker.release])];
  const declared = declarations(cx, ...kfuncs);
  for (const { edits, local } of formsOf({ ...fresh, fn, name })) {
    const locals = [`${maker.type}${name};`, ...(local ? [local] : [])];
    yield [...declared, ...declare(cx, body, ...locals), ...edits];
  }
}

interface Named extends Fresh {
  readonly fn: CNode;
  readonly name: string;
}

/** Edits, and the declaration of another variable that they need. */
interface Form {
  readonly edits: readonly TextEdit[];
  readonly local?: string;
}

function* formsOf(fresh: Named): Generator<Form, void, void> {
  const { type } = fresh.statement.node;
  if (type === 'expression_statement') {
    yield* inBraces(fresh);
    yield { edits: afterExit(fresh) };
  } else if (type === 'return_statement') yield* ofReturn(fresh);
  else if (type === 'declaration') yield* ofDeclaration(fresh);
  else if (type === 'if_statement') yield* ofCondition(fresh);
}

const madeAs = ({ name, maker }: Named): string => `${name} = ${maker.make};`;
const freed = ({ isMoved, name, maker }: Named): string[] => (isMoved ? [] : [`${maker.release}(${name});`]);

/** The new object in place of the old one, where the code stays where it is. */
function named({ replaced, as, name }: Named): TextEdit[] {
  return replaced.map((node) => replace(node, as(name)));
}

/** An expression's text with the new object in it, to be put elsewhere. */
function renamed({ cx, replaced, as, name }: Named, node: CNode): string {
  let text = textOf(cx.file, node);
  for (const { start, end } of [...replaced].sort((a, b) => b.start - a.start))
    if (node.start <= start && end <= node.end)
      text = text.slice(0, start - node.start) + as(name) + text.slice(end - node.start);
  return text;
}

/** The statement in braces, with what uses its result if it is moved; otherwise the result has a value before. */
function* inBraces(fresh: Named): Generator<Form, void, void> {
  const { cx, statement, fn, isMoved } = fresh;
  const { node } = statement;
  const block = statement.around[0];
  if (block && isArm(node, block)) return yield { edits: asArm(fresh) };
  if (block?.type !== 'compound_statement' && block?.type !== 'case_statement') return;
  const target = assignedBy(cx, node);
  const next = block.kids[block.kids.indexOf(node) + 1];
  const uses = target && next ? usesFrom(cx, block, next, new Set([target])) : [];
  const last = isMoved ? (uses.at(-1) ?? node) : node;
  if (/^(?:return|labeled)_statement$/.test(last.type)) return;
  const start = target && uses.length > 0 && last === node ? valueFirst(cx, fn, new Set([target])) : [];
  const edits = [
    ...start,
    ...insertBefore(cx, statement, [madeAs(fresh)]),
    ...wrapped(cx, fresh.name, node, last, fresh.fill(fresh.name), freed(fresh)),
    ...named(fresh),
  ];
  yield { edits };
}

/** The same for the one statement behind an `if`: its braces come with the code before it. */
function asArm(fresh: Named): TextEdit[] {
  const { cx, statement, name } = fresh;
  const code = [...fresh.fill(name), renamed(fresh, statement.node), ...freed(fresh)];
  const lead = [madeAs(fresh), opening(cx, name), ...code.map((line) => `\t${line}`)];
  return [...insertBefore(cx, statement, lead), replace(statement.node, '}')];
}

function afterExit(fresh: Named): TextEdit[] {
  const { cx, statement, name } = fresh;
  const before = [madeAs(fresh), ...exitUnless(cx, statement, name), ...fresh.fill(name)];
  const after = freed(fresh);
  const end = after.length > 0 ? insertAfter(cx, statement, after) : [];
  return [...insertBefore(cx, statement, before), ...named(fresh), ...end];
}

/** The local that a statement sets, without reading it. */
function assignedBy({ file }: FixContext, node: CNode): string | undefined {
  const [value] = node.kids;
  const isSet = value?.type === 'assignment_expression' && value.kids.some(({ type }) => type === '=');
  const target = isSet ? kidOf(value, 'left') : undefined;
  return target && textOf(file, target);
}

/** `return f(m);`: its value is taken before the object is released. */
function* ofReturn(fresh: Named): Generator<Form, void, void> {
  const { cx, statement, fn, isMoved, name } = fresh;
  const value = statement.node.kids[0];
  const type = kidOf(fn, 'type');
  if (!value || !type || isMoved || kidOf(fn, 'declarator')?.type === 'pointer_declarator') return;
  const result = freshName(cx, fn, ['ret', 'result', 'ret_value']);
  const taken = `${result} = ${renamed(fresh, value)};`;
  const start = [madeAs(fresh), ...exitUnless(cx, statement, name), ...fresh.fill(name)];
  const edits = [...insertBefore(cx, statement, [...start, taken, ...freed(fresh)]), replace(value, result)];
  yield { edits, local: `${textOf(cx.file, type)} ${result};` };
}

/** `int n = f(m);`: the value is set after the declarations. */
function* ofDeclaration(fresh: Named): Generator<Form, void, void> {
  const { cx, statement, name } = fresh;
  const [first] = fresh.replaced;
  const set = statement.node.kids.find(
    ({ type, start, end }) => type === 'init_declarator' && first && start <= first.start && first.end <= end,
  );
  const [declarator, value] = [kidOf(set, 'declarator'), kidOf(set, 'value')];
  const block = statement.around[0];
  if (!set || !declarator || !value || block?.type !== 'compound_statement') return;
  const target = textOf(cx.file, declarator).replace(/^\*+\s*/, '');
  const last = lastDeclaration(block, statement.node);
  const later = block.kids.slice(block.kids.indexOf(statement.node), block.kids.indexOf(last) + 1);
  if (later.some((node) => readsIn(cx, node, target, set))) return;
  const code = [...fresh.fill(name), `${target} = ${renamed(fresh, value)};`, ...freed(fresh)];
  const edits = [
    { start: declarator.end, end: set.end, newText: nothing(cx, statement.node, declarator) },
    ...insertAfter(cx, placed(cx.file, last), [
      '',
      madeAs(fresh),
      opening(cx, name),
      ...code.map((line) => `\t${line}`),
      '}',
    ]),
  ];
  yield { edits };
}

/** Does another declarator read it? */
function readsIn({ file }: FixContext, node: CNode, name: string, set: CNode): boolean {
  return [...within(node)].some(
    (kid) =>
      kid.type === 'identifier' &&
      textOf(file, kid) === name &&
      (kid.start < set.start || kid.start >= set.end),
  );
}

/** `if (f(m))`: the answer is kept while the object is released. */
function* ofCondition(fresh: Named): Generator<Form, void, void> {
  const { cx, statement, fn, isMoved, name } = fresh;
  const condition = kidOf(statement.node, 'condition');
  const inner = condition?.kids[0];
  const isThere = inner && fresh.replaced.every(({ start, end }) => inner.start <= start && end <= inner.end);
  if (!inner || !isThere || isMoved) return;
  const answer = freshName(cx, fn, ['answer', 'is_true', 'result']);
  const code = [...fresh.fill(name), `${answer} = ${renamed(fresh, inner)};`, ...freed(fresh)];
  const edits = [
    ...insertBefore(cx, statement, [
      madeAs(fresh),
      opening(cx, name),
      ...code.map((line) => `\t${line}`),
      '}',
    ]),
    replace(inner, answer),
  ];
  yield { edits, local: `bool ${answer} = false;` };
}
