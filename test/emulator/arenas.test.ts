/** Bitmaps in arenas, which are plain memory without references. Results are those of a 6.18 kernel. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

const HEAD = `
#define __arena __attribute__((address_space(1)))
struct { __uint(type, BPF_MAP_TYPE_ARENA); __uint(map_flags, BPF_F_MMAPABLE); __uint(max_entries, 100); } arena SEC(".maps");
struct bitmap { u64 tid; u64 bits[64]; };
/* Ids from base on, as sched_ext has them: the first word begins at a multiple of 64. */
struct window { u32 base, nr_bits; u64 bits[]; };
struct link { struct link __arena *next; u32 cpu; };
struct bitmap __arena *kept;
static void set_cpu(u32 cpu, struct bitmap __arena *m) { m->bits[cpu / 64] |= 1ULL << (cpu % 64); }
static bool test_cpu(u32 cpu, struct bitmap __arena *m) { return m->bits[cpu / 64] & (1ULL << (cpu % 64)); }
static void set_id(struct window __arena *w, u32 id) { w->bits[id / 64 - w->base / 64] |= 1ULL << (id % 64); }
`;
const pages = (count: number, flags = 0) => `bpf_arena_alloc_pages(&arena, NULL, ${count}, -1, ${flags})`;

const BODIES: readonly (readonly [what: string, body: string, returns: number])[] = [
  [
    'bits are set, kept in a global, tested and changed at once',
    `struct bitmap __arena *m = ${pages(1)}; int i, n = 0;
     if (!m) return -1;
     set_cpu(3, m); set_cpu(70, m); kept = m;
     for (i = 0; i < 128; i++) n += test_cpu(i, kept);
     __sync_fetch_and_or(&m->bits[2], 5);
     n += 10 * (int)m->bits[2];
     bpf_arena_free_pages(&arena, m, 1);
     return n;`,
    52,
  ],
  [
    'a window of ids that begins within a word',
    `struct window __arena *w = ${pages(1)}; int i, n = 0;
     if (!w) return -1;
     w->base = 100; w->nr_bits = 80;
     set_id(w, 101); set_id(w, 130); set_id(w, 179);
     for (i = 0; i < 3; i++) n = n * 10 + __builtin_popcountll(w->bits[i]);
     return n;`,
    120,
  ],
  [
    'a list through pointers in the pages',
    `struct link __arena *first = NULL; struct link __arena *page = ${pages(2)}; u32 i, sum = 0;
     if (!page) return -1;
     for (i = 0; i < 20; i++) { struct link __arena *one = page + i * 9; one->cpu = i * i; one->next = first; first = one; }
     for (i = 0; i < 100 && first; i++) { sum += first->cpu; first = first->next; }
     bpf_arena_free_pages(&arena, page, 2);
     return sum;`,
    2470,
  ],
  [
    'no pages, too many, flags: NULL',
    [pages(0), pages(101), pages(1, 1), pages(100), pages(1)]
      .map((call, i) => `n += ${1 << i} * (${call} == NULL);`)
      .join(' ')
      .replace(/^/, 'int n = 0; ')
      .concat(' return n;'),
    23,
  ],
  [
    'pages that were given back are there for others',
    `void __arena *all = ${pages(100)}; int n;
     if (!all) return -1;
     bpf_arena_free_pages(&arena, all, 100);
     n = ${pages(100)} != NULL;
     return n;`,
    1,
  ],
  ['what is read through NULL is 0', 'return 3 + (kept ? 7 : (int)kept->bits[1]);', 3],
];

const run = (body: string) => runAll(`${HEAD} SEC("syscall") int t(void *ctx) { ${body} }`)[0]!;

for (const [what, body, returns] of BODIES)
  test(what, () => {
    const { faults, returns: found } = run(body);
    assert.deepEqual([faults.map(({ message }) => message), found], [[], returns]);
  });

const FAULTS: readonly (readonly [what: string, body: string, words: RegExp])[] = [
  [
    'a helper takes no memory of an arena',
    `u64 __arena *page = ${pages(1)}; if (!page) return 0; return bpf_probe_read_kernel((void *)page, 8, ctx);`,
    /Memory of an arena is argument 1 .*"type=arena expected=fp"/,
  ],
  [
    'nor does a mask take its bits from there',
    `u64 __arena *page = ${pages(1)}; struct bpf_cpumask *m; if (!page) return 0;
     m = bpf_cpumask_create(); if (!m) return 0;
     bpf_cpumask_populate((struct cpumask *)m, (void *)page, 64); bpf_cpumask_release(m); return 0;`,
    /Memory of an arena is argument 2 .*"arg#1 arg#2 memory, len pair leads to invalid memory access"/,
  ],
  [
    'what is in pages that were given back is not said',
    `u64 __arena *page = ${pages(1)}; if (!page) return 0; bpf_arena_free_pages(&arena, page, 1); return page[3];`,
    /its pages were given back/,
  ],
  ['nor what becomes of a store to NULL', 'kept->tid = 3; return 0;', /a page that the arena does not have/],
];

for (const [what, body, words] of FAULTS)
  test(what, () => {
    const { faults } = run(body);
    assert.match(faults[0]?.message ?? 'no fault', words);
  });
