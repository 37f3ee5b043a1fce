/** Calls: of known functions, of unknown ones, through pointers. */

import { lookupFunction } from '../../kernel/index.ts';
import type { CNode } from '../../syntax/types.ts';
import { isRecord, pointerTo, UNKNOWN } from '../ctypes/ctypes.ts';
import type { CType, FuncType } from '../ctypes/types.ts';
import { prototypeFromText } from '../declare/text-types.ts';
import type { At, Operand } from '../graph.ts';
import { firstKid, kid, lookup, markAt, textOf, type Unit } from '../unit.ts';
import {
  addressOf,
  atOf,
  emit,
  type Fn,
  giveUp,
  newReg,
  notUnderstood,
  unknownValue,
  type Value,
  voidValue,
} from './builder.ts';
import { callForm, leastArguments } from './builtins/forms.ts';
import { specialForm } from './builtins/type-macros.ts';
import { convert, defaultArgument } from './convert.ts';
import { lowerExpr } from './expression.ts';

const prototypes = new WeakMap<Unit, Map<string, FuncType | undefined>>();

/** The prototype of a function that no source declares, from the kernel catalogue. */
export function prototypeOf(unit: Unit, name: string): FuncType | undefined {
  const known = prototypes.get(unit) ?? new Map<string, FuncType | undefined>();
  prototypes.set(unit, known);
  if (known.has(name)) return known.get(name);
  const text = lookupFunction(name)?.prototype;
  const type = text === undefined ? undefined : prototypeFromText(unit, text);
  known.set(name, type);
  return type;
}

/** Children of an argument list that are arguments. */
export function argumentNodes(node: CNode): CNode[] {
  return kid(node, 'arguments')?.kids.filter((child) => child.type !== 'comment') ?? [];
}

export function lowerCall(fn: Fn, node: CNode): Value {
  const callee = kid(node, 'function');
  const at = atOf(fn, node);
  if (!callee) return notUnderstood(fn, UNKNOWN, at, 'a call that cannot be read');
  const mark = markAt(fn.source, node.start, 'special-call');
  if (mark && mark.end === node.end) {
    const value = specialForm(fn, node, mark);
    if (value) return value;
  }
  const name = calleeName(fn, callee);
  if (name === undefined) return indirect(fn, node, callee, at);
  const binding = lookup(fn.names, name);
  if (binding && binding.b !== 'func' && binding.b !== 'const' && binding.b !== 'type')
    return indirect(fn, node, callee, at);
  const form = callForm(fn, node, name, binding?.b === 'func');
  if (form) return form;
  const args = argumentNodes(node);
  const type = binding?.b === 'func' ? binding.type : prototypeOf(fn.unit, name);
  const isFitting =
    type === undefined
      ? args.length >= leastArguments(name)
      : fits(name, type, args.length, binding?.b === 'func');
  return isFitting ? directCall(fn, name, type, args, at) : misfit(fn, name, type, args, at);
}

/** Whether a function takes that many arguments. */
function fits(name: string, { params, variadic }: FuncType, count: number, isDeclared: boolean): boolean {
  if (count === params.length) return true;
  // `int f();` leaves them open; those of sched_ext come and go from release to release.
  if ((isDeclared && params.length === 0) || (name.startsWith('scx_bpf_') && count > 0)) return true;
  return variadic && count > params.length;
}

/** A call that no compiler would take as it stands: somebody is typing, or the function is another one here. */
function misfit(fn: Fn, name: string, type: FuncType | undefined, nodes: readonly CNode[], at: At): Value {
  const reason = `${name}() with ${nodes.length} argument${nodes.length === 1 ? '' : 's'}`;
  giveUp(fn, `a call of ${reason} is not understood`);
  const { values } = lowerArguments(fn, undefined, nodes);
  const escapes = values.map((value) => value.op);
  return unknownValue(fn, type?.result ?? UNKNOWN, at, reason, escapes);
}

/** The name of a directly called function: `f`, `(f)`, `(*f)`, `(&f)`. */
function calleeName(fn: Fn, callee: CNode): string | undefined {
  let at: CNode | undefined = callee;
  for (let steps = 0; at && steps < 20; steps++) {
    if (at.type === 'identifier') return textOf(fn.source, at);
    if (at.type === 'parenthesized_expression') at = firstKid(at);
    else if (at.type === 'pointer_expression') {
      const inner = kid(at, 'argument');
      const binding = inner?.type === 'identifier' ? lookup(fn.names, textOf(fn.source, inner)) : undefined;
      if (binding?.b !== 'func') return undefined;
      at = inner;
    } else return undefined;
  }
  return undefined;
}

interface Arguments {
  readonly values: readonly Value[];
  readonly argAt: readonly At[];
}

function lowerArguments(fn: Fn, type: FuncType | undefined, nodes: readonly CNode[]): Arguments {
  const values: Value[] = [];
  const argAt: At[] = [];
  for (const [i, node] of nodes.entries()) {
    const at = atOf(fn, node);
    const param = type?.params[i];
    const value = lowerExpr(fn, node);
    values.push(
      param && param.k !== 'unknown' && !isRecord(param)
        ? convert(fn, value, param, at)
        : defaultArgument(fn, value, at),
    );
    argAt.push(at);
  }
  return { values, argAt };
}

/** Calls a function by name. */
export function directCall(
  fn: Fn,
  callee: string,
  type: FuncType | undefined,
  nodes: readonly CNode[],
  at: At,
): Value {
  const { values, argAt } = lowerArguments(fn, type, nodes);
  return callWith(fn, callee, type, values, argAt, at);
}

/** Calls a function by name with values that are already there. */
export function callWith(
  fn: Fn,
  callee: string,
  known: FuncType | undefined,
  values: readonly Value[],
  argAt: readonly At[],
  at: At,
): Value {
  const type = known ?? {
    k: 'func',
    result: UNKNOWN,
    params: values.map((value) => value.type),
    variadic: true,
  };
  return emitCall(
    fn,
    { callee },
    type,
    values.map((value) => value.op),
    argAt,
    at,
  );
}

function emitCall(
  fn: Fn,
  what: { callee: string | undefined; target?: Operand },
  type: FuncType,
  args: readonly Operand[],
  argAt: readonly At[],
  at: At,
): Value {
  const dst = type.result.k === 'void' ? undefined : newReg(fn, type.result);
  emit(fn, { op: 'call', dst, ...what, args, argAt, type, at });
  return dst === undefined ? voidValue(fn) : { op: dst, type: type.result };
}

function indirect(fn: Fn, node: CNode, callee: CNode, at: At): Value {
  const target = lowerExpr(fn, callee);
  const pointed: CType = target.type.k === 'ptr' ? target.type.to : target.type;
  const type = pointed.k === 'func' ? pointed : undefined;
  const { values, argAt } = lowerArguments(fn, type, argumentNodes(node));
  const full: FuncType = type ?? {
    k: 'func',
    result: UNKNOWN,
    params: values.map((value) => value.type),
    variadic: true,
  };
  return emitCall(
    fn,
    { callee: undefined, target: target.op },
    full,
    values.map((value) => value.op),
    argAt,
    at,
  );
}

/** A function's address, for arguments that name one. */
export function functionAddress(fn: Fn, name: string, at: At): Value {
  const binding = lookup(fn.names, name);
  const type: CType = binding?.b === 'func' ? binding.type : UNKNOWN;
  return addressOf(fn, { kind: 'function', name }, pointerTo(type), at);
}
