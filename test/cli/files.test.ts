import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { expandPaths, portable } from '../../cli/files.ts';
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
      'a\0b: cannot be read (ERR_INVALID_ARG_VALUE)',
    ],
  );
});

test('links: followed once, loops end, broken ones are passed over', { skip: sep === '\\' }, (t) => {
  const cwd = folder(t, { 'd/a.bpf.c': '', 'far/f.bpf.c': '' });
  symlinkSync('..', join(cwd, 'd/up'));
  symlinkSync('../far', join(cwd, 'd/far'));
  symlinkSync('gone.bpf.c', join(cwd, 'd/broken.bpf.c'));
  symlinkSync('a.bpf.c', join(cwd, 'd/twin.bpf.c'));
  symlinkSync('self.bpf.c', join(cwd, 'd/self.bpf.c'));
  const { inputs, problems } = expandPaths(['d'], cwd);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    inputs.map((input) => input.shown),
    ['d/a.bpf.c', 'd/far/f.bpf.c'],
  );
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
