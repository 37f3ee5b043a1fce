// Writes conversions.json.golden: random functions on integers, and what gcc says they return. Needs gcc; the test does not.
//   node test/flow/record-conversions.mjs [seed]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FUNCTIONS = 300;
const CALLS = 6;
let state = Number(process.argv[2] ?? 1) >>> 0;
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
const pick = (list) => list[random(list.length)];

const TYPES = ['u8', 's8', 'u16', 's16', 'u32', 's32', 'u64', 's64', 'bool', 'enum e', 'enum pos'];
const LITERALS = [
  '0',
  '1',
  '2',
  '3',
  '7',
  '100',
  '255',
  '256',
  '32767',
  '65535',
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '0xffffffff',
  '0x80000000',
  '0x7fffffffffffffff',
  '0xffffffffffffffff',
  '1u',
  '3ul',
  '5ll',
  '0xfull',
  "'a'",
  "'\\377'",
  '-1',
  '-128',
  '017',
  'sizeof(u32)',
  'sizeof(struct s)',
  'B',
  'C',
];
const FIELDS = [
  'v.a',
  'v.b',
  'v.c',
  'v.d',
  'v.e',
  'v.f',
  'v.g',
  'p->h',
  'p->arr[n & 3]',
  'v.w.x',
  'v.w.bytes[i & 1]',
];
const PRELUDE = `
enum e { A, B = 5, C = -3 };
enum pos { P, Q = 9 };
enum big { HUGE = 0x100000000 };
struct s { u8 a; s16 b; u32 c:3, d:7; s32 e:5; bool f; enum e g; u64 h; s8 arr[4]; union { u32 x; u8 bytes[4]; } w; };
static u32 gu = 0xfffffff0; static s8 gs = -7; static const u64 gk = 1ull << 40; static s16 table[4] = { 1, -2, 300, [3] = -32768 };
static u8 half(s16 x) { return x / 2; }
static s64 widen(s8 x, u32 y) { return x + y; }
struct t { s8 a; u16 b; struct { u8 c[3]; s32 d; } in[2]; };
static struct t gt = { 1, .in = { [1] = { { 1, 2 }, -3 }, [0].c[2] = 9 } };
static struct t make(struct t from, s8 a, u64 b) { from.a += a; from.in[1].d = b; return from; }
static u32 sum(const u8 *from, u32 n) { u32 all = 0; while (n-- > 0) all = all * 7 + *from++; return all; }
`;

function atom(cx) {
  const kind = random(10);
  if (kind < 5) return pick(cx.names);
  if (kind < 7) return pick(LITERALS);
  return pick([...FIELDS, 'gu', 'gs', 'gk', 'table[n & 3]', '*(&gs)', 'x']);
}

function expr(cx, depth) {
  if (depth <= 0) return atom(cx);
  const sub = () => expr(cx, depth - 1 - random(2));
  switch (random(16)) {
    case 0:
    case 1:
    case 2:
      return `(${sub()} ${pick(['+', '-', '*', '&', '|', '^'])} ${sub()})`;
    case 3:
      return `${sub()} ${pick(['+', '-'])} ${sub()} ${pick(['*', '&', '<', '=='])} ${sub()}`;
    case 4:
      return `DIV(${sub()}, ${pick(['/', '%'])}, ${sub()})`;
    case 5:
      return `(${sub()} ${pick(['<<', '>>'])} (${sub()} & ${pick(['7', '15', '31u', '31ull'])}))`;
    case 6:
      return `(${sub()} ${pick(['<', '<=', '>', '>=', '==', '!='])} ${sub()})`;
    case 7:
      return `(${sub()} ${pick(['&&', '||'])} ${sub()})`;
    case 8:
      return `${pick(['-', '~', '!', '+'])}(${sub()})`;
    case 9:
      return `(${pick(TYPES)})${pick(['', '-', '~'])}(${sub()})`;
    case 10:
      return `(${sub()} ? ${sub()} : ${sub()})`;
    case 11:
      return `(${sub()} ?: ${sub()})`;
    case 12:
      return random(2) ? `half(${sub()})` : `widen(${sub()}, ${sub()})`;
    case 13:
      return `({ ${pick(TYPES)} t = ${sub()}; t ${pick(['+', '-', '^'])} ${sub()}; })`;
    case 14:
      return `(${pick(TYPES)})${pick(cx.names)}`;
    default:
      return `sizeof(+(${sub()}))`;
  }
}

function statement(cx, depth) {
  const target = () => pick([...cx.names, ...FIELDS.slice(0, 9), 'x']);
  switch (random(depth > 0 ? 18 : 4)) {
    case 0:
      return `${target()} = ${expr(cx, 2)};`;
    case 1:
      return `${target()} ${pick(['+=', '-=', '*=', '&=', '|=', '^='])} ${expr(cx, 2)};`;
    case 2:
      return `${target()} ${pick(['<<=', '>>='])} ${expr(cx, 1)} & 7;`;
    case 3:
      return pick([
        `${target()}++;`,
        `--${target()};`,
        `k = ${pick(cx.names)}++ + 1; x ^= k;`,
        `k = --${target()}; x += k;`,
        `x = (${target()} = ${expr(cx, 2)});`,
      ]);
    case 4:
      return `if (${expr(cx, 2)}) { ${statement(cx, depth - 1)} } else ${statement(cx, depth - 1)}`;
    case 5:
      return `for (n = 0; n < ${1 + random(5)}; n++) { ${statement({ ...cx, names: cx.names.filter((name) => name !== 'n') }, 0)} if (${expr(cx, 1)}) continue; x ^= n; if (x == 3) break; }`;
    case 6:
      return `switch (${expr(cx, 2)}) { case 1: case 255: x++; case 2 ... 9: x += 3; break; case -1: x = ~x; default: ${statement(cx, 0)} }`;
    case 7:
      return `{ struct s w = { .b = ${expr(cx, 1)}, .e = 3, .arr = { 1, [2] = ${expr(cx, 1)} } }; w.w.x = ${expr(cx, 1)}; ${pick(['v = w;', '*p = w;', 'v = *(&w);'])} }`;
    case 8:
      return `{ u8 buf[] = { 1, 2, ${expr(cx, 1)} }; char str[4] = "ab"; u8 *q = buf + 1; x += *q++; x += q[-1] - *q + str[n & 3] + (q - buf); }`;
    case 10:
      return `{ struct t q = make(gt, ${expr(cx, 1)}, ${expr(cx, 1)}), *r = &q; r->in[i & 1].c[1] ^= x; x += q.a + r->in[1].d + make(q, 1, 2).in[0].c[2] + sum((u8 *)&q.in[1], 3); }`;
    case 11:
      return `{ s16 m[2][3] = { { 1, ${expr(cx, 1)} }, [1] = { 4, 5 } }, (*row)[3] = m + 1; (*row)[2] -= ${expr(cx, 1)}; x += row[-1][1] + m[i & 1][2] + sizeof(m[0]) + sizeof(m) / sizeof(**m) + (row - m); }`;
    case 12:
      return `{ struct t q = (struct t){ .b = ${expr(cx, 1)}, .in[1].c = "ab" }, o = n > 2 ? q : gt; x ^= o.b + q.in[1].c[1] + sum((const u8 *)&o.b, 2); }`;
    case 13:
      return `{ u8 *q = (u8 *)&v.h; q[n & 7] += ${expr(cx, 1)}; x += *(u16 *)(q + 2) - *(s32 *)q + *(s16 *)&v.b; }`;
    case 14:
      return `for (k = 0, n = 4; k < n; k += 2, n--) switch (k & 3) { case 0: x += ${expr(cx, 1)}; continue; case 2: x -= n; default: x ^= k; }`;
    case 15:
      return `{ enum { L = 4, M = L * 2 + sizeof(s16) } o = M - L; typedef u16 half_t; half_t z = ${expr(cx, 2)}; x = (half_t)~z + (half_t)-o + (u64)(z) + (half_t)*(&z); }`;
    case 16:
      return `{ s8 *q = v.arr, *w = q + (n & 3); *w++ = ${expr(cx, 1)}; x += (w > q) + (w - q) + !w + (q == v.arr) + -*q + ~*q--; }`;
    case 9:
      return `{ k = 0; again: x += i; if (k++ < 3) goto again; }`.replaceAll('again', `l${cx.label()}`);
    default:
      return `{ k = 0; do { x -= ${expr(cx, 1)}; n++; } while (++k < 3); }`;
  }
}

function makeFunction(index) {
  let labels = 0;
  const params = Array.from({ length: 3 }, (_, k) => [pick(TYPES), `abc`[k]]);
  const cx = { names: ['a', 'b', 'c', 'i', 'n', 'x'], label: () => `${index}_${labels++}` };
  const bodyLines = Array.from({ length: 4 }, () => `\t${statement(cx, 2)}`);
  const list = params.map(([type, name]) => `${type} ${name}`).join(', ');
  const source = `static u64 f${index}(${list})
{
	struct s v = { 1, -2, 5, 100, -9, 1, C, 0x123456789abcull, { 1, -2, 3, -4 }, { 0xdeadbeef } }, *p = &v;
	${pick(['u32', 's32', 'u8', 's64'])} i = 2; ${pick(['s32', 'u32'])} n = 1; ${pick(['u64', 's64', 'u16', 's8'])} x = 77; int k = 0;

${bodyLines.join('\n')}
	return ${expr(cx, 3)} + x * 31 + a + b * 3 + c * 5 + v.a + v.b + v.c + v.d + v.e + v.f + v.g + v.h + v.arr[0] + v.w.x + i + n;
}
`;
  return { source, types: params.map(([type]) => type) };
}

const VALUES = [
  '0',
  '1',
  '-1',
  '3',
  '127',
  '-128',
  '200',
  '40000',
  '2147483647',
  '-2147483648',
  '4294967295',
  '81985529216486895',
  '-2',
];
const functions = Array.from({ length: FUNCTIONS }, (_, i) => makeFunction(i));
// DIV keeps clear of what C leaves undefined.
const divide =
  '#define DIV(a, op, b) ({ __typeof__((a) + (b)) n_ = (a), d_ = (b); d_ == 0 || d_ == (__typeof__(d_))-1 ? n_ : n_ op d_; })\n';
const source = divide + PRELUDE + functions.map((fn) => fn.source).join('\n');
const calls = functions.flatMap((fn, i) =>
  Array.from({ length: CALLS }, () => ({
    fn: `f${i}`,
    types: fn.types,
    args: fn.types.map(() => pick(VALUES)),
  })),
);
const typedefs = `typedef unsigned char u8; typedef signed char s8; typedef unsigned short u16; typedef short s16;
typedef unsigned u32; typedef int s32; typedef unsigned long u64; typedef long s64; typedef _Bool bool;
int printf(const char *, ...);\n`;
const main = `int main(void) {\n${calls.map((call) => `gu = 0xfffffff0; gs = -7; table[0] = 1; table[1] = -2; table[2] = 300; table[3] = -32768; printf("%lu\\n", ${call.fn}(${call.args.map((arg) => (arg === '-2147483648' ? '(-2147483647 - 1)' : `${arg}l`)).join(', ')}));`).join('\n')}\nreturn 0; }\n`;

const folder = mkdtempSync(join(tmpdir(), 'conversions-'));
writeFileSync(join(folder, 'a.c'), typedefs + source + main);
execFileSync(
  'gcc',
  [
    '-O1',
    '-w',
    '-fwrapv',
    '-fno-strict-aliasing',
    '-fsigned-char',
    '-o',
    join(folder, 'a'),
    join(folder, 'a.c'),
  ],
  { stdio: 'inherit' },
);
const results = execFileSync(join(folder, 'a'), { maxBuffer: 1 << 26 })
  .toString()
  .trim()
  .split('\n');
const out = { source, calls: calls.map((call, i) => [call.fn, call.args.join(','), results[i]]) };
writeFileSync(
  join(dirname(fileURLToPath(import.meta.url)), 'conversions.json.golden'),
  `${JSON.stringify(out)}\n`,
);
