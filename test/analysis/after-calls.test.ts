/** What a call leaves: loads to be made again, objects of the type that it names, other variables as they were. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { FunctionRole } from '../../bpf/kernel/functions/project.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';

before(() => initSyntaxNode());

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");
struct node { struct bpf_rb_node node; u64 key; };
struct pair { u64 first, second; } shared_pair;
struct unseen;
void *project_get(struct task_struct *task);
void project_put(void *object);
`;
const FUNCTIONS = new Map<string, FunctionRole>([
  ['project_get', 'acquire'],
  ['project_put', 'release'],
]);

/** Rules of what is found in a program, and whether it was fully checked. */
function found(body: string): string[] {
  const text = `${HEAD}SEC("tp_btf/task_newtask")
int BPF_PROG(program, struct task_struct *task, u64 flags)
{
	${body}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
  const reader = { read: () => undefined, project: () => ({ functions: FUNCTIONS }) };
  const { diagnostics, incomplete } = checkFile('a.bpf.c', text, reader as never, { kernel: '6.18' });
  return [...diagnostics.map(({ rule }) => rule), ...incomplete.map(({ reason }) => reason)];
}

const RECORD = 'u64 *record = bpf_ringbuf_reserve(&events, 8, 0); if (!record) return 0;';
const AGAIN = 'return bpf_cpumask_weight((const struct cpumask *)allowed);';

for (const end of ['bpf_ringbuf_submit', 'bpf_ringbuf_discard'])
  test(`a field that was not NULL before ${end}() may be NULL after it`, () => {
    const test = 'struct bpf_cpumask *mask = allowed;';
    const ends = `${end}(record, 0);`;
    assert.deepEqual(found(`${RECORD} ${test} ${ends} if (!mask) return 0; ${AGAIN}`), [
      'possibly-null-argument',
    ]);
    assert.deepEqual(found(`${RECORD} ${ends} ${test} if (!mask) return 0; ${AGAIN}`), []);
  });

test('a bit field beside a dynptr does not overwrite it', () => {
  assert.deepEqual(
    found(`struct { char text[7]; u8 bit : 1; struct bpf_dynptr dynptr; } own;
	bpf_ringbuf_reserve_dynptr(&events, 8, 0, &own.dynptr);
	own.bit = 1;
	bpf_ringbuf_discard_dynptr(&own.dynptr, 0);`),
    [],
  );
});

test('a reference of a project without a C type is none of its argument', () => {
  assert.deepEqual(found('void *it = project_get(task); if (it) project_put(it);'), []);
  assert.deepEqual(found('void *it = project_get(task); if (it) bpf_cpumask_release(it);'), []);
});

test('a slot takes the object itself, not a place in it', () => {
  const exchange = (what: string) =>
    found(`struct bpf_cpumask *mask = bpf_cpumask_create(); if (!mask) return 0;
	mask = bpf_kptr_xchg(&allowed, ${what}); if (mask) bpf_cpumask_release(mask);`);
  assert.deepEqual(exchange('mask'), []);
  assert.ok(exchange('(struct bpf_cpumask *)((void *)mask + 8)').includes('pointer-arithmetic'));
});

test('a struct that is copied from a global over a local one leaves nothing of it', () => {
  const test = (member: string) => `struct bpf_cpumask *mask = bpf_cpumask_create();
	struct pair own = {1, 1};
	own = shared_pair;
	if (own.${member} != 1) return 0;
	if (mask) bpf_cpumask_release(mask);`;
  for (const member of ['first', 'second']) assert.deepEqual(found(test(member)), ['unreleased-reference']);
});

test('an object of a type that is not in sight may embed what a kfunc takes', () => {
  const program = (type: string) => `struct ${type} *object = bpf_obj_new(typeof(*object));
	if (!object) return 0;
	bpf_cpumask_weight((const struct cpumask *)object);
	bpf_obj_drop(object);`;
  assert.deepEqual([found(program('unseen')), found(program('pair'))], [[], ['wrong-mask-type']]);
});
