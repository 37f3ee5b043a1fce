/** Rule call-not-allowed-here: see `docs` below. */
import type { Fault } from '../analysis/engine/faults.ts';
import { callee, defineRule, program, text } from './rule.ts';

/** The three calls that make up an iterator: `bpf_iter_bits_next` gives `bpf_iter_bits_new`. */
const starter = (f: Fault) => text(f, 'function').replace(/_(next|destroy)$/, '_new');

const MAPS: Readonly<Record<string, string>> = {
  BPF_MAP_TYPE_PROG_ARRAY: 'program array',
  BPF_MAP_TYPE_PERF_EVENT_ARRAY: 'perf event array',
  BPF_MAP_TYPE_STACK_TRACE: 'stack trace map',
};

export const rule = defineRule({
  id: 'call-not-allowed-here',
  messages: {
    'under-lock': (f) =>
      `${callee(f)} is called while a bpf_spin_lock is held, where nothing may be called. Call it before the lock or after the unlock.`,
    'global-under-lock': (f) =>
      `${f.subject}() is a global function, which may not be called while a bpf_spin_lock is held. Make it static, or call it after the unlock.`,
    'global-may-sleep': (f) =>
      `${f.subject}() is a global function that may sleep, and nothing may sleep here: the program cannot, or RCU, preemption or interrupts are locked.`,
    'sleeps-in-rcu': (f) =>
      `${callee(f)} may sleep, and an RCU section is open here. Call it after bpf_rcu_read_unlock(), and read RCU pointers again afterwards.`,
    'sleeps-non-preemptible': (f) =>
      `${callee(f)} may sleep, and preemption is disabled here. Call it after bpf_preempt_enable().`,
    'sleeps-irq-off': (f) =>
      `${callee(f)} may sleep, and interrupts are disabled here. Call it after bpf_local_irq_restore().`,
    'sleeps-in-program': (f) =>
      `${callee(f)} may sleep, and this program may not. Use a program type that may: SEC("....s"), syscall, BPF_STRUCT_OPS_SLEEPABLE.`,
    'map-in-sleepable': (f) =>
      `${callee(f)} uses a ${MAPS[text(f, 'type')] ?? 'map'} in a program that may sleep, where only arrays, hashes, ring buffers and local storage are allowed. Move the call to a program that does not sleep.`,
    'lock-in-tracing': () =>
      'bpf_spin_lock() is not open to kprobe, tracepoint, raw_tp and perf_event programs. Use tp_btf or fentry, or atomic operations.',
    'container-in-tracing': (f) =>
      `${callee(f)} is not open to kprobe, tracepoint, raw_tp and perf_event programs: they may use neither lists nor trees. Use tp_btf or fentry.`,
    'container-unlocked': (f) =>
      `${callee(f)} is called without the lock that guards its ${f.data.container === 'bpf_rb_root' ? 'tree' : 'list'}. Call bpf_spin_lock() on the lock in the same map value or section first.`,
    'throw-in-callback': () =>
      'bpf_throw() may not be called from a callback. Return a value that ends the loop, and throw after it.',
    'iterator-not-on-stack': (f) =>
      `${callee(f)} needs an iterator that is a local variable. Declare it in this function.`,
    'iterator-not-started': (f) =>
      `${callee(f)} gets an iterator that was not started on this path. Call ${starter(f)}() first, and destroy each iterator once.`,
  },
  docs: `Some places restrict what may be called:

- lists and trees may be touched only while their lock is held;
- \`bpf_throw()\` may not be called in a callback;
- while a \`bpf_spin_lock\` is held, nothing: no kfunc, no \`bpf_kptr_xchg()\`, no global
  function;
- inside an RCU section, with preemption or interrupts disabled, and in a program that
  cannot sleep: nothing that may sleep, such as \`bpf_copy_from_user()\`, nor a global
  function that calls it;
- what the program's type excludes: tail calls and perf events where it may sleep, spin
  locks in \`kprobe\`, \`tracepoint\`, \`raw_tp\` and \`perf_event\` programs;
- \`..._next()\` and \`..._destroy()\` only on an iterator that \`..._new()\` has set up.

Owning a mask across sleeping calls and across locks is fine; only pointers that RCU
protects end there. Kernel 6.12 refuses *every* call of a global function while
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
