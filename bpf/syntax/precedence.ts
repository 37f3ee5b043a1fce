/** Precedence of C's binary operators, and the one reader that joins operands by it. */

/** From the loosest to the tightest (C11 6.5.14 to 6.5.5). All of them associate to the left. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const POWERS: ReadonlyMap<string, number> = new Map(
  LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, level + 1] as const)),
);

/** How tightly a binary operator binds: more is tighter, 0 is no binary operator. */
export function bindingPower(text: string): number {
  return POWERS.get(text) ?? 0;
}

/** What a reader of expressions takes from its tokens and what it makes of it. `S`: the reader's state. */
export interface BinaryRules<S, Operator, Operand> {
  /** The binding power of what comes next; 0 ends the expression. */
  readonly power: (state: S) => number;
  /** Takes the operator that comes next. */
  readonly operator: (state: S) => Operator;
  /** Takes an operand. `pending`: operators on the left that wait for it, which tells how deeply it is nested. */
  readonly operand: (state: S, pending: number) => Operand;
  readonly join: (state: S, left: Operand, operator: Operator, right: Operand) => Operand;
}

/**
 * Operands and the operators between them, joined by precedence. What waits is kept on stacks: an expression of any
 * length takes no recursion. An operator's operands are joined before anything on its right is taken.
 */
export function readBinary<S, Operator, Operand>(
  state: S,
  rules: BinaryRules<S, Operator, Operand>,
): Operand {
  const first = rules.operand(state, 0);
  if (rules.power(state) === 0) return first;
  const operands = [first];
  const operators: Operator[] = [];
  const powers: number[] = [];
  for (;;) {
    const power = rules.power(state);
    if (power > (powers.at(-1) ?? 0)) {
      powers.push(power);
      operators.push(rules.operator(state));
      operands.push(rules.operand(state, operators.length));
      continue;
    }
    if (operators.length === 0) return operands[0]!;
    powers.pop();
    const right = operands.pop()!;
    const left = operands.pop()!;
    operands.push(rules.join(state, left, operators.pop()!, right));
  }
}
