/** What a function explored once for all its calls is given: values like those of the call, and the words for NULL. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { type Making, valueLike } from '../../server/analysis/summaries/shapes.ts';
import { checkFile } from '../../server/service/check.ts';
import { INT, num, stateOf } from './domain.ts';

before(() => initSyntaxNode());

const POINTER: CType = { k: 'ptr', to: INT };

const making = (): Making => ({
  ...{ caller: stateOf(), generation: 1, refs: new Map(), nulls: [], objects: [], isBound: false },
});

test('a number for a pointer keeps its bounds, one for a number may be any of its type', () => {
  const [pointer, number] = [POINTER, INT].map((type) => valueLike(making(), num(1, 3, 5), type));
  assert.deepEqual(pointer?.k === 'num' && [pointer.lo, pointer.hi], [3, 5]);
  assert.deepEqual(number?.k === 'num' && [number.lo, number.hi], [-(2 ** 31), 2 ** 31 - 1]);
});

for (const [what, argument, isNull] of [
  ['the constant NULL', '(void *)0', true],
  ['a number that may be 0', '(void *)-(long)(bpf_get_prandom_u32() & 1)', false],
] as const)
  test(`${what} for a map is ${isNull ? '' : 'not '}called NULL`, () => {
    const text = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
SEC("syscall") int program(void *ctx)
{
	u32 key = 0;

	return bpf_map_lookup_elem(${argument}, &key) != NULL;
}
char LICENSE[] SEC("license") = "GPL";
`;
    const { diagnostics } = checkFile('n.bpf.c', text, { read: () => undefined }, { kernel: '6.18' });
    assert.equal(
      diagnostics.some(({ rule }) => rule === 'possibly-null-argument'),
      isNull,
    );
  });
