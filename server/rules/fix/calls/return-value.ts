/** Fixes of what callbacks and programs return: a number that the kernel takes, and that means what was returned. */

import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { insertBefore, replace } from '../edits.ts';
import { bare } from '../kptr/exchange.ts';
import { absolute, chainAt, kidOf, type Placed, placedIn, textOf, within } from '../tree.ts';

export type RangeFault = FaultOf<'return-range', KindOf<'return-range'>>;

/** What a value stands for: the text in its place. */
type Meaning = (text: string, isConstant: boolean, isTight: boolean) => string;

/** Not 0: a loop ends, a packet passes. */
const TRUTH: Meaning = (text, isConstant, isTight) =>
  isConstant ? '1' : `${isTight ? text : `(${text})`} != 0`;
const constant =
  (value: string): Meaning =>
  () =>
    value;

/** Binds closer than a comparison. */
const TIGHT = /^(?:identifier|(?:call|field|subscript|parenthesized|pointer|cast)_expression)$/;

export function rangeFixes(fault: RangeFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const statement = placedIn(chain, ({ type }) => type === 'return_statement');
  if (!statement?.node.kids[0]) return [];
  return meanings(fault, cx, statement).map(({ safe, meaning }) => ({
    safe,
    ways: ways(cx, statement, meaning),
  }));
}

interface Meant {
  readonly safe: boolean;
  readonly meaning: Meaning;
}

function meanings(fault: RangeFault, cx: FixContext, { node, around }: Placed): readonly Meant[] {
  // A loop goes on with 0 and ends with anything else.
  if (fault.what === 'callback') return [{ safe: true, meaning: TRUTH }];
  if (!isPacketProgram(cx, around)) return [{ safe: false, meaning: constant('0') }];
  return verdicts(textOf(cx.file, bare(node.kids[0]!)));
}

/** What other program types call these numbers says what was meant. */
const PASSES = /^(?:XDP_PASS|XDP_TX|XDP_REDIRECT|TC_ACT_(?:OK|UNSPEC|PIPE|REDIRECT|STOLEN)|SK_PASS)$/;
const DROPS = /^(?:XDP_DROP|XDP_ABORTED|TC_ACT_SHOT|SK_DROP|-.+)$/;

function verdicts(text: string): readonly Meant[] {
  const [pass, drop] = [constant('1'), constant('0')];
  if (PASSES.test(text)) return [{ safe: false, meaning: pass }];
  if (DROPS.test(text)) return [{ safe: false, meaning: drop }];
  if (!/^\w+$/.test(text) || !/\d|^[A-Z]/.test(text)) return [{ safe: false, meaning: TRUTH }];
  return [
    { safe: false, meaning: pass },
    { safe: false, meaning: drop },
  ];
}

function isPacketProgram({ module, file }: FixContext, around: Placed['around']): boolean {
  const definition = around.find(({ type }) => type === 'function_definition');
  if (!definition) return false;
  return [...module.functions.values()].some(
    (fn) => fn.path === file.path && fn.end === definition.end && fn.section.includes('cgroup_skb'),
  );
}

function* ways(cx: FixContext, statement: Placed, meaning: Meaning): Generator<Candidate, void, void> {
  const value = statement.node.kids[0]!;
  const leaves = leavesOf(value).filter((leaf) => !isAllowed(cx, leaf));
  const edits = leaves.map((leaf) => {
    const text = textOf(cx.file, leaf);
    return replace(leaf, meaning(text, isConstant(cx, leaf), TIGHT.test(leaf.type)));
  });
  const [only] = leaves;
  const text = leaves.length === 1 && only === value ? edits[0]!.newText : textOf(cx.file, value);
  const title =
    leaves.length === 1
      ? words().returns.value(edits[0]!.newText, textOf(cx.file, only!))
      : words().returns.all;
  if (edits.length === 0) return;
  yield { title, edits };
  if (text !== '0' || !only) return;
  // What is computed for its effects goes on being computed.
  yield { title, edits: [...kept(cx, statement, only), ...edits] };
}

function kept(cx: FixContext, statement: Placed, value: CNode): TextEdit[] {
  return insertBefore(cx, statement, [`${textOf(cx.file, value)};`]);
}

/** The values of `c ? a : b`, else the expression itself. */
function leavesOf(node: CNode): CNode[] {
  const inner = node.type === 'parenthesized_expression' ? node.kids[0] : node;
  if (inner?.type !== 'conditional_expression') return [node];
  return [kidOf(inner, 'consequence'), kidOf(inner, 'alternative')]
    .filter((arm) => arm !== undefined)
    .flatMap(leavesOf);
}

/** 0, 1, and what a comparison gives. */
function isAllowed(cx: FixContext, leaf: CNode): boolean {
  const text = textOf(cx.file, bare(leaf));
  if (/^(?:0|1|true|false)$/.test(text) || text.startsWith('!')) return true;
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
