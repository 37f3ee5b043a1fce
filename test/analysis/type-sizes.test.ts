/** Types within types: what lies at an offset, and where a kptr field may be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import { hasSlot, slotCount, typeAt } from '../../server/analysis/domain/type-sizes.ts';
import { INT, UINT } from './domain.ts';

/** An array of one element, so many times. */
function nested(of: CType, levels: number): CType {
  let type = of;
  for (let n = 0; n < levels; n++) type = { k: 'array', of: type, length: 1 };
  return type;
}

const KPTR: CType = { k: 'ptr', to: { k: 'void' }, tag: 'kptr' };

test('what an array of arrays holds is seen through fifteen of them', () => {
  assert.equal(typeAt(nested(INT, 15), 0), INT);
  assert.equal(typeAt(nested(INT, 16), 0), undefined);
});

test('so is a kptr field', () => {
  assert.deepEqual([hasSlot(nested(KPTR, 15)), hasSlot(nested(KPTR, 16))], [true, false]);
  assert.deepEqual([slotCount(nested(KPTR, 15)), slotCount(nested(KPTR, 16))], [1, 0]);
});

test('fields that hold a kptr, one for each CPU or not, and no other pointers are slots', () => {
  const tags = ['kptr', 'percpu_kptr', 'user', undefined] as const;
  assert.deepEqual(
    tags.map((tag) => hasSlot({ k: 'ptr', to: { k: 'void' }, ...(tag ? { tag } : {}) })),
    [true, true, false, false],
  );
});

test('an offset behind an array, or inside of a number, holds nothing', () => {
  const three: CType = { k: 'array', of: INT, length: 3 };
  assert.deepEqual(
    [-4, 0, 4, 8, 12, 2].map((off) => typeAt(three, off)),
    [undefined, INT, INT, INT, undefined, undefined],
  );
  assert.equal(typeAt({ k: 'array', of: INT, length: undefined }, 0), undefined);
});

test('an offset in a union holds what its first field that is so long holds', () => {
  const field = (name: string, type: CType) => ({ name, type, offset: 0 });
  const choice = {
    k: 'union',
    name: '',
    fields: [field('number', INT), field('words', { k: 'array', of: UINT, length: 2 })],
    size: 8,
    align: 8,
    complete: true,
    open: false,
  } as CType;
  assert.deepEqual([typeAt(choice, 0), typeAt(choice, 4), typeAt(choice, 8)], [INT, UINT, undefined]);
});
