/** The built program, end to end: what a user, a script and a hostile file meet. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.ts';
import type { Finished } from './built.ts';
import { builtCli } from './built.ts';
import { folder } from './support.ts';

/** A normal answer or one clear line, whatever came in. */
function assertCalm({ code, out, err }: Finished): void {
  assert.ok(code === 0 || code === 1 || code === 2, `exit code ${code}\n${err}`);
  assert.doesNotMatch(out + err, /^ {4}at .*:\d+:\d+\)?$/m, 'no stack trace');
  assert.doesNotMatch(err, /internal error/, err);
  assert.ok(err === '' || /^(?:bpf-cpumask: [^\n]+\n)+$/.test(err), `one line each:\n${err}`);
}

const program = (body: string) => `SEC("tc")\nint prog(void *ctx)\n{\n${body}\n\treturn 0;\n}\n`;
const times = (count: number, text: string) => text.repeat(count);

const HOSTILE: Readonly<Record<string, () => string>> = {
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
  'a line of 5 MB': () => program(times(1_000_000, 'f();')),
  '100,000 NUL escapes': () => `char *s = "${times(100_000, '\\0')}";`,
  '1,000,000 line breaks': () => times(1_000_000, '\n'),
  'lone surrogates': () => program('\tchar *s = "\ud800";'),
  'no C at all': () => 'Lorem ipsum dolor sit amet,\n# not a directive\n<html>&nbsp;</html>\n',
  'half a function': () =>
    'SEC("tp_btf/x")\nint BPF_PROG(p, struct task_struct *t)\n{\n\tstruct bpf_cpumask *m = bpf_cpumask_create(',
};

for (const [name, make] of Object.entries(HOSTILE)) {
  test(`hostile input: ${name}`, async (t) => {
    const cwd = folder(t, { 'a.bpf.c': make() });
    assertCalm(await builtCli(['check', 'a.bpf.c'], { cwd }));
  });
}

test('hostile input: 60,000 functions in 5 MB', async (t) => {
  const one = (i: number) =>
    `SEC("tc") int f${i}(void *ctx)\n{\n\tint x = ${i};\n\tif (ctx)\n\t\tx++;\n\treturn x;\n}\n`;
  const text = Array.from({ length: 60_000 }, (_, i) => one(i)).join('');
  assert.ok(text.length > 4_500_000);
  assertCalm(await builtCli(['check', 'a.bpf.c'], { cwd: folder(t, { 'a.bpf.c': text }) }));
});

test('input that is no BPF C source', async (t) => {
  const files = {
    'binary.bpf.c': Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]),
    'empty.bpf.c': '',
    'latin1.bpf.c': Buffer.from(`/* caf\xe9 */\n${program('')}`, 'latin1'),
    'crlf.bpf.c': program('').replaceAll('\n', '\r\n'),
    'bom.bpf.c': `\ufeff${program('')}`,
    'none/readme.txt': '',
  };
  const cwd = folder(t, files);
  const answer = async (path: string) => {
    const finished = await builtCli(['check', path], { cwd });
    assertCalm(finished);
    return finished.code;
  };
  assert.equal(await answer('missing.bpf.c'), 2);
  assert.equal(await answer('none'), 2);
  assert.equal(await answer('binary.bpf.c'), 2);
  assert.equal(await answer('empty.bpf.c'), 0);
  assert.equal(await answer('latin1.bpf.c'), 0);
  assert.equal(await answer('crlf.bpf.c'), 0);
  assert.equal(await answer('bom.bpf.c'), 0);
});

test('the example: one error, its path, the kernel\u2019s words', async () => {
  const { code, out, err } = await builtCli(['check', '--format', 'json', 'examples/leak.bpf.c']);
  assert.deepEqual([code, err], [1, '']);
  const [{ diagnostics }] = JSON.parse(out).files;
  assert.equal(diagnostics.length, 1);
  const [found] = diagnostics;
  assert.deepEqual(
    [found.rule, found.severity, found.program],
    ['unreleased-reference', 'error', 'on_newtask'],
  );
  assert.match(found.kernelMessage, /^Unreleased reference/);
  const lines = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8').split('\n');
  const path = found.path.map((step: { range: { start: { line: number } } }) =>
    lines[step.range.start.line]?.trim(),
  );
  assert.ok(path.includes('mask = bpf_cpumask_create();'), path.join('\n'));
  assert.ok(path.includes('if (!slot)'), path.join('\n'));
});

test('the other examples are what their comments say', async () => {
  assert.equal((await builtCli(['check', 'examples/clean.bpf.c'])).code, 0);
  const { code, out } = await builtCli(['check', 'examples/rcu.bpf.c']);
  assert.equal(code, 1);
  assert.match(out, /^examples\/rcu\.bpf\.c:29:\d+: error /m);
});

test('standard input, and what a shell reads', async () => {
  const text = readFileSync(join(root, 'examples/leak.bpf.c'));
  const { code, out, err } = await builtCli(['check', '-'], { stdin: text });
  assert.deepEqual([code, err], [1, '']);
  assert.match(out, /^<stdin>:\d+:\d+: error unreleased-reference: /);
  assert.equal((await builtCli([])).code, 2);
  assert.equal((await builtCli(['--help'])).code, 0);
});

test('a reader that goes away is no error of ours', async (t) => {
  const text = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
  const files = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}.bpf.c`, text]));
  const { err } = await builtCli(['check', '.'], { cwd: folder(t, files), hangUp: true });
  assert.equal(err, '');
});

test('the same input gives the same bytes, and all of them', async (t) => {
  const text = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
  const cwd = folder(t, Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.bpf.c`, text])));
  const [first, second] = [
    await builtCli(['check', '--format', 'json', '.'], { cwd }),
    await builtCli(['check', '--format', 'json', '.'], { cwd }),
  ];
  assert.equal(first.out, second.out);
  assert.equal(JSON.parse(first.out).files.length, 60);
});

test('explain knows every rule that a finding can name', async () => {
  const { code, out } = await builtCli(['explain']);
  assert.equal(code, 0);
  assert.match(out, /^unreleased-reference +error +/m);
  assert.equal((await builtCli(['explain', 'unreleased-reference'])).code, 0);
});
