import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sayReason } from '../../bpf/words/reasons.ts';
import { unitsOf } from '../support/work.ts';
import { lower, lowerAll } from './helpers.ts';
import { SAMPLE } from './sample.ts';
import { complaints } from './wellformed.ts';

/** About 20 s of an idle machine. */
const MOST_UNITS = 400;
const chain = (count: number, item: string, separator: string): string =>
  Array(count).fill(item).join(separator);

/** Text, and whether the function `f` must be complete. */
const TEXTS: readonly (readonly [what: string, text: string, complete: boolean])[] = [
  ['a chain of 1,500 operators', `int f(int x) { return ${chain(1_500, 'x', ' + ')}; }`, true],
  ['a chain of 20,000 operators', `int f(int x) { return ${chain(20_000, 'x', ' + ')}; }`, false],
  ['a chain of 1,500 comparisons', `int f(int x) { return ${chain(1_500, 'x == 1', ' || ')}; }`, true],
  [
    'a condition of 1,500 parts',
    `int f(int x) { if (${chain(1_500, 'x', ' && ')}) return 1; return 0; }`,
    true,
  ],
  ['900 else ifs', `int f(int a) { ${chain(900, 'if (a == 3) a++;', ' else ')} return a; }`, true],
  ['1,500 commas', `int f(int a) { return (${chain(1_500, 'a++', ', ')}); }`, true],
  ['300 prefix operators', `int f(int a) { return ${'!'.repeat(300)}a; }`, true],
  ['20,000 prefix operators', `int f(int a) { return ${'!'.repeat(20_000)}a; }`, false],
  ['20,000 casts', `int f(int a) { return ${'(int)'.repeat(20_000)}a; }`, false],
  ['450 nested parentheses', `int f(int a) { return ${'('.repeat(450)}a${')'.repeat(450)}; }`, true],
  [
    '20,000 nested parentheses',
    `int f(int a) { return ${'('.repeat(20_000)}a${')'.repeat(20_000)}; }`,
    false,
  ],
  ['20,000 nested ifs', `int f(int a) { ${'if (a) '.repeat(20_000)}; return a; }`, false],
  ['20,000 nested conditionals', `int f(int a) { return ${'a ? 1 : '.repeat(20_000)}2; }`, false],
  [
    '40 nested constant conditionals',
    `int f(void) { return ${'(('.repeat(40)}1${' ? 1 : 0) ? 2 : 3)'.repeat(40)}; }`,
    true,
  ],
  ['200 nested sizeofs', `int f(int a) { return ${'sizeof(1 + '.repeat(200)}a${')'.repeat(200)}; }`, true],
  [
    '200 nested typeofs',
    `int f(int a) { ${'typeof('.repeat(200)}a${')'.repeat(200)} b = a; return b; }`,
    true,
  ],
  ['20,000 stars', `int f(int ${'*'.repeat(20_000)}a) { return a == 0; }`, false],
  ['20,000 dimensions', `int a${'[1]'.repeat(20_000)}; int f(void) { return 0; }`, true],
  ['a struct in itself', 'struct a { struct a b; int c; }; int f(struct a *p) { return p->b.c; }', true],
  [
    '500 nested structs',
    `${'struct {'.repeat(400)} int x; ${'};'.repeat(400)} int f(void) { return 0; }`,
    true,
  ],
  [
    '50,000 labels',
    `int f(int a) { ${Array.from({ length: 50_000 }, (_, i) => `l${i}: a++;`).join('')} return a; }`,
    true,
  ],
  [
    '20,000 gotos',
    `int f(int a) { ${Array.from({ length: 20_000 }, (_, i) => `if (a == ${i}) goto out;`).join('')} out: return a; }`,
    true,
  ],
  [
    '20,000 locals in scope',
    `int f(int a) { ${Array.from({ length: 20_000 }, (_, i) => `int v${i} = a;`).join('')} return v1; }`,
    true,
  ],
  [
    '5,000 buffers and returns',
    `int f(int a) { ${Array.from({ length: 5_000 }, (_, i) => `char v${i}[4]; if (a == ${i}) return 1;`).join('')} return 0; }`,
    true,
  ],
  [
    'a range initialiser over everything',
    'int f(void) { int a[0x7fffffff] = { [0 ... 0x7ffffffe] = 1 }; return a[0]; }',
    false,
  ],
  ['a huge static array', 'static char a[0x7fffffffffffffff]; int f(void) { return a[1]; }', true],
  [
    'a chain of 20,000 constants',
    `const int a0 = 1; ${Array.from({ length: 20_000 }, (_, i) => `const int a${i + 1} = a${i} + 1;`).join('')} int b[a20000]; int f(void) { return sizeof(b); }`,
    true,
  ],
  [
    'constants in a circle',
    'extern const int b; const int a = b; const int b = a; int c[a]; int f(void) { return a; }',
    true,
  ],
  ['macros in a circle', '#define A B\n#define B A\nint a[A]; int f(void) { return A; }', true],
  ['an enum in a circle', 'enum e { A = B, B = A }; int f(void) { return A; }', true],
  [
    '20,000 cases',
    `int f(int a) { switch (a) { ${Array.from({ length: 20_000 }, (_, i) => `case ${i}: a++;`).join('')} } return a; }`,
    true,
  ],
  [
    '20,000 cleanups with early returns',
    `int f(int a) { ${chain(300, 'struct bpf_cpumask *m __free(bpf_cpumask) = x(); if (a) return 1;', ' ')} return 0; }`,
    true,
  ],
];

for (const [what, text, complete] of TEXTS) {
  test(`hostile to lower: ${what}`, () => {
    let gaps: readonly string[] = [''];
    const units = unitsOf(() => {
      gaps = lower(text).functions.get('f')?.graph().incomplete.map(sayReason) ?? [''];
    });
    assert.ok(units < MOST_UNITS, `${units} units of work`);
    assert.equal(gaps.length === 0, complete, gaps.join('; '));
  });
}

const PIECES = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '*',
  '&',
  '-',
  '!',
  '->',
  '.',
  '=',
  '?',
  ':',
  '0',
  '1u',
  '"s"',
  "'c'",
  'x',
  'struct',
  'sizeof',
  'typeof(',
  'if',
  'else',
  'for (;;)',
  'while (1)',
  'switch (x)',
  'case 1:',
  'default:',
  'goto out;',
  'break;',
  'continue;',
  'return',
  'int',
  'u32',
  'static',
  'const',
  '__free(bpf_cpumask)',
  'guard(rcu)();',
  'scoped_guard(rcu)',
  'bpf_for(i, 0, 3)',
  'bpf_for_each(x, y)',
  'MEMBER_VPTR(a, [i])',
  'container_of(p, struct s, m)',
  '({',
  '})',
  '...',
  'case 1 ... 2:',
];

test('lowering never throws on programs with random pieces put in or taken out', () => {
  const edits = fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(30),
      piece: fc.constantFrom(...PIECES, ''),
    }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(edits, (changes) => {
      let text = SAMPLE;
      for (const { at, cut, piece } of changes) {
        const start = Math.floor(at * text.length);
        text = `${text.slice(0, start)} ${piece} ${text.slice(start + cut)}`;
      }
      const module = lower(text);
      lowerAll(module);
      for (const info of module.functions.values()) {
        const graph = info.graph();
        if (graph.incomplete.length === 0) assert.deepEqual(complaints(graph), []);
      }
      for (const global of module.globals.values()) {
        void global.initial;
        global.image();
      }
    }),
    { numRuns: 300 },
  );
});
