/** Every mutant of a file: small changes, each of them a mistake that somebody could have made. */
import ts from 'typescript';
import { fieldMutants } from './fields.ts';
import { factsIn, type Mutant, mutantOf, type Place } from './places.ts';

export function mutantsOf(place: Place): readonly Mutant[] {
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isImportDeclaration(node)) return;
    for (const operator of [fieldMutants, negated, dropped, shifted, swapped])
      found.push(...operator(place, node));
    ts.forEachChild(node, visit);
  };
  visit(place.source);
  return found;
}

function conditionOf(node: ts.Node, checker: ts.TypeChecker): ts.Expression | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return node.expression;
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) return node.condition;
  const value = ts.isReturnStatement(node)
    ? node.expression
    : ts.isArrowFunction(node)
      ? node.body
      : undefined;
  if (!value || ts.isBlock(value)) return undefined;
  const isLiteral = value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword;
  const type = checker.getTypeAtLocation(value);
  return isLiteral || type.flags & ts.TypeFlags.BooleanLike ? value : undefined;
}

function negated(place: Place, node: ts.Node): readonly Mutant[] {
  const condition = conditionOf(node, place.checker);
  if (!condition) return [];
  return [mutantOf(place, 'negate', condition, `!(${condition.getText(place.source)})`)];
}

function isDroppable(node: ts.Node): boolean {
  if (ts.isIfStatement(node)) return !node.elseStatement && !ts.isIfStatement(node.parent);
  return (
    ts.isExpressionStatement(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isWhileStatement(node) ||
    ts.isBreakOrContinueStatement(node)
  );
}

function dropped(place: Place, node: ts.Node): readonly Mutant[] {
  return isDroppable(node) ? [mutantOf(place, 'statement', node, ';', factsIn(node, place.checker))] : [];
}

const SHIFTED: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
]);

/** A number from here on is a budget of work: one unit more or less is no mistake. */
const LARGE = 1_000;

function shifted(place: Place, node: ts.Node): readonly Mutant[] {
  if (ts.isBinaryExpression(node)) {
    const operator = SHIFTED.get(node.operatorToken.kind);
    return operator ? [mutantOf(place, 'off-by-one', node.operatorToken, operator)] : [];
  }
  if (ts.isBigIntLiteral(node))
    return [mutantOf(place, 'off-by-one', node, `${BigInt(node.text.slice(0, -1)) + 1n}n`)];
  if (!ts.isNumericLiteral(node) || Number(node.text) >= LARGE) return [];
  return [mutantOf(place, 'off-by-one', node, `${Number(node.text) + 1}`)];
}

/** Two neighbouring arguments, or operands of a subtraction, of one type. */
function swapped(place: Place, node: ts.Node): readonly Mutant[] {
  if (!ts.isCallExpression(node)) return [];
  const { checker, source } = place;
  // Math.min() and Math.max() do not care.
  if (/^Math\./.test(node.expression.getText(source))) return [];
  return node.arguments.slice(1).flatMap((second, i) => {
    const first = node.arguments[i]!;
    const [a, b] = [first, second].map((arg) =>
      checker.getBaseTypeOfLiteralType(checker.getTypeAtLocation(arg)),
    );
    const [x, y] = [first.getText(source), second.getText(source)];
    if (x === y || !checker.isTypeAssignableTo(a!, b!) || !checker.isTypeAssignableTo(b!, a!)) return [];
    const range = [first.getStart(source), second.end] as const;
    const between = source.text.slice(first.end, second.getStart(source));
    return [mutantOf(place, 'swap', node, `${y}${between}${x}`, [], range)];
  });
}
