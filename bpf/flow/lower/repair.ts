/**
 * C cannot be parsed without knowing the types: the grammar reads `(u64)&x` as a binary `&`, `(u32)(x)` as a call and
 * `(f(x)) + y` as a cast, and it lets `++` bind weaker than `!`. An expression in which that shows is parsed again,
 * with the names that are types in scope.
 */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { parseBlockDeclaration, parseExpression } from '../fragments/fragment.ts';
import { firstKid, isTypeName, kid, pushAll, textOf } from '../unit.ts';
import { type Fn, giveUp } from './builder.ts';

/** Longer expressions are left as they are. */
const MAX_LENGTH = 200_000;

function isSuspicious(fn: Fn, node: CNode): boolean {
  switch (node.type) {
    case 'ERROR':
      return true;
    case 'parenthesized_expression': {
      const inner = firstKid(node);
      return inner?.type === 'identifier' && isTypeName(fn.names, textOf(fn.source, inner));
    }
    case 'cast_expression': {
      const type = kid(kid(node, 'type') ?? node, 'type');
      return type?.type === 'type_identifier' && !isTypeName(fn.names, textOf(fn.source, type));
    }
    case 'update_expression': {
      const argument = kid(node, 'argument');
      const operator = kid(node, 'operator');
      return (
        argument?.type === 'unary_expression' && operator !== undefined && operator.start > argument.start
      );
    }
    default:
      return false;
  }
}

/** Looks through one expression; statements inside of `({ … })` are expressions of their own. */
function scan(fn: Fn, root: CNode): { suspicious: boolean; blocks: Map<number, CNode> } {
  const blocks = new Map<number, CNode>();
  const stack = [root];
  let suspicious = false;
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node.type === 'compound_statement') {
      blocks.set(node.start, node);
      continue;
    }
    if (isSuspicious(fn, node)) {
      // `sizeof(name)` is looked at where it is evaluated; the name may be a type there.
      suspicious = true;
    }
    pushAll(stack, node.kids);
  }
  return { suspicious, blocks };
}

/** A whole expression as it should have been parsed; the same node when nothing is wrong with it. */
function repaired(fn: Fn, node: CNode): CNode {
  if (node.kids.length === 0 || node.type === 'initializer_list' || node.type === 'compound_statement')
    return node;
  const { suspicious, blocks } = scan(fn, node);
  if (!suspicious) return node;
  const isType = (name: string): boolean => isTypeName(fn.names, name);
  const { masked } = fn.source.parsed;
  const isLong = node.end - node.start > MAX_LENGTH;
  const again = isLong ? undefined : parseExpression(masked, node.start, node.end, { isType, blocks });
  if (!again) giveUp(fn, because('unreadExpression'));
  return again ?? node;
}

/** `u16 (*row)[4] = table;` is read as a call of `u16`: the declaration that it is, or undefined. */
export function repairedDeclaration(fn: Fn, statement: CNode): CNode | undefined {
  let left = firstKid(statement);
  while (left && left.type !== 'call_expression') {
    const isPart = /^(assignment|subscript|call|comma|binary)_expression$/.test(left.type);
    left = isPart ? left.kids[0] : undefined;
  }
  while (left?.type === 'call_expression') left = kid(left, 'function');
  if (left?.type !== 'identifier' || !isTypeName(fn.names, textOf(fn.source, left))) return undefined;
  const isType = (name: string): boolean => isTypeName(fn.names, name);
  return parseBlockDeclaration(fn.source.parsed.masked, statement.start, statement.end, { isType });
}

/** Runs on an expression that is put right first when it is a whole one. */
export function whole<T>(fn: Fn, node: CNode, run: (node: CNode) => T): T {
  const { inExpression } = fn;
  const ready = inExpression ? node : repaired(fn, node);
  fn.inExpression = true;
  fn.depth++;
  const result = run(ready);
  fn.depth--;
  fn.inExpression = inExpression;
  return result;
}
