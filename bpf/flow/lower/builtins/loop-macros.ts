/** `bpf_for`, `bpf_repeat`, `bpf_for_each`: open-coded iterators. */

import type { CNode, Mark, Span } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import { pointerTo, S32, UNKNOWN } from '../../ctypes/ctypes.ts';
import type { CType } from '../../ctypes/types.ts';
import { parseSpan } from '../../declare/specifiers.ts';
import { recordByName } from '../../declare/structs.ts';
import type { At } from '../../graph.ts';
import { kid, textOf } from '../../unit.ts';
import { operate } from '../binary.ts';
import {
  branch,
  emit,
  enter,
  type Fn,
  giveUp,
  jump,
  newBlock,
  newReg,
  spanAt,
  unknownValue,
  type Value,
} from '../builder.ts';
import { here, loopBody } from '../control/jump.ts';
import { closeScope, openScope, pushCleanup } from '../control/scopes.ts';
import { assign, convert, loadPlace, type Place } from '../convert.ts';
import { evaluate, isConstantLooking } from '../evaluate.ts';
import { lowerExpr } from '../lowering.ts';
import { lowerPlace } from '../lvalue.ts';

const bodyOf = (node: CNode): CNode | undefined => kid(node, 'body') ?? kid(node, 'consequence');

type LoopMark = Extract<Mark, { kind: 'loop' }>;

interface Loop {
  readonly kind: string;
  readonly args: readonly Value[];
  /** What the element is assigned to. */
  readonly variable: Place | undefined;
  readonly outType: CType;
  /** First and last expression of bpf_for, where its own test of the variable can fail. */
  readonly bounds?: readonly CNode[] | undefined;
}

function expressionAt(fn: Fn, span: Span | undefined): CNode | undefined {
  const node = span && parseSpan(fn, span);
  return node?.type === 'type_descriptor' ? undefined : node;
}

function values(fn: Fn, spans: readonly Span[], type?: CType): Value[] {
  return spans.map((span) => {
    const at = spanAt(fn, span.start, span.end);
    const node = expressionAt(fn, span);
    const value = node ? lowerExpr(fn, node) : unknownValue(fn, UNKNOWN, at, because('unreadArgument'));
    return type ? convert(fn, value, type, at) : value;
  });
}

/**
 * bpf_for tests `i >= start && i < end` in every turn. That matters when `i` cannot hold all the numbers, or when the
 * body changes what `start` and `end` are made of.
 */
function boundsOf(
  fn: Fn,
  mark: LoopMark,
  body: CNode | undefined,
  type: CType,
): readonly CNode[] | undefined {
  const nodes = mark.args.slice(1, 3).map((span) => expressionAt(fn, span));
  const [start, end] = nodes;
  if (!start || !end || !body || type.k !== 'int') return undefined;
  const first = isConstantLooking(fn, start) ? evaluate(fn, start)?.value : undefined;
  const isNarrow = type.size < 4 || (!type.signed && type.size === 4 && first !== undefined && first < 0n);
  const text = fn.source.parsed.text.slice(body.start, body.end);
  const names = nodes.flatMap((node) => textOf(fn.source, node!).match(/[A-Za-z_]\w*/g) ?? []);
  return isNarrow || names.some((name) => isChangedIn(text, name)) ? [start, end] : undefined;
}

const ASSIGNS = /\s*(?:(?:[-+*/%&|^]|<<|>>)?=(?!=)|\+\+|--)/y;
const STEPS = /(?:\+\+|--)\s*$/;
const MOST_BLANKS = 200;

/** Whether a text may assign to a name, as far as its spelling tells. */
function isChangedIn(text: string, name: string): boolean {
  for (const { index } of text.matchAll(new RegExp(String.raw`\b${name}\b`, 'g'))) {
    ASSIGNS.lastIndex = index + name.length;
    const isMember = index > 0 && '.>'.includes(text[index - 1]!);
    if (!isMember && ASSIGNS.test(text)) return true;
    if (STEPS.test(text.slice(Math.max(0, index - MOST_BLANKS), index))) return true;
  }
  return false;
}

/** The test that bpf_for makes itself. */
function checkBounds(fn: Fn, variable: Place, [start, end]: readonly CNode[], exit: number, at: At): void {
  for (const [test, node] of [
    ['ge', start!],
    ['lt', end!],
  ] as const) {
    const next = newBlock(fn);
    const holds = operate(fn, test, loadPlace(fn, variable, at), lowerExpr(fn, node), at, at);
    branch(fn, holds, next, exit, at);
    enter(fn, next);
  }
}

function readLoop(fn: Fn, mark: LoopMark, body: CNode | undefined): Loop | undefined {
  const { args, macro } = mark;
  if (macro === 'bpf_repeat')
    return { kind: 'repeat', args: values(fn, args.slice(0, 1), S32), variable: undefined, outType: S32 };
  const isFor = macro === 'bpf_for';
  const variableNode = expressionAt(fn, args[isFor ? 0 : 1]);
  const variable = variableNode && lowerPlace(fn, variableNode);
  if (isFor)
    return {
      kind: 'num',
      args: values(fn, args.slice(1, 3), S32),
      variable,
      outType: S32,
      bounds: variable && boundsOf(fn, mark, body, variable.type),
    };
  if (macro !== 'bpf_for_each' || !args[0]) return undefined;
  const kind = fn.source.parsed.text.slice(args[0].start, args[0].end).trim();
  return { kind, args: values(fn, args.slice(2)), variable, outType: variable?.type ?? pointerTo(UNKNOWN) };
}

export function lowerLoopMacro(fn: Fn, node: CNode, mark: LoopMark): void {
  const at = spanAt(fn, mark.start, mark.end);
  const loop = readLoop(fn, mark, bodyOf(node));
  if (!loop) return unknownLoop(fn, node, mark, at);
  const scope = openScope(fn);
  const { kind } = loop;
  const iterator = recordByName(fn.unit, 'struct', `bpf_iter_${kind === 'repeat' ? 'num' : kind}`);
  const iter = newReg(fn, pointerTo(iterator));
  emit(fn, { op: 'iter_new', dst: iter, kind, args: loop.args.map((value) => value.op), at });
  pushCleanup(fn, at, (f) => emit(f, { op: 'iter_destroy', iter, kind, at }));
  const binding = { b: 'reg', reg: iter, type: pointerTo(iterator), volatile: false } as const;
  fn.names.values.set('BPF_FOR_EACH_ITER', binding);
  iterate(fn, node, loop, iter, at);
  closeScope(fn, scope);
}

function iterate(fn: Fn, node: CNode, loop: Loop, iter: number, at: At): void {
  const { kind, outType } = loop;
  const head = newBlock(fn);
  const body = newBlock(fn);
  const exit = newBlock(fn);
  jump(fn, head, at);
  enter(fn, head);
  fn.blocks[head]!.loop = { kind: 'iter', at: spanAt(fn, node.start, node.end) };
  const more = newReg(fn, S32);
  const out = newReg(fn, outType);
  emit(fn, { op: 'iter_next', dst: more, iter, kind, out, outType, at });
  const take = () => loop.variable && assign(fn, loop.variable, { op: out, type: outType }, at);
  // bpf_for_each() leaves NULL in its variable at the end, bpf_for() the last number.
  if (outType.k === 'ptr') take();
  branch(fn, { op: more, type: S32 }, body, exit, at);
  enter(fn, body);
  if (outType.k !== 'ptr') take();
  if (loop.variable && loop.bounds) checkBounds(fn, loop.variable, loop.bounds, exit, at);
  loopBody(fn, bodyOf(node), here(fn, exit), here(fn, head));
  jump(fn, head, spanAt(fn, node.end, node.end));
  enter(fn, exit);
}

/** A macro that can only be a loop, but which is not known: any number of turns. */
function unknownLoop(fn: Fn, node: CNode, mark: LoopMark, at: At): void {
  giveUp(fn, because('unknownMacro', mark.macro));
  const head = newBlock(fn);
  const body = newBlock(fn);
  const exit = newBlock(fn);
  jump(fn, head, at);
  enter(fn, head);
  fn.blocks[head]!.loop = { kind: 'while', at: spanAt(fn, node.start, node.end) };
  const places = mark.args.map((span) => {
    const parsed = expressionAt(fn, span);
    return parsed?.type === 'identifier' ? lowerPlace(fn, parsed) : undefined;
  });
  const dsts = places.flatMap((place) => (place?.p === 'reg' ? [place.reg] : []));
  const more = newReg(fn, S32);
  emit(fn, {
    op: 'havoc',
    dsts: [more, ...dsts],
    memory: true,
    escapes: [],
    reason: because('unknownMacro', mark.macro),
    at,
  });
  branch(fn, { op: more, type: S32 }, body, exit, at);
  enter(fn, body);
  loopBody(fn, kid(node, 'body') ?? kid(node, 'consequence'), here(fn, exit), here(fn, head));
  jump(fn, head, at);
  enter(fn, exit);
}
