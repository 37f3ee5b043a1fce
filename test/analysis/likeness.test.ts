/** What a function explored once for all its calls is given: values like those of the call, and the words for NULL. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { type Making, shapeOfArguments, valueLike } from '../../server/analysis/summaries/shapes.ts';
import { checkFile } from '../../server/service/check.ts';
import { INT, kernel, num, ptr, refsOf, stateOf } from './domain.ts';

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

test('objects that differ in anything are of different shapes', () => {
  const state = stateOf([], refsOf(1));
  const shape = (over: Parameters<typeof kernel>[1]) =>
    shapeOfArguments(state, [ptr(kernel(1, over))], [POINTER], []);
  const shapes = [
    {},
    { struct: 'task_struct' },
    { trust: 'rcu' },
    { trust: 'rcu', rcuGen: 9 },
    { from: 'slot' },
    { ref: 1 },
    { length: 8 },
  ] as const;
  assert.equal(new Set(shapes.map(shape)).size, shapes.length);
  assert.equal(shape({ id: 7, key: 'k7' }), shape({}));
});

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
__noinline int weigh(struct bpf_cpumask *mask __arg_trusted)
{
	return bpf_cpumask_weight((const struct cpumask *)mask);
}
SEC("syscall") int program(void *ctx)
{
	u32 key = 0;
	long n = bpf_get_prandom_u32();

`;

for (const [what, body, rule, isNull] of [
  ['0 for a map', 'return bpf_map_lookup_elem((void *)0, &key) != NULL;', 'possibly-null-argument', true],
  [
    'what is 0 or negative for a map',
    'n -= 5; if (n > 0) return 0; return bpf_map_lookup_elem((void *)n, &key) != NULL;',
    'possibly-null-argument',
    false,
  ],
  ['0 for a trusted parameter', 'return weigh((void *)0);', 'subprogram-argument', true],
  ['what may be 0 for a trusted parameter', 'return weigh((void *)n);', 'subprogram-argument', false],
] as const)
  test(`${what} is ${isNull ? '' : 'not '}called NULL`, () => {
    const text = `${HEAD}\t${body}\n}\nchar LICENSE[] SEC("license") = "GPL";\n`;
    const { diagnostics, incomplete } = checkFile(
      'n.bpf.c',
      text,
      { read: () => undefined },
      { kernel: '6.18' },
    );
    assert.deepEqual(incomplete, []);
    assert.equal(
      diagnostics.some((found) => found.rule === rule),
      isNull,
      diagnostics.map(({ message }) => message).join(' '),
    );
  });
