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

static void inits(void) {
	struct s v = { .b = 2, .d = 5, .y = 3, .bytes = {1, 2} };
	int arr[] = {1, [3] = 4, 5};
	char str[8] = "hi";
	struct s *p = &(struct s){ .a = 1 };
	u32 big[16] = { [2 ... 4] = 7 };
	total = sizeof(arr) + sizeof(str) + v.a + arr[1] + str[0] + p->a + big[3];
}

static void vptr(u32 i, struct node *n) {
	struct s *p = MEMBER_VPTR(n->arr, [i]);
	u32 *q = ARRAY_ELEM_PTR(table, i, 8);
	u8 *b = MEMBER_VPTR(*n, .arr[i].bytes[2]);
	if (p && q && b) total++;
}

static int blocks_of_memory(struct big *p) {
	WRITE_ONCE(p->n, 3);
	u64 v = READ_ONCE(p->n);
	__builtin_memset(p, 0, sizeof(*p));
	__builtin_memcpy(&gb, p, sizeof(gb));
	gb = *p;
	return v + __sync_fetch_and_add(&counter, 1) + (likely(v) ? 1 : 2);
}

static struct pt mk(struct pt a, int d) {
	a.x += d;
	return a;
}

static int struct_values(void) {
	struct pt p = mk((struct pt){ 1, 2 }, 3);
	return mk(p, 1).y + p.x;
}
