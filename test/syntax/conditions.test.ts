import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateCondition } from '../../bpf/syntax/preprocess/condition.ts';
import type { Macro } from '../../bpf/syntax/types.ts';
import { parse, squeeze } from './helpers.ts';

const macro = (name: string, body: string, params?: string[]): Macro => ({
  name,
  params,
  body,
  path: '',
  start: 0,
});
const MACROS = new Map([
  ['ONE', macro('ONE', '1')],
  ['BIG', macro('BIG', '0x100000000ULL')],
  ['TWICE', macro('TWICE', '((x) * 2)', ['x'])],
  ['EMPTY', macro('EMPTY', '')],
]);
const world = {
  lookup: (name: string) => MACROS.get(name),
  isDefined: (name: string) => MACROS.has(name),
};

const VALUES: readonly (readonly [text: string, value: boolean, known: boolean])[] = [
  ['1', true, true],
  ['0', false, true],
  ['ONE == 1 && !0', true, true],
  ['1 + 2 * 3 == 7', true, true],
  ['(1 + 2) * 3 == 9', true, true],
  ['7 - 2 - 1 == 4', true, true],
  ['1 ? 0 : 1', false, true],
  ["'a' == 97", true, true],
  ['BIG >> 32 == 1', true, true],
  ['TWICE(3) == 6', true, true],
  ['-1 < 0 && ~0 == -1', true, true],
  ['0b101 == 5 && 010 == 8', true, true],
  ['defined(ONE) && defined TWICE', true, true],
  ['defined(NOPE)', false, false],
  ['defined(__x86_64__) || ONE', true, true],
  ['0 && NOPE', false, true],
  ['1 || NOPE', true, true],
  ['NOPE', false, false],
  ['NOPE > 3', false, false],
  ['__has_attribute(btf_type_tag)', true, true],
  ['1 / 0', false, false],
  ['', false, false],
  ['(', false, false],
  ['1 1', true, false],
  ['nope(1)', false, false],
];

for (const [text, value, known] of VALUES) {
  test(`#if ${text}`, () => assert.deepEqual(evaluateCondition(text, world), { value, known }));
}

test('deep and long conditions are given up on', () => {
  assert.equal(evaluateCondition(`${'('.repeat(900)}1${')'.repeat(900)}`, world).known, false);
  assert.equal(evaluateCondition(Array(5000).fill('1').join('+'), world).known, false);
});

/** What is left of a text, without the lines of directives. */
function kept(text: string, files: Record<string, string> = {}): string {
  const parsed = parse(text, files);
  assert.equal(parsed.masked.length, text.length);
  assert.deepEqual(parsed.holes, []);
  return squeeze(parsed.masked.replace(/^[ \t]*#.*$/gm, ''));
}

const ARMS: readonly (readonly [what: string, text: string, left: string])[] = [
  ['if 0', "#if 0\nint a; don't /* x\n*/\n#endif\nint b;\n", 'int b;'],
  ['ifdef of nothing', '#ifdef LSP\nint a;\n#else\nint b;\n#endif\n', 'int b;'],
  ['elif', '#if 0\nint a;\n#elif 1\nint b;\n#elif 1\nint c;\n#else\nint d;\n#endif\n', 'int b;'],
  [
    'nested',
    '#if 1\n#if 0\nint a;\n#else\nint b;\n#endif\nint c;\n#else\n#if 1\nint d;\n#endif\n#endif\n',
    'int b; int c;',
  ],
  ['own macro', '#define X 2\n#if X > 1\nint a;\n#endif\n#undef X\n#ifdef X\nint b;\n#endif\n', 'int a;'],
  [
    'bpf',
    '#if defined(__bpf__) && defined(__TARGET_ARCH_x86) && __clang_major__ >= 19\nint a;\n#endif\n',
    'int a;',
  ],
  [
    'inside a statement',
    'int f(int x) {\n\treturn x\n#ifdef A\n\t\t+ 1\n#else\n\t\t+ 2\n#endif\n\t\t;\n}\n',
    'int f(int x) { return x + 2 ; }',
  ],
  [
    'a brace in each arm',
    'int f(int x) {\n#ifdef A\n\tif (x) {\n#else\n\tif (!x) {\n#endif\n\t\tx++;\n\t}\n\treturn x;\n}\n',
    'int f(int x) { if (!x) { x++; } return x; }',
  ],
  ['unterminated', 'int a;\n#if 0\nint b;\n', 'int a;'],
  ['stray endif and else', '#endif\n#else\nint a;\n', 'int a;'],
  [
    'define inside a function',
    'int f(void) {\n\tint a;\n#define N 1\n\treturn N;\n}\n',
    'int f(void) { int a; return N; }',
  ],
  ['define inside an enum', 'enum e {\n\tA,\n#define A A\n\tB,\n#define B B\n};\n', 'enum e { A, B, };'],
  ['a name with blanks behind it', '#define A \nint a;\n#define B(x)  \nint b;\n', 'int a; int b;'],
];

for (const [what, text, left] of ARMS) {
  test(`arms: ${what}`, () => {
    assert.equal(kept(text), left);
    assert.equal(kept(text.replaceAll('\n', '\r\n')), left);
  });
}

test('conditions on names that nothing defines are listed', () => {
  const text =
    '#ifndef GUARD\n#define GUARD\n#ifdef CONFIG_X\n#endif\n#if CONFIG_Y > 2\n#endif\n#if 1\n#endif\n#ifdef LSP\n#endif\n#endif\n';
  assert.deepEqual(
    parse(text).conditions.map(({ text: condition, taken }) => [condition, taken]),
    [
      ['CONFIG_X', false],
      ['CONFIG_Y > 2', false],
    ],
  );
});

test('a system header that was asked for defines its macros', () => {
  const test_ = '#ifndef bpf_for\nint own;\n#endif\n';
  assert.equal(kept(test_), 'int own;');
  assert.equal(kept(`#include <bpf/bpf_helpers.h>\n${test_}`), '');
});
