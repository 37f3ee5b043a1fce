/** A look-up in an array by a constant key: is the element certain to be there? */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';

before(() => initSyntaxNode());

const KNOWN = '__type(key, u32);';
const UNKNOWN = '__uint(key_size, SIZE_FROM_ELSEWHERE);';
const LOOKUP = (key: string) => `(*(u64 *)bpf_map_lookup_elem(&counts, ${key}))++;`;

const CASES: readonly (readonly [what: string, key: string, body: string, isCertain: boolean])[] = [
  ['a constant', KNOWN, `u32 key = 0; ${LOOKUP('&key')}`, true],
  ['any number', KNOWN, `u32 key = any; ${LOOKUP('&key')}`, false],
  ['a constant, where the size of keys is not known', UNKNOWN, `u32 key = 0; ${LOOKUP('&key')}`, true],
  ['any number, where the size of keys is not known', UNKNOWN, `u32 key = any; ${LOOKUP('&key')}`, false],
  [
    'any number behind zeroes, where the size of keys is not known',
    UNKNOWN,
    `struct { u64 zero[2]; u64 key; } own = {}; own.key = any; ${LOOKUP('&own.key')}`,
    false,
  ],
  ['a constant in the first slot, which it does not fill', KNOWN, `u32 key = 5; ${LOOKUP('&key')}`, false],
  [
    'a constant behind a variable that fills its slot',
    KNOWN,
    `u64 first = any; u32 key = 5; bpf_probe_read_kernel(&first, sizeof(first), ctx); ${LOOKUP('&key')}`,
    false,
  ],
  [
    'a constant behind a variable of a type that is not known',
    KNOWN,
    `struct elsewhere first; u32 key = 5; first.cpu = any; ${LOOKUP('&key')}`,
    true,
  ],
  [
    'a constant at the start of a slot, with another slot after it',
    KNOWN,
    `struct { u32 key; u64 other; } own; own.key = 5; own.other = any; ${LOOKUP('&own.key')}`,
    true,
  ],
];

for (const [what, key, body, isCertain] of CASES)
  test(what, () => {
    const text = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 64);
	${key}
	__type(value, u64);
} counts SEC(".maps");

SEC("syscall")
int looks_up(void *ctx)
{
	u32 any = bpf_get_prandom_u32();

	${body}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
    const result = checkFile('k.bpf.c', text, { read: () => undefined }, { kernel: '6.18' });
    assert.deepEqual(
      result.diagnostics.map(({ rule }) => rule),
      isCertain ? [] : ['possibly-null-dereference'],
    );
  });
