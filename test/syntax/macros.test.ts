import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allHoles } from '../../bpf/syntax/external/bodies.ts';
import { sayReason } from '../../bpf/words/reasons.ts';
import { find, marks, parse, squeeze, textOf } from './helpers.ts';

/** The body of the function `f` in `text`, with its macros expanded. */
function expandBody(text: string, files: Record<string, string> = {}): string {
  const parsed = parse(text, files);
  const fn = find(parsed.root, 'function_definition').find((node) => /\bf\(/.test(textOf(parsed, node)))!;
  const result = parsed.expand(fn);
  if (result === undefined) return 'undefined';
  if ('reason' in result) return `reason: ${sayReason(result.reason)}`;
  assert.equal(result.node.type, 'function_definition');
  assert.deepEqual(allHoles(result.parsed), [], result.parsed.text);
  const body = result.node.kids.find((kid) => kid.field === 'body')!;
  return squeeze(textOf(result.parsed, body)).replace(/^\{ ?| ?\}$/g, '');
}

const f = (body: string): string => `int f(int a)\n{\n\t${body}\n}\n`;

const ROWS: readonly (readonly [what: string, text: string, expanded: string])[] = [
  ['no macro at all', f('return a;'), 'undefined'],
  ['a literal stays a name', `#define N (-1)\n${f('return N;')}`, 'undefined'],
  ['an object-like expression', `#define N (1 << 4)\n${f('return N;')}`, 'return ( 1 << 4 ) ;'],
  [
    'a function-like macro',
    `#define ADD(x, y) ((x) + (y))\n${f('return ADD(a, 2);')}`,
    'return ( ( a ) + ( 2 ) ) ;',
  ],
  ['without parentheses it is no call', `#define g(x) x\n${f('return h(g);')}`, 'undefined'],
  ['stringize', `#define S(x) #x\n${f('p(S(a + "b\\n"));')}`, 'p( "a + \\"b\\\\n\\"" );'],
  ['paste', `#define CAT(x, y) x##y\n${f('return CAT(a, 1)(2);')}`, 'return a1 (2);'],
  ['paste makes a macro', `#define ab 7\n#define CAT(x, y) x ## y\n${f('return CAT(a, b);')}`, 'return 7 ;'],
  [
    'operands of # and ## are not expanded, nested ones are',
    `#define N 5\n#define S(x) #x\n#define T(x) S(x)\n${f('p(S(N), T(N));')}`,
    'p( "N" , "5" );',
  ],
  [
    'variadic',
    `#define P(fmt, ...) printk(fmt, __VA_ARGS__)\n${f('P("x", a, 1);')}`,
    'printk ( "x" , a, 1 ) ;',
  ],
  [
    'named variadic',
    `#define P(fmt, args...) printk(fmt, ##args)\n${f('P("x", a);')}`,
    'printk ( "x" , a ) ;',
  ],
  ['the comma goes', `#define P(fmt, args...) printk(fmt, ##args)\n${f('P("x");')}`, 'printk ( "x" ) ;'],
  [
    '__VA_OPT__',
    `#define P(f, ...) g(f __VA_OPT__(,) __VA_ARGS__)\n${f('P(1); P(1, 2);')}`,
    'g ( 1 ) ; g ( 1 , 2 ) ;',
  ],
  ['no recursion', `#define b (b + 1)\n${f('return b;')}`, 'return ( b + 1 ) ;'],
  ['no mutual recursion', `#define A (B)\n#define B (A + 1)\n${f('return A;')}`, 'return ( ( A + 1 ) ) ;'],
  [
    'a name becomes a call with what follows',
    `#define G g\n#define g(x) (x)\n${f('return G(3);')}`,
    'return ( 3 ) ;',
  ],
  [
    'arguments with commas in parentheses',
    `#define ID(x) x\n${f('return ID(g(1, 2));')}`,
    'return g(1, 2) ;',
  ],
  ['an empty argument', `#define TWO(x, y) h(x 1 y)\n${f('TWO(, +2);')}`, 'h ( 1 +2 ) ;'],
  [
    'continuation lines and comments',
    `#define M(x) do { /* c */ \\\n\tg(x); /* d */ \\\n\t} while (0)\n${f('M(1);')}`,
    'do { g ( 1 ) ; } while ( 0 ) ;',
  ],
  [
    'a partial statement',
    `#define CHECK(x) if (!(x)) return -1;\n${f('CHECK(a)\n\treturn 0;')}`,
    'if ( ! ( a ) ) return - 1 ; return 0;',
  ],
  [
    'a loop header over bpf_for',
    `#define for_each(i) bpf_for(i, 0, 8)\n${f('for_each(a) { g(a); }')}`,
    'bpf_for ( a , 0 , 8 ) { g(a); }',
  ],
  [
    'an unmatched brace',
    `#define BEGIN do {\n#define END } while (0)\n${f('BEGIN; g(a); END;')}`,
    'do { ; g(a); } while ( 0 ) ;',
  ],
  ['#undef counts from its line on', `#define N (a)\n${f('return N;')}#undef N\n`, 'return ( a ) ;'],
  [
    'too few arguments',
    `#define ADD(x, y) x\n${f('return ADD(1);')}`,
    'reason: ADD takes 2 arguments, not 1',
  ],
  [
    'typeof of an argument',
    `#define T(p) ({ typeof(p) t = (p); t; })\n${f('return T(a);')}`,
    'return ( { typeof ( a ) t = ( a ) ; t ; } ) ;',
  ],
  [
    'table macros are never expanded',
    `#define bpf_for(i, x, y) for (i = x;;)\n${f('bpf_for(a, 0, 2) g();')}`,
    'undefined',
  ],
  [
    'READ_ONCE stays',
    `#define READ_ONCE(x) (*(volatile typeof(x) *)&(x))\n${f('return READ_ONCE(a);')}`,
    'undefined',
  ],
];

for (const [what, text, expanded] of ROWS) {
  test(`expand: ${what}`, () => {
    assert.equal(expandBody(text), expanded);
  });
}

test('a macro of a header is expanded too', () => {
  const text = `#include "h.h"\n${f('return TWICE(a);')}`;
  assert.equal(expandBody(text, { '/w/src/h.h': '#define TWICE(x) ((x) * 2)\n' }), 'return ( ( a ) * 2 ) ;');
});

test('the first definition holds until the second', () => {
  const text = `#define N(x) (x + 1)\n${f('return N(a);')}#undef N\n#define N(x) (x + 2)\n`;
  assert.equal(expandBody(text), 'return ( a + 1 ) ;');
});

test('origin maps arguments to themselves and bodies to the call', () => {
  const text = `#define ADD(x) (x + other)\n__weak ${f('int b = ADD(a) + a;\n\treturn b;')}`;
  const parsed = parse(text);
  const fn = find(parsed.root, 'function_definition')[0]!;
  const result = parsed.expand(fn);
  assert.ok(result !== undefined && 'parsed' in result);
  const origin = result.parsed.origin!;
  const back = (node: { start: number; end: number }): string =>
    text.slice(origin(node.start), origin(node.end));
  const names = find(result.node, 'identifier').map((node) => `${textOf(result.parsed, node)}:${back(node)}`);
  assert.deepEqual(names, ['f:f', 'a:a', 'b:b', 'a:a', 'other:ADD(a)', 'a:a', 'b:b']);
  const sum = find(result.node, 'parenthesized_expression')[0]!;
  assert.equal(back(sum), 'ADD(a)');
  assert.equal(back(result.node), textOf(parsed, fn));
  assert.deepEqual(marks(result.parsed), ['attribute __weak()']);
});

test('file-scope macros that declare things are expanded on their own', () => {
  const text = [
    '#define DECLARE(name) int name##_x; int name##_get(void) { return name##_x; }',
    '#define PAIR(t, n) t n##_a, n##_b',
    'DECLARE(foo)',
    'PAIR(u32, bar);',
    'DEFINE_FREE(task, struct task_struct *, if (_T) bpf_task_release(_T))',
    'int last(void) { return 0; }',
  ].join('\n');
  const parsed = parse(text);
  assert.deepEqual(allHoles(parsed), []);
  assert.deepEqual(
    parsed.expanded.map((piece) => squeeze(piece.text)),
    [
      'int foo_x ; int foo_get ( void ) { return foo_x ; }',
      'u32 bar_a , bar_b ;',
      'static inline void __free_task ( void * p ) { struct task_struct * _T = * ( struct task_struct * * ) p ; if (_T) bpf_task_release(_T) ; }',
    ],
  );
  assert.equal(find(parsed.root, 'function_definition').length, 1);
  const first = parsed.expanded[0]!;
  assert.equal(text.slice(first.origin!(0), first.origin!(first.text.length)), 'DECLARE(foo)');
});

test('a function whose header is a macro is expanded with its body', () => {
  const text =
    '#define MY_PROG(name, ctx) SEC("tc") int name(void *ctx)\nMY_PROG(go, c)\n{\n\treturn g(c);\n}\nint h;\n';
  const parsed = parse(text);
  assert.deepEqual(allHoles(parsed), []);
  assert.equal(parsed.expanded.length, 1);
  assert.equal(find(parsed.expanded[0]!.root, 'function_definition').length, 1);
  assert.deepEqual(marks(parsed.expanded[0]!), ['section tc']);
  assert.deepEqual(
    parsed.root.kids.map((kid) => kid.type),
    ['preproc_function_def', 'declaration'],
  );
});

test('a struct with macro fields is expanded as a whole', () => {
  const text = '#define BITS(name, n) u64 name[(n) / 64]\nstruct s {\n\tint a;\n\tBITS(mask, 128);\n} x;\n';
  const parsed = parse(text);
  assert.deepEqual(allHoles(parsed), []);
  assert.equal(squeeze(parsed.expanded[0]!.text), 'struct s { int a; u64 mask [ ( 128 ) / 64 ] ; } x;');
});

test('a macro in an initialiser leaves the declaration where it is', () => {
  const parsed = parse('#define MAX(a, b) ((a) > (b) ? (a) : (b))\nint x = MAX(1, 2);\nint y[MAX(3, 4)];\n');
  assert.deepEqual(allHoles(parsed), []);
  assert.deepEqual(parsed.expanded, []);
  const declarations = parsed.root.kids.filter((kid) => kid.type === 'declaration');
  const result = parsed.expand(declarations[0]!);
  assert.ok(result !== undefined && 'parsed' in result);
  assert.equal(squeeze(result.parsed.text), 'int x = ( ( 1 ) > ( 2 ) ? ( 1 ) : ( 2 ) ) ;');
});

test('attribute macros are learnt, also with arguments and storage classes', () => {
  const text = [
    '#define MY_HIDDEN __attribute__((visibility("hidden")))',
    '#define my_private(name) SEC(".data." #name) MY_HIDDEN __attribute__((aligned(8)))',
    '#define FN static inline __attribute__((always_inline))',
    'my_private(A) struct bpf_cpumask __kptr *m;',
    'FN int g(void) { return 0; }',
    'int x MY_HIDDEN;',
  ].join('\n');
  const parsed = parse(text);
  assert.deepEqual(allHoles(parsed), []);
  assert.deepEqual(parsed.expanded, []);
  assert.deepEqual(marks(parsed), [
    'attribute my_private(A)',
    'section .data.A',
    'attribute visibility("hidden")',
    'attribute aligned(8)',
    'attribute __kptr()',
    'attribute FN()',
    'attribute static()',
    'attribute inline()',
    'attribute always_inline()',
    'attribute MY_HIDDEN()',
    'attribute visibility("hidden")',
  ]);
});

test('macros: params, body and place', () => {
  const text =
    '#define OBJ  1 + \\\n  2 /* c */ // d\n#define FN(a, rest...)  g(a, ##rest)\n#define EMPTY\n#define F0() 1\n';
  const { macros } = parse(text);
  const brief = (name: string) => [macros.get(name)!.params, squeeze(macros.get(name)!.body)];
  assert.deepEqual(brief('OBJ'), [undefined, '1 + 2']);
  assert.deepEqual(brief('FN'), [['a', 'rest...'], 'g(a, ##rest)']);
  assert.deepEqual(brief('EMPTY'), [undefined, '']);
  assert.deepEqual(brief('F0'), [[], '1']);
  assert.equal(macros.get('FN')!.start, text.indexOf('FN('));
});

test('bombs end in a reason', () => {
  const doubling = Array.from({ length: 60 }, (_, i) => `#define A${i} A${i + 1} A${i + 1}`).join('\n');
  assert.match(expandBody(`${doubling}\n${f('return A0;')}`), /^reason: /);
  const nested = `#define ID(x) (x)\n${f(`return ${'ID('.repeat(3000)}1${')'.repeat(3000)};`)}`;
  const parsed = parse(nested);
  const result = parsed.expand(find(parsed.root, 'function_definition')[0]!);
  assert.ok(result !== undefined && 'reason' in result);
});
