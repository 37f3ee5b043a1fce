/** Map helpers: errno by situation, kptrs in elements, memory of deleted elements, local storage, queues. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

const MAP = (type: string, name: string, value: string, more = '') => `
struct { __uint(type, BPF_MAP_TYPE_${type}); __type(key, u32); __type(value, ${value}); __uint(max_entries, 2); ${more} } ${name} SEC(".maps");`;

const TYPES = ['ARRAY', 'PERCPU_ARRAY', 'HASH', 'PERCPU_HASH', 'LRU_HASH', 'LRU_PERCPU_HASH'] as const;

const HEAD = `
struct holder { struct bpf_cpumask __kptr *mask; u64 n; };
struct locked { struct bpf_spin_lock lock; u64 n; };
${TYPES.map((type) => MAP(type, type.toLowerCase(), 'u64')).join('')}
${MAP('ARRAY', 'holders', 'struct holder')}
${MAP('HASH', 'hash_holders', 'struct holder')}
${MAP('ARRAY', 'locks', 'struct locked')}
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } storage SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_QUEUE); __type(value, u32); __uint(max_entries, 2); } queue SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_STACK); __type(value, u32); __uint(max_entries, 2); } stack SEC(".maps");
static struct bpf_cpumask __kptr *slot;
`;

/** The signed result of a body with a key `k`, a value `v` and a result `r`. */
function result(body: string, section = 'syscall'): number | string {
  const text = `${HEAD}
static long each(void *map, u32 *key, u64 *value, u64 *sum) { *sum = *sum * 10 + *key + *value; return *sum > 100; }
SEC("${section}") int t(void *ctx) { u32 k = 0, three = 3; u64 v = 7, *p; long r = 0; ${body} return r; }`;
  const [run] = runAll(text);
  return run?.faults[0]?.message ?? run!.returns! | 0;
}

/** Per type: EXIST absent, NOEXIST absent, NOEXIST present, EXIST present, 3, LOCK, new key when full, delete present, absent. */
const ERRNO: Readonly<Record<(typeof TYPES)[number], readonly number[]>> = {
  ARRAY: [0, -17, -17, 0, -22, -22, -7, -22, -22],
  PERCPU_ARRAY: [0, -17, -17, 0, -22, -22, -7, -22, -22],
  HASH: [-2, 0, -17, 0, -22, -22, -7, 0, -2],
  PERCPU_HASH: [-2, 0, -17, 0, -22, -22, -7, 0, -2],
  LRU_HASH: [-2, 0, -17, 0, -22, -22, 0, 0, -2],
  LRU_PERCPU_HASH: [-2, 0, -17, 0, -22, -22, 0, 0, -2],
};

for (const type of TYPES) {
  const name = type.toLowerCase();
  const update = (flags: string, key = 'k') => `bpf_map_update_elem(&${name}, &${key}, &v, ${flags})`;
  const fill = `${update('0')}; k = 1; ${update('0')}; k = 0;`;
  const bodies: readonly (readonly [string, string])[] = [
    ['BPF_EXIST of an absent key', `r = ${update('BPF_EXIST')};`],
    ['BPF_NOEXIST of an absent key', `r = ${update('BPF_NOEXIST')};`],
    ['BPF_NOEXIST of a present key', `${update('0')}; r = ${update('BPF_NOEXIST')};`],
    ['BPF_EXIST of a present key', `${update('0')}; r = ${update('BPF_EXIST')};`],
    ['both flags', `r = ${update('3')};`],
    ['BPF_F_LOCK without a lock', `r = ${update('BPF_F_LOCK')};`],
    ['a new key in a full map', `${fill} r = ${update('0', 'three')};`],
    ['deleting a present key', `${update('0')}; r = bpf_map_delete_elem(&${name}, &k);`],
    ['deleting an absent key', `r = bpf_map_delete_elem(&${name}, &k);`],
  ];
  for (const [i, [what, body]] of bodies.entries())
    test(`${type}: ${what}`, () => assert.equal(result(body), ERRNO[type][i]));
}

const MASK =
  'struct bpf_cpumask *m = bpf_cpumask_create(), *o; struct holder *h, zero = {}; if (!m) return -1;';

const ROWS: readonly (readonly [string, string, number])[] = [
  ['BPF_F_LOCK with a lock', 'struct locked l = {}; r = bpf_map_update_elem(&locks, &k, &l, BPF_F_LOCK);', 0],
  ['an array element is there and zero', 'p = bpf_map_lookup_elem(&array, &k); r = p ? *p : -1;', 0],
  ['an index out of range is not', 'r = bpf_map_lookup_elem(&array, &three) != NULL;', 0],
  [
    'what was written is read',
    'bpf_map_update_elem(&hash, &k, &v, 0); p = bpf_map_lookup_elem(&hash, &k); r = p ? *p : -1;',
    7,
  ],
  [
    'the slot of another CPU',
    'bpf_map_update_elem(&percpu_array, &k, &v, 0); p = bpf_map_lookup_percpu_elem(&percpu_array, &k, 1); r = p ? *p : -1;',
    0,
  ],
  [
    'the slot of this CPU',
    'bpf_map_update_elem(&percpu_array, &k, &v, 0); p = bpf_map_lookup_percpu_elem(&percpu_array, &k, 0); r = p ? *p : -1;',
    7,
  ],
  ['no slot at nr_cpu_ids', 'r = bpf_map_lookup_percpu_elem(&percpu_array, &k, 2) != NULL;', 0],
  [
    'a deleted value is still readable',
    'bpf_map_update_elem(&hash, &k, &v, 0); p = bpf_map_lookup_elem(&hash, &k); if (!p) return -1; bpf_map_delete_elem(&hash, &k); r = *p;',
    7,
  ],
  [
    'its memory goes to the next new key',
    'bpf_map_update_elem(&hash, &k, &v, 0); p = bpf_map_lookup_elem(&hash, &k); if (!p) return -1; bpf_map_delete_elem(&hash, &k); v = 9; k = 5; bpf_map_update_elem(&hash, &k, &v, 0); r = *p;',
    9,
  ],
  [
    'an update of a hash makes a new element',
    'bpf_map_update_elem(&hash, &k, &v, 0); p = bpf_map_lookup_elem(&hash, &k); if (!p) return -1; v = 9; bpf_map_update_elem(&hash, &k, &v, 0); r = *p;',
    7,
  ],
  [
    'an update of an array does not',
    'p = bpf_map_lookup_elem(&array, &k); if (!p) return -1; bpf_map_update_elem(&array, &k, &v, 0); r = *p;',
    7,
  ],
  [
    'for each, in order, until 1',
    'u64 sum = 0; bpf_map_update_elem(&array, &k, &v, 0); r = bpf_for_each_map_elem(&array, each, &sum, 0) * 100 + sum;',
    271,
  ],
  ['for each stops', 'u64 sum = 50; r = bpf_for_each_map_elem(&array, each, &sum, 0);', 1],
  ['for each with flags', 'u64 sum = 0; r = bpf_for_each_map_elem(&array, each, &sum, 1);', -22],
  [
    'exchange gives back what was there',
    `${MASK} o = bpf_kptr_xchg(&slot, m); if (o) bpf_cpumask_release(o); r = !o; o = bpf_kptr_xchg(&slot, NULL); if (o) { r += 2; bpf_cpumask_release(o); }`,
    3,
  ],
  [
    'an array update releases the mask of the element',
    `${MASK} h = bpf_map_lookup_elem(&holders, &k); if (!h) { bpf_cpumask_release(m); return -1; } o = bpf_kptr_xchg(&h->mask, m); if (o) bpf_cpumask_release(o); zero.n = 4; r = bpf_map_update_elem(&holders, &k, &zero, 0); r += h->mask == NULL; r += h->n;`,
    5,
  ],
  [
    'a hash update leaves the field empty',
    `${MASK} bpf_map_update_elem(&hash_holders, &k, &zero, 0); h = bpf_map_lookup_elem(&hash_holders, &k); if (!h) { bpf_cpumask_release(m); return -1; } o = bpf_kptr_xchg(&h->mask, m); if (o) bpf_cpumask_release(o); bpf_map_update_elem(&hash_holders, &k, &zero, 0); h = bpf_map_lookup_elem(&hash_holders, &k); r = h && h->mask == NULL;`,
    1,
  ],
  [
    'storage is not there unasked',
    'struct task_struct *task = bpf_get_current_task_btf(); r = bpf_task_storage_get(&storage, task, NULL, 0) == NULL;',
    1,
  ],
  [
    'storage is created with its value',
    'struct task_struct *task = bpf_get_current_task_btf(); p = bpf_task_storage_get(&storage, task, &v, BPF_LOCAL_STORAGE_GET_F_CREATE); r = p ? *p : -1;',
    7,
  ],
  [
    'storage stays',
    'struct task_struct *task = bpf_get_current_task_btf(); bpf_task_storage_get(&storage, task, &v, 1); v = 1; p = bpf_task_storage_get(&storage, task, &v, 1); r = p ? *p : -1;',
    7,
  ],
  [
    'storage is deleted once',
    'struct task_struct *task = bpf_get_current_task_btf(); bpf_task_storage_get(&storage, task, &v, 1); r = bpf_task_storage_delete(&storage, task) * 100; r += bpf_task_storage_delete(&storage, task);',
    -2,
  ],
  [
    'a queue gives the oldest',
    'u32 x = 1, y = 2, out = 0; bpf_map_push_elem(&queue, &x, 0); bpf_map_push_elem(&queue, &y, 0); bpf_map_pop_elem(&queue, &out); r = out;',
    1,
  ],
  [
    'a stack gives the newest',
    'u32 x = 1, y = 2, out = 0; bpf_map_push_elem(&stack, &x, 0); bpf_map_push_elem(&stack, &y, 0); bpf_map_peek_elem(&stack, &out); r = out;',
    2,
  ],
  [
    'a full queue',
    'u32 x = 1; bpf_map_push_elem(&queue, &x, 0); bpf_map_push_elem(&queue, &x, 0); r = bpf_map_push_elem(&queue, &x, 0) * 100; r += bpf_map_push_elem(&queue, &x, BPF_EXIST);',
    -700,
  ],
  ['an empty queue', 'u32 out = 3; r = bpf_map_pop_elem(&queue, &out) * 10 + out;', -20],
];

for (const [name, body, expected] of ROWS) test(name, () => assert.equal(result(body), expected));
