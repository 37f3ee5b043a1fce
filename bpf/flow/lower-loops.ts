/** `bpf_for`, `bpf_repeat`, `bpf_for_each`: open-coded iterators. */

import type { CNode, Mark, Span } from '../syntax/types.ts';
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
} from './builder.ts';
import { assign, convert, type Place } from './convert.ts';
import { pointerTo, S32, UNKNOWN } from './ctypes.ts';
import type { At } from './graph.ts';
import { lowerExpr } from './lower-expr.ts';
import { lowerPlace } from './lower-place.ts';
import { here, loopBody } from './lower-stmt.ts';
import { recordByName } from './records.ts';
import { closeScope, openScope, pushCleanup } from './scopes.ts';
import { parseSpan } from './specifiers.ts';
import type { CType } from './types.ts';
import { kid } from './unit.ts';

type LoopMark = Extract<Mark, { kind: 'loop' }>;

interface Loop {
  readonly kind: string;
  readonly args: readonly Value[];
  /** What the element is assigned to. */
  readonly variable: Place | undefined;
  readonly outType: CType;
}

function expressionAt(fn: Fn, span: Span | undefined): CNode | undefined {
  const node = span && parseSpan(fn, span);
  return node?.type === 'type_descriptor' ? undefined : node;
}

function values(fn: Fn, spans: readonly Span[], type?: CType): Value[] {
  return spans.map((span) => {
    const at = spanAt(fn, span.start, span.end);
    const node = expressionAt(fn, span);
    const value = node
      ? lowerExpr(fn, node)
      : unknownValue(fn, UNKNOWN, at, 'an argument that cannot be read');
    return type ? convert(fn, value, type, at) : value;
  });
}

function readLoop(fn: Fn, mark: LoopMark): Loop | undefined {
  const { args, macro } = mark;
  if (macro === 'bpf_repeat')
    return { kind: 'repeat', args: values(fn, args.slice(0, 1), S32), variable: undefined, outType: S32 };
  const isFor = macro === 'bpf_for';
  const variableNode = expressionAt(fn, args[isFor ? 0 : 1]);
  const variable = variableNode && lowerPlace(fn, variableNode);
  if (isFor) return { kind: 'num', args: values(fn, args.slice(1, 3), S32), variable, outType: S32 };
  if (macro !== 'bpf_for_each' || !args[0]) return undefined;
  const kind = fn.source.parsed.text.slice(args[0].start, args[0].end).trim();
  return { kind, args: values(fn, args.slice(2)), variable, outType: variable?.type ?? pointerTo(UNKNOWN) };
}

export function lowerLoopMacro(fn: Fn, node: CNode, mark: LoopMark): void {
  const at = spanAt(fn, mark.start, mark.end);
  const loop = readLoop(fn, mark);
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
  branch(fn, { op: more, type: S32 }, body, exit, at);
  enter(fn, body);
  if (loop.variable) assign(fn, loop.variable, { op: out, type: outType }, at);
  loopBody(fn, kid(node, 'body') ?? kid(node, 'consequence'), here(fn, exit), here(fn, head));
  jump(fn, head, spanAt(fn, node.end, node.end));
  enter(fn, exit);
}

/** A macro that can only be a loop, but which is not known: any number of turns. */
function unknownLoop(fn: Fn, node: CNode, mark: LoopMark, at: At): void {
  giveUp(fn, `${mark.macro} is not known`);
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
    reason: `${mark.macro} is not known`,
    at,
  });
  branch(fn, { op: more, type: S32 }, body, exit, at);
  enter(fn, body);
  loopBody(fn, kid(node, 'body') ?? kid(node, 'consequence'), here(fn, exit), here(fn, head));
  jump(fn, head, at);
  enter(fn, exit);
}
