/** The built program, end to end: what a user, a script and a hostile file meet. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.ts';
import type { Finished } from './built.ts';
import { builtCli } from './built.ts';
import { HOSTILE, program } from './hostile.ts';
import { folder } from './support.ts';

/** Of processor time, of which a busy machine needs up to three times as much: it only tells what does not end. */
const MOST_SECONDS = 60;

/** A normal answer or one clear line, whatever came in. */
function assertCalm({ code, out, err, cpu }: Finished): void {
  assert.ok(code === 0 || code === 1 || code === 2, `exit code ${code}\n${err}`);
  assert.doesNotMatch(out + err, /^ {4}at .*:\d+:\d+\)?$/m, 'no stack trace');
  assert.doesNotMatch(err, /internal error/, err);
  assert.ok(cpu > 0 && cpu < MOST_SECONDS, `${cpu} s of processor time`);
  assert.ok(err === '' || /^(?:bpf-cpumask: [^\n]+\n)+$/.test(err), `one line each:\n${err}`);
}

for (const [name, make] of Object.entries(HOSTILE)) {
  test(`hostile input: ${name}`, async (t) => {
    const cwd = folder(t, { 'a.bpf.c': make() });
    assertCalm(await builtCli(['check', 'a.bpf.c'], { cwd }));
  });
}

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

test('a reader that goes away: one line, and not the exit code of a whole answer', async (t) => {
  const text = readFileSync(join(root, 'examples/leak.bpf.c'), 'utf8');
  const files = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}.bpf.c`, text]));
  const { code, err } = await builtCli(['check', '.'], { cwd: folder(t, files), hangUp: true });
  assert.deepEqual(
    [code, err],
    [2, 'bpf-cpumask: cannot write to standard output: closed by its reader; the output is incomplete\n'],
  );
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
