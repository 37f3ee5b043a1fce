/** Rule possibly-null-argument: see `docs` below. */

import { steps } from '../analysis/domain/trace.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import { callee, defineRule, program, Quoted, text } from './rule.ts';

/** A field, a global or a call's result that is passed as it is can only be tested in a variable. */
function isReadHere(f: Fault): boolean {
  const origin = steps(f.trace).findLast(({ step }) => step.kind === 'origin' && step.nid === f.nid);
  return origin?.step.kind === 'origin' && f.subject.includes(origin.step.text);
}

const untested = (f: Fault) =>
  `${Quoted(f)} may be NULL, and ${callee(f)} does not take NULL. ${
    isReadHere(f) ? 'Put it into a local variable, test that first, and pass it.' : 'Test it first.'
  }`;

const NEEDED: Readonly<Record<string, string>> = {
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
      text(f, 'function') === 'bpf_kptr_xchg'
        ? `${Quoted(f)} may be NULL; bpf_kptr_xchg() takes a pointer that was tested, or the constant NULL. Test it first.`
        : untested(f),
    global: (f) =>
      `${Quoted(f)} is __arg_trusted without __arg_nullable, and what is passed to ${callee(f)} may be NULL. Test it before the call, or add __arg_nullable and test it inside.`,
    null: (f) => `${callee(f)} does not take NULL, and on this path that is what it gets. Skip the call.`,
    literal: (f) =>
      `${callee(f)} gets NULL where it needs ${NEEDED[text(f, 'role')] ?? 'something'}. Pass one.`,
    slot: () =>
      'The map value may be NULL, so there may be no slot to exchange with. Test the result of the look-up first.',
    'null-slot': () =>
      'On this path the map value is NULL, so there is no slot to exchange with. Leave before the exchange.',
    shifted: () =>
      'The slot lies in an object that may be NULL; the verifier allows no offset from such a pointer. Test the pointer first.',
    memory: (f) => `${Quoted(f)} may be NULL, and ${callee(f)} wants memory. Test the pointer first.`,
  },
  docs: `\`bpf_cpumask_create()\`, \`bpf_kptr_xchg()\`, a \`__kptr\` that is read, map look-ups,
\`bpf_task_from_pid()\` and others may give NULL. Kfuncs and most helpers do not take
NULL, not even the releasing ones, so the verifier wants a test on the path before the
call.

The test has to be on the **same value**. Each read of a kptr field or global is a new
pointer that may be NULL, so

    if (saved_mask)
            bpf_cpumask_set_cpu(0, saved_mask);

holds only as long as the compiler merges both reads. Copy it into a local, test the
local, use the local.

\`scx_bpf_get_idle_cpumask()\` and its kin never give NULL and need no test.
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
