/** Functions: their declaration, and the lowering of their bodies when asked for. */

import { contained, failureReason } from '../../syntax/failure.ts';
import { marksOf } from '../../syntax/mask/marks.ts';
import { atOnce } from '../../syntax/slices.ts';
import type { CNode, Hole, ParsedFile } from '../../syntax/types.ts';
import { because, type Reason } from '../../words/reasons.ts';
import { isScalar } from '../ctypes/ctypes.ts';
import type { FuncType } from '../ctypes/types.ts';
import { finish } from '../finish.ts';
import type { At, FunctionInfo, Graph, Param, Part } from '../graph.ts';
import { atOf, type Fn, giveUp, newFn, newReg, spanAt } from '../lower/builder.ts';
import { resolveGotos, returnFrom } from '../lower/control/jump.ts';
import { newLocal } from '../lower/control/scopes.ts';
import { storePlace } from '../lower/convert.ts';
import { lowerStatement } from '../lower/lowering.ts';
import { placeOfLocal } from '../lower/place.ts';
import { lowerPart } from '../lower/selected-part.ts';
import { kid, pushAll, type Source, sourceOf, textOf, type Unit } from '../unit.ts';
import { unreadGraph, unreadPart } from '../unread-functions.ts';
import { allowWork } from '../work.ts';
import { attributesOf, sectionOf } from './globals.ts';
import { declare, type ParamInfo, readParams, readSpecifiers } from './specifiers.ts';

/** Enters a function definition. `from`: where attributes before it may start. */
export function declareFunction(fn: Fn, node: CNode, file: ParsedFile, from: number): void {
  const { unit, source } = fn;
  const declarator = kid(node, 'declarator');
  const body = kid(node, 'body');
  if (!declarator || !body) return;
  const { qual, storage } = readSpecifiers(fn, node, declarator.start);
  const declared = declare(fn, declarator, qual);
  if (declared.type.k !== 'func' || !declared.nameNode) return;
  const { name, nameNode, type } = declared;
  const { params } = readParams(fn, declared.params);
  const program = marksOf(source.parsed, from, body.start).find((mark) => mark.kind === 'program');
  const origin = source.parsed.origin ?? ((offset: number) => offset);
  const lowered: Lowered = { graph: undefined, begun: undefined };
  const start = origin(node.start);
  const info: FunctionInfo = {
    name,
    path: source.parsed.path,
    start,
    end: origin(node.end - 1) + 1,
    nameStart: origin(nameNode.start),
    nameEnd: origin(nameNode.end - 1) + 1,
    isStatic: storage.has('static'),
    attributes: attributesOf(fn, from, body.start),
    section: sectionOf(fn, from, body.start),
    macro: program?.kind === 'program' ? program.macro : '',
    type,
    params: params.map(({ name: param, type: paramType, tags }) => ({ name: param, type: paramType, tags })),
    graph: () => lowered.graph ?? atOnce(info.graphInSlices()),
    graphInSlices: () => graphInSlices(lowered, () => lowerInSlices(unit, source, node, file, info)),
    part: (ranges) =>
      contained(
        () => lowerPartOf(unit, source, node, file, info, ranges),
        (reason) => unreadPart(unit, source, info, reason),
      ),
  };
  unit.functions.set(name, info);
  unit.root.values.set(name, { b: 'func', name, type });
}

/** What there is of a function's graph. */
interface Lowered {
  graph: Graph | undefined;
  /** Where lowering stands between two slices; whoever asks next goes on from there. */
  begun: Generator<void, Graph, void> | undefined;
}

function* graphInSlices(
  lowered: Lowered,
  begin: () => Generator<void, Graph, void>,
): Generator<void, Graph, void> {
  while (!lowered.graph) {
    const slices = lowered.begun ?? begin();
    // A failure leaves nothing that could be gone on with.
    lowered.begun = undefined;
    const next = slices.next();
    if (next.done) lowered.graph = next.value;
    else {
      lowered.begun = slices;
      yield;
    }
  }
  return lowered.graph;
}

/** The graph from an earlier text, or a new one. */
function* lowerInSlices(
  unit: Unit,
  source: Source,
  node: CNode,
  file: ParsedFile,
  info: FunctionInfo,
): Generator<void, Graph, void> {
  let graph = unit.known?.(info);
  try {
    graph ??= yield* lowerFunction(unit, source, node, file, info);
  } catch (error) {
    graph = unreadGraph(unit, source, info, failureReason(error));
  }
  unit.keep?.(info, graph);
  return graph;
}

const NOT_EVALUATED = new Set([
  'sizeof_expression',
  'alignof_expression',
  'type_descriptor',
  'generic_expression',
]);

/** Names `x` that occur as `&x` where it is evaluated: those locals live in memory. */
function takenAddresses(source: Source, body: CNode): Set<string> {
  const taken = new Set<string>();
  const stack = [body];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (NOT_EVALUATED.has(node.type)) continue;
    // `(u64)&x` is a binary `&` to the grammar.
    const isBinary = node.type === 'binary_expression';
    if ((node.type === 'pointer_expression' || isBinary) && kid(node, 'operator')?.type === '&') {
      const name = plainName(kid(node, isBinary ? 'right' : 'argument'));
      const left = isBinary ? kid(node, 'left') : undefined;
      if (name && (!isBinary || left?.type === 'parenthesized_expression')) taken.add(textOf(source, name));
    }
    pushAll(stack, node.kids);
  }
  return taken;
}

function plainName(node: CNode | undefined): CNode | undefined {
  let at = node;
  for (let steps = 0; at && steps < 20; steps++) {
    if (at.type === 'identifier') return at;
    if (at.type === 'parenthesized_expression') at = at.kids.find((child) => child.type !== 'comment');
    else if (at.type === 'binary_expression') at = kid(at, 'left');
    else return undefined;
  }
  return undefined;
}

const UNPARSED = because('unparsed');

/**
 * Where a function as it stands in the file does not parse, or could not be read. What only the parser stumbled over does
 * not count when macros are expanded.
 */
function holeIn(file: ParsedFile, node: CNode, isExpanded: boolean): Hole | undefined {
  // Asked of such a text alone: the body would be parsed for the answer.
  const inBody = isExpanded ? undefined : kid(node, 'body')?.holes?.[0];
  if (inBody) return inBody;
  const inside = file.holes.filter(
    (hole) => hole.start < node.end && hole.end >= node.start && !(isExpanded && hole.reason === undefined),
  );
  // A declaration whose brackets do not pair up is a hole as a whole.
  return inside.find((hole) => hole.start > node.start) ?? inside[0];
}

/** The same in a text that was parsed for this function alone. */
function holeInExpansion({ parsed }: Source): Hole | undefined {
  const hole = parsed.holes[0];
  if (!hole) return undefined;
  const origin = parsed.origin ?? ((offset: number) => offset);
  return { ...hole, start: origin(hole.start), end: origin(hole.end) };
}

interface Chosen {
  readonly source: Source;
  readonly node: CNode;
  readonly reason: Reason | undefined;
  readonly hole: Hole | undefined;
}

/** The tree to lower: the one with macros expanded if there is one. */
function chooseTree(unit: Unit, source: Source, node: CNode, file: ParsedFile): Chosen {
  const isOwn = source.parsed === file;
  const expanded = isOwn ? file.expand(node) : undefined;
  if (expanded && 'reason' in expanded) return { source, node, reason: expanded.reason, hole: undefined };
  const chosen = expanded
    ? { source: sourceOf(unit, expanded.parsed), node: expanded.node }
    : { source, node };
  const ownHole = isOwn ? holeIn(file, node, expanded !== undefined) : undefined;
  const hole = ownHole ?? (expanded || !isOwn ? holeInExpansion(chosen.source) : undefined);
  return { ...chosen, hole, reason: hole && (hole.reason ?? UNPARSED) };
}

interface Begun {
  readonly fn: Fn;
  readonly body: CNode;
  readonly bound: readonly Param[];
}

/** A function with its parameters bound. */
function begin(unit: Unit, original: Source, definition: CNode, file: ParsedFile, info: FunctionInfo): Begun {
  const { source, node, reason, hole } = chooseTree(unit, original, definition, file);
  const body = kid(node, 'body') ?? kid(definition, 'body')!;
  const options = {
    name: info.name,
    base: info.start,
    result: info.type.result,
    addressTaken: takenAddresses(source, body),
  };
  const fn = newFn(unit, source, unit.root, options);
  allowWork(fn, body.end - body.start);
  if (reason) giveUp(fn, reason);
  // Where reading failed for a reason of its own, nobody has to be shown the place.
  if (hole && hole.reason === undefined)
    fn.broken = { start: hole.start - info.start, end: hole.end - info.start };
  const declarator = kid(node, 'declarator');
  const { qual } = readSpecifiers(fn, node, declarator?.start ?? body.start);
  const list = declare(fn, declarator, qual).params;
  const { params } = readParams(fn, list);
  return { fn, body, bound: bindParams(fn, params, info.type) };
}

function* lowerFunction(
  unit: Unit,
  original: Source,
  definition: CNode,
  file: ParsedFile,
  info: FunctionInfo,
): Generator<void, Graph, void> {
  const { fn, body, bound } = begin(unit, original, definition, file, info);
  yield;
  for (const child of body.kids) {
    lowerStatement(fn, child);
    yield;
  }
  returnFrom(fn, undefined, spanAt(fn, body.end - 1, body.end));
  for (const label of resolveGotos(fn)) giveUp(fn, because('undefinedLabel', label));
  return finish(fn, info, bound);
}

function lowerPartOf(
  unit: Unit,
  original: Source,
  definition: CNode,
  file: ParsedFile,
  info: FunctionInfo,
  ranges: readonly At[],
): Part | undefined {
  const { fn, body, bound } = begin(unit, original, definition, file, info);
  const lowered = lowerPart(fn, body, ranges);
  if (!lowered) return undefined;
  const { result, ...part } = lowered;
  const graph = finish(fn, info, bound);
  return result ? { ...part, graph, value: result.type } : { ...part, graph };
}

/** Parameters come in registers; those whose address is taken are copied to memory first. */
function bindParams(fn: Fn, params: readonly ParamInfo[], type: FuncType): Param[] {
  const bound: Param[] = [];
  for (const [i, param] of params.entries()) {
    const at = atOf(fn, param.node);
    const paramType = type.params[i] ?? param.type;
    const reg = newReg(fn, paramType, param.name || undefined, at);
    bound.push({ reg, name: param.name, type: paramType, tags: param.tags });
    if (param.name === '') continue;
    if (isScalar(paramType) && !fn.addressTaken.has(param.name)) {
      fn.names.values.set(param.name, { b: 'reg', reg, type: paramType, volatile: false });
      continue;
    }
    const local = newLocal(fn, param.name, paramType, at);
    const binding = { b: 'mem', local, type: paramType, volatile: false } as const;
    fn.names.values.set(param.name, binding);
    const place = placeOfLocal(fn, binding, at);
    storePlace(fn, place, { op: reg, type: paramType }, at);
  }
  return bound;
}
