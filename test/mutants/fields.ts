/** The operator that leaves something out of a comparison or a copy. */
import ts from 'typescript';
import { factOf, factsIn, type Mutant, mutantOf, type Place } from './places.ts';

/** What a comparison gives that finds no difference. */
const DISTINGUISH: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, 'true'],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, 'false'],
]);

export function fieldMutants(place: Place, node: ts.Node): readonly Mutant[] {
  if (ts.isBinaryExpression(node)) return [...operands(place, node), ...comparison(place, node)];
  if (ts.isTemplateSpan(node))
    return [mutantOf(place, 'field', node.expression, "''", factsIn(node.expression, place.checker))];
  if (ts.isPropertyAssignment(node)) return cells(place, node);
  if (ts.isObjectLiteralExpression(node)) return copies(place, node);
  return [];
}

/** `a && b`, `a || b`: without the one, without the other. */
function operands(place: Place, node: ts.BinaryExpression): readonly Mutant[] {
  const { kind } = node.operatorToken;
  if (kind !== ts.SyntaxKind.AmpersandAmpersandToken && kind !== ts.SyntaxKind.BarBarToken) return [];
  const without = (dropped: ts.Expression, kept: ts.Expression) =>
    mutantOf(place, 'field', node, kept.getText(place.source), factsIn(dropped, place.checker));
  return [without(node.left, node.right), without(node.right, node.left)];
}

/** `a.rcu !== b.rcu`, which decides nothing any more. */
function comparison(place: Place, node: ts.BinaryExpression): readonly Mutant[] {
  const same = DISTINGUISH.get(node.operatorToken.kind);
  if (same === undefined || memberOf(node.left) === undefined) return [];
  if (memberOf(node.left) !== memberOf(node.right)) return [];
  // As an operand of its own it is left out there.
  const chain = ts.isBinaryExpression(node.parent) ? node.parent.operatorToken.kind : undefined;
  const and = ts.SyntaxKind.AmpersandAmpersandToken;
  if (chain === (same === 'true' ? and : ts.SyntaxKind.BarBarToken)) return [];
  return [mutantOf(place, 'field', node, same, factsIn(node, place.checker))];
}

/** Last member that an expression reads: `off` of `old.off`, `length` of `old.locks.length`. */
function memberOf(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isCallExpression(node) && node.arguments.length > 0 ? node.expression.getText() : undefined;
}

/** A fact that one of the places which the table is for passes over. */
function cells(place: Place, node: ts.PropertyAssignment): readonly Mutant[] {
  const fact = node.parent.parent;
  const type = place.checker.getContextualType(node.parent);
  if (type?.symbol?.name !== 'StateFact' || !ts.isPropertyAssignment(fact)) return [];
  const { initializer } = node;
  if (initializer.getText(place.source) === 'undefined') return [];
  return [mutantOf(place, 'field', initializer, 'undefined', [fact.name.getText(place.source)])];
}

/** Of `{ ...other, member }`: without the member, and with a member that starts anew instead of being copied. */
function copies(place: Place, node: ts.ObjectLiteralExpression): readonly Mutant[] {
  const spread = node.properties.find(ts.isSpreadAssignment);
  if (!spread) return [];
  const { checker, source } = place;
  const type = checker.getContextualType(node) ?? checker.getTypeAtLocation(node);
  const given = node.properties.filter((property) => !ts.isSpreadAssignment(property));
  const named = new Set(given.map((property) => property.name?.getText(source) ?? ''));
  const left = given.map((property) => {
    const fact = factOf(type, property.name?.getText(source) ?? '');
    const after = source.text.slice(property.end).match(/^\s*,/)?.[0].length ?? 0;
    const range = [property.getStart(source), property.end + after] as const;
    return mutantOf(place, 'field', property, '', fact ? [fact] : [], range);
  });
  // What was made just now is no copy.
  if (ts.isCallExpression(spread.expression)) return left;
  const from = checker.getTypeAtLocation(spread.expression);
  const anew = from.getProperties().flatMap((member) => {
    const value = startOf(checker.getTypeOfSymbol(member), checker);
    if (named.has(member.name) || value === undefined) return [];
    const text = `...${spread.expression.getText(source)}, ${member.name}: ${value}`;
    const fact = factOf(from, member.name);
    return [mutantOf(place, 'field', spread, text, fact ? [fact] : [])];
  });
  return [...left, ...anew];
}

/** What a member of a type holds before anything happened; undefined: nothing that could be said for all. */
function startOf(type: ts.Type, checker: ts.TypeChecker): string | undefined {
  if (type.isUnion() && type.types.some((one) => one.flags & ts.TypeFlags.Undefined)) return 'undefined';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'false';
  if (type.flags & ts.TypeFlags.NumberLike) return '0';
  if (type.flags & ts.TypeFlags.String) return "''";
  if (checker.isArrayType(type)) return '[]';
  return type.symbol?.name === 'ReadonlyMap' || type.symbol?.name === 'Map' ? 'new Map()' : undefined;
}
