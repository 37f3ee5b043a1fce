/** Rule bitmap-length: see `docs` below. */
import { MOST_BITS } from '../../bpf/kernel/functions/bitmap.ts';
import { MOST_CPUS } from '../../bpf/kernel/limits.ts';
import { callee, defineRule, program, quoted } from './rule.ts';

const KFUNCS = `
struct bpf_bitmap *bpf_bitmap_create(int bits) __ksym;
void bpf_bitmap_release(struct bpf_bitmap *bitmap) __ksym;
void bpf_bitmap_set_bit(u32 bit, struct bpf_bitmap *bitmap) __ksym;
`;

const marks = (bit: number) => `
${KFUNCS}
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_bitmap *seen = bpf_bitmap_create(64);

	if (!seen)
		return 0;
	bpf_bitmap_set_bit(${bit}, seen);
	bpf_bitmap_release(seen);
	return 0;
}`;

export const rule = defineRule({
  id: 'bitmap-length',
  messages: {
    'none-made': (f) =>
      `${callee(f)} always returns NULL for ${f.data.length} bits. A bitmap has 1 to ${MOST_BITS}.`,
    'no-bit': (f) =>
      `${callee(f)} ${f.data.function === 'bpf_bitmap_test_bit' ? 'is always false' : 'does nothing'} here: the bitmap has ${f.data.length} bits, and ${quoted(f)} is not one of them. Bits count from 0.`,
    differ: (f) =>
      `${callee(f)} does nothing here: ${quoted(f)} has ${f.data.other} bits, the destination ${f.data.length}. Create both with one length.`,
    'no-mask': (f) =>
      `${callee(f)} always returns NULL: no machine has ${f.data.length} CPUs, the length of ${quoted(f)}. Create it with the number of CPUs of the running kernel.`,
  },
  // Which number was meant, only its author knows.
  fixes: () => [],
  docs: `Only where proposed functions are part of the target (\`bpfCpumask.proposedApis\`,
\`--proposed\`): no kernel has \`struct bpf_bitmap\`.

- \`bpf_bitmap_create(bits)\` makes bitmaps of 1 to ${MOST_BITS} bits.
- A bit at or above the length is never set; setting or clearing it changes nothing.
- Bitmaps of different lengths are not combined: the destination stays as it is.
- \`bpf_bitmap_cast_to_cpumask()\` returns NULL unless the length is \`nr_cpu_ids\`. That
  number is not above ${MOST_CPUS} on any machine, and no constant is right on all.

The proposal says the last of these; the others are this product's reading of it.`,
  examples: [{ kernel: '6.18-proposed', bad: program(marks(64)), good: program(marks(63)) }],
});
