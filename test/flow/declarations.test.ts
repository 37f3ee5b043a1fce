import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeText } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType, RecordType } from '../../bpf/flow/ctypes/types.ts';
import { lower, lowerAll } from './helpers.ts';

function fields(type: CType | undefined): string[] {
  const record = type as RecordType;
  return record.fields.map(({ name, type: of, offset, bits }) => {
    const part = bits ? ` bits ${bits.offset}+${bits.width}` : '';
    return `${offset} ${name}: ${typeText(of)}${part}`;
  });
}

test('map definitions', () => {
  const module = lower(
    `#define SIZE (4 * 2)
     struct v { struct bpf_cpumask __kptr *mask; };
     struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, SIZE); __type(key, u32); __type(value, struct v);
       __uint(map_flags, BPF_F_NO_PREALLOC | 4); } m SEC(".maps");
     struct { __uint(type, 27); __uint(max_entries, 1 << 12); } rb SEC(".maps");
     struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(key_size, sizeof(u32)); __uint(value_size, 12); } old SEC(".maps");
     int f(void) { u32 k = 1; struct v *v = bpf_map_lookup_elem(&m, &k); return v != NULL; }`,
  );
  const m = module.maps.get('m')!;
  assert.deepEqual([m.type, m.maxEntries, m.flags], ['BPF_MAP_TYPE_HASH', 8, 5]);
  assert.deepEqual([typeText(m.key!), typeText(m.value!)], ['u32', 'struct v']);
  assert.deepEqual(fields(m.value), ['0 mask: struct bpf_cpumask* kptr']);
  const rb = module.maps.get('rb')!;
  assert.deepEqual([rb.type, rb.maxEntries, rb.key], ['BPF_MAP_TYPE_RINGBUF', 4096, undefined]);
  assert.equal(typeText(module.maps.get('old')!.value!), 'u8[12]');
  assert.equal(module.globals.size, 0);
  assert.deepEqual(lowerAll(module), []);
});

test('layout: bit-fields, anonymous members, packed, aligned, flexible arrays', () => {
  const module = lower(
    `struct a { u8 x; u32 b : 5, c : 30; struct { u16 y; }; union { u64 z; u8 w[4]; }; int : 0; u8 t; int flex[]; };
     struct p { u8 x; u64 y; } __attribute__((packed));
     struct q { u8 x; u64 y __attribute__((aligned(32))); };
     struct __attribute__((aligned(16))) r { u8 x; };`,
  );
  const size = (name: string): [number, number] => {
    const record = module.records.get(name) as RecordType;
    return [record.size, record.align];
  };
  assert.deepEqual(fields(module.records.get('a')), [
    '0 x: u8',
    '0 b: u32 bits 8+5',
    '4 c: u32 bits 0+30',
    '8 : struct {…}',
    '16 : union {…}',
    '24 t: u8',
    '28 flex: s32[]',
  ]);
  assert.deepEqual(size('a'), [32, 8]);
  assert.deepEqual(size('p'), [9, 1]);
  assert.deepEqual(size('q'), [64, 32]);
  assert.deepEqual(size('r'), [16, 16]);
});

test('pointer tags of fields, globals, arrays, typedefs and parameters', () => {
  const module = lower(
    `typedef struct bpf_cpumask __kptr *slot_t;
     struct v { struct { struct task_struct __kptr_untrusted *t; } inner; struct bpf_cpumask __kptr *arr[3];
       int __percpu_kptr *p; struct x __uptr *u; struct y { u64 __arena *a; } y; slot_t s; };
     private(A) static struct bpf_cpumask __kptr *global, *other;
     int f(struct task_struct *p __arg_trusted __arg_nullable, void __arena *a, const volatile u32 *q) { return 0; }`,
  );
  const v = module.records.get('v') as RecordType;
  assert.deepEqual(fields(v), [
    '0 inner: struct {…}',
    '8 arr: struct bpf_cpumask* kptr[3]',
    '32 p: s32* percpu_kptr',
    '40 u: struct x* uptr',
    '48 y: struct y',
    '56 s: struct bpf_cpumask* kptr',
  ]);
  assert.deepEqual(fields(v.fields[0]!.type), ['0 t: struct task_struct* kptr_untrusted']);
  assert.deepEqual(fields(v.fields[4]!.type), ['0 a: u64* arena']);
  const { global, other } = Object.fromEntries(module.globals);
  assert.deepEqual(
    [typeText(global!.type), global!.section, global!.isStatic],
    ['struct bpf_cpumask* kptr', '.data.A', true],
  );
  assert.equal(typeText(other!.type), 'struct bpf_cpumask* kptr');
  const { params } = module.functions.get('f')!;
  assert.deepEqual(params[0]!.tags, ['__arg_trusted', '__arg_nullable']);
  assert.deepEqual(
    params.map((param) => typeText(param.type)),
    ['struct task_struct*', 'void* arena', 'const volatile u32*'],
  );
});

test('globals: initial values and images', () => {
  const module = lower(
    `enum mode { OFF, ON = 5 };
     struct in { u8 a; s16 b[2]; u32 c : 3, d : 5; };
     const volatile u32 limit = 1 << 3 | ON; s8 narrow = 200; u64 zero; static bool yes = 7;
     struct in s = { 1, { -1 }, .d = 9 }; struct in many[3] = { [1] = { .c = 2 }, { 3 } };
     char text[] = "hi"; char fixed[4] = "abcdef"; int list[] = { [2] = 1, 2 }; void *address = &s; extern int far;
     int matrix[2][2] = { 1, 2, 3 };`,
  );
  const initial = (name: string): bigint | undefined => module.globals.get(name)!.initial;
  const image = (name: string): number[] => [...module.globals.get(name)!.image()!];
  assert.deepEqual(
    [initial('limit'), initial('narrow'), initial('zero'), initial('yes')],
    [13n, -56n, 0n, 1n],
  );
  assert.deepEqual(
    [initial('address'), initial('far'), module.globals.get('address')!.image()],
    [undefined, undefined, undefined],
  );
  assert.deepEqual(image('s'), [1, 0, 255, 255, 0, 0, 72, 0]);
  assert.deepEqual(image('many'), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(image('text'), [104, 105, 0]);
  assert.deepEqual(image('fixed'), [97, 98, 99, 100]);
  assert.equal(typeText(module.globals.get('list')!.type), 's32[4]');
  assert.deepEqual(image('matrix'), [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]);
  const { limit } = Object.fromEntries(module.globals);
  assert.deepEqual([limit!.isConst, limit!.isVolatile], [true, true]);
});

test('functions: sections, macros, names, parameters, struct_ops', () => {
  const text = `SEC("tp_btf/x") int BPF_PROG(prog, struct task_struct *p, u64 flags) { return 0; }
SEC("?syscall") __weak int sub(void *ctx) { return 0; }
s32 BPF_STRUCT_OPS_SLEEPABLE(my_init) { return 0; }
void BPF_STRUCT_OPS(my_enqueue, struct task_struct *p, u64 enq_flags) { }
static __always_inline bool helper(int a) { return a; }
void far(int x) __ksym __weak;
SCX_OPS_DEFINE(ops, .init = (void *)my_init, .enqueue = (void *)my_enqueue, .name = "x");
SEC(".struct_ops.link") struct tcp_ops other = { .start = (void *)sub };
UEI_DEFINE(uei);
`;
  const module = lower(text);
  const { prog, sub, my_init: init, helper } = Object.fromEntries(module.functions);
  assert.deepEqual([prog!.section, prog!.macro], ['tp_btf/x', 'BPF_PROG']);
  assert.deepEqual(
    prog!.params.map(({ name, type }) => `${name}: ${typeText(type)}`),
    ['p: struct task_struct*', 'flags: u64'],
  );
  assert.equal(text.slice(prog!.nameStart, prog!.nameEnd), 'prog');
  assert.deepEqual([sub!.section, sub!.attributes], ['?syscall', ['__weak']]);
  assert.deepEqual([init!.macro, init!.params.length], ['BPF_STRUCT_OPS_SLEEPABLE', 0]);
  assert.deepEqual([helper!.isStatic, typeText(helper!.type)], [true, 'bool(s32)']);
  assert.deepEqual(module.externs.get('far')!.attributes, ['__ksym', '__weak']);
  assert.deepEqual(
    [...module.structOps],
    [
      ['my_init', 'init'],
      ['my_enqueue', 'enqueue'],
      ['sub', 'start'],
    ],
  );
  assert.ok(module.globals.has('uei'));
});

test('positions: calls, arguments, conditions and returns are those of the source, through macros too', () => {
  const text = `#define TWICE(x) ((x) + (x))
int f(int n)
{
	if (n > 3 && check(n, TWICE(n + 1)))
		return n;
}
`;
  const info = lower(text).functions.get('f')!;
  const graph = info.graph();
  const at = ({ start, end }: { start: number; end: number }): string =>
    text.slice(graph.start + start, graph.start + end);
  const call = graph.blocks.flatMap((block) => block.instrs).find((instr) => instr.op === 'call');
  assert.ok(call?.op === 'call');
  assert.equal(at(call.at), 'check(n, TWICE(n + 1))');
  assert.deepEqual(call.argAt.map(at), ['n', 'TWICE(n + 1)']);
  const ends = graph.blocks.map((block) => block.end);
  assert.deepEqual(
    ends.filter((end) => end.op === 'branch').map((end) => at(end.at)),
    ['n > 3', 'check(n, TWICE(n + 1))'],
  );
  assert.deepEqual(
    ends
      .filter((end) => end.op === 'return')
      .map((end) => at(end.at))
      .sort(),
    ['return n;', '}'],
  );
});

test('headers: types, globals, static functions; the file itself wins', () => {
  const module = lower(
    `#include "a.h"
     struct task_struct { int mine; };
     int f(struct task_struct *p, shared_t x) { return p->mine + add(x) + VALUE; }`,
    {
      '/w/src/a.h':
        '#pragma once\ntypedef u16 shared_t;\n#define VALUE 3\nextern int far;\nstatic int add(shared_t x) { return x + far; }\n',
    },
  );
  assert.deepEqual(lowerAll(module), []);
  assert.equal(module.functions.get('add')!.path, '/w/src/a.h');
  assert.deepEqual(fields(module.records.get('task_struct')), ['0 mine: s32']);
});

test('kernel structs are open: equal names are equal offsets, flavours share them', () => {
  const module = lower(
    `struct task_struct___v2 { int pid; long extra; } __attribute__((preserve_access_index));
     int f(struct task_struct *p, struct unheard *u) {
       struct task_struct___v2 *n = (void *)p;
       return n->pid + p->pid + p->scx.slice + p->scx.weight + u->a.b.c + n->extra; }`,
  );
  const graph = module.functions.get('f')!.graph();
  assert.deepEqual(graph.incomplete, []);
  const offsets = new Map<string, Set<number>>();
  for (const instr of graph.blocks.flatMap((block) => block.instrs)) {
    if (instr.op !== 'field') continue;
    const key = `${instr.record}.${instr.name}`;
    offsets.set(key, (offsets.get(key) ?? new Set()).add(instr.offset));
  }
  assert.equal(offsets.get('task_struct.pid')!.size, 1);
  const all = [...offsets].filter(([key]) => key.startsWith('task_struct')).map(([, found]) => [...found][0]);
  assert.equal(new Set(all).size, all.length);
});

test('nrCpus decides the size of struct cpumask', () => {
  const module = lower('int f(void) { return sizeof(struct cpumask); } struct cpumask m;');
  assert.equal((module.globals.get('m')!.type as RecordType).size, 32);
});
