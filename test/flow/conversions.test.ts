import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { wrap } from '../../bpf/flow/ctypes/fold.ts';
import { root } from '../support/root.ts';
import { newMachine, run } from './evaluator.ts';
import { body, lower } from './helpers.ts';

interface Recorded {
  readonly source: string;
  readonly calls: readonly (readonly [fn: string, args: string, result: string])[];
}

test('random integer functions give what gcc recorded (record-conversions.mjs)', () => {
  const recorded = JSON.parse(
    readFileSync(join(root, 'test/flow/conversions.json.golden'), 'utf8'),
  ) as Recorded;
  const module = lower(recorded.source);
  const wrong: string[] = [];
  for (const [name, args, want] of recorded.calls) {
    const { params } = module.functions.get(name)!;
    const values = args.split(',').map((arg, i) => wrap(BigInt(arg), params[i]!.type));
    const got = String(run(newMachine(module), name, values));
    if (got !== want) wrong.push(`${name}(${args}) is ${want}, not ${got}`);
  }
  assert.deepEqual(wrong.slice(0, 5), []);
});

/** Parameters, expression, and the instructions before `return`. */
const TABLE: readonly (readonly [params: string, expression: string, ...want: string[]])[] = [
  ['u8 a, u8 b', 'a + b', '%2 = cast a.0 u8 -> s32', '%3 = cast b.1 u8 -> s32', '%4 = add s32 %2, %3'],
  ['u32 a, s32 b', 'a < b', '%2 = cast b.1 s32 -> u32', '%3 = lt u32 a.0, %2'],
  ['u32 a, s64 b', 'a < b', '%2 = cast a.0 u32 -> s64', '%3 = lt s64 %2, b.1'],
  ['u64 a, s32 b', 'a / b', '%2 = cast b.1 s32 -> u64', '%3 = div u64 a.0, %2'],
  ['u8 a, u64 b', 'a << b', '%2 = cast a.0 u8 -> s32', '%3 = cast b.1 u64 -> s32', '%4 = shl s32 %2, %3'],
  ['u64 a, int b', 'a >> b', '%2 = cast b.1 s32 -> u64', '%3 = shr u64 a.0, %2'],
  ['u16 a', '~a', '%1 = cast a.0 u16 -> s32', '%2 = not s32 %1'],
  ['u32 a', '-a', '%1 = neg u32 a.0'],
  ['u8 a', '!a', '%1 = lnot u8 a.0'],
  ['char a', '(unsigned char)a', '%1 = cast a.0 s8 -> u8'],
  ['bool a', 'a + 1', '%1 = cast a.0 bool -> s32', '%2 = add s32 %1, 1:s32'],
  ['u64 a', '(bool)a', '%1 = cast a.0 u64 -> bool'],
  ['u32 a', 'a + 0x80000000', '%1 = add u32 a.0, 2147483648:u32'],
  ['u32 a', 'a + 2147483648', '%1 = cast a.0 u32 -> s64', '%2 = add s64 %1, 2147483648:s64'],
  ['u32 a', 'a == -1', '%1 = eq u32 a.0, 4294967295:u32'],
  ['u64 a', 'a == -1', '%1 = eq u64 a.0, 18446744073709551615:u64'],
  ['s8 a', "a == '\\xff'", '%1 = cast a.0 s8 -> s32', '%2 = eq s32 %1, -1:s32'],
  ['int *a, u32 b', 'a[b]', '%2 = cast b.1 u32 -> u64', '%3 = a.0 + %2 * 4', '%4 = load s32 %3'],
  ['char *a, char *b', 'a - b', '%2 = (a.0 - b.1) / 1'],
  ['void *a', 'a == 0', '%1 = eq void* a.0, NULL'],
  ['u8 a', 'a += 200', '%1 = cast a.0 u8 -> s32', '%2 = add s32 %1, 200:s32', 'a.0 = cast %2 s32 -> u8'],
  [
    's16 a',
    'a++',
    '%1 = a.0',
    '%2 = cast a.0 s16 -> s32',
    '%3 = add s32 %2, 1:s32',
    'a.0 = cast %3 s32 -> s16',
  ],
  ['int a', 'sizeof(a++) + sizeof(int[3])', ''],
];

for (const [params, expression, ...want] of TABLE) {
  test(`conversions: ${expression} of ${params}`, () => {
    const lines = body(
      `typeof(({ ${params.replaceAll(',', ';')}; ${expression}; })) f(${params}) { return ${expression}; }`,
    );
    const shown = lines.slice(1, -1).filter((line) => !line.startsWith('return'));
    assert.deepEqual(
      shown,
      want.filter((line) => line !== ''),
    );
  });
}

const CONSTANTS: readonly (readonly [expression: string, value: string])[] = [
  ['sizeof(long) + 2', '10'],
  ['-7 / 2', '-3'],
  ['-7 % 3', '-1'],
  ['-1 >> 1', '-1'],
  ['-1u >> 1', '2147483647'],
  ['1 << 31', '-2147483648'],
  ['1ull << 63', '9223372036854775808'],
  ['(u8)300 + (s8)200', '-12'],
  ['0x7fffffff + 1', '-2147483648'],
  ['~0ul', '18446744073709551615'],
  ['-1 < 0u', '0'],
  ['-1l < 0u', '1'],
  ['3 > 2 ? -1 : 1u', '4294967295'],
  ["'a' + '\\n' + '\\0'", '107'],
  ['sizeof("abc" "de")', '6'],
  ['sizeof(struct cpumask)', '32'],
  ['sizeof(struct bpf_cpumask)', '40'],
  ['sizeof(struct bpf_timer)', '16'],
  ["0b101 + 017 + 1'000", '1020'],
  ['__builtin_constant_p(3 + 4)', '1'],
  ['(1 ? (void *)0 : (int *)0) == 0', '1'],
  ['BPF_F_NO_PREALLOC | BPF_ANY', '1'],
  ['-ENOMEM', '-12'],
  ['bpf_htons(0x1234)', '13330'],
];

for (const [expression, value] of CONSTANTS) {
  test(`constant: ${expression}`, () => {
    const module = lower(`typeof(${expression}) value = ${expression};`);
    assert.equal(String(module.globals.get('value')!.initial), value);
  });
}
