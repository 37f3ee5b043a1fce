/** A use that a condition of its own statement leads to: the condition asks for the pointer as well. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { at, replace } from '../edits.ts';
import { isSame, kidOf, textOf, within } from '../tree.ts';
import { chainOf, type Untested } from './facts.ts';
import type { Local } from './local.ts';
import { before } from './local.ts';
import { isPlace } from './pointer.ts';
import { isCertain, testOf } from './reach.ts';
import { turnedRound } from './style.ts';
import { usesAlways } from './sure.ts';

/** `mode ? use(p) : 0` as `mode && p ? use(p) : 0`: no other run takes another way. */
export function* narrowed({ cx, use, pointers }: Untested): Generator<Candidate, void, void> {
  for (const node of pointers.filter(isPlace)) {
    const name = textOf(cx.file, node);
    const edits = narrowing(cx, use.node, node, name);
    if (edits) yield { title: words().nullTest.inCondition(name), edits };
  }
}

/** `!p && use(p)`, `p || use(p)`: the operand before asks for the opposite. */
export function* operandTurned({ cx, use, fault, pointers }: Untested): Generator<Candidate, void, void> {
  if (!isCertain(fault)) return;
  for (const pointer of pointers.filter(isPlace)) {
    let inner = pointer;
    for (const outer of chainOf(cx, pointer)) {
      if (isSame(inner, use.node)) break;
      const asked = askedBefore(outer, inner);
      const test = asked && testOf(cx, asked.condition);
      if (asked && test?.pointer === textOf(cx.file, pointer) && test.ofNull !== asked.ofNull) {
        const [what, text] = turnedRound(cx, asked.condition, test);
        yield { title: words().nullTest.invert(test.pointer), safe: false, edits: [replace(what, text)] };
      }
      inner = outer;
    }
  }
}

/** The same of what is read there, through a variable. */
export function* localNarrowed(local: Local): Generator<Candidate, void, void> {
  const { untested, value, name, declaration } = local;
  const { cx, use } = untested;
  const text = textOf(cx.file, value);
  const edits = isPlace(value) ? narrowing(cx, use.node, value, name) : undefined;
  const moved = edits && before(local, [`${name} = ${text};`]);
  if (moved) yield { title: words().nullTest.copyOnce(text), edits: [...declaration, ...moved, ...edits] };
}

/** At the innermost condition within the statement that decides whether the pointer is used. */
function narrowing(cx: FixContext, statement: CNode, pointer: CNode, name: string): TextEdit[] | undefined {
  let inner = pointer;
  for (const outer of chainOf(cx, pointer)) {
    if (isSame(inner, statement)) return undefined;
    const asked = askedBefore(outer, inner);
    if (asked) {
      const isTested = [...within(asked.condition)].some((node) => testOf(cx, node)?.pointer === name);
      if (isTested || !usesAlways(cx, inner, textOf(cx.file, pointer))) return undefined;
      const operator = asked.ofNull ? '||' : '&&';
      const test = testText(cx, name, asked.ofNull);
      const edits = [at(asked.condition.end, ` ${operator} ${test}`)];
      if (!needsParentheses(asked.condition, operator)) return edits;
      return [at(asked.condition.start, '('), at(asked.condition.end, `) ${operator} ${test}`)];
    }
    inner = outer;
  }
  return undefined;
}

interface Asked {
  readonly condition: CNode;
  /** What follows is done where the condition does not hold. */
  readonly ofNull: boolean;
}

function askedBefore(outer: CNode, inner: CNode): Asked | undefined {
  const operator = kidOf(outer, 'operator')?.type;
  const left = kidOf(outer, 'left');
  const condition = outer.type === 'conditional_expression' ? kidOf(outer, 'condition') : undefined;
  if (left && (operator === '&&' || operator === '||') && isSame(kidOf(outer, 'right'), inner))
    return { condition: left, ofNull: operator === '||' };
  if (!condition || isSame(condition, inner)) return undefined;
  return { condition, ofNull: isSame(kidOf(outer, 'alternative'), inner) };
}

function testText({ style }: FixContext, name: string, ofNull: boolean): string {
  if (style.comparesNull) return `${name} ${ofNull ? '==' : '!='} NULL`;
  return ofNull ? `!${name}` : name;
}

function needsParentheses(condition: CNode, operator: string): boolean {
  const own = kidOf(condition, 'operator')?.type;
  if (own === '&&' || own === '||') return own !== operator;
  return /^(?:conditional|assignment|comma)_expression$/.test(condition.type);
}

/** `!f(p) || !p`: what asks comes before what uses it. */
export function* laterOperand({ cx, use, pointers }: Untested): Generator<Candidate, void, void> {
  for (const node of pointers.filter(isPlace)) {
    const name = textOf(cx.file, node);
    const edits = movedUp(cx, use.node, node, name);
    if (edits) yield { title: words().nullTest.earlier(name), edits, safe: true };
  }
}

function movedUp(cx: FixContext, statement: CNode, pointer: CNode, name: string): TextEdit[] | undefined {
  let inner = pointer;
  /** The operand of the chain that uses it. */
  let operand: CNode | undefined;
  let chained = '';
  for (const outer of chainOf(cx, pointer)) {
    if (isSame(inner, statement)) return undefined;
    const operator = kidOf(outer, 'operator')?.type ?? '';
    const [left, right] = [kidOf(outer, 'left'), kidOf(outer, 'right')];
    const isChain = operator === '&&' || operator === '||';
    if (!isChain) operand = undefined;
    else if (operator !== chained || !operand) operand = inner;
    chained = isChain ? operator : '';
    const test = isChain && left && isSame(left, inner) ? testOf(cx, right) : undefined;
    if (test?.pointer === name && test.ofNull === (operator === '||') && operand) {
      if (!usesAlways(cx, operand, name)) return undefined;
      const rest = { ...right!, start: left!.end, end: right!.end };
      return [at(operand.start, `${textOf(cx.file, right!)} ${operator} `), replace(rest, '')];
    }
    inner = outer;
  }
  return undefined;
}
