/** Statements. */

import type { CNode } from '../../syntax/types.ts';
import { because } from '../../words/reasons.ts';
import { isRecord } from '../ctypes/ctypes.ts';
import { readSpecifiers } from '../declare/specifiers.ts';
import { firstKid, kid, markAt, textOf } from '../unit.ts';
import { isTooMuch, TOO_MUCH } from '../work.ts';
import { atOf, enter, type Fn, giveUp, jump, newBlock, spanAt, type Value, voidValue } from './builder.ts';
import { lowerClass, lowerGuard, lowerScopedGuard } from './builtins/guard.ts';
import { lowerLoopMacro } from './builtins/loop-macros.ts';
import { lowerCond } from './control/condition.ts';
import { gotoLabel, here, leaveTo, loopBody, placeLabel, returnFrom } from './control/jump.ts';
import { closeScope, openScope } from './control/scopes.ts';
import { caseStatement, switchStatement } from './control/switch.ts';
import { convert } from './convert.ts';
import { lowerDeclaration, lowerTypedef } from './declaration.ts';
import { lowerDiscard, lowerExpr, lowerStatement, lowerStatements } from './lowering.ts';
import { repairedDeclaration } from './repair.ts';

/** See `lowerStatement`. */
export function statement(fn: Fn, node: CNode): void {
  if (isTooMuch(fn)) return giveUp(fn, TOO_MUCH);
  const { inExpression } = fn;
  fn.inExpression = false;
  fn.depth++;
  statementKind(fn, node);
  fn.depth--;
  fn.inExpression = inExpression;
}

function statementKind(fn: Fn, node: CNode): void {
  switch (node.type) {
    case 'compound_statement':
      return lowerBlock(fn, node);
    case 'expression_statement':
      return expressionStatement(fn, node);
    case 'declaration':
      return lowerDeclaration(fn, node);
    case 'type_definition':
      return lowerTypedef(fn, node);
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      readSpecifiers(
        fn,
        { ...node, type: 'declaration', kids: [{ ...node, kids: node.kids, field: 'type' }] },
        node.end,
      );
      return;
    case 'if_statement':
      return ifStatement(fn, node);
    case 'while_statement':
      return whileStatement(fn, node);
    case 'do_statement':
      return doStatement(fn, node);
    case 'for_statement':
      return forStatement(fn, node);
    case 'switch_statement':
      return switchStatement(fn, node);
    case 'case_statement':
      return caseStatement(fn, node);
    case 'labeled_statement':
      return labeledStatement(fn, node);
    case 'goto_statement':
    case 'break_statement':
    case 'continue_statement':
    case 'return_statement':
      return jumpStatement(fn, node);
    case 'attributed_statement':
      for (const child of node.kids) if (child.type !== 'attribute_declaration') lowerStatement(fn, child);
      return;
    case 'comment':
    case 'preproc_def':
    case 'preproc_function_def':
    case 'preproc_call':
    case 'preproc_include':
    case ';':
      return;
    default:
      giveUp(
        fn,
        node.type === 'ERROR'
          ? because('syntaxError')
          : because('notSupported', node.type.replaceAll('_', ' ')),
      );
  }
}

function jumpStatement(fn: Fn, node: CNode): void {
  if (node.type === 'return_statement') return returnStatement(fn, node);
  const at = atOf(fn, node);
  if (node.type === 'goto_statement') {
    const label = kid(node, 'label');
    return label ? gotoLabel(fn, textOf(fn.source, label), at) : giveUp(fn, because('computedGoto'));
  }
  if (node.type === 'break_statement')
    return fn.breakTo ? leaveTo(fn, fn.breakTo, at) : giveUp(fn, because('breakOutside'));
  return fn.continueTo ? leaveTo(fn, fn.continueTo, at) : giveUp(fn, because('continueOutside'));
}

function lowerBlock(fn: Fn, node: CNode): void {
  const scope = openScope(fn);
  lowerStatements(fn, node.kids);
  closeScope(fn, scope);
}

function expressionStatement(fn: Fn, node: CNode): void {
  const inner = firstKid(node);
  if (!inner) return;
  const guard = markAt(fn.source, node.start, 'guard');
  if (guard && !guard.scoped) return lowerGuard(fn, guard);
  const special = markAt(fn.source, node.start, 'special-call');
  if (special?.name === 'CLASS') return lowerClass(fn, special);
  const declaration = repairedDeclaration(fn, node);
  if (declaration) return lowerDeclaration(fn, declaration);
  lowerDiscard(fn, inner);
}

/** The value of `({ …; x; })`. */
export function lowerStatementExpression(fn: Fn, node: CNode, wanted: boolean): Value {
  const scope = openScope(fn);
  const kids = node.kids.filter((child) => child.type !== 'comment');
  const last = kids.at(-1);
  const inner = last?.type === 'expression_statement' ? firstKid(last) : undefined;
  lowerStatements(fn, inner ? kids.slice(0, -1) : kids);
  const { inExpression } = fn;
  fn.inExpression = false;
  const value = inner && wanted ? lowerExpr(fn, inner) : voidValue(fn);
  if (inner && !wanted) lowerDiscard(fn, inner);
  fn.inExpression = inExpression;
  if (isRecord(value.type)) {
    // The object that holds the value lives as long as the enclosing scope.
    fn.names = scope.names;
    return value;
  }
  closeScope(fn, scope);
  return value;
}

/** `else if` chains nest in the tree; they are walked in a loop. */
function ifStatement(fn: Fn, node: CNode): void {
  const loop = markAt(fn.source, node.start, 'loop');
  if (loop) return lowerLoopMacro(fn, node, loop);
  const join = newBlock(fn);
  let at: CNode | undefined = node;
  while (at?.type === 'if_statement' && (at === node || !markAt(fn.source, at.start, 'loop'))) {
    const condition = kid(at, 'condition');
    const consequence = kid(at, 'consequence');
    const alternative: CNode | undefined = elseOf(at);
    const end = spanAt(fn, at.end, at.end);
    if (!condition) {
      giveUp(fn, because('unreadCondition'));
      at = undefined;
      jump(fn, join, end);
      break;
    }
    const yes = newBlock(fn);
    const no = alternative ? newBlock(fn) : join;
    lowerCond(fn, condition, yes, no);
    enter(fn, yes);
    if (consequence) lowerStatement(fn, consequence);
    jump(fn, join, end);
    if (alternative) enter(fn, no);
    at = alternative;
  }
  if (at) {
    lowerStatement(fn, at);
    jump(fn, join, spanAt(fn, node.end, node.end));
  }
  enter(fn, join);
}

function elseOf(node: CNode): CNode | undefined {
  const clause = kid(node, 'alternative');
  return clause?.type === 'else_clause' ? firstKid(clause) : clause;
}

function whileStatement(fn: Fn, node: CNode): void {
  const loop = markAt(fn.source, node.start, 'loop');
  if (loop) return lowerLoopMacro(fn, node, loop);
  const guard = markAt(fn.source, node.start, 'guard');
  if (guard) return lowerScopedGuard(fn, node, guard);
  const at = atOf(fn, node);
  const condition = kid(node, 'condition');
  const head = newBlock(fn);
  const body = newBlock(fn);
  const exit = newBlock(fn);
  jump(fn, head, at);
  enter(fn, head);
  fn.blocks[head]!.loop = { kind: 'while', at };
  if (condition) lowerCond(fn, condition, body, exit);
  else giveUp(fn, because('unreadCondition'));
  enter(fn, body);
  loopBody(fn, kid(node, 'body'), here(fn, exit), here(fn, head));
  jump(fn, head, spanAt(fn, node.end, node.end));
  enter(fn, exit);
}

function doStatement(fn: Fn, node: CNode): void {
  const at = atOf(fn, node);
  const condition = kid(node, 'condition');
  const head = newBlock(fn);
  const test = newBlock(fn);
  const exit = newBlock(fn);
  jump(fn, head, at);
  enter(fn, head);
  fn.blocks[head]!.loop = { kind: 'do', at };
  loopBody(fn, kid(node, 'body'), here(fn, exit), here(fn, test));
  jump(fn, test, at);
  enter(fn, test);
  if (condition) lowerCond(fn, condition, head, exit);
  enter(fn, exit);
}

function forStatement(fn: Fn, node: CNode): void {
  const at = atOf(fn, node);
  const scope = openScope(fn);
  const initializer = kid(node, 'initializer');
  if (initializer?.type === 'declaration') lowerDeclaration(fn, initializer);
  else if (initializer) lowerDiscard(fn, initializer);
  const condition = kid(node, 'condition');
  const update = kid(node, 'update');
  const head = newBlock(fn);
  const body = newBlock(fn);
  const next = newBlock(fn);
  const exit = newBlock(fn);
  jump(fn, head, at);
  enter(fn, head);
  fn.blocks[head]!.loop = { kind: 'for', at };
  if (condition) lowerCond(fn, condition, body, exit);
  else jump(fn, body, at);
  enter(fn, body);
  loopBody(fn, kid(node, 'body'), here(fn, exit), here(fn, next));
  jump(fn, next, at);
  enter(fn, next);
  if (update) lowerDiscard(fn, update);
  jump(fn, head, at);
  enter(fn, exit);
  closeScope(fn, scope);
}

function labeledStatement(fn: Fn, node: CNode): void {
  const label = kid(node, 'label');
  if (label) placeLabel(fn, textOf(fn.source, label), atOf(fn, label));
  lowerStatements(
    fn,
    node.kids.filter((child) => child !== label),
  );
}

function returnStatement(fn: Fn, node: CNode): void {
  const at = atOf(fn, node);
  const inner = firstKid(node);
  if (!inner) return returnFrom(fn, undefined, at);
  const value = lowerExpr(fn, inner);
  if (fn.result.k === 'void') return returnFrom(fn, undefined, at);
  returnFrom(fn, convert(fn, value, fn.result, atOf(fn, inner)), at);
}
