/**
 * The recursion of lowering. Expressions hold statements (`({ … })`), types (`sizeof`, casts) and constants, each of which
 * holds expressions again. Everything that is part of it calls the next level by way of the unit's `Lowering`, so that
 * no file has to import what imports it.
 */

import type { CNode } from '../../syntax/types.ts';
import type { CType } from '../ctypes/types.ts';
import type { GlobalDeclaration } from '../declare/globals.ts';
import type { Fn, Value } from './builder.ts';

/** What lowering needs of itself; `module.ts` puts it together. */
export interface Lowering {
  readonly value: (fn: Fn, node: CNode) => Value;
  readonly effects: (fn: Fn, node: CNode) => void;
  readonly undecayed: (fn: Fn, node: CNode) => CType;
  readonly statement: (fn: Fn, node: CNode) => void;
  readonly taggedType: (fn: Fn, node: CNode) => CType;
  readonly global: (fn: Fn, global: GlobalDeclaration) => { readonly type: CType };
}

/** The value of an expression (arrays and functions as pointers, records as addresses). */
export function lowerExpr(fn: Fn, node: CNode): Value {
  return fn.unit.lowering.value(fn, node);
}

/** An expression whose value is not used. */
export function lowerDiscard(fn: Fn, node: CNode): void {
  fn.unit.lowering.effects(fn, node);
}

/** The type of an expression without decay, as `sizeof` needs it; to be called inside `probe`. */
export function lowerUndecayed(fn: Fn, node: CNode): CType {
  return fn.unit.lowering.undecayed(fn, node);
}

export function lowerStatement(fn: Fn, node: CNode): void {
  fn.unit.lowering.statement(fn, node);
}

export function lowerStatements(fn: Fn, nodes: readonly CNode[]): void {
  for (const node of nodes) if (node.type !== 'comment') lowerStatement(fn, node);
}

/** The type that `struct x`, `union { … }` or `enum x { … }` names or defines. */
export function taggedType(fn: Fn, node: CNode): CType {
  return fn.unit.lowering.taggedType(fn, node);
}
