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

static u32 cond(u32 a, s8 b, u64 c) {
	u32 r = a > b ? a : b;
	r = r ?: c;
	return a && b || !c;
}

static u64 bits(struct s *p, int v) {
	p->c = v;
	p->d += 2;
	narrow += v;
	narrow++;
	return p->c = v;
}

static int stmtexpr(int a) {
	return ({ int x = a; x > 2 ? x : 2; }) + (u32)-a + (u64)&total;
}

static bool ptrs(struct node *a, struct node *b, long k) {
	struct node *c = a + k;
	c--;
	return (c - b) > 1 || c == NULL || a[1].next != b;
}

static bool booleans(int a, u64 b) {
	bool r = a;
	r += b;
	_Bool t = !a;
	a = b, t = a;
	return (a = 3, t) ? r : b;
}
