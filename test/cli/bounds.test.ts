/** What a file may make the program read, and what becomes of an answer that cannot be written. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readNamed } from '../../cli/input/bytes.ts';
import { root } from '../support/root.ts';
import { builtCli, measured } from './built.ts';
import { program } from './hostile.ts';
import { folder } from './support.ts';

const onLinux = { skip: process.platform !== 'linux' };
const MEMORY = 400;
const CPU = 5;

/** Leaks a mask where `END` does not release it. */
const source = (include: string) =>
  `#include ${include}\n${program(`\tstruct bpf_cpumask *mask = bpf_cpumask_create();
\tif (!mask)
\t\treturn 0;
#ifdef FOUND
\tbpf_cpumask_release(mask);
#endif`).replace('tc', 'tp_btf/task_newtask')}`;

/** Whether the header was read. */
async function isFound(cwd: string, file: string, ...options: string[]): Promise<boolean> {
  const { code, err } = await builtCli(['check', ...options, file], { cwd });
  assert.ok(code === 0 || code === 1, err);
  return code === 0;
}

const FOUND = '#define FOUND 1\n';

test('what a kernel makes up is no header: /proc, /sys, devices, by any name', onLinux, async (t) => {
  const cwd = folder(t, {});
  for (const [name, to] of Object.entries({
    'pagemap.h': '/proc/self/pagemap',
    'kmsg.h': '/proc/kmsg',
    'zero.h': '/dev/zero',
    'sys.h': '/sys/kernel/notes',
    proc: '/proc',
  }))
    symlinkSync(to, join(cwd, name));
  const includes = [
    ...['pagemap.h', 'kmsg.h', 'zero.h', 'sys.h', 'proc/self/pagemap', 'proc/kmsg'],
    ...['/proc/self/pagemap', 'file:///proc/self/pagemap', 'file://host/share/x.h', '//host/share/x.h'],
    ...[
      '\\\\host\\share\\x.h',
      'http://host/x.h',
      '../../../../../../proc/self/pagemap',
      'a\u0001b',
      'x'.repeat(300),
      'x'.repeat(5_000),
    ],
  ];
  writeFileSync(join(cwd, 'a.bpf.c'), includes.map((name) => `#include "${name}"\n`).join(''));
  for (const options of [[], ['--include', '/']]) {
    const { code, out, cost } = await measured(['check', ...options, 'a.bpf.c'], { cwd });
    assert.equal(code, 0, out);
    assert.ok(cost.memory < MEMORY, `${cost.memory} MB`);
    assert.ok(cost.cpu < CPU, `${cost.cpu} s`);
  }
});

/** `tree` is the repository in which `src/bpf/a.bpf.c` lies. */
const REACH: readonly {
  readonly name: string;
  readonly header: string;
  readonly include: string;
  readonly git?: 'folder' | 'file';
  readonly found: boolean;
}[] = [
  {
    name: 'up to the root',
    git: 'folder',
    header: 'tree/include/x.h',
    include: '"../../include/x.h"',
    found: true,
  },
  { name: 'a work tree', git: 'file', header: 'tree/include/x.h', include: '<x.h>', found: true },
  { name: 'beyond the root', git: 'folder', header: 'x.h', include: '"../../../x.h"', found: false },
  {
    name: 'in a folder above the root',
    git: 'folder',
    header: 'include/x.h',
    include: '<x.h>',
    found: false,
  },
  {
    name: 'out and in again',
    git: 'folder',
    header: 'tree/x.h',
    include: '"../../../tree/x.h"',
    found: true,
  },
  { name: 'no repository', header: 'tree/src/x.h', include: '"../x.h"', found: false },
  { name: 'no repository, below', header: 'tree/src/bpf/sub/x.h', include: '"sub/x.h"', found: true },
];

function tree(t: TestContext, { header, include, git }: (typeof REACH)[number]): string {
  const cwd = folder(t, { [header]: FOUND, 'tree/src/bpf/a.bpf.c': source(include) });
  if (git === 'folder') mkdirSync(join(cwd, 'tree/.git'));
  if (git === 'file') writeFileSync(join(cwd, 'tree/.git'), 'gitdir: elsewhere\n');
  return cwd;
}

for (const reach of REACH)
  test(`includes reach as far as the repository: ${reach.name}`, async (t) => {
    const cwd = tree(t, reach);
    assert.equal(await isFound(cwd, 'tree/src/bpf/a.bpf.c'), reach.found);
    const { err } = await builtCli(['check', 'tree/src/bpf/a.bpf.c'], { cwd });
    assert.equal(
      /note: "[^"]+" was not read: /.test(err),
      !reach.found && reach.include.startsWith('"'),
      err,
    );
    assert.equal(
      await isFound(cwd, 'tree/src/bpf/a.bpf.c', '--include', '.', '--include', 'include/..'),
      true,
    );
  });

test('a directory that is searched is the reach of what is found in it; standard input has the folder it is in', async (t) => {
  const cwd = tree(t, { name: '', header: 'tree/src/x.h', include: '"../x.h"', found: true });
  assert.equal(await isFound(cwd, 'tree'), true);
  assert.equal(await isFound(cwd, 'tree/src/bpf'), false);
  const stdin = source('"../x.h"');
  assert.equal((await builtCli(['check', '-'], { cwd: join(cwd, 'tree/src/bpf'), stdin })).code, 1);
  assert.equal(
    (await builtCli(['check', '-'], { cwd: join(cwd, 'tree'), stdin: source('"src/x.h"') })).code,
    0,
  );
});

test('links are followed as far as the reach', onLinux, async (t) => {
  const cwd = folder(t, {
    'tree/.git/HEAD': '',
    'tree/in/x.h': FOUND,
    'out/x.h': FOUND,
    'tree/near.bpf.c': source('"near/x.h"'),
    'tree/far.bpf.c': source('"far/x.h"'),
    'tree/file.bpf.c': source('"file.h"'),
    'tree/loop.bpf.c': source('"loop/x.h"'),
  });
  symlinkSync('in', join(cwd, 'tree/near'));
  symlinkSync('../out', join(cwd, 'tree/far'));
  symlinkSync('../out/x.h', join(cwd, 'tree/file.h'));
  symlinkSync('loop', join(cwd, 'tree/loop'));
  assert.equal(await isFound(cwd, 'tree/near.bpf.c'), true);
  for (const name of ['far', 'file', 'loop'])
    assert.equal(await isFound(cwd, `tree/${name}.bpf.c`), false, name);
  for (const name of ['far', 'file'])
    assert.equal(await isFound(cwd, `tree/${name}.bpf.c`, '--include', 'out'), true, name);
  const { err } = await builtCli(['check', 'tree/file.bpf.c'], { cwd });
  assert.match(err, /file\.h" was not read: it is outside/);
});

test('thousands of headers that are nowhere', async (t) => {
  const names = Array.from({ length: 7_000 }, (_, i) => `#include "${i}"\n`).join('');
  const cwd = folder(t, { 'a/b/c/d/e/f/g/h/a.bpf.c': names });
  const { code, cost } = await measured(['check', 'a/b/c/d/e/f/g/h/a.bpf.c', '--include', '.'], { cwd });
  assert.equal(code, 0);
  assert.ok(cost.cpu < CPU && cost.memory < MEMORY, JSON.stringify(cost));
});

test('pipes: read to their end, and not waited for without one', onLinux, async (t) => {
  const cwd = folder(t, {});
  const pipe = join(cwd, 'x.bpf.c');
  spawnSync('mkfifo', [pipe]);
  const patience = { unopened: 60, silent: 100 };
  assert.deepEqual(await readNamed(pipe, 100, patience), {
    kind: 'failed',
    reason: 'is a pipe without a writer',
  });
  const check = (command: string) => spawnSync('bash', ['-c', command], { cwd, encoding: 'utf8' });
  const cli = `"${process.execPath}" "${join(root, 'dist/cli.js')}"`;
  const late = check(`(sleep 0.3; echo 'int x;') > x.bpf.c & ${cli} check x.bpf.c`);
  assert.deepEqual([late.status, late.stderr], [0, '']);
  assert.equal(check(`${cli} check <(cat "${join(root, 'examples/leak.bpf.c')}")`).status, 1);
  assert.equal(check(`${cli} check <(true)`).status, 0);
  assert.match(check(`${cli} check <(yes)`).stderr, /63: is larger than 32 MB/);
  assert.match(check(`${cli} check . </dev/null`).stderr, /x\.bpf\.c: skipped: is not a regular file/);
  const silent = check(`exec 9<> x.bpf.c; ${cli} check x.bpf.c`);
  assert.match(silent.stderr, /is a pipe that delivers no data/);
});

test('what is named and is no file', onLinux, async () => {
  for (const path of ['/dev/zero', '/proc/kmsg', '/proc/self/pagemap', '/dev/null', '/proc/self/status']) {
    const { code, err, cost } = await measured(['check', path]);
    assert.equal(code, 2);
    assert.match(
      err,
      /^bpf-cpumask: \S+: is (?:not a regular file|a pseudo-file of the kernel, not a file on disk)\n$/,
    );
    assert.ok(cost.memory < MEMORY, path);
  }
});

test('an answer that cannot be written: one line, 2', onLinux, async (t) => {
  const cwd = folder(t, {
    'a.bpf.c': readFileSync(join(root, 'examples/leak.bpf.c')),
    'clean.bpf.c': 'int x;',
  });
  const LOST = /^bpf-cpumask: cannot write to standard output: [^\n]+; the output is incomplete\n$/;
  for (const args of [
    ['check', 'clean.bpf.c'],
    ['check', '--format=json', '.'],
    ['check', '--format=sarif', '.'],
    ['run', 'a.bpf.c'],
    ['explain'],
    ['--help'],
  ]) {
    const { code, err } = await builtCli(args, { cwd, stdout: '/dev/full' });
    assert.equal(code, 2, args.join(' '));
    assert.match(err, LOST);
  }
  const cli = `"${process.execPath}" "${join(root, 'dist/cli.js')}"`;
  const small = spawnSync('bash', ['-c', `ulimit -f 1; ${cli} explain > small`], { cwd, encoding: 'utf8' });
  assert.equal(small.status, 2);
  assert.match(small.stderr, /file too large/);
});

test('a working directory that is gone', onLinux, (t) => {
  const cwd = folder(t, {});
  const cli = `"${process.execPath}" "${join(root, 'dist/cli.js')}"`;
  mkdirSync(join(cwd, 'gone'));
  const { status, stderr } = spawnSync('bash', ['-c', `cd gone; rmdir ../gone; ${cli} check a.bpf.c`], {
    cwd,
    encoding: 'utf8',
  });
  rmSync(join(cwd, 'gone'), { recursive: true, force: true });
  assert.deepEqual(
    [status, stderr],
    [2, 'bpf-cpumask: the working directory no longer exists or cannot be read\n'],
  );
});

test('a kernel that is newer or older than what is known: said once', async () => {
  const { code, err } = await builtCli([
    'check',
    '--kernel',
    '7.4',
    'examples/clean.bpf.c',
    'examples/leak.bpf.c',
  ]);
  assert.equal(code, 1);
  assert.equal(
    err,
    'bpf-cpumask: note: Linux 7.4 is newer than this version of bpf-cpumask knows; the rules of 7.3 are applied\n',
  );
  assert.match(
    (await builtCli(['check', '--kernel', '6.2', 'examples/clean.bpf.c'])).err,
    /no cpumask kfuncs/,
  );
  for (const kernel of ['6.3', '6.18', '7.3'])
    assert.equal((await builtCli(['check', '--kernel', kernel, 'examples/clean.bpf.c'])).err, '', kernel);
});
