/** Rule map-value-buffer: see `docs` below. */
import { bufferFixes } from './fix/calls/map-operation.ts';
import { callee, defineRule } from './rule.ts';
import { userExample } from './user-example.ts';

export const rule = defineRule({
  id: 'map-value-buffer',
  messages: {
    small: (f) => {
      const { data } = f;
      const does = data.isRead ? 'reads' : 'writes';
      const where = data.isRead ? 'from' : 'to';
      return `${callee(f)} ${does} ${data.needed} bytes ${data.isEachCpu ? 'for each possible CPU ' : ''}${where} a buffer of ${data.given}. ${
        data.isEachCpu
          ? 'Pass room for all of libbpf_num_possible_cpus() values, or choose one CPU with BPF_F_CPU (7.0).'
          : "Pass a buffer of the value's size."
      }`;
    },
    each: (f) => {
      const { data } = f;
      const does = data.isRead ? 'reads' : 'writes';
      return `${callee(f)} ${does} ${data.needed} bytes for each possible CPU, and the buffer has ${data.given} for each. Values of all CPUs are rounded up to 8 bytes: make room for libbpf_num_possible_cpus() * ${data.needed}.`;
    },
  },
  fixes: bufferFixes,
  docs: `The kernel copies as many bytes as the map says, whatever the buffer has. Of a
per-CPU map that is one value for each possible CPU, each rounded up to 8 bytes: a lookup
into one variable overwrites what is after it, and an update reads what lies there.

With \`BPF_F_CPU\` or \`BPF_F_ALL_CPUS\` (kernel 7.0) exactly one value is copied, and it is
not rounded up. A buffer that has room for two values or more is not judged: it may be made
for the machine that it runs on.`,
  examples: [
    userExample(
      {
        type: 'PERCPU_ARRAY',
        code: `__u64 value = 0;

	return bpf_map_lookup_elem(bpf_map__fd(hits), &key, &value);`,
      },
      `__u64 values[libbpf_num_possible_cpus()];

	return bpf_map_lookup_elem(bpf_map__fd(hits), &key, values);`,
    ),
  ],
});
