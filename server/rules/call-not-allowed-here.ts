/** Rule call-not-allowed-here: see `docs` below. */
import type { Callee } from '../../bpf/kernel/fault-record.ts';
import { callFixes } from './fix/sections/call-not-allowed.ts';
import { callee, defineRule, program } from './rule.ts';

/** The three calls that make up an iterator: `bpf_iter_bits_next` gives `bpf_iter_bits_new`. */
const starter = (f: { readonly data: Callee }) => f.data.function.replace(/_(next|destroy)$/, '_new');

const MAPS: Readonly<Record<string, string>> = {
  BPF_MAP_TYPE_PROG_ARRAY: 'program array',
  BPF_MAP_TYPE_PERF_EVENT_ARRAY: 'perf event array',
  BPF_MAP_TYPE_STACK_TRACE: 'stack trace map',
};

export const rule = defineRule({
  id: 'call-not-allowed-here',
  messages: {
    'under-lock': (f) =>
      `${callee(f)} is called with a bpf_spin_lock held, where almost no call is allowed. Call it before the lock or after the unlock.`,
    'global-under-lock': (f) =>
      `${f.subject}() is a global function and is called with a bpf_spin_lock held. Make it static, or call it after the unlock.`,
    'global-may-sleep': (f) =>
      `${f.subject}() is a global function that may sleep, which is not allowed here. The program is not sleepable, an RCU section is open, or preemption or interrupts are disabled. Call it where sleeping is allowed, or make it static if it does not sleep on this path.`,
    'sleeps-in-rcu': (f) =>
      `${callee(f)} may sleep, but an RCU section is open here. Call it after bpf_rcu_read_unlock(), and read RCU pointers again afterwards.`,
    'sleeps-non-preemptible': (f) =>
      `${callee(f)} may sleep, but preemption is disabled here. Call it after bpf_preempt_enable().`,
    'sleeps-irq-off': (f) =>
      `${callee(f)} may sleep, but interrupts are disabled here. Call it after bpf_local_irq_restore().`,
    'sleeps-in-program': (f) =>
      `${callee(f)} may sleep, but this program is not sleepable. Use a sleepable one: SEC("fentry.s/..."), SEC("lsm.s/..."), SEC("syscall") or BPF_STRUCT_OPS_SLEEPABLE.`,
    'map-in-sleepable': (f) =>
      `${callee(f)} uses a ${MAPS[f.data.type] ?? 'map'} in a sleepable program. Sleepable programs can use only arrays, hashes, queues, stacks, ring buffers, arenas and local storage. Move the call to a program that is not sleepable.`,
    'lock-in-tracing': () =>
      'kprobe, tracepoint, raw_tp and perf_event programs cannot call bpf_spin_lock(). Use tp_btf or fentry, or atomic operations.',
    'container-in-tracing': (f) =>
      `${callee(f)} cannot be called here: kprobe, tracepoint, raw_tp and perf_event programs cannot use lists or trees. Use tp_btf or fentry.`,
    'container-unlocked': (f) =>
      `${callee(f)} is called without holding the lock that guards its ${f.data.container === 'bpf_rb_root' ? 'tree' : 'list'}. First call bpf_spin_lock() on the lock in the same map value or section.`,
    'throw-in-callback': () =>
      'bpf_throw() cannot be called from a callback. Return a value that ends the loop, and throw after the loop.',
    'iterator-not-on-stack': (f) =>
      `${callee(f)} needs an iterator on the stack. Declare it as a local variable of this function.`,
    'iterator-not-started': (f) =>
      `${callee(f)} is passed an iterator that was not started on this path. Call ${starter(f)}() first, and destroy each iterator once.`,
    'dynptr-not-started': (f) =>
      `${callee(f)} is passed a dynptr that is not set up on this path, or no longer. Set it up first, and use it before it is given back or overwritten.`,
    'dynptr-not-reserved': (f) =>
      `${callee(f)} is passed a dynptr that holds no reserved record on this path. Give back each record once, after bpf_ringbuf_reserve_dynptr().`,
    'dynptr-of-another-type': (f) =>
      `${callee(f)} takes only a dynptr from bpf_ringbuf_reserve_dynptr(). Drop this call: other dynptrs need not be given back.`,
    'dynptr-overwritten': () =>
      'This overwrites a dynptr that holds a reserved record. Submit or discard the record first.',
    'dynptr-written': (f) => `${callee(f)} would write over a dynptr. Give it a separate buffer.`,
    'dynptr-elsewhere': (f) =>
      `${callee(f)} needs a dynptr on the stack. Declare it as a local variable of this function.`,
    'dynptr-of-stack': () =>
      'bpf_dynptr_from_mem() takes no memory on the stack. Use a map value or a global.',
  },
  fixes: callFixes,
  docs: `Some places restrict what may be called:

- lists and trees may be touched only while their lock is held;
- \`bpf_throw()\` may not be called in a callback;
- while a \`bpf_spin_lock\` is held, kfuncs, \`bpf_kptr_xchg()\` and global functions may
  not be called;
- inside an RCU section, with preemption or interrupts disabled, and in a program that
  is not sleepable: nothing that may sleep, such as \`bpf_copy_from_user()\`, nor a
  global function that calls it;
- what the program's type excludes: tail calls and perf events in sleepable programs,
  spin locks in \`kprobe\`, \`tracepoint\`, \`raw_tp\` and \`perf_event\` programs;
- \`..._next()\` and \`..._destroy()\` only on an iterator that \`..._new()\` has set up.

A mask can be owned across calls that sleep and across locks; only RCU pointers become
invalid there. Kernel 6.12 rejects *every* call of a global function while
preemption is disabled.`,
  examples: [
    {
      bad: program(`
char buffer[16];

SEC("syscall")
int read_user(void *ctx)
{
	bpf_rcu_read_lock();
	bpf_copy_from_user(buffer, sizeof(buffer), ctx);
	bpf_rcu_read_unlock();
	return 0;
}`),
      good: program(`
char buffer[16];

SEC("syscall")
int read_user(void *ctx)
{
	bpf_copy_from_user(buffer, sizeof(buffer), ctx);
	return 0;
}`),
    },
    {
      bad: program(`
struct shared {
	struct bpf_spin_lock lock;
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct shared);
} shared_masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct shared *v = bpf_map_lookup_elem(&shared_masks, &key);
	struct bpf_cpumask *old;

	if (!v)
		return 0;
	bpf_spin_lock(&v->lock);
	old = bpf_kptr_xchg(&v->mask, NULL);
	bpf_spin_unlock(&v->lock);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
      good: program(`
struct shared {
	struct bpf_spin_lock lock;
	struct bpf_cpumask __kptr *mask;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct shared);
} shared_masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 clone_flags)
{
	u32 key = task->pid;
	struct shared *v = bpf_map_lookup_elem(&shared_masks, &key);
	struct bpf_cpumask *old;

	if (!v)
		return 0;
	/* the exchange is atomic, it needs no lock */
	old = bpf_kptr_xchg(&v->mask, NULL);
	if (old)
		bpf_cpumask_release(old);
	return 0;
}`),
    },
  ],
});
