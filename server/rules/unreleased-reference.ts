/** Rule unreleased-reference: see `docs` below. */

import type { KindOf } from '../../bpf/kernel/faults/index.ts';
import { releasersOf } from '../../bpf/kernel/index.ts';
import type { FaultOf } from '../analysis/engine/faults.ts';
import { leakFixes } from './fix/leak/fixes.ts';
import { defineRule, holder, program } from './rule.ts';

type Leak = Pick<
  FaultOf<'unreleased-reference', KindOf<'unreleased-reference'>>,
  'data' | 'trace' | 'refId' | 'nid'
>;

/** 'mask' and where it is from. */
export function lostReference(f: Leak): string {
  const by = f.data.by;
  const from = by === 'bpf_kptr_xchg' ? 'returned by bpf_kptr_xchg()' : `from ${by}()`;
  const name = holder(f);
  return name ? `'${name}' (the reference ${from})` : `the reference ${from}`;
}

/** What ends a reference of this kind. */
export function ending(f: Leak): string {
  const by = f.data.by;
  if (f.data.struct === 'record') {
    const kind = by.endsWith('_dynptr') ? '_dynptr' : '';
    return `hand it to bpf_ringbuf_submit${kind}() or bpf_ringbuf_discard${kind}()`;
  }
  if (f.data.struct === 'loop') return 'leave the loop';
  if (by.startsWith('bpf_iter_')) return `call ${by.replace(/_new$/, '_destroy')}()`;
  if (by.startsWith('scx_bpf_get_'))
    return `release it with ${by.includes('idle') ? 'scx_bpf_put_idle_cpumask' : 'scx_bpf_put_cpumask'}()`;
  const { enders } = f.data;
  if (enders?.length === 0) return 'release it';
  const release = (enders ?? releasersOf(f.data.struct)).join('() or ');
  const move = f.data.struct === 'bpf_cpumask' ? ', or move it into a kptr with bpf_kptr_xchg()' : '';
  return `release it with ${release}()${move}`;
}

export const rule = defineRule({
  id: 'unreleased-reference',
  messages: {
    exit: (f) => `The program ends here without releasing ${lostReference(f)}. Before this, ${ending(f)}.`,
    lost: (f) => `The last pointer to ${lostReference(f)} goes out of scope here. Before this, ${ending(f)}.`,
    overwritten: (f) =>
      `The last pointer to ${lostReference(f)} is overwritten here. Before this, ${ending(f)}.`,
    returned: (f) =>
      `A program cannot return a reference: ${lostReference(f)} is lost here. Before this, ${ending(f)}.`,
    throw: (f) =>
      `bpf_throw() leaves the program without releasing ${lostReference(f)}. Before this, ${ending(f)}.`,
    'tail-call': (f) =>
      `The tail call leaves the program without releasing ${lostReference(f)}. Before this, ${ending(f)}.`,
  },
  fixes: leakFixes,
  docs: `Functions such as \`bpf_cpumask_create()\`, \`bpf_cpumask_acquire()\`, \`bpf_kptr_xchg()\`,
\`scx_bpf_get_online_cpumask()\`, \`bpf_task_from_pid()\` and \`bpf_ringbuf_reserve()\` return
a reference. On **every** path it has to end: passed to the matching release function, or
(a mask, a task) moved into a \`__kptr\` slot with \`bpf_kptr_xchg()\`. The verifier follows
each path, and rejects the program when one ends with a reference left.

Where references are lost:

- An early \`return\` between creation and release: a failed second allocation, a map
  lookup that found nothing. Use one \`goto out\`, or \`__free(...)\` with \`no_free_ptr()\`.
- The result of \`bpf_kptr_xchg()\`: it is the *old* content of the slot, owned by the
  program, and may be NULL:
  \`old = bpf_kptr_xchg(&v->mask, new); if (old) bpf_cpumask_release(old);\`
- A variable that is assigned again in a loop while it still holds a reference.
- A release inside a \`bpf_for\` body of something made before the loop: the body may run
  zero times.
- A plain field, global or map value written with \`=\` or \`bpf_map_update_elem()\`: this
  is allowed, but does not take ownership.
- A \`bool\` or \`int\` flag, set through its address by a function that is not inlined: the
  verifier forgets what it held. Return the flag, make it a \`u64\`, or test the pointer.
- A callback of \`bpf_loop()\` or \`bpf_for_each_map_elem()\` has to end what it makes.
  (Since 6.13 it may leave it to its caller through the context; older kernels reject
  that.)

\`scx_bpf_get_idle_cpumask()\` and the like are ended with \`scx_bpf_put_idle_cpumask()\`,
\`scx_bpf_get_online_cpumask()\` with \`scx_bpf_put_cpumask()\`, a bits iterator with
\`bpf_iter_bits_destroy()\` even if \`bpf_iter_bits_new()\` failed.

Linux 6.12 prints only \`Unreleased reference\`; newer kernels add
\`BPF_EXIT instruction in main prog would lead to reference leak\`.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *a, *b;

	a = bpf_cpumask_create();
	if (!a)
		return 0;
	b = bpf_cpumask_create();
	if (!b)
		return 0;	/* a is lost */
	bpf_cpumask_setall(a);
	bpf_cpumask_copy(b, (const struct cpumask *)a);
	bpf_cpumask_release(b);
	bpf_cpumask_release(a);
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *a, *b;

	a = bpf_cpumask_create();
	if (!a)
		return 0;
	b = bpf_cpumask_create();
	if (!b)
		goto out;
	bpf_cpumask_setall(a);
	bpf_cpumask_copy(b, (const struct cpumask *)a);
	bpf_cpumask_release(b);
out:
	bpf_cpumask_release(a);
	return 0;
}`),
    },
    {
      bad: program(`
struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
	struct bpf_cpumask *old;

	if (!v)
		return 0;
	/* what was in the slot belongs to the program now */
	old = bpf_kptr_xchg(&v->mask, NULL);
	if (old)
		bpf_cpumask_clear(old);
	return 0;
}`),
      good: program(`
struct saved_mask {
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct saved_mask);
} masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct saved_mask *v = bpf_map_lookup_elem(&masks, &key);
	struct bpf_cpumask *old;

	if (!v)
		return 0;
	old = bpf_kptr_xchg(&v->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
    },
  ],
});
