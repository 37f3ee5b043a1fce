/** What every operator needs: where a node stands, and which fact of a path's state it reads. */
import ts from 'typescript';

export const OPERATORS = ['field', 'negate', 'statement', 'off-by-one', 'swap'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A fault to plant: `text` instead of what stands in [start, end) of `file`. */
export interface Mutant {
  readonly operator: Operator;
  /** From the repository's root. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly was: string;
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** The function it lies in. */
  readonly inside: string;
  /** Members of the state (`rcu`, `frame.iters`) that it leaves out. */
  readonly facts: readonly string[];
}

export interface Place {
  readonly file: string;
  readonly source: ts.SourceFile;
  readonly checker: ts.TypeChecker;
}

/** A mutant of `node`'s own text, or of [start, end). */
export function mutantOf(
  place: Place,
  operator: Operator,
  node: ts.Node,
  text: string,
  facts: readonly string[] = [],
  [start, end]: readonly [number, number] = [node.getStart(place.source), node.end],
): Mutant {
  return {
    operator,
    file: place.file,
    start,
    end,
    was: place.source.text.slice(start, end),
    text,
    line: place.source.getLineAndCharacterOfPosition(start).line + 1,
    inside: nameOf(node),
    facts,
  };
}

function nameOf(node: ts.Node): string {
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    if (ts.isFunctionDeclaration(at) && at.name) return at.name.text;
    if (ts.isVariableDeclaration(at) && ts.isSourceFile(at.parent.parent.parent)) return at.name.getText();
    if (ts.isPropertyAssignment(at) && at.initializer.pos < node.pos && ts.isArrowFunction(at.initializer))
      return at.name.getText();
  }
  return '';
}

/** The interfaces of server/analysis/domain/state.ts whose members are facts of a path, and how they are told apart. */
const OWNERS: Readonly<Record<string, string>> = { State: '', Frame: 'frame.' };

/** `rcu` for a member of a State, `frame.iters` for one of a Frame; undefined: neither. */
export function factOf(type: ts.Type, member: string): string | undefined {
  const prefix = OWNERS[type.symbol?.name ?? type.aliasSymbol?.name ?? ''];
  return prefix !== undefined && type.getProperty(member) ? prefix + member : undefined;
}

/** Facts that an expression or statement reads or writes, those included that a variable of the function was made of. */
export function factsIn(node: ts.Node, checker: ts.TypeChecker): readonly string[] {
  const from = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node)?.valueDeclaration : undefined;
  if (from && ts.isVariableDeclaration(from) && from.initializer && !ts.isIdentifier(from.initializer))
    return factsIn(from.initializer, checker);
  const found = new Set<string>();
  const visit = (at: ts.Node): void => {
    if (ts.isPropertyAccessExpression(at)) {
      const fact = factOf(checker.getTypeAtLocation(at.expression), at.name.text);
      if (fact) found.add(fact);
    }
    ts.forEachChild(at, visit);
  };
  visit(node);
  return [...found];
}
