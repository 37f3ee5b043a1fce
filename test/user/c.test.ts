import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { root } from '../support/root.ts';
import { outcome, runUser } from './support.ts';

before(() => initSyntaxNode());

const read = (name: string): string => readFileSync(join(root, 'test/user/c', name), 'utf8');

test('values, formats, floats, recursion, addresses: as a compiled program prints them', () => {
  const [run] = runUser(read('values.c'));
  assert.deepEqual(run!.faults, []);
  assert.deepEqual(run!.output, read('values.expected').split('\n'));
  assert.equal(run!.returns, 300 & 0xff);
});

test('arrays whose length a run decides, pointers to them, and texts taken apart', () => {
  const [run] = runUser(read('lengths.c'));
  assert.deepEqual(run!.faults, []);
  assert.deepEqual(run!.output, read('lengths.expected').trimEnd().split('\n'));
});

test('maps that a program makes: what is refused is what a 6.18 kernel refused', () => {
  const [run] = runUser(read('made-maps.c'), {}, { kernel: '6.18' });
  assert.deepEqual(run!.faults, []);
  assert.deepEqual(run!.output, read('made-maps.expected').split('\n'));
});

for (const [name, of] of [
  ['answers', 'locks, prefixes, runs and frozen maps'],
  ['sections', 'maps of sections of variables'],
] as const)
  test(`${of}: what a 6.18 kernel answered`, () => {
    const files = { [`${name}.bpf.c`]: read(`${name}.bpf.c`) };
    const [run] = runUser(read(`${name}.c`), files, { kernel: '6.18', libbpf: '1.1', cpus: 2 });
    assert.deepEqual(run!.faults, []);
    assert.deepEqual(run!.output, read(`${name}.expected`).trimEnd().split('\n'));
  });

const main = (body: string, head = ''): string =>
  `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <assert.h>\n${head}\nint main(void)\n{\n${body}\n\treturn 0;\n}\n`;

/** Body, lines, exit code. */
const ENDS: readonly (readonly [string, readonly string[], number])[] = [
  ['\tputs("a"); exit(3);', ['a'], 3],
  ['\treturn -1;', [], 255],
  ['\tabort();', [], 134],
  ['\tassert(1 + 1 == 3);', [], 134],
  ['\tprintf("%s", "\\xe4\\xb8\\xad");', ['中'], 0],
  ['\tfprintf(stderr, "x\\n");', [], 0],
];

for (const [body, output, code] of ENDS)
  test(`${body.trim()} ends with ${code}`, () => {
    assert.deepEqual(outcome(main(body)), [output, code, []]);
  });

test('assert() says on standard error where it failed', () => {
  const [run] = runUser(main('\tassert(1 + 1 == 3);'));
  assert.deepEqual(run!.errors, ["main.c:8: main: Assertion `1 + 1 == 3' failed."]);
});

/** Body, and what kills the process or cannot be run. */
const FAULTS: readonly (readonly [string, RegExp])[] = [
  ['\tint *p = NULL;\n\treturn *p;', /^crash: NULL is dereferenced: memory at 0 is read \(4 bytes\)/],
  [
    '\tint a[2] = { 1, 2 };\n\tint i = 2;\n\treturn a[i];',
    /^crash: A read of 4 bytes at offset 8 is outside of 'a'/,
  ],
  ['\tchar *p = "abc";\n\t*p = 0;', /^crash: A string literal is read-only/],
  ['\tconst char *p = (char *)0x123456;\n\treturn *p;', /^crash: Nothing is at the address 0x123456/],
  ['\tint n = 0;\n\treturn 1 / n;', /^crash: An integer is divided by zero/],
  ['\tint n = -1, m = -2147483647 - 1;\n\treturn m / n;', /^crash: The quotient does not fit/],
  [
    '\tchar *p = malloc(4);\n\tfree(p);\n\tfree(p);',
    /^crash: free\(\) is passed a pointer that malloc\(\) did not give/,
  ],
  ['\tchar *p = malloc(4);\n\tp[4] = 0;', /^crash: A write of 1 byte at offset 4 is outside of 'malloc\(\)'/],
  ['\tchar b[2];\n\tstrcpy(b, "long");', /^crash: A write of 5 bytes at offset 0 is outside of 'b'/],
  ['\tint *p;\n\treturn *p;', /^crash: /],
  ['\tFILE *f = fopen("x", "r");', /^not-emulated: fopen\(\) is not emulated\.$/],
  ['\tprintf("%a\\n", 1.0);', /^not-emulated: The conversion %a of printf\(\) is not emulated\.$/],
  ['\tlong double x = 1.0L;\n\tx /= 3;', /^not-emulated: A result of type long double needs more digits/],
  ['\tfor (;;)\n\t\t;', /^step-limit: /],
];

for (const [body, message] of FAULTS)
  test(`${body.replaceAll(/\s+/g, ' ').trim()}: ${message.source}`, () => {
    const [, code, faults] = outcome(main(body), { maxSteps: 100_000 }) as [unknown, unknown, string[]];
    assert.equal(code, null);
    assert.match(faults[0]!, message);
  });

test('recursion that does not end is told, and deep recursion that ends is run', () => {
  const down = 'static int down(int n) { return n ? 1 + down(n - 1) : 0; }';
  assert.deepEqual(outcome(main('\tprintf("%d", down(1000));', down)), [['1000'], 0, []]);
  const [, , faults] = outcome(main('\treturn down(100000);', down)) as [unknown, unknown, string[]];
  assert.match(faults[0]!, /^call-depth: More than 1500 calls are open/);
});

test('what a record returns is not overwritten by the next call, in whichever order', () => {
  const head =
    'struct s { int x; };\nstatic struct s f(int x) { struct s r = { x }; return r; }\nstatic int both(struct s a, struct s b) { return 10 * a.x + b.x; }';
  assert.deepEqual(outcome(main('\tprintf("%d", both(f(1), f(2)));', head)), [['12'], 0, []]);
});

test('a macro that is defined again, pushed and popped means what it says at each place', () => {
  const body =
    '\tprintf("%d ", N);\n#pragma push_macro("N")\n#undef N\n#define N 2\n\tprintf("%d ", N);\n#pragma pop_macro("N")\n\tprintf("%d", N);';
  assert.deepEqual(outcome(main(body, '#define N 1')), [['1 2 1'], 0, []]);
});

test('_Generic tells types of one size apart', () => {
  const body =
    '\tconst char *p = 0;\n\tprintf("%d %d %d", _Generic(1L, long long: 1, long: 2), _Generic(1LL, long: 1, long long: 2), _Generic(p, char *: 1, const signed char *: 2, const char *: 3));';
  assert.deepEqual(outcome(main(body)), [['2 2 3'], 0, []]);
});
