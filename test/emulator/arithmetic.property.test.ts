/** Fast paths of the arithmetic against exact integers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { intOf } from '../../bpf/flow/ctypes/ctypes.ts';
import { foldBinary, foldUnary, wrap } from '../../bpf/flow/ctypes/fold.ts';
import type { BinaryOp, UnaryOp } from '../../bpf/flow/graph.ts';
import { binary, cast, unary } from '../../emulator/machine/arithmetic.ts';
import { norm, toBig } from '../../emulator/machine/values.ts';

const OPS: readonly BinaryOp[] = [
  'add',
  'sub',
  'mul',
  'div',
  'mod',
  'and',
  'or',
  'xor',
  'shl',
  'shr',
  'lt',
  'le',
  'gt',
  'ge',
  'eq',
  'ne',
];
const UNARY: readonly UnaryOp[] = ['neg', 'not', 'lnot'];
const TYPES = [intOf(4, true), intOf(4, false), intOf(8, true), intOf(8, false)];
const EDGES = [
  0n,
  1n,
  -1n,
  2n,
  31n,
  32n,
  63n,
  1n << 31n,
  (1n << 31n) - 1n,
  1n << 32n,
  (1n << 32n) - 1n,
  1n << 53n,
  (1n << 53n) - 1n,
  (1n << 53n) + 1n,
  1n << 63n,
  (1n << 63n) - 1n,
];

const numbers = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }),
  fc.integer().map(BigInt),
  fc.maxSafeInteger().map(BigInt),
);

/** BPF: division by zero is 0, modulo by zero the dividend. */
function expected(f: BinaryOp, a: bigint, b: bigint, type: (typeof TYPES)[number]): bigint {
  return foldBinary(f, a, b, type) ?? (f === 'mod' ? a : 0n);
}

for (const type of TYPES) {
  const name = `${type.signed ? 's' : 'u'}${8 * type.size}`;
  for (const f of OPS) {
    test(`${f} ${name}`, () => {
      const compute = binary(f, type);
      const check = (x: bigint, y: bigint) => {
        const a = wrap(x, type);
        const b = wrap(y, type);
        const found = compute(norm(a), norm(b));
        assert.equal(toBig(found), expected(f, a, b, type), `${a} ${f} ${b}`);
        assert.equal(typeof found, typeof norm(toBig(found)), 'one form for each value');
      };
      for (const x of EDGES) for (const y of EDGES) check(x, y);
      fc.assert(fc.property(numbers, numbers, check), { numRuns: 400 });
    });
  }
  test(`unary ${name}`, () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(...UNARY), (x, f) => {
        const a = wrap(x, type);
        assert.equal(toBig(unary(f, type)(norm(a))), foldUnary(f, a, type));
      }),
    );
  });
}

test('conversions', () => {
  const all = ([1, 2, 4, 8] as const).flatMap((size) => [intOf(size, true), intOf(size, false)]);
  fc.assert(
    fc.property(numbers, fc.constantFrom(...TYPES), fc.constantFrom(...all), (x, from, to) => {
      const a = wrap(x, from);
      assert.equal(toBig(cast(to)(norm(a))), wrap(a, to));
    }),
    { numRuns: 2000 },
  );
});
