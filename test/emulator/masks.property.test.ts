/** The mask algebra against plain sets of numbers, over random words, NR_CPUS and nr_cpu_ids. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as masks from '../../emulator/machine/masks.ts';
import { bitsOf, formatCpuList, parseCpuList } from '../../emulator/machine/topology.ts';

interface Case {
  readonly sizes: masks.Sizes;
  readonly a: Uint32Array;
  readonly b: Uint32Array;
}

const cases: fc.Arbitrary<Case> = fc
  .record({ k: fc.integer({ min: 2, max: 400 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .chain(({ k, share }) => {
    const sizes = masks.sizesOf(k, Math.max(2, Math.round(k * share)));
    const words = fc.array(fc.integer({ min: 0, max: 0xffffffff }), {
      minLength: sizes.words,
      maxLength: sizes.words,
    });
    return fc.record({
      sizes: fc.constant(sizes),
      a: words.map((list) => Uint32Array.from(list)),
      b: words.map((list) => Uint32Array.from(list)),
    });
  });

const at = (w: Uint32Array): masks.Mask => ({ w, at: 0 });
const below = (w: Uint32Array, bits: number): number[] => bitsOf(w).filter((bit) => bit < bits);
const holds = (name: string, check: (it: Case) => void): void => {
  test(name, () => fc.assert(fc.property(cases, check), { numRuns: 300 }));
};

holds('first, first zero, first common', ({ sizes, a, b }) => {
  const { s } = sizes;
  const set = new Set(bitsOf(b));
  const all = Array.from({ length: s }, (_, bit) => bit);
  assert.equal(masks.first(at(a), sizes), below(a, s)[0] ?? s);
  assert.equal(masks.firstZero(at(a), sizes), all.find((bit) => !new Set(bitsOf(a)).has(bit)) ?? s);
  assert.equal(masks.firstAnd(at(a), at(b), sizes), below(a, s).find((bit) => set.has(bit)) ?? s);
});

holds('weight, empty, full', ({ sizes, a }) => {
  assert.equal(masks.weightOf(at(a), sizes), below(a, sizes.s).length);
  assert.equal(masks.isEmpty(at(a), sizes), below(a, sizes.s).length === 0);
  assert.equal(masks.isFull(at(a), sizes), below(a, sizes.n).length === sizes.n);
});

holds('equal, intersects, subset', ({ sizes, a, b }) => {
  const x = below(a, sizes.s);
  const y = new Set(below(b, sizes.s));
  assert.equal(
    masks.intersects(at(a), at(b), sizes),
    x.some((bit) => y.has(bit)),
  );
  assert.equal(
    masks.isSubset(at(a), at(b), sizes),
    x.every((bit) => y.has(bit)),
  );
  assert.equal(masks.equalMasks(at(a), at(b), sizes), x.length === y.size && x.every((bit) => y.has(bit)));
  assert.equal(masks.equalMasks(at(a), at(a), sizes), true);
});

holds('and, or, xor below the small size; or and xor of whole words', ({ sizes, a, b }) => {
  const result = new Uint32Array(sizes.words);
  const y = new Set(below(b, sizes.s));
  const both = below(a, sizes.s).filter((bit) => y.has(bit));
  assert.equal(masks.andMask(at(result), at(a), at(b), sizes), both.length > 0);
  assert.deepEqual(below(result, sizes.s), both);
  assert.deepEqual(below(result, 32 * masks.wordsOf(sizes.s)), both);
  masks.orMask(at(result), at(a), at(b), sizes);
  const words = masks.wordsOf(sizes.s);
  for (let i = 0; i < words; i++) assert.equal(result[i], (a[i]! | b[i]!) >>> 0);
  masks.xorMask(at(result), at(a), at(b), sizes);
  for (let i = 0; i < words; i++) assert.equal(result[i], (a[i]! ^ b[i]!) >>> 0);
});

holds('the destination may be a source', ({ sizes, a, b }) => {
  const apart = new Uint32Array(sizes.words);
  masks.andMask(at(apart), at(a), at(b), sizes);
  const same = a.slice();
  masks.andMask(at(same), at(same), at(b), sizes);
  assert.deepEqual(below(same, sizes.s), below(apart, sizes.s));
});

holds('setall sets every CPU, clear none; a copy is equal', ({ sizes, a }) => {
  const result = a.slice();
  masks.setAll(at(result), sizes);
  assert.equal(masks.weightOf(at(result), sizes), sizes.n);
  assert.equal(masks.isFull(at(result), sizes), true);
  masks.clearAll(at(result), sizes);
  assert.equal(masks.isEmpty(at(result), sizes), true);
  masks.copyMask(at(result), at(a), sizes);
  assert.equal(masks.equalMasks(at(result), at(a), sizes), true);
});

holds('distribute visits every common CPU once a round', ({ sizes, a, b }) => {
  const set = new Set(below(b, sizes.s));
  const common = below(a, sizes.s).filter((bit) => set.has(bit));
  if (common.length === 0 || common.at(-1)! >= sizes.n) return;
  let cursor = 0;
  const seen = common.map(() => {
    cursor = masks.distribute(at(a), at(b), sizes.s, cursor);
    return cursor;
  });
  assert.deepEqual(
    seen.sort((x, y) => x - y),
    common,
  );
});

test('lists of CPUs read back as they were written', () => {
  const lists = fc.uniqueArray(fc.integer({ min: 0, max: 8191 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(lists, (list) => {
      const sorted = list.toSorted((x, y) => x - y);
      assert.deepEqual(parseCpuList(formatCpuList(sorted)), sorted);
    }),
  );
});
