import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { expandPaths, portable } from '../../cli/input/files.ts';
import { asUser, folder, noPermissions } from './support.ts';

const shown = (args: string[], cwd: string) => expandPaths(args, cwd).inputs.map((input) => input.shown);
const native = (path: string) => path.replaceAll('/', sep);

test('a directory: BPF C at any depth, by name, without node_modules and .git', (t) => {
  const names = [
    'b.bpf.c',
    'a.bpf.h',
    'c.c',
    'sub/z.bpf.c',
    'B.bpf.c',
    'node_modules/n.bpf.c',
    '.git/g.bpf.c',
  ];
  const cwd = folder(t, Object.fromEntries(names.map((name) => [name, ''])));
  assert.deepEqual(shown(['.'], cwd), ['./B.bpf.c', './a.bpf.h', './b.bpf.c', './sub/z.bpf.c'].map(native));
  assert.deepEqual(shown(['sub/'], cwd), ['sub/z.bpf.c']);
});

test('paths stay as given; the service gets absolute ones', (t) => {
  const cwd = folder(t, { 'a.bpf.c': '', 'plain.c': '' });
  const { inputs } = expandPaths(['./a.bpf.c', join(cwd, 'plain.c')], cwd);
  assert.deepEqual(inputs, [
    { shown: './a.bpf.c', path: portable(join(cwd, 'a.bpf.c')), stdin: false },
    { shown: join(cwd, 'plain.c'), path: portable(join(cwd, 'plain.c')), stdin: false },
  ]);
});

test('a path twice is one file, also through a directory', (t) => {
  const cwd = folder(t, { 'd/a.bpf.c': '', 'd/b.bpf.c': '' });
  assert.deepEqual(shown(['d/b.bpf.c', 'd', './d/a.bpf.c', '-', '-'], cwd), [
    'd/b.bpf.c',
    native('d/a.bpf.c'),
    '<stdin>',
  ]);
});

test('what cannot be used is named, and the rest is still there', (t) => {
  const cwd = folder(t, { 'a.bpf.c': '', 'empty/x.txt': '' });
  const { inputs, problems } = expandPaths(['nope.bpf.c', 'a.bpf.c', 'empty', '', 'a.bpf.c/x', 'a\0b'], cwd);
  assert.equal(inputs.length, 1);
  assert.deepEqual(
    problems.map(({ shown, reason }) => `${shown}: ${reason}`),
    [
      'nope.bpf.c: no such file or directory',
      'empty: no *.bpf.c or *.bpf.h file in this directory',
      ': is an empty path',
      'a.bpf.c/x: no such file or directory',
      'a\0b: is not a path',
    ],
  );
});

const reasons = (list: readonly { shown: string; reason: string }[]) =>
  list.map(({ shown, reason }) => `${shown}: ${reason}`);

test('links: followed once and within the directory; what is passed by is named', {
  skip: sep === '\\',
}, (t) => {
  const cwd = folder(t, { 'd/a.bpf.c': '', 'd/sub/b.bpf.c': '', 'far/f.bpf.c': '', 'dd/g.bpf.c': '' });
  const links = {
    'd/up': '..',
    'd/root': '/',
    'd/far': '../far',
    'd/like': '../dd',
    'd/near': 'sub',
    'd/loop': '.',
    'd/far.bpf.c': '../far/f.bpf.c',
    'd/far.txt': '../far/f.bpf.c',
    'd/broken.bpf.c': 'gone.bpf.c',
    'd/twin.bpf.c': 'a.bpf.c',
    'd/self': 'self',
  };
  for (const [link, to] of Object.entries(links)) symlinkSync(to, join(cwd, link));
  const { inputs, problems, skipped } = expandPaths(['d'], cwd);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    inputs.map((input) => input.shown),
    ['d/a.bpf.c', 'd/near/b.bpf.c'],
  );
  const out = 'is a link that leads out of the directory';
  assert.deepEqual(reasons(skipped), [
    'd/broken.bpf.c: is a link to nothing',
    `d/far: ${out}`,
    `d/far.bpf.c: ${out}`,
    `d/like: ${out}`,
    `d/root: ${out}`,
    'd/self: too many levels of symbolic links',
    `d/up: ${out}`,
  ]);
  // A link that is named is meant.
  assert.deepEqual(shown(['d/far'], cwd), ['d/far/f.bpf.c']);
});

test('names that are not UTF-8, pipes and folders of a kernel', {
  skip: process.platform !== 'linux',
}, (t) => {
  const cwd = folder(t, { 'a.bpf.c': '', 'pipe.txt': '' });
  const odd = Buffer.concat([Buffer.from(`${cwd}/odd`), Buffer.from([0xff]), Buffer.from('.bpf.c')]);
  writeFileSync(odd, 'int x;');
  mkdirSync(Buffer.concat([Buffer.from(`${cwd}/dir`), Buffer.from([0xfe])]));
  spawnSync('mkfifo', [join(cwd, 'pipe.bpf.c')]);
  const { inputs, problems, skipped } = expandPaths(['.', '/proc'], cwd);
  assert.equal(inputs.length, 1);
  assert.deepEqual(reasons(skipped), [
    './dir\ufffd: has a name that is not UTF-8',
    './odd\ufffd.bpf.c: has a name that is not UTF-8',
    './pipe.bpf.c: is not a regular file',
    '/proc: is on a pseudo-file system of the kernel',
  ]);
  assert.deepEqual(reasons(problems), ['/proc: no *.bpf.c or *.bpf.h file in this directory']);
});

test('a directory that may not be read is named', { skip: noPermissions }, async (t) => {
  const cwd = folder(t, { 'd/secret/a.bpf.c': '', 'd/b.bpf.c': '' });
  chmodSync(cwd, 0o755);
  chmodSync(join(cwd, 'd/secret'), 0);
  const { inputs, problems } = await asUser(() => expandPaths(['d'], cwd));
  chmodSync(join(cwd, 'd/secret'), 0o755);
  assert.equal(inputs.length, 1);
  assert.deepEqual(problems, [{ shown: 'd/secret', reason: 'permission denied' }]);
});

test('a tree deeper than a call stack would be', (t) => {
  const cwd = folder(t, {});
  const deep = Array.from({ length: 1_000 }, () => 'd').join(sep);
  mkdirSync(join(cwd, deep), { recursive: true });
  assert.match(expandPaths(['.'], cwd).problems[0]?.reason ?? '', /no \*\.bpf\.c/);
});
