struct s {
	u8 a;
	s16 b;
	u32 c : 3, d : 29;
	u64 e;
	struct { int x, y; };
	union { u32 u; u8 bytes[4]; };
};
struct node {
	struct node *next;
	struct bpf_cpumask __kptr *mask;
	struct s arr[4];
};
u64 total;
const volatile u32 limit = 6;
static s8 narrow;
struct s gs;
u32 table[8];
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
struct pt { int x, y; };
struct big { struct pt a[3]; u64 n; };
struct big gb;
u64 counter;
struct bpf_spin_lock lk;
static struct bpf_cpumask __kptr *slot;
DEFINE_FREE(thing, struct pt *, if (_T) put_thing(_T))
DEFINE_GUARD(mylock, struct bpf_spin_lock *, bpf_spin_lock(_T), bpf_spin_unlock(_T))
#define ADD(a, b) ({ typeof(a) __a = (a); __a + (b); })
#define LIMIT (1 << 4)

static void core(struct task_struct *p, struct node *n) {
	int pid = BPF_CORE_READ(p, real_parent, pid);
	struct task_struct *t = bpf_core_cast(n, struct task_struct);
	struct node *o = container_of(&n->arr, struct node, arr);
	total = pid + t->tgid + (o == n) + bpf_cpumask_test_cpu(1, t->cpus_ptr) + t->scx.slice;
}

static void each(struct task_struct *p) {
	u32 n = 0;
	bpf_for_each(scx_dsq, p, 1, 0) {
		if (p->pid == 3) break;
		n++;
	}
	bpf_repeat(n) total++;
}

static int cb(u32 i, void *ctx) {
	*(int *)ctx += i;
	return 0;
}

static int macros(u8 n) {
	static int calls;
	calls++;
	return ADD(n, LIMIT) + ADD(ADD(n, 1), 2);
}

static int callbacks(int n) {
	int sum = 0;
	int (*fp)(u32, void *) = cb;
	bpf_loop(n, cb, &sum, 0);
	fp(1, &sum);
	return sum;
}

static int questions(struct pt *p, struct big *b) {
	int pid;
	BPF_CORE_READ_INTO(&pid, p, x);
	struct pt *o = bpf_obj_new(struct pt);
	if (!o) return -1;
	bpf_obj_drop(o);
	if (bpf_ksym_exists(put_thing)) pid++;
	if (bpf_core_type_exists(struct foo)) pid += bpf_core_enum_value(enum zz, AA);
	return pid + offsetof(struct big, a[1].y) + sizeof(b->a) + _Alignof(struct big) + __builtin_types_compatible_p(int, typeof(p->x));
}

static void assembly(void) {
	bpf_printk("n=%d\n", counter);
	asm volatile("" ::: "memory");
	int z = 1;
	barrier_var(z);
	asm volatile("r0 = %0" : "=r"(z) : "r"(&z));
	counter = z;
}

static int nested_iterators(int n) {
	int i;
	bpf_for(i, 0, n) {
		int j;
		bpf_for(j, i, 10) {
			if (j == 3) goto done;
			if (j == 4) return j;
			if (j == 5) continue;
		}
	}
	done: return i;
}

static void tags(struct task_struct *p __arg_trusted, void *ctx __arg_ctx) {
	struct task_struct *q;
	bpf_for_each(task, q, NULL, 0) {
		if (q->pid == p->pid) continue;
		scx_bpf_dsq_move(BPF_FOR_EACH_ITER, q, 1, 0);
	}
	bpf_kptr_xchg(&slot, NULL);
}
