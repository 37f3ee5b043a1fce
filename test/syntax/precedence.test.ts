import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExpression } from '../../bpf/flow/fragments/fragment.ts';
import { evaluateCondition } from '../../bpf/syntax/preprocess/condition.ts';
import type { CNode } from '../../bpf/syntax/types.ts';

/** C11 6.5.5 to 6.5.14, the tightest first. */
const LEVELS = [
  ['*', '/', '%'],
  ['+', '-'],
  ['<<', '>>'],
  ['<', '>', '<=', '>='],
  ['==', '!='],
  ['&'],
  ['^'],
  ['|'],
  ['&&'],
  ['||'],
];
const OPERATORS = LEVELS.flat();
const levelOf = (operator: string): number => LEVELS.findIndex((level) => level.includes(operator));

/** Every two operators in a row, with the parentheses that C puts there. */
const PAIRS = OPERATORS.flatMap((x) =>
  OPERATORS.map((y) => ({
    text: `a ${x} b ${y} c`,
    grouped: levelOf(x) <= levelOf(y) ? `((a ${x} b) ${y} c)` : `(a ${x} (b ${y} c))`,
  })),
);
const LONGER = [
  { text: 'a - b - c - d', grouped: '(((a - b) - c) - d)' },
  { text: 'a || b && c | d', grouped: '(a || (b && (c | d)))' },
  { text: 'a * b + c << d', grouped: '(((a * b) + c) << d)' },
  { text: 'a | b ^ c & d == a', grouped: '(a | (b ^ (c & (d == a))))' },
  { text: 'a + b * c - d', grouped: '((a + (b * c)) - d)' },
  { text: 'a && b == c || d < a', grouped: '((a && (b == c)) || (d < a))' },
  { text: '(a + b) * c', grouped: '((a + b) * c)' },
  { text: 'a * (b - (c - d))', grouped: '(a * (b - (c - d)))' },
  { text: 'a - -b * ~c', grouped: '(a - (-b * ~c))' },
];
const ROWS = [...PAIRS, ...LONGER];

function printed(text: string, node: CNode): string {
  const part = (field: string): CNode => node.kids.find((kid) => kid.field === field)!;
  if (node.type === 'parenthesized_expression') return printed(text, node.kids[0]!);
  if (node.type === 'unary_expression') return `${part('operator').type}${printed(text, part('argument'))}`;
  if (node.type !== 'binary_expression') return text.slice(node.start, node.end);
  return `(${printed(text, part('left'))} ${part('operator').type} ${printed(text, part('right'))})`;
}

test('fragments: operators bind as C says', () => {
  for (const { text, grouped } of ROWS) {
    const tree = parseExpression(text, 0, text.length, { isType: () => false });
    assert.equal(tree && printed(text, tree), grouped);
  }
});

/** Small numbers with which any other grouping gives another value for some; none divides by 0 alone. */
const VALUES = [
  [7, 2, 3, 1],
  [1, 6, 4, 9],
  [12, 5, 2, 3],
  [3, 3, 1, 2],
  [0, 1, 2, 8],
  [1, 1, 0, 5],
  [9, 4, 9, 0],
  [2, 0, 1, 1],
] as const;

test('#if: operators bind as C says', () => {
  for (const { text, grouped } of ROWS)
    for (const values of VALUES) {
      const filled = (one: string): string =>
        one.replace(/[abcd]/g, (name) => `${values['abcd'.indexOf(name)]}`);
      const world = { lookup: () => undefined, isDefined: () => false };
      const { known } = evaluateCondition(filled(grouped), world);
      const { value } = evaluateCondition(`(${filled(text)}) == ${filled(grouped)}`, world);
      if (known) assert.ok(value, filled(text));
    }
});

test('what is decided on the left does not ask what is on the right', () => {
  const world = { lookup: () => undefined, isDefined: () => false };
  for (const text of ['1 || NOPE + 1', '0 && NOPE || 1', '1 || 0 && NOPE', '1 || 1 / 0'])
    assert.deepEqual(evaluateCondition(text, world), { value: true, known: true }, text);
  for (const text of ['NOPE || 1 && 0', '0 || NOPE', '1 && NOPE', '1 / 0 || 1'])
    assert.equal(evaluateCondition(text, world).known, false, text);
});
