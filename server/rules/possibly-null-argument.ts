/** Rule possibly-null-argument: see `docs` below. */
import type { Callee } from '../../bpf/kernel/fault-record.ts';
import type { ArgRole } from '../../bpf/kernel/types.ts';
import { steps } from '../analysis/domain/trace.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import { nullFixes } from './fix/null/answers.ts';
import { callee, defineRule, program, Quoted } from './rule.ts';

type Untested = Pick<Fault, 'subject' | 'trace' | 'nid'> & { readonly data: Callee };

/** A field, a global or a call's result that is passed as it is can only be tested in a variable. */
function isReadHere(f: Untested): boolean {
  const origin = steps(f.trace).findLast(({ step }) => step.kind === 'origin' && step.nid === f.nid);
  return origin?.step.kind === 'origin' && f.subject.includes(origin.step.text);
}

const untested = (f: Untested) =>
  `${Quoted(f)} may be NULL, which ${callee(f)} does not accept. ${
    isReadHere(f) ? 'Copy it into a local variable, test that, and pass it.' : 'Test it first.'
  }`;

const NEEDED: Partial<Readonly<Record<ArgRole['role'], string>>> = {
  map: 'a map',
  'map-key': 'the address of a key',
  'map-value': 'the address of a value',
  slot: 'the address of a slot',
  callback: 'a function',
};

export const rule = defineRule({
  id: 'possibly-null-argument',
  messages: {
    unchecked: untested,
    helper: (f) =>
      f.data.function === 'bpf_kptr_xchg'
        ? `${Quoted(f)} may be NULL, but bpf_kptr_xchg() takes only a tested pointer or the constant NULL. Test it first.`
        : untested(f),
    global: (f) =>
      `${Quoted(f)} of ${callee(f)} is __arg_trusted without __arg_nullable, but may be passed NULL. Test it before the call, or add __arg_nullable and test it inside.`,
    null: (f) => `This path always passes NULL, which ${callee(f)} does not accept. Skip the call.`,
    literal: (f) =>
      `${callee(f)} is passed NULL where it needs ${NEEDED[f.data.role] ?? 'something'}. Pass one.`,
    slot: () =>
      'The map value may be NULL, so there may be no slot to exchange with. Test the result of the lookup first.',
    'null-slot': () =>
      'The map value is NULL on this path, so there is no slot to exchange with. Return before the exchange.',
    shifted: () =>
      'The slot is in an object that may be NULL, and such a pointer cannot be offset. Test the pointer first.',
    memory: (f) => `${Quoted(f)} may be NULL, but ${callee(f)} needs memory. Test the pointer first.`,
  },
  fixes: nullFixes,
  docs: `\`bpf_cpumask_create()\`, \`bpf_kptr_xchg()\`, a \`__kptr\` that is read, map lookups,
\`bpf_task_from_pid()\` and others may return NULL. Kfuncs and most helpers do not accept
NULL, not even those that release, so the verifier requires a test on the path before
the call.

The test has to be of the **same value**. Each read of a kptr field or global is a new
pointer that may be NULL, so

    if (saved_mask)
            bpf_cpumask_set_cpu(0, saved_mask);

holds only as long as the compiler merges both reads. Copy it into a local, test the
local, use the local.

\`scx_bpf_get_idle_cpumask()\` and the like never return NULL and need no test.
\`bpf_kptr_xchg()\` takes the constant NULL as its second argument (that empties the
slot), but not a pointer that may be NULL.

Up to 7.0 the message counts arguments from 0 (\`arg0\`), newer kernels name the register
(\`R1\`).`,
  examples: [
    {
      bad: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	bpf_cpumask_setall(mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
      good: program(`
SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_setall(mask);
	bpf_cpumask_release(mask);
	return 0;
}`),
    },
    {
      bad: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;
private(MASKS) static struct bpf_cpumask __kptr *idle;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *seen = idle;

	if (!allowed || !seen)
		return 0;
	bpf_cpumask_clear(seen);
	bpf_cpumask_setall(allowed);	/* read again: another pointer */
	return 0;
}`),
      good: program(`
#define private(name) SEC(".data." #name) __hidden __attribute__((aligned(8)))
private(MASKS) static struct bpf_cpumask __kptr *allowed;
private(MASKS) static struct bpf_cpumask __kptr *idle;

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *seen = idle, *mask = allowed;

	if (!mask || !seen)
		return 0;
	bpf_cpumask_clear(seen);
	bpf_cpumask_setall(mask);
	return 0;
}`),
    },
  ],
});
