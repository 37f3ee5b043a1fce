/** Fixes of what callbacks and programs return: a number that the kernel takes, and that means what was returned. */

import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { resultsIn } from '../../../../bpf/kernel/faults/return-range.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { insertBefore, replace } from '../edits.ts';
import { bare } from '../kptr/exchange.ts';
import { absolute, chainAt, kidOf, type Placed, placedIn, textOf, within } from '../tree.ts';
import { typeOf } from '../types.ts';

export type RangeFault = FaultOf<'return-range', KindOf<'return-range'>>;

/** What may be meant by a value: what to return in its place. */
interface Reading {
  readonly safe: boolean;
  readonly value: string;
}

/** A value that is returned: all of it, or an arm of `c ? a : b`. */
interface Leaf {
  readonly node: CNode;
  readonly readings: readonly Reading[];
}

export function rangeFixes(fault: RangeFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const statement = placedIn(chain, ({ type }) => type === 'return_statement');
  const value = statement?.node.kids[0];
  if (!statement || !value) return [];
  const leaves = leavesIn(cx, fault, statement, value);
  const most = Math.max(0, ...leaves.map(({ readings }) => readings.length));
  return Array.from({ length: most }, (_, i) => {
    const chosen = leaves.map(({ node, readings }) => ({ node, ...(readings[i] ?? readings.at(-1)!) }));
    return { safe: chosen.every(({ safe }) => safe), ways: ways(cx, statement, chosen) };
  });
}

function leavesIn(cx: FixContext, { data, what }: RangeFault, { around }: Placed, value: CNode): Leaf[] {
  // Whatever is computed, one number is right.
  if (data.from === data.to) return [{ node: value, readings: [{ safe: true, value: `${data.from}` }] }];
  const leaves = leavesOf(value).filter((leaf) => !isAllowed(cx, leaf, data));
  const read = what === 'callback' ? ofLoop : decides(cx, around) ? ofDecision : ofEffect;
  return leaves.map((node) => ({ node, readings: read(cx, node, data) }));
}

type Range = RangeFault['data'];
type Read = (cx: FixContext, leaf: CNode, range: Range) => readonly Reading[];

/** A loop goes on with 0 and ends with anything else. */
const ofLoop: Read = (cx, leaf) => [{ safe: true, value: isConstant(cx, leaf) ? '1' : truth(cx, leaf) }];

/** What else the number would make the kernel do was not meant. */
const ofEffect: Read = () => [{ safe: false, value: '0' }];

/** What other program types call these numbers says what was meant. An error is a refusal. */
const PASSES =
  /^(?:XDP_PASS|XDP_TX|XDP_REDIRECT|TC_ACT_(?:OK|UNSPEC|PIPE|REDIRECT|STOLEN)|(?:SK|NF)_(?:PASS|ACCEPT))$/;
const DROPS = /^(?:XDP_DROP|XDP_ABORTED|TC_ACT_SHOT|(?:SK|NF)_DROP|-.+)$/;

/** `-err`: an error as a number, if there is one. */
const REFUSED: readonly Reading[] = [{ safe: false, value: '0' }];

const ofDecision: Read = (cx, leaf, range) => {
  const text = textOf(cx.file, bare(leaf));
  if (!isConstant(cx, leaf)) return text.startsWith('-') ? REFUSED : [ofNumber(cx, leaf, range)];
  if (PASSES.test(text)) return [{ safe: true, value: '1' }];
  if (DROPS.test(text)) return [{ safe: true, value: '0' }];
  return [
    { safe: false, value: '1' },
    { safe: false, value: '0' },
  ];
};

/** Each allowed number stays what it is. One with a sign may be an error, where 0 would mean that all went well. */
function ofNumber(cx: FixContext, leaf: CNode, { to }: Range): Reading {
  if (to > 1) return { safe: isPlainNumber(cx, leaf), value: `${tight(cx, leaf)} & ${to}` };
  return { safe: isPlainNumber(cx, leaf), value: truth(cx, leaf) };
}

function isPlainNumber(cx: FixContext, leaf: CNode): boolean {
  const node = bare(leaf);
  const type = typeOf(cx, node);
  if (type?.k !== 'int') return false;
  if (!type.signed) return true;
  const isLoaded = /^(?:field|subscript|pointer)_expression$/.test(node.type);
  return isLoaded || cx.module.globals.has(textOf(cx.file, node));
}

/** Binds closer than a comparison. */
const TIGHT = /^(?:identifier|(?:call|field|subscript|parenthesized|pointer|cast)_expression)$/;

function tight(cx: FixContext, leaf: CNode): string {
  const text = textOf(cx.file, leaf);
  return TIGHT.test(leaf.type) ? text : `(${text})`;
}

const truth = (cx: FixContext, leaf: CNode): string => `${tight(cx, leaf)} != 0`;

/** Does the program let something happen or not? */
function decides({ module, file }: FixContext, around: Placed['around']): boolean {
  const definition = around.find(({ type }) => type === 'function_definition');
  if (!definition) return false;
  return [...module.functions.values()].some(
    (fn) => fn.path === file.path && fn.end === definition.end && resultsIn(fn.section)?.decides,
  );
}

type Chosen = Reading & Pick<Leaf, 'node'>;

function* ways(
  cx: FixContext,
  statement: Placed,
  chosen: readonly Chosen[],
): Generator<Candidate, void, void> {
  const edits = chosen.map(({ node, value }) => replace(node, value));
  const [only] = chosen;
  if (!only) return;
  const title =
    chosen.length === 1 ? words().returns.value(only.value, textOf(cx.file, only.node)) : words().returns.all;
  const isDropped = /^\d$/.test(only.value);
  if (!isDropped || !hasActs(only.node)) yield { title, edits };
  if (!isDropped || chosen.length > 1 || only.node !== statement.node.kids[0]) return;
  // What is computed for its effects goes on being computed.
  yield { title, edits: [...kept(cx, statement, only.node), ...edits] };
}

/** Calls are missed by who judges the fix. */
function hasActs(node: CNode): boolean {
  return [...within(node)].some(({ type }) => /^(?:assignment|update)_expression$/.test(type));
}

/** All of it where one part decides whether another is computed, else the parts that do something. */
function kept(cx: FixContext, statement: Placed, value: CNode): TextEdit[] {
  const isChoice = [...within(value)].some(({ type }) => /^(?:conditional_expression|&&|\|\|)$/.test(type));
  const parts = isChoice ? [value] : actsIn(value);
  return insertBefore(
    cx,
    statement,
    parts.map((part) => `${textOf(cx.file, part)};`),
  );
}

/** The outermost ones, in their order. */
function actsIn(node: CNode): CNode[] {
  return ACT.test(node.type) ? [node] : node.kids.flatMap(actsIn);
}

const ACT = /^(?:assignment|call|update)_expression$/;

/** The values of `c ? a : b`, else the expression itself. */
function leavesOf(node: CNode): CNode[] {
  const inner = node.type === 'parenthesized_expression' ? node.kids[0] : node;
  if (inner?.type !== 'conditional_expression') return [node];
  return [kidOf(inner, 'consequence'), kidOf(inner, 'alternative')]
    .filter((arm) => arm !== undefined)
    .flatMap(leavesOf);
}

/** Such a number, and what a comparison gives. */
function isAllowed(cx: FixContext, leaf: CNode, { from, to }: Range): boolean {
  const text = textOf(cx.file, bare(leaf));
  if (/^\d$/.test(text)) return from <= Number(text) && Number(text) <= to;
  if (/^(?:true|false)$/.test(text) || text.startsWith('!')) return true;
  const operator = bare(leaf).kids.find(({ field }) => field === 'operator');
  return /^(?:==|!=|<=?|>=?|&&|\|\|)$/.test(operator?.type ?? '');
}

function isConstant(cx: FixContext, leaf: CNode): boolean {
  return ![...within(leaf)].some((node) => {
    if (node.type === 'call_expression') return true;
    return node.type === 'identifier' && !isConstantName(cx, textOf(cx.file, node));
  });
}

function isConstantName({ file, module }: FixContext, name: string): boolean {
  return file.macros.has(name) || (/^[A-Z][A-Z0-9_]*$/.test(name) && !module.globals.has(name));
}
