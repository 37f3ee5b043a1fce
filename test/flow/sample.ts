/** A program with a bit of everything, to mutate. */
export const SAMPLE = `
struct s { u8 a; s16 b; u32 c:3, d:29; u64 e; struct { int x, y; }; union { u32 u; u8 bytes[4]; }; };
struct node { struct node *next; struct bpf_cpumask __kptr *mask; struct s arr[4]; };
u64 total; const volatile u32 limit = 6; static s8 narrow; struct s gs; u32 table[8];
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
static int loops(int n) { int i, sum = 0; for (i = 0; i < n; i++) { if (i == 3) continue; if (i == 7) break; sum += i; } do { n--; } while (n > 0); while (n < 5) n++; return sum; }
static int sw(u8 x) { switch (x) { case 1: return 1; case 2 ... 5: x++; case 7: x = 3; break; default: x = 9; } return x; }
static int jumps(int n) { again: if (n > 10) goto out; n++; { struct s v = {}; if (n == 3) goto out; v.a = 2; n += v.a; } goto again; out: return n; }
static u32 cond(u32 a, s8 b, u64 c) { u32 r = a > b ? a : b; r = r ?: c; return a && b || !c; }
static void freeing(int n) { struct bpf_cpumask *m __free(bpf_cpumask) = bpf_cpumask_create(); if (!m) return; if (n) { bpf_cpumask_clear(m); return; } m = no_free_ptr(m); }
static int guards(int n) { scoped_guard(rcu) { if (n) return 1; if (n == 2) break; } guard(preempt)(); return limit; }
static void inits(void) { struct s v = { .b = 2, .d = 5, .y = 3, .bytes = {1, 2} }; int arr[] = {1, [3] = 4, 5}; char str[8] = "hi"; struct s *p = &(struct s){ .a = 1 }; u32 big[16] = { [2 ... 4] = 7 }; total = sizeof(arr) + sizeof(str) + v.a + arr[1] + str[0] + p->a + big[3]; }
static void vptr(u32 i, struct node *n) { struct s *p = MEMBER_VPTR(n->arr, [i]); u32 *q = ARRAY_ELEM_PTR(table, i, 8); u8 *b = MEMBER_VPTR(*n, .arr[i].bytes[2]); if (p && q && b) total++; }
static u64 bits(struct s *p, int v) { p->c = v; p->d += 2; narrow += v; narrow++; return p->c = v; }
static void core(struct task_struct *p, struct node *n) { int pid = BPF_CORE_READ(p, real_parent, pid); struct task_struct *t = bpf_core_cast(n, struct task_struct); struct node *o = container_of(&n->arr, struct node, arr); total = pid + t->tgid + (o == n) + bpf_cpumask_test_cpu(1, t->cpus_ptr) + t->scx.slice; }
static int stmtexpr(int a) { return ({ int x = a; x > 2 ? x : 2; }) + (u32)-a + (u64)&total; }
static void each(struct task_struct *p) { u32 n = 0; bpf_for_each(scx_dsq, p, 1, 0) { if (p->pid == 3) break; n++; } bpf_repeat(n) total++; }
static bool ptrs(struct node *a, struct node *b, long k) { struct node *c = a + k; c--; return (c - b) > 1 || c == NULL || a[1].next != b; }
`;
