/** Calls: of known functions, of unknown ones, through pointers. */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { UNKNOWN } from '../ctypes/ctypes.ts';
import type { CType, FuncType } from '../ctypes/types.ts';
import { prototypeOf } from '../declare/text-types.ts';
import type { At } from '../graph.ts';
import { firstKid, kid, lookup, markAt, textOf } from '../unit.ts';
import { atOf, type Fn, giveUp, notUnderstood, unknownValue, type Value } from './builder.ts';
import { callForm, leastArguments } from './builtins/forms.ts';
import { specialForm } from './builtins/type-macros.ts';
import { argumentNodes, directCall, emitCall, lowerArguments } from './emit-call.ts';
import { lowerExpr } from './lowering.ts';

export function lowerCall(fn: Fn, node: CNode): Value {
  const callee = kid(node, 'function');
  const at = atOf(fn, node);
  if (!callee) return notUnderstood(fn, UNKNOWN, at, because('unreadCall'));
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
  const reason = because('callWith', name, nodes.length);
  giveUp(fn, because('unknownCall', name, nodes.length));
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
