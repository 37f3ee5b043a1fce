/** What outlives a function: the value that it returns, what its caller's variables hold, and nothing else. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct held {
	struct bpf_cpumask *mask;
	u64 count;
};
union either {
	struct bpf_cpumask *mask;
	u64 count;
};
`;

const SINK = `static void put(struct bpf_cpumask *mask)
{
	if (mask)
		bpf_cpumask_release(mask);
}
`;

/** A function, and the body of the program that calls it. */
const CASES: readonly (readonly [what: string, helper: string, body: string, rules: readonly string[]])[] = [
  ['a pointer', 'static struct bpf_cpumask *get(void) { return bpf_cpumask_create(); }', 'put(get());', []],
  [
    'a pointer that nobody takes',
    'static struct bpf_cpumask *get(void) { return bpf_cpumask_create(); }',
    'get();',
    ['unreleased-reference'],
  ],
  [
    'a struct',
    'static struct held get(void) { struct held one = {}; one.mask = bpf_cpumask_create(); return one; }',
    'struct held mine = get(); put(mine.mask);',
    [],
  ],
  [
    'a struct whose pointer is forgotten',
    'static struct held get(void) { struct held one = {}; one.mask = bpf_cpumask_create(); return one; }',
    'struct held mine = get(); return mine.count;',
    ['unreleased-reference'],
  ],
  [
    'a union',
    'static union either get(void) { union either one = {}; one.mask = bpf_cpumask_create(); return one; }',
    'union either mine = get(); put(mine.mask);',
    [],
  ],
  [
    'a struct of a function that calls another such function',
    `static struct held make(void) { struct held one = {}; one.mask = bpf_cpumask_create(); return one; }
static struct held get(void) { struct held two = make(); two.count = 1; return two; }`,
    'struct held mine = get(); put(mine.mask);',
    [],
  ],
  [
    'through a variable of the caller',
    'static void get(struct held *to) { to->mask = bpf_cpumask_create(); }',
    'struct held mine = {}; get(&mine); put(mine.mask);',
    [],
  ],
  [
    'in a variable of its own',
    'static void get(void) { struct held own = {}; own.mask = bpf_cpumask_create(); }',
    'get();',
    ['unreleased-reference'],
  ],
  [
    'what it was given',
    'static struct bpf_cpumask *get(struct bpf_cpumask *mask) { if (mask) bpf_cpumask_clear(mask); return mask; }',
    'put(get(bpf_cpumask_create()));',
    [],
  ],
  [
    'a number, converted to its type',
    'static u8 get(u32 n) { return n; }',
    'struct bpf_cpumask *mask = bpf_cpumask_create(); if (get(256)) return 0; put(mask);',
    [],
  ],
];

describe('a function returns', () => {
  for (const [what, helper, body, rules] of CASES)
    test(what, () => {
      const text = `${HEAD}${SINK}${helper}
SEC("syscall")
int calls(void *ctx)
{
	${body}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
      const result = checkFile('r.bpf.c', text, { read: () => undefined }, { kernel: '6.18' });
      assert.deepEqual(result.incomplete, []);
      assert.deepEqual(
        result.diagnostics.map(({ rule }) => rule),
        rules,
      );
    });
});

/** What the kernel is given by an operation: only a pointer carries its reference along. */
const OPERATIONS: readonly (readonly [what: string, operation: string, rules: readonly string[]])[] = [
  ['a pointer', 'struct bpf_cpumask *gives(void *ctx) { return bpf_cpumask_create(); }', []],
  ['a number', 'u64 gives(void *ctx) { return (u64)bpf_cpumask_create(); }', ['unreleased-reference']],
];

describe('an operation returns', () => {
  for (const [what, operation, rules] of OPERATIONS)
    test(what, () => {
      const text = `${HEAD}\nSEC("struct_ops/gives")\n${operation}\nchar LICENSE[] SEC("license") = "GPL";\n`;
      const result = checkFile('o.bpf.c', text, { read: () => undefined }, { kernel: '6.18' });
      assert.deepEqual(
        result.diagnostics.map(({ rule }) => rule),
        rules,
      );
    });
});
