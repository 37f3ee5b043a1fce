/** Fixes of arithmetic on pointers to kernel objects: the object itself, or the CPU that the offset stood for. */

import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { replace } from '../edits.ts';
import { bare, named } from '../kptr/exchange.ts';
import { constMask } from '../masks.ts';
import { objectAround } from '../node.ts';
import {
  absolute,
  argumentsOf,
  type Chain,
  chainAt,
  functionAround,
  kidOf,
  textOf,
  within,
} from '../tree.ts';
import { typeOf } from '../types.ts';
import { bitTests, constantWords } from './bit-test.ts';

export type ArithmeticFault = FaultOf<'pointer-arithmetic', KindOf<'pointer-arithmetic'>>;

/** Words at a constant offset behind the struct belong to nothing, unless a bit of them is tested. */
export function arithmeticFixes(fault: ArithmeticFault, cx: FixContext): readonly Answer[] {
  if (fault.graph.path !== cx.file.path) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  switch (fault.what) {
    case 'variable-read':
      return [
        { safe: true, ways: bitTests(cx, chain) },
        { safe: true, ways: constantWords(cx, chain) },
      ];
    case 'past-end':
      return [{ safe: true, ways: bitTests(cx, chain) }];
    case 'bitwise':
      return [{ safe: fault.data.operator === '&=', ways: withoutFlag(cx, chain) }];
    case 'release-offset':
      return [{ safe: true, ways: objectItself(cx, chain, fault.data.arg) }];
    case 'offset':
    case 'variable-offset':
      return [
        { safe: false, ways: otherCpu(cx, chain, fault.data) },
        { safe: false, ways: objectItself(cx, chain, fault.data.arg) },
      ];
  }
}

/** `base + offset`, where one step is so many bytes. */
interface Shifted {
  /** All of it, without casts around it. */
  readonly whole: CNode;
  readonly base: CNode;
  readonly offset: CNode;
  readonly sign: '+' | '-';
  /** Undefined: steps over whole objects, which stands for no CPU. */
  readonly bytes: number | undefined;
}

function argumentOf(chain: Chain, arg: number): CNode | undefined {
  const call = chain.find(({ type }) => type === 'call_expression');
  return call && argumentsOf(call)[arg];
}

function shiftedIn(cx: FixContext, arg: CNode | undefined): Shifted | undefined {
  const whole = arg && bare(arg);
  if (!whole) return undefined;
  if (whole.type === 'identifier') return shiftedVariable(cx, whole);
  if (whole.type === 'binary_expression') {
    const [left, right] = [kidOf(whole, 'left'), kidOf(whole, 'right')];
    const sign = textOf(cx.file, whole.kids.find(({ field }) => field === 'operator') ?? whole);
    if (!left || !right || (sign !== '+' && sign !== '-')) return undefined;
    return { whole, base: bare(left), offset: right, sign, bytes: bytesOf(cx, left) };
  }
  const subscript = whole.type === 'pointer_expression' ? kidOf(whole, 'argument') : undefined;
  const [array, index] = [kidOf(subscript, 'argument'), kidOf(subscript, 'index')];
  if (!array || !index) return undefined;
  return { whole, base: bare(array), offset: index, sign: '+', bytes: bytesOf(cx, array) };
}

/** `at = (void *)mask + 8;`, or `at = mask; at += 8;`, and nothing else is done to `at`. */
function shiftedVariable(cx: FixContext, variable: CNode): Shifted | undefined {
  const fn = functionAround(chainAt(cx.file, variable));
  const name = textOf(cx.file, variable);
  const set = [...(fn ? within(fn) : [])].flatMap((node) => {
    const target = kidOf(node, 'left') ?? kidOf(node, 'declarator');
    const isSet = node.type === 'init_declarator' || node.type === 'assignment_expression';
    if (!isSet || !target || textOf(cx.file, target).replace(/^[*\s]+/, '') !== name) return [];
    const operator = node.kids.find(({ field }) => field === 'operator')?.type ?? '=';
    const value = kidOf(node, 'right') ?? kidOf(node, 'value');
    return value ? [{ operator, value }] : [];
  });
  const [first, second] = set;
  if (first?.operator !== '=' || set.length > 2) return undefined;
  const base = bare(first.value);
  if (!second) return base.type === 'identifier' ? undefined : shiftedIn(cx, base);
  const sign = second.operator === '+=' ? '+' : second.operator === '-=' ? '-' : undefined;
  if (!sign || base.type !== 'identifier') return undefined;
  return { whole: variable, base, offset: second.value, sign, bytes: bytesOf(cx, variable) };
}

function bytesOf(cx: FixContext, pointer: CNode): number | undefined {
  const type = typeOf(cx, pointer);
  if (type?.k !== 'ptr') return undefined;
  if (type.to.k === 'void') return 1;
  return type.to.k === 'int' ? type.to.size : undefined;
}

/** The pointer without what is added to it. */
function* objectItself(cx: FixContext, chain: Chain, arg: number): Generator<Candidate, void, void> {
  const node = argumentOf(chain, arg);
  const shifted = shiftedIn(cx, node);
  const fn = functionAround(chain);
  const object = node && fn && !shifted ? objectAround(cx, fn, node) : undefined;
  if (object) yield { title: words().ownership.pass(object), edits: [replace(node!, object)] };
  if (!node || !shifted) return;
  yield {
    title: words().arithmetic.itself(named(cx, shifted.base)),
    edits: [replace(node, fitting(cx, chain, arg, shifted.base))],
  };
}

/** The object as the function takes it. */
function fitting(cx: FixContext, chain: Chain, arg: number, base: CNode): string {
  const call = chain.find(({ type }) => type === 'call_expression');
  const record = lookupFunction(textOf(cx.file, kidOf(call, 'function') ?? base));
  return record?.params[arg]?.type === 'const struct cpumask *' ? constMask(cx, base) : textOf(cx.file, base);
}

/** Eight bytes further is 64 CPUs further. */
function* otherCpu(
  cx: FixContext,
  chain: Chain,
  { function: name, arg }: { readonly function: string; readonly arg: number },
): Generator<Candidate, void, void> {
  const node = argumentOf(chain, arg);
  const shifted = shiftedIn(cx, node);
  const i = lookupFunction(name)?.params.findIndex((param) => param.name === 'cpu') ?? -1;
  const cpu = argumentOf(chain, i);
  if (!node || !shifted || shifted.bytes === undefined || !cpu) return;
  const moved = cpuText(
    textOf(cx.file, cpu),
    shifted.sign,
    textOf(cx.file, bare(shifted.offset)),
    shifted.bytes * 8,
  );
  yield {
    title: words().arithmetic.cpu(moved, named(cx, shifted.base)),
    edits: [replace(cpu, moved), replace(node, fitting(cx, chain, arg, shifted.base))],
  };
}

function cpuText(cpu: string, sign: string, offset: string, scale: number): string {
  const steps = /^\d+$/.test(offset) ? `${Number(offset) * scale}` : `(${offset}) * ${scale}`;
  if (/^\d+$/.test(cpu) && /^\d+$/.test(steps))
    return `${sign === '+' ? Number(cpu) + Number(steps) : Number(cpu) - Number(steps)}`;
  if (/^0[uU]?$/.test(cpu) && sign === '+') return steps;
  return `${/^[\w.>-]+$/.test(cpu) ? cpu : `(${cpu})`} ${sign} ${steps}`;
}

/** A mark in the low bits of the pointer: where the pointer is used at once, it is used without. */
function* withoutFlag(cx: FixContext, chain: Chain): Generator<Candidate, void, void> {
  const i = chain.findIndex(({ type }) => type === 'binary_expression');
  const binary = chain[i];
  const [left, right] = [kidOf(binary, 'left'), kidOf(binary, 'right')];
  if (!binary || !left || !right) return;
  const isCast = ({ type }: CNode) => type === 'cast_expression' || type === 'parenthesized_expression';
  let outer = binary;
  for (const node of chain.slice(i + 1)) {
    if (!isCast(node)) break;
    outer = node;
  }
  const operator = textOf(cx.file, binary.kids.find(({ field }) => field === 'operator') ?? binary);
  const isPassed = chain.some(
    ({ type, start, end }) => type === 'argument_list' && start <= outer.start && outer.end <= end,
  );
  const keepsPointer = operator === '&' ? textOf(cx.file, bare(right)).startsWith('~') : isPassed;
  if (!keepsPointer || outer === binary) return;
  const base = bare(left);
  yield { title: words().arithmetic.flag(named(cx, base)), edits: [replace(outer, textOf(cx.file, base))] };
}
