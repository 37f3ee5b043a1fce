/** Rule kernel-version: see `docs` below. */

import { type Family, familyOf, nearestTo } from '../../bpf/kernel/families.ts';
import { lookupFunction } from '../../bpf/kernel/index.ts';
import type { Version } from '../../bpf/kernel/types.ts';
import { NEWEST, OLDEST } from '../../bpf/kernel/versions.ts';
import { versionFixes } from './fix/calls/version.ts';
import { callee, defineRule, program } from './rule.ts';

/** What there is in place of a family that no kernel has, or of a name that is in none. */
const IN_PLACE_OF: Readonly<Record<Family, string>> = {
  bpf_cpumask_: 'Use the cpumask kfuncs that there are, or walk the bits with bpf_iter_bits.',
  bpf_bitmap_:
    'Use struct bpf_cpumask for CPUs, bpf_iter_bits to walk words, or a bitmap in an arena (scx_bitmap, scx_cmask).',
  bpf_iter_cpumask_: 'Use bpf_iter_bits, which walks the bits of any words.',
  scx_bpf_: 'Use a function that the sched_ext headers declare.',
};

/** What to call instead: what replaced it, what is spelled nearly so, or what the family has. */
function instead(name: string, kernel?: Version): string {
  const replacement = lookupFunction(name)?.replacedBy;
  if (replacement) return `Use ${replacement}() instead.`;
  const near = kernel === undefined ? undefined : nearestTo(name, kernel);
  if (near) return `The nearest name is ${near.name}().`;
  const family = familyOf(name);
  return IN_PLACE_OF[family ?? 'bpf_bitmap_'];
}

const GUARD = (name: string) => `Declare it __weak and call it only if bpf_ksym_exists(${name}) is true.`;

export const rule = defineRule({
  id: 'kernel-version',
  messages: {
    'not-yet': (f) =>
      `${callee(f)} was added in Linux ${f.data.since}; the target kernel does not have it. ${GUARD(f.data.function)}`,
    gone: (f) => {
      const record = lookupFunction(f.data.function);
      const next =
        record?.effect === 'mask-kptr-get'
          ? 'Read the kptr in an RCU section instead'
          : record?.replacedBy && `Use ${record.replacedBy}() instead`;
      const guard = GUARD(f.data.function);
      const use = next ? `${next}, or d${guard.slice(1)}` : guard;
      return `${callee(f)} was removed in Linux ${f.data.until}; the target kernel does not have it. ${use}`;
    },
    never: (f) =>
      `${callee(f)} is in no known kernel (${OLDEST} to ${NEWEST}), nor in this file or its headers. ${instead(f.data.function, f.data.kernel)}`,
    proposed: (f) =>
      `${callee(f)} was proposed${f.data.year ? ` in ${f.data.year}` : ''} and never merged: no kernel has it. ${instead(f.data.function)}`,
  },
  fixes: versionFixes,
  docs: `A kfunc that the running kernel lacks makes the whole object fail to load: declared
\`__ksym\`, libbpf gives up at once; declared \`__ksym __weak\`, the program is rejected only
where it calls the function unguarded. So declare it weak and guard it:

    if (bpf_ksym_exists(bpf_cpumask_populate))
            bpf_cpumask_populate(dst, words, sizeof(words));

The guard is evaluated when the object is loaded, and the dead branch is not verified.

\`bpf_cpumask_kptr_get()\` was removed in 6.4: read the kptr under RCU instead.
\`bpf_cpumask_any()\` and \`bpf_cpumask_any_and()\` were replaced by
\`bpf_cpumask_any_distribute()\` and \`bpf_cpumask_any_and_distribute()\`.

\`--kernel X.Y\` chooses the target kernel.`,
  examples: [
    {
      bad: program(`
struct bpf_cpumask *bpf_cpumask_kptr_get(struct bpf_cpumask **slot) __ksym __weak;

#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_kptr_get(&allowed);

	if (mask)
		bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = allowed;

	if (mask)
		bpf_cpumask_setall(mask);
	return 0;
}`),
    },
  ],
});
