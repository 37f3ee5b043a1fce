struct pt { int x, y; };
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

static int loops(int n) {
	int i, sum = 0;
	for (i = 0; i < n; i++) {
		if (i == 3) continue;
		if (i == 7) break;
		sum += i;
	}
	do {
		n--;
	} while (n > 0);
	while (n < 5) n++;
	return sum;
}

static int sw(u8 x) {
	switch (x) {
		case 1: return 1;
		case 2 ... 5: x++;
		case 7: x = 3;
		break;
		default: x = 9;
	}
	return x;
}

static int jumps(int n) {
again:
	if (n > 10) goto out;
	n++;
	{
		struct s v = {};
		if (n == 3) goto out;
		v.a = 2;
		n += v.a;
	}
	goto again;
out:
	return n;
}

static int case_in_block(int n) {
	switch (n) {
		int z;
		case 0: {
			struct pt q;
			q.x = 1;
			n = q.x;
			case 1: q.y = 2;
			n += q.y;
			break;
		}
		default: z = 3;
		n = z;
	}
	return n;
}

static int may_goto(int n) {
	int s = 0;
	while (n--) {
		cond_break;
		s++;
	}
	for (int i = 0; i < 5 && can_loop; i++) s += i;
	return s;
}
