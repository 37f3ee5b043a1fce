/** Two programs that leave a mask behind, on one screen. */

const program = (name, flag) => `SEC("tp_btf/task_newtask")
int BPF_PROG(${name}, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (flags & ${flag})
		return ${flag};
	bpf_cpumask_release(mask);
	return 0;
}
`;

const text = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;

${program('first', 1)}
${program('second', 2)}`;

/** `lines`: where they are found, from 1. */
export const TWO_LEAKS = {
  text,
  lines: [1, 2].map((flag) => text.slice(0, text.indexOf(`return ${flag};`)).split('\n').length),
};
