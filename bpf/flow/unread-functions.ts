/** Functions whose reading failed: they may do anything with what they are given, and say that they were not checked. */

import { inOneSlice } from '../syntax/slices.ts';
import type { CNode } from '../syntax/types.ts';
import { because, type Reason } from '../words/reasons.ts';
import { UNKNOWN } from './ctypes/ctypes.ts';
import type { FuncType } from './ctypes/types.ts';
import { finish } from './finish.ts';
import type { FunctionInfo, Graph, Param, Part } from './graph.ts';
import { emit, giveUp, newFn, newReg, terminate } from './lower/builder.ts';
import { kid, type Source, textOf, type Unit } from './unit.ts';

/** A graph that lets go of every argument and returns anything. */
export function unreadGraph(unit: Unit, source: Source, info: FunctionInfo, reason: Reason): Graph {
  const { name, type } = info;
  const fn = newFn(unit, source, unit.root, {
    name,
    base: info.start,
    result: type.result,
    addressTaken: new Set(),
  });
  giveUp(fn, reason);
  const params: Param[] = info.params.map((param) => ({ ...param, reg: newReg(fn, param.type, param.name) }));
  const result = type.result.k === 'void' ? undefined : newReg(fn, type.result);
  const at = { start: 0, end: Math.max(0, info.end - info.start) };
  emit(fn, {
    op: 'havoc',
    dsts: result === undefined ? [] : [result],
    memory: true,
    escapes: params.map((param) => param.reg),
    reason: because('callOf', name),
    at,
  });
  terminate(fn, { op: 'return', value: result, at });
  return finish(fn, info, params);
}

/** The same for a selection in it. */
export function unreadPart(unit: Unit, source: Source, info: FunctionInfo, reason: Reason): Part {
  const graph = unreadGraph(unit, source, info, reason);
  const place = { start: info.start, end: info.end };
  return { graph, place, exits: new Map(), outside: new Set(), usual: new Map() };
}

const ANY: FuncType = { k: 'func', result: UNKNOWN, params: [], variadic: true };
const MAX_DECLARATORS = 100;

/** What is left of a function whose declaration could not be read; undefined: not even its name. */
export function unreadFunction(
  unit: Unit,
  source: Source,
  node: CNode,
  reason: Reason,
): FunctionInfo | undefined {
  const nameNode = node.type === 'function_definition' ? nameIn(node) : undefined;
  if (!nameNode) return undefined;
  const origin = source.parsed.origin ?? ((offset: number) => offset);
  const info: FunctionInfo = {
    name: textOf(source, nameNode),
    path: source.parsed.path,
    start: origin(node.start),
    end: origin(node.end - 1) + 1,
    nameStart: origin(nameNode.start),
    nameEnd: origin(nameNode.end - 1) + 1,
    isStatic: false,
    attributes: [],
    section: '',
    macro: '',
    type: ANY,
    params: [],
    graph: () => unreadGraph(unit, source, info, reason),
    graphInSlices: () => inOneSlice(() => unreadGraph(unit, source, info, reason)),
    part: () => unreadPart(unit, source, info, reason),
  };
  return info;
}

function nameIn(node: CNode): CNode | undefined {
  let at = kid(node, 'declarator');
  for (let steps = 0; at && steps < MAX_DECLARATORS; steps++) {
    if (at.type === 'identifier') return at;
    at = kid(at, 'declarator') ?? at.kids.find((child) => child.type.endsWith('declarator'));
  }
  return undefined;
}
