/** How a test for NULL leaves in functions that no kernel at hand can load: the preferred fix, as the lines that it adds. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { fixesOf } from '../support/fix.ts';

before(() => initSyntaxNode());

const HEAD = `#include <scx/common.bpf.h>

private(MASKS) struct bpf_cpumask __kptr *all_cpus;
private(MASKS) struct bpf_cpumask __kptr *big_cpus;
`;

/** The preferred fix's title, and the lines that it puts in. */
function mended(code: string): { readonly title: string; readonly added: readonly string[] } {
  const [first] = fixesOf('x.bpf.c', `${HEAD}${code}`, '6.18');
  const fix = first?.found.fixes[0];
  assert.ok(fix, JSON.stringify(first));
  const lines = fix.edits.flatMap(({ newText }) => newText.split('\n'));
  return { title: fix.title, added: lines.map((line) => line.trim()).filter(Boolean) };
}

describe('sched_ext', () => {
  test('an operation that sets up fails', () => {
    const { added } = mended(`
s32 BPF_STRUCT_OPS_SLEEPABLE(demo_init)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	bpf_cpumask_setall(mask);
	mask = bpf_kptr_xchg(&all_cpus, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}

SCX_OPS_DEFINE(demo_ops, .init = (void *)demo_init, .name = "demo");
`);
    assert.deepEqual(added, ['if (!mask)', 'return -ENOMEM;']);
  });

  test('a task stays where it was', () => {
    const { added } = mended(`
s32 BPF_STRUCT_OPS(demo_select_cpu, struct task_struct *p, s32 prev_cpu, u64 wake_flags)
{
	struct bpf_cpumask *mask = all_cpus;

	return bpf_cpumask_any_and_distribute(cast_mask(mask), p->cpus_ptr);
}

SCX_OPS_DEFINE(demo_ops, .select_cpu = (void *)demo_select_cpu, .name = "demo");
`);
    assert.deepEqual(added, ['if (!mask)', 'return prev_cpu;']);
  });

  test('what a scope ends is not ended once more', () => {
    const { added } = mended(`
s32 BPF_STRUCT_OPS_SLEEPABLE(demo_init)
{
	struct bpf_cpumask *own __free(bpf_cpumask) = bpf_cpumask_create();
	struct bpf_cpumask *mask;

	if (!own)
		return -ENOMEM;
	scoped_guard(rcu) {
		mask = all_cpus;
		bpf_cpumask_copy(own, cast_mask(mask));
	}
	return 0;
}

SCX_OPS_DEFINE(demo_ops, .init = (void *)demo_init, .name = "demo");
`);
    assert.deepEqual(added, ['if (!mask)', 'return -ENOMEM;']);
  });

  test('sections end in the order that they nest, before what is held', () => {
    const { added } = mended(`
s32 BPF_STRUCT_OPS_SLEEPABLE(demo_init)
{
	struct bpf_cpumask *own, *mask;

	own = bpf_cpumask_create();
	if (!own)
		return -ENOMEM;
	bpf_preempt_disable();
	bpf_rcu_read_lock();
	mask = all_cpus;
	bpf_cpumask_copy(own, cast_mask(mask));
	bpf_rcu_read_unlock();
	bpf_preempt_enable();
	bpf_cpumask_release(own);
	return 0;
}

SCX_OPS_DEFINE(demo_ops, .init = (void *)demo_init, .name = "demo");
`);
    assert.deepEqual(added, [
      'if (!mask) {',
      'bpf_rcu_read_unlock();',
      'bpf_preempt_enable();',
      'bpf_cpumask_release(own);',
      'return -ENOMEM;',
      '}',
    ]);
  });

  test('the mask that was made last is tested, not the one before', () => {
    const { title } = mended(`
s32 BPF_STRUCT_OPS_SLEEPABLE(demo_init)
{
	struct bpf_cpumask *all, *big;

	all = bpf_cpumask_create();
	if (!all)
		return -ENOMEM;
	big = bpf_cpumask_create();
	if (!all)
		return -ENOMEM;
	bpf_cpumask_setall(big);
	bpf_cpumask_release(big);
	bpf_cpumask_release(all);
	return 0;
}

SCX_OPS_DEFINE(demo_ops, .init = (void *)demo_init, .name = "demo");
`);
    assert.equal(title, "Test 'big' instead of 'all'");
  });
});
