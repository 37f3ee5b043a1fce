/** Rule per-cpu-value: see `docs` below. */
import { CPU_FLAGS_SINCE } from '../../bpf/kernel/changes.ts';
import { perCpuFixes } from './fix/calls/map-operation.ts';
import { callee, defineRule } from './rule.ts';
import { userExample } from './user-example.ts';

export const rule = defineRule({
  id: 'per-cpu-value',
  messages: {
    ignored: (f) =>
      `${callee(f)} ignores ${f.data.flag} beside BPF_F_CPU: the element is written whether it exists or not. Leave the flag out, or look the key up before.`,
    creates: (f) =>
      `${callee(f)} with BPF_F_CPU may create an element of '${f.data.map.name}' with old bytes on the other CPUs. Create it with BPF_F_ALL_CPUS, then write single CPUs.`,
    cached: (f) =>
      `A value kept for ${f.data.cpus} CPUs is restored here on a machine that may have another number of them. Keep one value, and write it with BPF_F_ALL_CPUS (7.0).`,
  },
  fixes: perCpuFixes,
  docs: `These operations succeed, and the values are not what the flags seem to say:

- \`BPF_NOEXIST\` and \`BPF_EXIST\` count only where they are all of the flags. Beside
  \`BPF_F_CPU\` the kernel lets them through and ignores them.
- An update with \`BPF_F_CPU\` that creates an element of a hash writes one CPU's value. The
  others keep what the memory held before: values of a deleted key become visible.
- A light skeleton that keeps the values of all CPUs restores them on a machine with another
  number of CPUs. \`BPF_F_ALL_CPUS\` writes one value to all of them, however many there are.`,
  examples: [
    userExample(
      {
        type: 'PERCPU_HASH',
        kernel: CPU_FLAGS_SINCE,
        code: `__u64 value = 1;

	return bpf_map__update_elem(hits, &key, sizeof(key), &value, sizeof(value), BPF_F_CPU);`,
      },
      `__u64 value = 1;

	return bpf_map__update_elem(hits, &key, sizeof(key), &value, sizeof(value), BPF_F_ALL_CPUS);`,
    ),
  ],
});
