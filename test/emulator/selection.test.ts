/** What a selection means: which statements run, what they begin with, how the run ends. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { unitsOf } from '../support/work.ts';
import { ask, callsOf, inputsOf, record, variablesOf } from './selecting.ts';

before(() => initSyntaxNode());

const HEAD = `
struct cpu_ctx { u64 n; struct bpf_cpumask __kptr *mask; u32 weight : 4; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, u32); __type(value, struct cpu_ctx); } ctxs SEC(".maps");
static struct bpf_cpumask __kptr *global_mask;
const volatile u32 nr_cpus = 4;
u64 hits;
`;

interface Row {
  readonly is: string;
  readonly source: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly title: string;
  readonly inputs?: string;
  readonly calls?: string;
  readonly returns: string;
  readonly variables?: string;
}

const LOOP = (body: string) =>
  `static int f(const struct cpumask *m, int n) { int i, sum = 0; ${body} return sum; }`;

const ROWS: readonly Row[] = [
  {
    is: 'statements, with what they read of before as inputs',
    source:
      'static u32 f(const struct cpumask *m, int n) { int k = 3; «n += k; k = bpf_cpumask_weight(m);» return k; }',
    values: { 'variable:m': '1,3-4', 'variable:n': '2' },
    title: 'line 7 of f',
    inputs: 'm=1,3-4 n=2 k=3',
    calls: 'weight',
    returns: 'ran to its end',
    variables: 'm=m n=5 k=3',
  },
  {
    is: 'a statement that is half selected runs as a whole',
    source: LOOP('sum = n; su«m = sum + 1; sum »= sum * 2;'),
    values: { 'variable:sum': '4' },
    title: 'line 7 of f',
    inputs: 'sum=4',
    returns: 'ran to its end',
    variables: 'sum=10',
  },
  {
    is: 'the inside of a loop, without the loop',
    source: LOOP('bpf_for(i, 0, n) { if (!bpf_cpumask_test_cpu(i, m)) continue; «sum += i;» }'),
    values: { 'variable:i': '5' },
    title: 'line 7 of f',
    inputs: 'i=5 sum=0',
    calls: '',
    returns: 'ran to its end',
    variables: 'i=5 sum=5',
  },
  {
    is: 'the header of a loop means the loop',
    source: LOOP('«bpf_for(i, 0, n)» { if (!bpf_cpumask_test_cpu(i, m)) continue; sum += i; }'),
    values: { 'variable:n': '3', 'variable:m': '0,2' },
    title: 'line 7 of f',
    inputs: 'm=0,2 n=3 sum=0',
    calls: 'test_cpu test_cpu test_cpu',
    returns: 'ran to its end',
  },
  {
    is: 'leaving the loop around it ends the run',
    source: LOOP('bpf_for(i, 0, n) { «if (i > 2) break; sum++;» }'),
    values: { 'variable:i': '3' },
    title: 'line 7 of f',
    returns: 'left by break',
  },
  {
    is: 'so does going on with its next round',
    source: LOOP('while (n--) { «if (n) continue;» sum++; }'),
    values: { 'variable:n': '3' },
    title: 'line 7 of f',
    returns: 'left by continue',
  },
  {
    is: 'and a jump to a label outside',
    source: LOOP('«if (n) goto out; sum = 1;» out: sum = 2;'),
    values: { 'variable:n': '1' },
    title: 'line 7 of f',
    returns: 'left by goto out',
  },
  {
    is: 'a return returns',
    source: LOOP('«if (n > 1) return n * 2; sum = 1;»'),
    values: { 'variable:n': '21' },
    title: 'line 7 of f',
    returns: 'returned 42',
  },
  {
    is: 'an expression has a value',
    source: LOOP('if («bpf_cpumask_test_cpu(n, m)») sum = 1;'),
    values: { 'variable:n': '2', 'variable:m': '2' },
    title: 'line 7 of f',
    inputs: 'm=2 n=2',
    calls: 'test_cpu',
    returns: 'value true',
  },
  {
    is: 'the branch of an if, without its condition',
    source: LOOP('if (n) { sum = 1; } else if (n > 3) «sum = n;» else sum = 3;'),
    title: 'line 7 of f',
    inputs: 'n=0',
    returns: 'ran to its end',
    variables: 'n=0 sum=0',
  },
  {
    is: 'statements behind the label of a switch',
    source: LOOP('switch (n) { case 1: sum = 1; break; default: «sum += 2; break;» }'),
    values: { 'variable:sum': '5' },
    title: 'line 7 of f',
    inputs: 'sum=5',
    returns: 'left by break',
    variables: 'sum=7',
  },
  {
    is: 'two selections run one after the other',
    source: LOOP('«sum = 1;» sum = 100; «sum += n;»'),
    values: { 'variable:n': '4' },
    title: 'line 7 of f',
    inputs: 'n=4',
    returns: 'ran to its end',
    variables: 'n=4 sum=5',
  },
  {
    is: 'a variable in memory',
    source:
      'static int f(void) { u32 key = 3; struct cpu_ctx *c; «c = bpf_map_lookup_elem(&ctxs, &key); if (c) c->n++;» return key; }',
    values: { 'variable:key': '4', 'map:ctxs[*].n': '41' },
    title: 'line 7 of f',
    inputs: 'key=4 ctxs=any key ctxs[*].n=41',
    calls: 'map_lookup_elem',
    returns: 'ran to its end',
  },
  {
    is: 'a map that is said to be empty',
    source:
      'static int f(void) { u32 key = 3; struct cpu_ctx *c; «c = bpf_map_lookup_elem(&ctxs, &key);» return key; }',
    values: { 'map:ctxs': 'empty' },
    title: 'line 7 of f',
    inputs: 'key=0 ctxs=empty',
    returns: 'ran to its end',
    variables: 'c=NULL key=0',
  },
  {
    is: 'a pointer to a struct, with the fields that are named',
    source: 'static int f(struct cpu_ctx *c) { «c->n += c->weight;» return 0; }',
    values: { 'variable:c->n': '5', 'variable:c->weight': '9' },
    title: 'line 7 of f',
    inputs: 'c=valid c->n=5 c->weight=9',
    returns: 'ran to its end',
  },
  {
    is: 'the first numbers of a long array',
    source: 'const volatile u16 order[64]; static int f(int i) { «return order[i] + order[i + 1];» }',
    values: { 'variable:i': '1', 'global:order[]': '5, 6,7' },
    title: 'line 7 of f',
    inputs: 'i=1 order[]=5, 6,7',
    returns: 'returned 13',
  },
  {
    is: 'how many CPUs there are is a number that somebody sets',
    source: 'static u64 nr_cpu_ids; static int f(void) { «return nr_cpu_ids;» }',
    values: { 'machine.cpus': '12' },
    title: 'line 7 of f',
    inputs: 'nr_cpu_ids=12',
    returns: 'returned 12',
  },
  {
    is: 'a cursor means its function',
    source: LOOP('sum ¦= n;'),
    values: { 'variable:n': '3' },
    title: 'f',
    inputs: 'n=3',
    returns: 'returned 3',
    variables: 'n=3 sum=3',
  },
  {
    is: 'a cursor on the line of SEC() means the program',
    source: 'S¦EC("syscall")\nint a(void *ctx) { return 5; }\nSEC("syscall")\nint b(void *ctx) { return 6; }',
    title: 'a',
    inputs: '',
    returns: 'returned 5',
  },
  {
    is: 'a cursor in the comment above a function means it',
    source:
      '/*\n * Adds, ¦one by one.\n */\nstatic int a(void) { return 5; }\nstatic int b(void) { return 6; }',
    title: 'a',
    returns: 'returned 5',
  },
  {
    is: 'no CPU is idle',
    source: LOOP('«sum = bpf_cpumask_weight(scx_bpf_get_idle_cpumask());»'),
    values: { 'machine.idle': 'none', 'machine.online': 'all' },
    title: 'line 7 of f',
    returns: 'ran to its end',
    variables: 'sum=0',
  },
  {
    is: 'a struct as large as those of real schedulers',
    source: 'struct big { char path[10485760]; u32 n; }; static u32 f(struct big *b) { ¦return b->n; }',
    values: { 'variable:b->n': '7' },
    title: 'f',
    inputs: 'b=valid b->n=7',
    returns: 'returned 7',
  },
  {
    is: 'a selection from before a function means all of it',
    source: '«static int f(int n) { n++; »return n; }',
    values: { 'variable:n': '-1' },
    title: 'f',
    returns: 'returned 0',
  },
  {
    is: 'globals begin as the file has them, in use',
    source:
      'static int f(void) { «hits += nr_cpus; struct bpf_cpumask *old = bpf_kptr_xchg(&global_mask, NULL); if (old) bpf_cpumask_release(old);» return 0; }',
    title: 'line 7 of f',
    inputs: 'nr_cpus=4 hits=0 global_mask=0-7',
    calls: 'kptr_xchg release',
    returns: 'ran to its end',
  },
  {
    is: 'a program begins with empty slots',
    source:
      'SEC("syscall") int f(void *ctx) { ¦ struct bpf_cpumask *old = bpf_kptr_xchg(&global_mask, NULL); if (old) bpf_cpumask_release(old); return 0; }',
    title: 'f',
    inputs: 'global_mask=NULL',
    calls: 'kptr_xchg',
    returns: 'returned 0',
  },
  {
    is: 'a program that takes its arguments as numbers',
    source:
      'SEC("tp_btf/task_newtask") int f(u64 *ctx) { ¦return bpf_cpumask_weight(((struct task_struct *)ctx[0])->cpus_ptr); }',
    values: { 'machine.taskCpus': '2-4' },
    title: 'f',
    returns: 'returned 3',
  },
  {
    is: 'statements that a macro of the file makes',
    source:
      '#define ADD(x, y) do { (x) += (y); } while (0)\nstatic int f(int n) { int k = 1; «ADD(n, k);» return n; }',
    values: { 'variable:n': '41' },
    title: 'line 8 of f',
    inputs: 'n=41 k=1',
    returns: 'ran to its end',
    variables: 'n=42 k=1',
  },
];

for (const row of ROWS)
  test(row.is, () => {
    const run = record(`${HEAD}${row.source}`, row.values);
    assert.deepEqual(run.faults, []);
    assert.equal(run.title, row.title);
    assert.equal(run.returns, row.returns);
    if (row.inputs !== undefined) assert.equal(inputsOf(run), row.inputs);
    if (row.calls !== undefined) assert.equal(callsOf(run), row.calls);
    if (row.variables !== undefined) assert.equal(variablesOf(run), row.variables);
  });

const SILENT: readonly (readonly [string, string])[] = [
  [
    'what a struct on the stack holds may be released',
    'struct pair { struct bpf_cpumask *a, *b; }; static int f(void) { struct pair p = {}; «bpf_cpumask_release(p.a); p.b = bpf_cpumask_create();» return 0; }',
  ],
  [
    'a struct that is passed by value has its masks',
    'struct pair { struct bpf_cpumask *a; }; static int f(struct pair p) { ¦bpf_cpumask_clear(p.a); bpf_cpumask_release(p.a); return 0; }',
  ],
  [
    'an iterator may have begun before',
    'static int f(void) { struct bpf_iter_num it; int *v; bpf_iter_num_new(&it, 0, 3); «while ((v = bpf_iter_num_next(&it))) hits += *v; bpf_iter_num_destroy(&it);» return 0; }',
  ],
  [
    'what a cleanup attribute releases at a return',
    'SEC("syscall") int f(void *ctx) { struct bpf_cpumask *m __free(bpf_cpumask) = bpf_kptr_xchg(&global_mask, NULL); «m = bpf_kptr_xchg(&global_mask, NULL); return 0;» }',
  ],
  [
    'a reference that comes from outside is not leaked by a return',
    'static int f(struct bpf_cpumask *m) { «bpf_cpumask_clear(m); return 0;» }',
  ],
  ['it may be released', 'static int f(struct bpf_cpumask *m) { «bpf_cpumask_release(m);» return 0; }'],
  [
    'a section that began before may end',
    'static int f(void) { bpf_rcu_read_lock(); «hits++; bpf_rcu_read_unlock();» return 0; }',
  ],
  [
    'a section may stay open behind the selection',
    'static int f(void) { «bpf_rcu_read_lock();» bpf_rcu_read_unlock(); return 0; }',
  ],
  [
    'a reference may be kept for what follows',
    'static int f(void) { struct bpf_cpumask *m; «m = bpf_cpumask_create();» if (m) bpf_cpumask_release(m); return 0; }',
  ],
  [
    'a function may return a reference',
    'static struct bpf_cpumask *f(void) { ¦return bpf_cpumask_create(); }',
  ],
  [
    'a function may hand one out through memory',
    'static int f(struct bpf_cpumask **out) { ¦*out = bpf_cpumask_create(); return 0; }',
  ],
];
for (const [is, source] of SILENT)
  test(`no fault: ${is}`, () => assert.deepEqual(record(`${HEAD}${source}`).faults, []));

const FAULTS: readonly (readonly [string, string, string])[] = [
  [
    'unreleased-reference',
    'a reference made in the selection is lost by its return',
    'SEC("syscall") int f(void *ctx) { «struct bpf_cpumask *m = bpf_cpumask_create(); if (!m) return 0; return 1;» }',
  ],
  [
    'use-after-release',
    'what was released is used',
    'static int f(struct bpf_cpumask *m) { «bpf_cpumask_release(m); bpf_cpumask_clear(m);» return 0; }',
  ],
  [
    'possibly-null-argument',
    'an input that is NULL',
    'static int f(struct bpf_cpumask *m) { «bpf_cpumask_clear(m);» return 0; }',
  ],
  [
    'unbalanced-rcu-section',
    'a program that returns in a section of the selection',
    'SEC("syscall") int f(void *ctx) { «bpf_rcu_read_lock(); return 0;» }',
  ],
];
for (const [kind, is, source] of FAULTS)
  test(`${kind}: ${is}`, () => {
    const values: Record<string, string> = is.includes('NULL') ? { 'variable:m': 'NULL' } : {};
    const { faults } = record(`${HEAD}${source}`, values);
    assert.deepEqual(
      faults.map((fault) => fault.kind),
      [kind],
    );
  });

const REFUSED: readonly (readonly [string, RegExp, number | undefined])[] = [
  ['\n«int x;»', /Nothing that runs/, 1],
  ['int f(void) { «/* nothing */» return 0; }', /No statement/, 0],
  ['¦', /no function/, undefined],
  ['static int f(void) { return 0; }\n\n¦\n', /no BPF program/, undefined],
  [
    'static int f(void) { «asm volatile("r1 = 1" ::: "r1"); int a[n];» return 0; }',
    /could not be fully understood/,
    0,
  ],
];
for (const [source, message, line] of REFUSED)
  test(`refused: ${JSON.stringify(source)}`, () => {
    const reply = ask(source);
    assert.equal(reply.kind, 'refused');
    if (reply.kind !== 'refused') return;
    assert.match(reply.message, message);
    assert.equal(reply.range?.start.line, line);
  });

test('a cursor in a long comment that is no head of a function is answered at once', () => {
  const comment = '// a b c d e f g\n'.repeat(100);
  const units = unitsOf(() => {
    const reply = ask(`// of ¦the file\n${comment}#include "vmlinux.h"\nstatic int f(void) { return 0; }`);
    assert.equal(reply.kind, 'refused');
  });
  assert.ok(units < 100, `${units} units of work`);
});

test('leaks in a loop are one fault', () => {
  const { faults } = record(
    'SEC("syscall") int f(void *ctx) { ¦int i; bpf_for(i, 0, 50) bpf_cpumask_create(); return 0; }',
  );
  assert.equal(faults.length, 1);
  assert.match(faults[0]!.message, /^50 times: The struct bpf_cpumask from/);
});

test('outside of all functions there is a choice of programs', () => {
  const reply = ask(
    'SEC("syscall")\nint a(void *c) { return 0; }\n¦\nSEC("syscall")\nint b(void *c) { return 0; }',
  );
  assert.deepEqual(reply, { kind: 'choose', id: 7, programs: ['a', 'b'] });
});

test('files that it lacks are asked for, those that are built in are not', () => {
  const source =
    '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n#include "own.h"\nSEC("syscall") int f(void *ctx) { ¦return OWN; }';
  const lacking = ask(source);
  assert.equal(lacking.kind, 'need');
  if (lacking.kind !== 'need') return;
  assert.equal(lacking.paths[0], 'file:///own.h');
  assert.deepEqual(
    lacking.paths.filter((path) => !path.endsWith('/own.h')),
    [],
  );
  const files = Object.fromEntries(lacking.paths.map((path) => [path, null]));
  const given = ask(source, { files: { ...files, 'file:///own.h': '#define OWN 12\n' } });
  assert.equal(given.kind === 'done' && given.record.returns, 'returned 12');
});
