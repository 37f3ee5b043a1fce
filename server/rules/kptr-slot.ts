/** Rule kptr-slot: see `docs` below. */
import { slotFixes } from './fix/kptr/slot.ts';
import { defineRule, program, Quoted } from './rule.ts';

const CONSTANT = 'Switch over constant indices, or use one map element for each mask.';

export const rule = defineRule({
  id: 'kptr-slot',
  messages: {
    'not-a-map-value': (f) =>
      `${Quoted(f)} is on the stack, where there are no kptr slots. Use a __kptr field of a map value, of a static global in its own section, or of an allocated object.`,
    'no-slot': (f) =>
      `${Quoted(f)} is in a value that has no __kptr field the kernel recognises. Tag the field (struct bpf_cpumask __kptr *mask;), and keep to 11 special fields in one value.`,
    'wrong-field': (f) =>
      `${Quoted(f)} is not the __kptr field of this value. Pass the address of that field.`,
    outside: (f) =>
      `${Quoted(f)} is at offset ${f.data.off}, past the end of the value (${f.data.size} bytes). Use an index within the array.`,
    'untrusted-slot': (f) =>
      `${Quoted(f)} is tagged __kptr_untrusted, so it owns nothing and cannot be exchanged. Tag it __kptr.`,
    'old-tag': (f) =>
      `${Quoted(f)} is tagged __kptr_ref, which the target kernel does not know: since 6.4 the tag is __kptr. Tag it __kptr.`,
    'new-tag': (f) =>
      `${Quoted(f)} is tagged __kptr, which before 6.4 marks an untrusted pointer that owns nothing. Tag it __kptr_ref for this kernel.`,
    'variable-offset': (f) =>
      `${Quoted(f)} is a slot at a variable index; the verifier needs a constant offset. ${CONSTANT}`,
    'variable-access': () =>
      `A slot is read at a variable index; the verifier needs a constant offset. ${CONSTANT}`,
    'narrow-access': () =>
      'Only part of a __kptr field is accessed. It is one 8-byte pointer: read it whole, and change it with bpf_kptr_xchg().',
    misaligned: (f) =>
      `This access at offset ${f.data.off} crosses the __kptr field at offset ${f.data.expected}. Read the field itself, as one pointer.`,
    'written-by-helper': () =>
      'This memory holds a __kptr field, which only bpf_kptr_xchg() may write. Pass only the part of the value without that field.',
    'wrong-struct': (f) =>
      `${Quoted(f)} is a struct ${f.data.struct}, but the slot holds a struct ${f.data.want}. Use a field of the right type.`,
    scalar: (f) => `${Quoted(f)} is a number, but only an owned reference or NULL can be moved into a slot.`,
  },
  // None for a number, an access across two fields, and more slots than fit: nothing says what was meant instead.
  fixes: slotFixes,
  docs: `\`bpf_kptr_xchg()\` takes the address of a \`__kptr\` field, and the verifier has to know
which field it is:

- in a map value (HASH, LRU_HASH, ARRAY, their per-CPU forms, task, cgroup, inode and
  socket storage), in an allocated object, or in a **static** global; all variables of
  its section have to be static, so give it one: \`private(NAME)\`;
- tagged \`__kptr\` (before 6.4 and libbpf 1.2: \`__kptr_ref\`), not \`__kptr_untrusted\`, and
  not more than 11 special fields in one value (an array counts once for each element),
  or none of them is recognised;
- at an offset that is known when the program is loaded: an array of slots takes only
  constant indices;
- as one aligned 8-byte access; helpers may not write over it;
- exchanged for a reference of exactly the field's type.

A variable on the stack is never a slot, tagged or not. Since 6.11 arrays and nested structs
of slots are recognised.`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *keep = NULL, *old;

	old = bpf_kptr_xchg(&keep, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *keep;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;

	old = bpf_kptr_xchg(&keep, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
    },
    {
      bad: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *layer[2];

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old = bpf_kptr_xchg(&layer[task->pid & 1], NULL);

	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *layer[2];

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *old;

	if (task->pid & 1)
		old = bpf_kptr_xchg(&layer[1], NULL);
	else
		old = bpf_kptr_xchg(&layer[0], NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
    },
  ],
});
