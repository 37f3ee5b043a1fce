/** Programs that cost much for what they say: chains of arithmetic, loops that do not end, paths without number. */
import { printk } from './mutate.ts';
import type { Random } from './random.ts';

export interface Shape {
  readonly name: string;
  readonly make: (random: Random) => string;
}

export const SHAPES: readonly Shape[] = [
  { name: 'hash', make: hash },
  { name: 'loop', make: (random) => program(random, loop(random)) },
  { name: 'loop-of-printk', make: (random) => program(random, `\t${printk(random)}`) },
  { name: 'loop-of-memory', make: (random) => program(random, loop(random, memory(random))) },
  { name: 'loop-of-references', make: (random) => program(random, loop(random, references(random))) },
  { name: 'paths', make: (random) => program(random, paths(random)) },
  { name: 'many-programs', make: manyPrograms },
  { name: 'calls', make: calls },
  { name: 'globals', make: globals },
  { name: 'doubling-macros', make: doubling },
  { name: 'shadowed-names', make: (random) => program(random, long(random)) },
  { name: 'statement-macros', make: statementMacros },
];

const HEAD = '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n#include <bpf/bpf_tracing.h>\n\n';
const LICENSE = '\nchar LICENSE[] SEC("license") = "GPL";\n';

function programText(name: string, body: string): string {
  return `SEC("tp_btf/task_newtask")
int BPF_PROG(${name}, struct task_struct *task, u64 flags)
{
	u64 a = bpf_ktime_get_ns(), b = bpf_get_prandom_u32(), c = flags, d = 4;
	struct bpf_cpumask *mask = NULL;
	char buf[64] = {};

${body}
	return 0;
}
`;
}

function program(_random: Random, body: string): string {
  return HEAD + programText('heavy', body) + LICENSE;
}

const TERMS = ['a', 'b', 'c', 'd', 'task->pid', '(u32)a', '(s8)d', '0x9e3779b97f4a7c15ULL', '1', '-1'];
const SIGNS = ['+', '-', '*', '^', '|', '&', '/', '%', '<<', '>>'];

function arithmetic(random: Random): string {
  const to = random.pick(['a', 'b', 'c', 'd']);
  const amount = random.sized(1, 63);
  switch (random.below(4)) {
    case 0:
      return `\t${to} = (${to} << ${amount}) | (${to} >> ${64 - amount});`;
    case 1:
      return `\t${to} ${random.pick(['+', '-', '^', '*', '|', '&'])}= ${random.pick(TERMS)};`;
    case 2:
      return `\t${to} ${random.pick(['<<', '>>', '%', '/'])}= ${amount};`;
    default:
      return `\t${to} = (${random.pick(TERMS)} ${random.pick(SIGNS)} ${random.pick(TERMS)}) ${random.pick(SIGNS)} ${random.pick(TERMS)};`;
  }
}

/** Additions, exclusive ors and rotations, each word with each other: nothing is known of the bits, and all is kept. */
function round(random: Random): string {
  const words = ['a', 'b', 'c', 'd'];
  const [to, by] = [random.pick(words), random.pick(words)];
  const last = random.once(2) ? ` ${to} = ROL(${to}, 32);` : '';
  return `\t${to} += ${by}; ${by} = ROL(${by}, ${random.sized(1, 63)}); ${by} ^= ${to};${last}`;
}

function sums(random: Random): string {
  const lines = Array.from({ length: random.sized(4, 60) }, () => arithmetic(random));
  return [...lines, '\tif (a > b)\n\t\treturn 1;'].join('\n');
}

/** As statements, or all of it in a macro: what a macro makes stands at one place of the text. */
function hash(random: Random): string {
  const step = random.once(3) ? arithmetic : round;
  const lines = Array.from({ length: random.sized(4, step === round ? 24 : 120) }, () => step(random));
  const test = random.pick(['a ^ b ^ c ^ d', '(a & 0xff) == 3', 'a > b', '(u32)(a ^ c) % 7']);
  const end = random.once(2) ? `\treturn (${test}) ? 1 : 0;` : `\tif (${test})\n\t\treturn 1;`;
  const rotate = '#define ROL(x, n) (((x) << (n)) | ((x) >> (64 - (n))))\n';
  if (random.once(3))
    return `${HEAD}${rotate}${programText('heavy', `${lines.join('\n')}\n${end}`)}${LICENSE}`;
  const macro = `#define ROUND \\\n${lines.join(' \\\n')}\n\n`;
  const times = '\tROUND\n'.repeat(random.sized(1, 4));
  return `${HEAD}${rotate}${macro}${programText('heavy', times + end)}${LICENSE}`;
}

function loop(random: Random, body = '\t\tc++;'): string {
  const most = random.pick(['10', '100', '100000', '1000000000', '0xffffffffffffffff', 'a', 'flags']);
  const head = random.pick([
    'for (;;)',
    'while (1)',
    `for (u64 i = 0; i < ${most}; i++)`,
    `for (int i = ${most}; i; i--)`,
    `bpf_for(i, 0, ${most})`,
    `bpf_repeat(${most})`,
    `while (a != b)`,
    `while (c < ${most} && can_loop)`,
  ]);
  const declared = /^bpf_for/.test(head) ? '\tint i;\n' : '';
  const inner = random.once(3) ? loop(random, body).replace(/^/gm, '\t') : body;
  return `${declared}\t${head} {\n${inner}\n\t}`;
}

function memory(random: Random): string {
  const size = random.pick(['64', '4096', '1 << 20', '1 << 30', 'a', 'sizeof(buf)']);
  return random.pick([
    `\t\t__builtin_memset(big, 0, ${size});`,
    `\t\tbpf_probe_read_kernel(buf, ${size}, task);`,
    `\t\t__builtin_memcpy(big, big + 1, ${size});`,
    '\t\tbpf_get_current_comm(buf, 16);',
    `\t\tbpf_snprintf(buf, sizeof(buf), "%${random.sized(1, 1_000_000_000)}d", &a, 8);`,
  ]);
}

function references(random: Random): string {
  return random.pick([
    '\t\tstruct bpf_cpumask *m = bpf_cpumask_create(); if (m) bpf_cpumask_release(m);',
    '\t\tmask = bpf_cpumask_create();',
    '\t\tmask = bpf_cpumask_create(); if (!mask) break; if (c & 1) bpf_cpumask_release(mask);',
    '\t\tstruct task_struct *t = bpf_task_acquire(task); if (t) bpf_task_release(t);',
    '\t\tbpf_rcu_read_lock(); c += task->cpus_ptr ? 1 : 2; bpf_rcu_read_unlock();',
  ]);
}

/** Every test doubles the paths, and what differs between them is kept. */
function paths(random: Random): string {
  const count = random.sized(3, 60);
  const arms = [
    (i: number) => `\tif (flags & (1ULL << ${i}))\n\t\tc ${random.pick(['+=', '^=', '|='])} ${i + 1};`,
    (i: number) => `\tif (a == ${i})\n\t\tbuf[${i % 64}] = 1;`,
    (i: number) => `\tif (task->pid == ${i}) {\n\t\tif (!mask)\n\t\t\tmask = bpf_cpumask_create();\n\t}`,
    (i: number) =>
      `\tstruct bpf_cpumask *m${i} = bpf_cpumask_create();\n\tif (m${i})\n\t\tbpf_cpumask_release(m${i});`,
    (i: number) =>
      `\tswitch (b & 7) { case ${i % 8}: c = ${i}; break; case ${(i + 1) % 8}: d++; default: a++; }`,
  ];
  const arm = random.pick(arms);
  const lines = Array.from({ length: count }, (_, i) => (random.once(4) ? random.pick(arms) : arm)(i));
  return [...lines, '\tif (c == 5 && mask)', '\t\tbpf_cpumask_release(mask);'].join('\n');
}

/** One program of a kind costs its budget; a file may have many. */
function manyPrograms(random: Random): string {
  const make = random.pick([paths, sums, loop, (r: Random) => loop(r, references(r))]);
  const count = random.sized(2, 24);
  const big = 'char big[1 << 20];\n\n';
  return (
    HEAD +
    big +
    Array.from({ length: count }, (_, i) => programText(`heavy${i}`, make(random))).join('\n') +
    LICENSE
  );
}

function calls(random: Random): string {
  const depth = random.sized(2, 60);
  const fan = random.sized(1, 3);
  const qualifier = random.pick(['static', '__noinline', 'static __noinline', 'static __always_inline']);
  const isCircle = random.once(3);
  const level = (i: number) => {
    const next = isCircle && i === 0 ? depth - 1 : Math.max(0, i - 1);
    const call =
      i === 0 && !isCircle ? 'x' : Array.from({ length: fan }, (_, k) => `f${next}(x + ${k})`).join(' + ');
    return `${qualifier} int f${i}(int x)\n{\n\tif (x > ${i})\n\t\treturn x;\n\treturn ${call};\n}\n`;
  };
  const first = isCircle ? `${qualifier} int f${depth - 1}(int x);\n` : '';
  return (
    HEAD +
    first +
    Array.from({ length: depth }, (_, i) => level(i)).join('') +
    programText('heavy', `\tc = f${depth - 1}(b);`) +
    LICENSE
  );
}

function globals(random: Random): string {
  const size = random.pick([
    '1',
    '4096',
    '1 << 20',
    '1 << 30',
    '0x7fffffff',
    '0xffffffffffffffff',
    '-1',
    '1ULL << 40',
    '1 << 63',
  ]);
  const initial = random.pick([
    '',
    ' = { 1 }',
    ` = { [0 ... ${random.sized(1, 2_000_000_000)}] = 1 }`,
    ' = "s"',
    ' = { [5] = 1, [-1] = 2 }',
  ]);
  const type = random.pick([
    'char',
    'u64',
    'struct task_struct *',
    'struct bpf_cpumask __kptr *',
    'struct { int x[1 << 20]; }',
  ]);
  const map = `struct { __uint(type, BPF_MAP_TYPE_${random.pick(['ARRAY', 'HASH', 'PERCPU_ARRAY', 'NONE'])}); __uint(max_entries, ${size}); __type(key, ${random.pick(['u32', 'struct { char x[1 << 20]; }', 'int'])}); __type(value, ${random.pick(['u64', 'struct { char x[1 << 30]; }'])}); } m SEC(".maps");`;
  const body =
    '\tu32 k = b; u64 *v = bpf_map_lookup_elem(&m, &k); if (v) c += *v; bpf_map_update_elem(&m, &k, &big, 0); c += big[k];';
  return `${HEAD}${type} big[${size}]${initial};\n${map}\n\n${programText('heavy', body)}${LICENSE}`;
}

function doubling(random: Random): string {
  const depth = random.sized(2, 60);
  const glue = random.pick([' ', ' + ', ', ', ' ## ', ' && ']);
  const macros = Array.from(
    { length: depth },
    (_, i) => `#define M${i + 1}(x) M${i}(x)${glue}M${i}(x)\n`,
  ).join('');
  return `${HEAD}#define M0(x) ${random.pick(['x', 'x;', '(x)', '{ x; }', 'x '])}\n${macros}${programText('heavy', `\t${random.pick(['c = ', '', 'if ('])}M${depth}(${random.pick(['1', 'a', 'c++', 'bpf_cpumask_create()'])});`)}${LICENSE}`;
}

/** Names, lines and lists that are longer than anybody writes. */
function long(random: Random): string {
  const count = random.sized(10, 3_000);
  const items = Array.from({ length: count }, (_, i) => i);
  switch (random.below(6)) {
    case 0:
      return `\tu64 ${'n'.repeat(count)} = 1;\n\tc = ${'n'.repeat(count)};`;
    case 1:
      return items.map((i) => `\tu64 v${i} = a + ${i};`).join('\n');
    case 2:
      return `\tc = ${items.map((i) => `(a ${random.pick(SIGNS)} ${i})`).join(' + ')};`;
    case 3:
      return `\tbpf_printk("${'x'.repeat(count)}"${', a'.repeat(count % 300)});`;
    case 4:
      return `\tswitch (b) {\n${items.map((i) => `\tcase ${i}: c += ${i}; break;`).join('\n')}\n\t}`;
    default:
      return (
        items.map((i) => `\tif (a == ${i}) goto out${i % 7};`).join('\n') +
        [0, 1, 2, 3, 4, 5, 6].map((i) => `\nout${i}: c++;`).join('')
      );
  }
}

/** Macros that stand for a statement, a brace or a declaration, used without a semicolon of their own. */
function statementMacros(random: Random): string {
  const macros = [
    'DROP bpf_cpumask_release(mask);',
    'BEGIN {',
    'END }',
    'DECL u64 e = 1;',
    'STEP c++; a--;',
    'TWICE STEP STEP',
    'IF if (c)',
    'NOTHING',
    'RET return 0;',
    'DO do {',
    'ONCE } while (0);',
    'LOOP for (int i = 0; i < 4; i++)',
  ];
  const chosen = macros.filter(() => !random.once(3));
  const names = chosen.map((line) => line.split(' ')[0]!);
  const rest = [
    'c++;',
    'return 0;',
    'if (a)',
    'mask = bpf_cpumask_create();',
    '{',
    '}',
    'a = b;',
    'goto out;',
    'out:',
    'break;',
    ';',
    'else',
    'u64 z = 3;',
  ];
  const line = () =>
    `\t${random.pick(names.length > 0 ? [...names, random.pick(rest)] : rest)}${random.pick(['\n', ' ', ';\n', '\n'])}`;
  const body = Array.from({ length: random.sized(1, 14) }, line).join('');
  return `${HEAD}${chosen.map((text) => `#define ${text}\n`).join('')}\n${programText('heavy', body)}${LICENSE}`;
}
