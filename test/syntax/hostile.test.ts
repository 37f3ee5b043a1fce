import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitsOf } from '../support/work.ts';
import { find, parse, textOf } from './helpers.ts';

/** About 20 s of an idle machine. */
const MOST_UNITS = 400;
const WHOLE = '\nint whole(void) { return 1; }\n';

const TEXTS: readonly (readonly [what: string, text: string, findsWhole: boolean])[] = [
  ['empty', '', false],
  ['byte order mark', `\ufeff${WHOLE}`, true],
  ['NUL bytes', `int a\0;\0/* \0 */${WHOLE}`, true],
  ['20,000 nested parentheses', `int a = ${'('.repeat(20_000)}1${')'.repeat(20_000)};${WHOLE}`, true],
  ['20,000 open parentheses', `${WHOLE}int f(void) { return ${'('.repeat(20_000)};}`, true],
  ['50,000 nested braces', `void f(void)${'{'.repeat(50_000)}${'}'.repeat(50_000)}${WHOLE}`, true],
  ['50,000 open braces', `${WHOLE}void f(void)${'{'.repeat(50_000)}`, true],
  ['unterminated comment', `${WHOLE}/* x`, true],
  ['unterminated string', `char *a = "abc\n;${WHOLE}`, true],
  ['a chain of 20,000 operators', `int a = ${Array(20_000).fill('x').join('+')};${WHOLE}`, true],
  ['20,000 prefix operators', `int f(void) { return ${'!'.repeat(20_000)}x; }${WHOLE}`, true],
  ['5,000 else ifs', `int f(int a) { ${Array(5_000).fill('if (a) a++;').join(' else ')} }${WHOLE}`, true],
  ['50,000 nested #if', `${'#if X\n'.repeat(50_000)}${'#endif\n'.repeat(50_000)}${WHOLE}`, true],
  ['50,000 SEC(', `${WHOLE}${'SEC('.repeat(50_000)}`, true],
  ['20,000 macros without an end', `#define X(a) int a\n${'X(foo) '.repeat(20_000)}`, false],
  [
    '10,000 nested special calls',
    `int f(void) { return ${'container_of('.repeat(10_000)}1${', struct s, m)'.repeat(10_000)}; }${WHOLE}`,
    true,
  ],
  [
    '20,000 type arguments',
    `int f(int a) { g(${Array(20_000).fill('struct a').join(', ')}); }${WHOLE}`,
    true,
  ],
  ['30,000 members of nothing', `${WHOLE}${'.x='.repeat(30_000)}`, true],
  ['members of nothing, with commas', `${WHOLE}${`${'.x='.repeat(1_300)},`.repeat(25)}`, true],
  ['members of nothing, with more commas', `${WHOLE}${`${'.x='.repeat(30)},`.repeat(1_000)}`, true],
  ['200,000 quotes', '"'.repeat(200_000), false],
  ['5 MB of functions', 'int f(int a) { return a + 1; }\n'.repeat(165_000) + WHOLE, true],
  ['5 MB of junk', 'a ) } ] ( { [ " \' # @ $ ` \\ ; , . < struct if 0x1 \n'.repeat(100_000), false],
  ['5 MB of one name', 'a'.repeat(5_000_000), false],
];

for (const [what, text, findsWhole] of TEXTS) {
  test(`hostile: ${what}`, () => {
    let parsed = parse('');
    const units = unitsOf(() => {
      parsed = parse(text);
    });
    assert.equal(parsed.masked.length, text.length);
    assert.ok(units < MOST_UNITS, `${units} units of work`);
    const names = find(parsed.root, 'function_declarator').map((node) => textOf(parsed, node));
    assert.equal(names.includes('whole(void)'), findsWhole);
  });
}
