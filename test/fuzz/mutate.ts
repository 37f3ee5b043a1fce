/** Small changes of a program, as a person, a merge or an accident makes them. */
import type { Random } from './random.ts';
import { type Token, tokensOf } from './tokens.ts';

export interface Mutation {
  readonly name: string;
  /** `other`: a second program to take from. */
  readonly apply: (text: string, random: Random, other: string) => string;
}

const cut = (text: string, start: number, end: number, instead = ''): string =>
  text.slice(0, start) + instead + text.slice(end);

function onLines(
  change: (lines: string[], random: Random, other: readonly string[]) => void,
): Mutation['apply'] {
  return (text, random, other) => {
    const lines = text.split('\n');
    change(lines, random, other.split('\n'));
    return lines.join('\n');
  };
}

/** A change at one token; a text without any stays as it is. */
function atToken(change: (token: Token, random: Random, all: readonly Token[]) => string): Mutation['apply'] {
  return (text, random) => {
    const all = tokensOf(text);
    if (all.length === 0) return text;
    const token = random.pick(all);
    return cut(text, token.start, token.end, change(token, random, all));
  };
}

const WORDS =
  `{ } ( ) [ ] ; , : ? = * & - ! ~ + < > . -> ... # ## \\ == != && || << >> += ++ 0 1 -1 "s" 'c' if else for
  while do return switch case default: goto break; continue; struct union enum int u32 u64 s8 void bool static const
  volatile inline extern typedef sizeof sizeof( typeof( __typeof__( offsetof( container_of( _Generic( __builtin_memset(
  __attribute__(( )) __always_inline __noinline __weak __hidden __arg_trusted __kptr __rcu __ksym SEC("tc") SEC(
  bpf_for(i,0,9) bpf_repeat(3) bpf_for_each(x,y) guard(rcu)(); scoped_guard(rcu) __free(bpf_cpumask) can_loop
  bpf_core_cast( BPF_CORE_READ( BPF_PROG( BPF_STRUCT_OPS( MEMBER_VPTR( bpf_printk( bpf_kptr_xchg( NULL asm volatile
  bpf_cpumask_create() bpf_cpumask_release( bpf_rcu_read_lock(); bpf_rcu_read_unlock(); barrier_var( __uint( __type(
  likely( unlikely( __VA_ARGS__ __VA_OPT__( _Static_assert( __COUNTER__ __LINE__ ({ }) (( )) /* */ // out: default`.split(
    /\s+/,
  );

const LITERALS =
  `0O 0o7 0x 0xG 0b 0b2 08 09 0777 1e999 1e 1.2.3 .5 0x1p-3 1u8 1'000 99999999999999999999 0xffffffffffffffffff
  18446744073709551615u 9223372036854775808 -9223372036854775808 2147483648 4294967296ULL 1ULLL 0X 0B1 1_000 '' 'ab' 'abcdefghi'
  '\\x' '\\400' '\\u12' L'x' "\\x" "\\777" u8"s" L"" "\\ 1.f 1llu 0b1e1 00 0xeULL 1e+ $ @`.split(/\s+/);

const FORMATS =
  `%500000000d %99999999d %-2147483648s %.999999999s %0999999999llx %*d %1$d %n %lc %pB %pks %pi6 %pI4 %% % %ll %hhhd
  %s%s%s%s%s%s%s%s %c %p %e %#x %+d %'d %zu %tx %jd %w32d`.split(/\s+/);

const NAMES =
  `/proc/self/pagemap file:///proc/self/pagemap /proc/self/mem /dev/zero file:///dev/zero /proc/kmsg file://host/share/x.h
  http://localhost/x.h //host/share/x.h \\\\\\\\host\\\\x.h ../../../../../../../../etc/passwd . .. / // ./. \0x.h x\0.h %00 %2e%2e/x.h
  file:///%00 file:///%zz file:x con:x c:\\\\x ~/x.h $HOME/x.h x?y#z.h é.h <script>.h *.h [x](y).h \x1b[31m.h
  untitled:x ${'a'.repeat(300)}.h ${'d/'.repeat(3000)}x.h ${'../'.repeat(500)}x.h`.split(/\s+/);

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'line-out',
    apply: onLines((lines, random) => lines.splice(random.below(lines.length), random.sized(1, 4))),
  },
  {
    name: 'line-twice',
    apply: onLines((lines, random) => lines.splice(random.below(lines.length), 0, random.pick(lines))),
  },
  {
    name: 'line-of-another',
    apply: onLines((lines, random, other) => {
      const from = random.below(other.length);
      lines.splice(
        random.below(lines.length),
        random.below(3),
        ...other.slice(from, from + random.sized(1, 8)),
      );
    }),
  },
  { name: 'lines-swapped', apply: onLines(swapLines) },
  { name: 'token-out', apply: atToken(() => '') },
  { name: 'token-twice', apply: atToken(({ text }) => `${text} ${text}`) },
  { name: 'token-of-another-place', apply: atToken((_, random, all) => random.pick(all).text) },
  { name: 'token-new', apply: atToken((_, random) => random.pick(WORDS)) },
  { name: 'token-more', apply: atToken(({ text }, random) => `${text} ${random.pick(WORDS)} `) },
  { name: 'literal', apply: literal },
  { name: 'arguments', apply: argumentsChanged },
  { name: 'macro-of-tokens', apply: foldIntoMacro },
  { name: 'macro-of-anything', apply: anyMacro },
  { name: 'nesting', apply: nest },
  { name: 'half-typed', apply: halfTyped },
  { name: 'cut-off', apply: (text, random) => text.slice(0, random.below(text.length)) },
  { name: 'bytes', apply: bytes },
  { name: 'include', apply: (text, random) => `#include ${includeName(random)}\n${text}` },
  { name: 'call', apply: (text, random) => inBody(text, random, call(random)) },
  { name: 'format', apply: (text, random) => inBody(text, random, printk(random)) },
  { name: 'splice', apply: splice },
  {
    name: 'line-breaks',
    apply: (text, random) => text.replaceAll('\n', random.pick(['\r\n', '\r\n', '\r', '\n\n', '\n\t '])),
  },
  { name: 'condition', apply: condition },
];

function swapLines(lines: string[], random: Random): void {
  const a = random.below(lines.length);
  const b = random.once(2) ? random.below(lines.length) : Math.min(a + 1, lines.length - 1);
  [lines[a], lines[b]] = [lines[b]!, lines[a]!];
}

function literal(text: string, random: Random): string {
  const numbers = tokensOf(text).filter(({ kind }) => kind === 'number' || kind === 'string');
  const found = numbers.length > 0 && !random.once(3) ? random.pick(numbers) : undefined;
  if (found) return cut(text, found.start, found.end, random.pick(LITERALS));
  if (random.once(3)) {
    const used = inBody(text, random, random.pick(['return LIMIT;', 'u64 x[LIMIT];', 'if (LIMIT)']));
    return `#define LIMIT ${random.pick(LITERALS)}\n${used}`;
  }
  const use = random.pick(['u64 x = ', 'return ', 'if (x == ', 'char x[', 'x = ']);
  const end = use.startsWith('if') ? ')' : use.endsWith('[') ? ']' : '';
  return inBody(text, random, `${use}${random.pick(LITERALS)}${end};`);
}

/** Read in a way of their own: macros, and words of the language. */
const MACROS =
  `bpf_core_cast BPF_CORE_READ BPF_CORE_READ_INTO bpf_core_field_exists bpf_core_type_exists bpf_core_enum_value
  container_of MEMBER_VPTR ARRAY_ELEM_PTR bpf_for bpf_for_each bpf_repeat offsetof sizeof typeof guard
  scoped_guard _Static_assert bpf_assert private SEC`.split(/\s+/);
const CALLED =
  `bpf_kptr_xchg bpf_obj_new bpf_obj_drop bpf_loop bpf_cpumask_create bpf_cpumask_release bpf_cpumask_and
  bpf_cpumask_first bpf_cpumask_any_distribute bpf_cpumask_populate bpf_map_lookup_elem bpf_map_update_elem
  bpf_for_each_map_elem bpf_timer_set_callback bpf_rbtree_add bpf_list_push_back bpf_spin_lock
  bpf_dynptr_from_mem bpf_ringbuf_reserve bpf_tail_call bpf_snprintf bpf_probe_read_kernel bpf_get_current_comm
  bpf_task_acquire bpf_refcount_acquire scx_bpf_dispatch scx_bpf_dsq_peek scx_bpf_select_cpu_dfl
  __builtin_memset __builtin_memcpy __builtin_expect __builtin_offsetof __builtin_choose_expr
  __builtin_types_compatible_p barrier_var no_free_ptr return_ptr likely READ_ONCE WRITE_ONCE
  bpf_addr_space_cast bpf_throw bpf_iter_num_new bpf_iter_num_next bpf_iter_bits_new bpf_wq_init`.split(
    /\s+/,
  );
const ARGUMENTS =
  `task mask m v x 0 1 -1 NULL &x &mask *task "s" "%s" struct~task_struct struct~nothing u64 sizeof(x) f() task->cpus_ptr
  mask->x (void~*)0 ({1;}) [i].x .x 1ULL<<63 int`
    .split(/\s+/)
    .map((text) => text.replaceAll('~', ' '));

/** Something that the kernel or a header defines, with arguments that may not be those it takes. */
function call(random: Random): string {
  const list = Array.from({ length: random.below(5) }, () => random.pick(ARGUMENTS)).join(', ');
  const use = random.pick(['', '', 'x = ', 'if (', 'struct task_struct *t = ', 'return ', 'u64 x = 1 + ']);
  return `${use}${random.pick(random.once(2) ? MACROS : CALLED)}(${list})${use === 'if (' ? ')' : ''};`;
}

/** Takes an argument out of a call, or puts one in. */
function argumentsChanged(text: string, random: Random): string {
  const tokens = tokensOf(text);
  const calls = tokens.flatMap(({ kind }, i) =>
    kind === 'word' && tokens[i + 1]?.text === '(' ? [i + 1] : [],
  );
  if (calls.length === 0) return text;
  const open = random.pick(calls);
  const commas = [open];
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const sign = tokens[i]!.text;
    if (/^[([{]$/.test(sign)) depth++;
    else if (/^[)\]}]$/.test(sign) && --depth === 0) {
      commas.push(i);
      break;
    } else if (sign === ',' && depth === 1) commas.push(i);
  }
  const at = random.below(commas.length - 1);
  const [from, to] = [tokens[commas[at]!]!, tokens[commas[at + 1] ?? open]!];
  if (to.start < from.end) return text;
  const argument = text.slice(from.end, to.start);
  switch (random.below(4)) {
    case 0: {
      // The comma goes with it.
      const isFirst = at === 0;
      return isFirst
        ? cut(text, from.end, to.text === ',' ? to.end : to.start)
        : cut(text, from.start, to.start);
    }
    case 1:
      return cut(text, from.end, tokens[commas.at(-1)!]!.start);
    case 2:
      return cut(text, to.start, to.start, `, ${argument}`);
    default:
      return cut(
        text,
        from.end,
        to.start,
        random.pick(['0', 'NULL', '', '*', '&', '"s"', '-1', 'x.y', '({ 1; })', 'int']),
      );
  }
}

/** A run of tokens becomes a macro that is used in its place: the same program to a compiler. */
function foldIntoMacro(text: string, random: Random): string {
  const tokens = tokensOf(text).filter(({ kind }) => kind !== 'comment');
  const from = random.below(tokens.length);
  const body = tokens.slice(from, from + random.sized(1, 12));
  if (body.length === 0 || body.some(({ kind, text: word }) => kind === 'directive' || word.includes('\n')))
    return text;
  const [first, last] = [body[0]!, body.at(-1)!];
  const name = random.pick(['M', 'DROP', 'BEGIN', 'x', 'TRY', 'mask', 'Each']);
  const parameters = random.pick(['', '', '', '()', '(a)', '(a, ...)', '(...)']);
  const use = parameters === '' ? name : name + random.pick(['()', '(0)', '(a, b)', parameters]);
  const definition = `#define ${name}${parameters} ${text.slice(first.start, last.end).replace(/\s+/g, ' ')}\n`;
  const folded = cut(text, first.start, last.end, random.once(4) ? `\n${use}\n` : use);
  const line = folded.lastIndexOf('\n', random.once(3) ? first.start : 0) + 1;
  return cut(folded, line, line, definition);
}

function anyMacro(text: string, random: Random): string {
  const body = Array.from({ length: random.sized(1, 8) - 1 }, () => random.pick(WORDS)).join(' ');
  const name = random.pick([
    'M',
    'DROP',
    'x',
    'if',
    'return',
    'int',
    'struct',
    'SEC',
    'BPF_PROG',
    'mask',
    'task',
  ]);
  const use = random.pick([
    name,
    `${name};`,
    `${name}(x)`,
    `${name}(`,
    `${name}(1, 2)`,
    `${name} ${name}`,
    `(${name})`,
  ]);
  const definition = `#define ${name}${random.pick(['', '', '(a)', '(a, b)', '(...)', '(a', '()'])} ${body}\n`;
  return definition + inBody(text, random, random.once(2) ? `\n\t${use}\n\t` : `${use} `);
}

const PAIRS: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['{', '}'],
  ['[', ']'],
  ['({', ';})'],
  ['if (x) ', ''],
  ['if (x) {', '}'],
  ['for (;;) ', ''],
  ['while (x) {', '}'],
  ['!', ''],
  ['- ', ''],
  ['*', ''],
  ['&', ''],
  ['sizeof(', ')'],
  ['typeof(', ')'],
  ['(int)', ''],
  ['x ? 1 : ', ''],
  ['x ? ', ' : 0'],
  ['else if (x) ', ''],
  ['switch (x) { case 1: ', '}'],
  ['f(', ')'],
  ['#if 1\n', '\n#endif\n'],
  ['scoped_guard(rcu) {', '}'],
  ['a[', ']'],
  ['struct {', '} x;'],
  ['do {', '} while (x);'],
  ['bpf_core_cast(', ', struct task_struct)'],
  ['x = ', ''],
  ['x, ', ''],
  ['p->', ''],
];

function nest(text: string, random: Random): string {
  const [open, close] = random.pick(PAIRS);
  const depth = random.sized(1, 2_000);
  const inner = random.pick(['x', '1', '', 'x;', 'x++;']);
  const closed = random.once(5) ? '' : close.repeat(depth);
  const nested = `${open.repeat(depth)}${inner}${closed}`;
  const usage = random.pick(['', 'int y = ', 'return ', 'x = ', 'if (']);
  return inBody(text, random, `${usage}${nested};`);
}

/** The rest of a line, a statement or the file is not there yet. */
function halfTyped(text: string, random: Random): string {
  const start = random.below(text.length);
  const end = text.indexOf(random.pick(['\n', '\n', '}', ';', ')']), start);
  const closing = random.pick(['', '', ')', '}', '"', ');', ']']);
  return cut(text, start, end < 0 ? start : end, closing);
}

function bytes(text: string, random: Random): string {
  const at = random.below(text.length);
  const any = () =>
    String.fromCharCode(random.pick([random.below(32), random.below(256), random.below(65_536)]));
  const soup = Array.from({ length: random.sized(1, 60) }, any).join('');
  return cut(text, at, at + random.below(soup.length), soup);
}

export function includeName(random: Random): string {
  const name = random.pick(NAMES);
  return random.pick([`"${name}"`, `"${name}"`, `<${name}>`, `"${name}`, name]);
}

export function printk(random: Random): string {
  const format = Array.from({ length: random.sized(1, 5) }, () => random.pick(FORMATS)).join(' ');
  const call = random.pick([
    `bpf_printk("${format}", 1);`,
    `bpf_printk("${format}");`,
    `bpf_printk("${format}", x, "s", 3);`,
  ]);
  return random.once(2) ? call : `for (int i = 0; i < ${random.sized(1, 1_000_000)}; i++) ${call}`;
}

function splice(text: string, random: Random, other: string): string {
  return text.slice(0, random.below(text.length)) + other.slice(random.below(other.length));
}

function condition(text: string, random: Random): string {
  const line = random.pick([
    '#if 0',
    '#if X',
    '#else',
    '#endif',
    '#ifdef M',
    '#elif 1',
    '#error x',
    '#line 1',
    '#undef NULL',
    '#if (',
    '#if 1 +',
    '#',
  ]);
  return onLines((lines) => lines.splice(random.below(lines.length), 0, line))(text, random, '');
}

/** Puts a statement behind one of the text's own. */
export function inBody(text: string, random: Random, statement: string): string {
  const ends = [...text.matchAll(/[;{}]\n(?=\t)/g)].map(({ index }) => index + 2);
  const at = ends.length === 0 ? random.below(text.length) : random.pick(ends);
  return cut(text, at, at, `\t${statement}\n`);
}
