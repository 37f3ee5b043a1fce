import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allHoles } from '../../bpf/syntax/external/bodies.ts';
import { marksOf } from '../../bpf/syntax/mask/marks.ts';
import { find, marks, parse, show, squeeze, textOf } from './helpers.ts';

interface Row {
  readonly what: string;
  readonly text: string;
  /** Masked text, blanks squeezed. */
  readonly masked?: string;
  readonly marks: readonly string[];
}

const fn = (body: string): string => `void f(void)\n{\n\t${body}\n}\n`;

const ROWS: readonly Row[] = [
  {
    what: 'kptr field',
    text: 'struct v { struct bpf_cpumask __kptr *mask; };',
    masked: 'struct v { struct bpf_cpumask *mask; };',
    marks: ['attribute __kptr()'],
  },
  {
    what: 'private global',
    text: 'private(A) static struct bpf_cpumask __kptr *m;',
    masked: 'static struct bpf_cpumask *m;',
    marks: ['section .data.A', 'attribute private(A)', 'attribute __kptr()'],
  },
  {
    what: 'pragma before a loop',
    text: fn('_Pragma("clang loop unroll(disable)") for (;;)\n\t\t;'),
    masked: 'void f(void) { for (;;) ; }',
    marks: ['attribute _Pragma("clang loop unroll(disable)")'],
  },
  {
    what: 'comparison by operator',
    text: fn('if (bpf_cmp_unlikely(a, ==, b[1]))\n\t\treturn;'),
    masked: 'void f(void) { if (bpf_cmp_unlikely(a == b[1])) return; }',
    marks: [],
  },
  {
    what: 'map',
    text: 'struct {\n\t__uint(type, BPF_MAP_TYPE_HASH);\n\t__type(value, struct v);\n\t__uint(max_entries, 4);\n} m SEC(".maps");',
    masked: 'struct { } m ;',
    marks: [
      'map-field __uint(type|BPF_MAP_TYPE_HASH)',
      'map-field __type(value|struct v)',
      'map-field __uint(max_entries|4)',
      'section .maps',
    ],
  },
  {
    what: 'map in map',
    text: 'struct { __array(values, struct { __uint(type, 1); }); } m SEC(".maps") = { .values = { &a } };',
    masked: 'struct { } m = { .values = { &a } };',
    marks: ['map-field __array(values|struct { __uint(type, 1); })', 'section .maps'],
  },
  {
    what: 'BPF_PROG',
    text: 'SEC("tp_btf/x")\nint BPF_PROG(prog, struct task_struct *p, u64 flags)\n{ return 0; }',
    masked: 'int prog( struct task_struct *p, u64 flags) { return 0; }',
    marks: ['section tp_btf/x', 'program BPF_PROG prog'],
  },
  {
    what: 'BPF_STRUCT_OPS without arguments',
    text: 's32 BPF_STRUCT_OPS_SLEEPABLE(x_init)\n{ return 0; }',
    marks: ['program BPF_STRUCT_OPS_SLEEPABLE x_init'],
  },
  {
    what: 'return type on its own line',
    text: 's32\nBPF_STRUCT_OPS(pick,\n\tstruct task_struct *p)\n{ return 0; }',
    masked: 's32 pick( struct task_struct *p) { return 0; }',
    marks: ['program BPF_STRUCT_OPS pick'],
  },
  {
    what: 'bpf_for',
    text: fn('bpf_for(i, 0, n) { g(i); }'),
    masked: 'void f(void) { while (i, 0, n) { g(i); } }',
    marks: ['loop bpf_for(i|0|n)'],
  },
  {
    what: 'bpf_for with a blank, brace on the next line',
    text: fn('bpf_for (i, 0, f(a, b))\n\t{ g(i); }'),
    marks: ['loop bpf_for(i|0|f(a, b))'],
  },
  { what: 'bpf_repeat without braces', text: fn('bpf_repeat(10) g();'), marks: ['loop bpf_repeat(10)'] },
  {
    what: 'bpf_for_each',
    text: fn('bpf_for_each(scx_dsq, p, id, 0) { g(p); }'),
    masked: 'void f(void) { while (scx_dsq, p, id, 0) { g(p); } }',
    marks: ['loop bpf_for_each(scx_dsq|p|id|0)'],
  },
  {
    what: 'unknown loop macro',
    text: fn('for_each_thing(x, y) { g(x); }'),
    masked: 'void f(void) { while (x, y) { g(x); } }',
    marks: ['loop for_each_thing(x|y)'],
  },
  {
    what: 'scoped_guard',
    text: fn('scoped_guard(spin_lock, &l) { g(); }'),
    masked: 'void f(void) { while (spin_lock, &l) { g(); } }',
    marks: ['guard spin_lock(&l)'],
  },
  {
    what: 'guard',
    text: fn('guard(rcu)();'),
    masked: 'void f(void) { guard(rcu)(); }',
    marks: ['guard rcu()'],
  },
  { what: 'CLASS', text: fn('CLASS(task, t)(pid);'), marks: ['special-call CLASS(task|t|pid)'] },
  {
    what: '__free',
    text: fn('struct bpf_cpumask *m __free(bpf_cpumask) = bpf_cpumask_create();'),
    masked: 'void f(void) { struct bpf_cpumask *m = bpf_cpumask_create(); }',
    marks: ['cleanup bpf_cpumask'],
  },
  {
    what: 'cleanup attribute',
    text: fn('struct g x __attribute__((aligned(8), cleanup(put))) = {0};'),
    masked: 'void f(void) { struct g x = {0}; }',
    marks: ['attribute aligned(8)', 'cleanup put'],
  },
  {
    what: 'section attribute',
    text: 'int x __attribute__((section(".data." "a"), __unused__));',
    marks: ['section .data.a', 'attribute unused()'],
  },
  {
    what: 'MEMBER_VPTR',
    text: fn('u8 *p = MEMBER_VPTR(layers, [i].cpus[c / 8]);'),
    masked: 'void f(void) { u8 *p = (layers [i].cpus[c / 8]); }',
    marks: ['special-call MEMBER_VPTR(layers|[i].cpus[c / 8])'],
  },
  {
    what: 'nested MEMBER_VPTR',
    text: fn('p = MEMBER_VPTR(*MEMBER_VPTR(a, [i]), .b);'),
    masked: 'void f(void) { p = (* (a [i]) .b); }',
    marks: ['special-call MEMBER_VPTR(*MEMBER_VPTR(a, [i])|.b)', 'special-call MEMBER_VPTR(a|[i])'],
  },
  {
    what: 'container_of',
    text: fn('x = container_of(p, struct s, a.b[0]);'),
    masked: 'void f(void) { x = container_of(p, s, a.b[0]); }',
    marks: ['special-call container_of(p|struct s|a.b[0])'],
  },
  {
    what: 'offsetof with a path',
    text: fn('x = offsetof(struct s, a.b);'),
    masked: 'void f(void) { x = _ffsetof( s, a.b); }',
    marks: ['special-call offsetof(struct s|a.b)'],
  },
  {
    what: 'bpf_core type arguments',
    text: fn(
      'x = bpf_core_type_matches(struct a___b) + bpf_core_enum_value(enum e, V) + bpf_core_type_size(unsigned long);',
    ),
    masked:
      'void f(void) { x = bpf_core_type_matches( a___b) + bpf_core_enum_value( e, V) + bpf_core_type_size(0 ); }',
    marks: [
      'special-call bpf_core_type_matches(struct a___b)',
      'special-call bpf_core_enum_value(enum e|V)',
      'special-call bpf_core_type_size(unsigned long)',
    ],
  },
  {
    what: 'type argument of an unknown macro',
    text: fn('x = my_alloc(struct node *, 3);'),
    masked: 'void f(void) { x = my_alloc( node , 3); }',
    marks: ['special-call my_alloc(struct node *|3)'],
  },
  {
    what: 'a prototype in a function keeps its types',
    text: fn('extern int g(struct a *x);'),
    masked: 'void f(void) { extern int g(struct a *x); }',
    marks: [],
  },
  {
    what: 'bpf_core_cast and bpf_obj_new',
    text: fn('a = bpf_core_cast(p, struct rq); b = bpf_obj_new(typeof(*b));'),
    masked: 'void f(void) { a = bpf_core_cast(p, rq); b = bpf_obj_new(0 ); }',
    marks: ['special-call bpf_core_cast(p|struct rq)', 'special-call bpf_obj_new(typeof(*b))'],
  },
  {
    what: 'typeof',
    text: fn('typeof(*p) *q = (typeof(p))(r);'),
    masked: 'void f(void) { struct _ *q = (struct _ )(r); }',
    marks: ['special-call typeof(*p)', 'special-call typeof(p)'],
  },
  {
    what: 'case range',
    text: fn('switch (x) { case 1 ... 3: g(); break; default: h(); }'),
    masked: 'void f(void) { switch (x) { case 1 || 3: g(); break; default: h(); } }',
    marks: ['case-range'],
  },
  {
    what: 'SCX_OPS_DEFINE',
    text: 'SCX_OPS_DEFINE(ops,\n\t.select_cpu = (void *)pick,\n\t.name = "x");',
    masked: 'sched_ext_ops ops= {.select_cpu = (void *)pick, .name = "x"};',
    marks: ['struct-ops ops'],
  },
  {
    what: 'SCX_OPS_CID_DEFINE',
    text: 'SCX_OPS_CID_DEFINE(ops, .init = (void *)f);',
    masked: 'sched_ext_ops_cid ops={.init = (void *)f};',
    marks: ['struct-ops ops'],
  },
  {
    what: 'kfunc declarations',
    text: 'extern void f(struct task_struct *p __arg_trusted) __ksym __weak;\n__weak int g(void);\n__hidden int h(void);',
    masked: 'extern void f(struct task_struct *p ) ; int g(void); int h(void);',
    marks: [
      'attribute __arg_trusted()',
      'attribute __ksym()',
      'attribute __weak()',
      'attribute __weak()',
      'attribute __hidden()',
    ],
  },
  {
    what: 'selftest tags',
    text: 'SEC("tc") __failure __msg("R1 \\"x\\"") __log_level(2)\nint f(void) { return 0; }',
    masked: 'int f(void) { return 0; }',
    marks: [
      'section tc',
      'attribute __failure()',
      'attribute __msg("R1 \\"x\\"")',
      'attribute __log_level(2)',
    ],
  },
  {
    what: 'register variable',
    text: fn('register u64 x asm("r9") = 1;'),
    masked: 'void f(void) { register u64 x = 1; }',
    marks: ['attribute asm("r9")'],
  },
  {
    what: 'asm statements stay',
    text: fn('if (x) asm volatile("" : "+r"(x)); asm("nop"); asm volatile ("" ::: "memory");'),
    marks: [],
  },
  {
    what: 'enum with a type',
    text: 'enum e : u64 { A = 1 };',
    masked: 'enum e { A = 1 };',
    marks: ['attribute enum-type(u64)'],
  },
  { what: 'bits without a name', text: 'struct a { u16 : 3; u16 x : 2, : 0; };', marks: [] },
  { what: 'label before the brace', text: fn('goto out;\nout:\n'), marks: [] },
  { what: 'members are no macros', text: fn('p->private = q.__weak + private;'), marks: [] },
  {
    what: 'unknown attribute macro before a declaration',
    text: '__my_section("x")\nint y;',
    masked: 'int y;',
    marks: ['attribute __my_section("x")'],
  },
  { what: 'UEI_DEFINE', text: 'UEI_DEFINE(uei);', marks: [] },
  {
    what: 'GNU things',
    text: fn(
      'int a = ({ int t = 1; t; }) ?: 3; for (int i = 0; i < 3 && can_loop; i++) ; __auto_type q = &(struct s){ .a = 1 };',
    ),
    marks: [],
  },
  {
    what: 'CRLF',
    text: 'struct {\r\n\t__uint(type,\r\n\t  1);\r\n} m SEC(".maps");\r\n',
    marks: ['map-field __uint(type|1)', 'section .maps'],
  },
];

for (const row of ROWS) {
  test(`mask: ${row.what}`, () => {
    const parsed = parse(row.text);
    assert.equal(parsed.masked.length, row.text.length);
    assert.deepEqual(allHoles(parsed), [], parsed.masked);
    assert.deepEqual(marks(parsed), row.marks);
    if (row.masked !== undefined) assert.equal(squeeze(parsed.masked), squeeze(row.masked));
  });
}

test('a program macro without arguments gets its real name and an empty parameter list', () => {
  const parsed = parse('s32 BPF_STRUCT_OPS_SLEEPABLE(x_init)\n{ return 0; }');
  const declarator = find(parsed.root, 'function_declarator')[0]!;
  assert.equal(
    show(declarator, parsed.text),
    'declarator:(function_declarator declarator:identifier="x_init" parameters:parameter_list=")")',
  );
});

test('the name of a program macro is where it was', () => {
  const parsed = parse('int BPF_PROG(prog, int a) { return 0; }');
  const mark = parsed.marks[0]!;
  assert.ok(mark.kind === 'program');
  const name = find(find(parsed.root, 'function_declarator')[0]!, 'identifier')[0]!;
  assert.equal(textOf(parsed, name), 'prog');
  assert.equal(name.start, mark.nameStart);
});

test('the light tree keeps operators and the words of sized types, drops punctuation and comments', () => {
  const parsed = parse('unsigned long a = b /* c */ + -d->e;');
  assert.equal(
    show(parsed.root.kids[0]!, parsed.text),
    '(declaration type:(sized_type_specifier unsigned="unsigned" long="long") declarator:(init_declarator ' +
      'declarator:identifier="a" value:(binary_expression left:identifier="b" operator:+="+" ' +
      'right:(unary_expression operator:-="-" argument:(field_expression argument:identifier="d" operator:->="->" ' +
      'field:field_identifier="e")))))',
  );
});

test('marksOf finds the marks that start in a range', () => {
  const parsed = parse('__weak int a;\n__hidden int b;\n__weak int c;\n');
  const second = parsed.text.indexOf('__hidden');
  assert.deepEqual(marksOf(parsed, second, second + 1).length, 1);
  assert.deepEqual(marksOf(parsed, 0, parsed.text.length).length, 3);
  assert.deepEqual(marksOf(parsed, 1, second), []);
});
