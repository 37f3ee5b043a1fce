/** Rule read-only-memory: see `docs` below. */
import { callee, defineRule, program, Quoted } from './rule.ts';

const KFUNCS = `
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, int);
	__type(value, u64);
} counters SEC(".maps");
`;

const forgets = (body: string) => `${KFUNCS}
SEC("syscall")
int forget(void *ctx)
{
	struct bpf_iter_num it;
	int *cpu;

	bpf_iter_num_new(&it, 0, 64);
	while ((cpu = bpf_iter_num_next(&it))) {
${body}
	}
	bpf_iter_num_destroy(&it);
	return 0;
}`;

export const rule = defineRule({
  id: 'read-only-memory',
  messages: {
    store: () =>
      'The memory belongs to the kernel, which lets programs only read it. Copy what it holds to a variable, and change that.',
    argument: (f) =>
      `${Quoted(f)} is memory that programs may only read, and ${callee(f)} takes none here. Copy what it holds to a variable, and pass its address.`,
  },
  // What the copy is called, and where it is declared, is for the author to say.
  fixes: () => [],
  docs: `The number that \`bpf_iter_num_next()\` or \`bpf_iter_bits_next()\` points to is the
iterator's, and the data of \`bpf_dynptr_slice()\` is the dynptr's. A program may read
both. It may not write to them, and may not pass them to a helper that might write.

Keys and values of maps are rejected too, although no helper changes them: for the
verifier, \`rdonly_mem\` is not one of the types they may have. Helpers that are declared
to read only, such as \`bpf_probe_read_kernel()\` for its source, take it.`,
  examples: [
    {
      bad: program(forgets('\t\tbpf_map_delete_elem(&counters, cpu);')),
      good: program(forgets('\t\tint key = *cpu;\n\n\t\tbpf_map_delete_elem(&counters, &key);')),
    },
  ],
});
