/** Input that nobody writes and a checker meets all the same; each is made when it is asked for. */

/** A program with this body. */
export const program = (body: string) => `SEC("tc")\nint prog(void *ctx)\n{\n${body}\n\treturn 0;\n}\n`;
const times = (count: number, text: string) => text.repeat(count);

const functions = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `SEC("tc") int f${i}(void *ctx)\n{\n\tint x = ${i};\n\tif (ctx)\n\t\tx++;\n\treturn x;\n}\n`,
  ).join('');

/** Each function calls the one before. */
const chain = (count: number) =>
  `${Array.from(
    { length: count },
    (_, i) =>
      `static int f${i}(int x)\n{\n\tif (x > ${i})\n\t\treturn x;\n\treturn f${Math.max(i - 1, 0)}(x + 1);\n}\n`,
  ).join('')}${program(`\treturn f${count - 1}(bpf_get_prandom_u32());`)}`;

export const HOSTILE: Readonly<Record<string, () => string>> = {
  '50,000 nested braces': () => program(times(50_000, '{') + times(50_000, '}')),
  '50,000 opened braces': () => times(50_000, '{'),
  '50,000 closed braces': () => times(50_000, '}'),
  '20,000 nested parentheses': () => program(`\tint x = ${times(20_000, '(')}1${times(20_000, ')')};`),
  '20,000 opened parentheses': () => program(times(20_000, '(')),
  '20,000 nested ifs': () => program(`${times(20_000, 'if (ctx) ')};`),
  'an else-if chain of 10,000': () => program(`if (ctx) ;${times(10_000, ' else if (ctx) ;')}`),
  '20,000 unary operators': () => program(`\tint x = ${times(20_000, '- ')}1;`),
  'a sum of 50,000 terms': () => program(`\tint x = 1${times(50_000, ' + 1')};`),
  '20,000 nested ternaries': () => program(`\tint x = ${times(20_000, 'ctx ? 1 : ')}0;`),
  '20,000 stars': () => `int ${times(20_000, '*')}p;\n`,
  '20,000 nested #if': () => times(20_000, '#if X\n') + times(20_000, '#endif\n'),
  'a macro that doubles 40 times': () =>
    `${Array.from({ length: 40 }, (_, i) => `#define M${i + 1}(x) M${i}(x) M${i}(x)\n`).join('')}#define M0(x) x;\n${program('M40(f())')}`,
  'a macro that names itself': () => `#define M(x) M(x)\n${program('\tM(1);')}`,
  'a header that includes itself': () => '#include "<stdin>"\n#include "a.bpf.c"\nint x;\n',
  'an open comment': () => `${program('')}/* ${times(100_000, 'x ')}`,
  'an open string': () => `char *s = "${times(100_000, 'x ')}`,
  '60,000 functions in 5 MB': () => functions(60_000),
  'a chain of 5,000 calls': () => chain(5_000),
  'a line of 200,000 calls': () => program(times(200_000, 'f();')),
  '100,000 NUL escapes': () => `char *s = "${times(100_000, '\\0')}";`,
  '1,000,000 line breaks': () => times(1_000_000, '\n'),
  'lone surrogates': () => program('\tchar *s = "\ud800";'),
  'no C at all': () => 'Lorem ipsum dolor sit amet,\n# not a directive\n<html>&nbsp;</html>\n',
  'half a function': () =>
    'SEC("tp_btf/x")\nint BPF_PROG(p, struct task_struct *t)\n{\n\tstruct bpf_cpumask *m = bpf_cpumask_create(',
};
