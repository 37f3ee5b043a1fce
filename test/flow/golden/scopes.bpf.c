const volatile u32 limit = 6;
struct pt { int x, y; };
struct big { struct pt a[3]; u64 n; };
struct big gb;
u64 counter;
struct bpf_spin_lock lk;
static struct bpf_cpumask __kptr *slot;
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
DEFINE_FREE(thing, struct pt *, if (_T) put_thing(_T))
DEFINE_GUARD(mylock, struct bpf_spin_lock *, bpf_spin_lock(_T), bpf_spin_unlock(_T))
#define ADD(a, b) ({ typeof(a) __a = (a); __a + (b); })
#define LIMIT (1 << 4)

static void put_it(struct pt **p) {
	counter--;
}

static void freeing(int n) {
	struct bpf_cpumask *m __free(bpf_cpumask) = bpf_cpumask_create();
	if (!m) return;
	if (n) {
		bpf_cpumask_clear(m);
		return;
	}
	m = no_free_ptr(m);
}

static int guards(int n) {
	scoped_guard(rcu) {
		if (n) return 1;
		if (n == 2) break;
	}
	guard(preempt)();
	return limit;
}

static int cleanup_attribute(int n) {
	struct pt *t __attribute__((cleanup(put_it))) = (void *)0;
	if (n) return 1;
	return 0;
}

static int own_free(int n) {
	struct pt *t __free(thing) = get_thing();
	if (n) return 1;
	return 2;
}

static int own_guard(int n) {
	guard(mylock)(&lk);
	scoped_guard(irqsave) {
		counter++;
	}
	return n;
}

static struct bpf_cpumask *return_pointer(void) {
	struct bpf_cpumask *m __free(bpf_cpumask) = bpf_cpumask_create();
	if (!m) return NULL;
	return_ptr(m);
}

static int free_in_loop(int n) {
	int i;
	for (i = 0; i < n; i++) {
		struct bpf_cpumask *m __free(bpf_cpumask) = bpf_cpumask_create();
		if (!m) continue;
		if (i == 5) break;
		if (i == 7) goto out;
	}
	return 0;
out:
	return 1;
}
