/** What other programs take: annotations of GitHub, the problem matcher, and the scripts of docs/ci.md as they are printed there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import type { CheckFile, FileResult } from '../../server/service/types.ts';
import { read } from '../architecture/sources.ts';
import { LEAK } from '../server/client.ts';
import { root } from '../support/root.ts';
import { cli, finding, folder } from './support.ts';

const check: CheckFile = (path) => ({
  path,
  diagnostics: [
    {
      ...finding('error', 1, 4),
      rule: 'unreleased-reference',
      message: '100%, a:b\nc',
      kernelMessage: 'Unreleased reference',
      path: [{ message: 'acquired', range: finding('error', 0, 2).range }],
    },
    finding('hint', 0, 1),
  ],
  incomplete: [],
});

test('GitHub: an annotation for each finding, and nothing in it ends the command', async (t) => {
  const cwd = folder(t, { 'a,b.bpf.c': 'x' });
  const { code, out } = await cli(['check', '--format', 'github', 'a,b.bpf.c'], { cwd, check });
  assert.equal(code, 1);
  const [first, second, end] = out.split('\n');
  assert.equal(
    first,
    '::error file=a%2Cb.bpf.c,line=2,endLine=2,title=unreleased-reference,col=1,endColumn=5::' +
      '100%25, a:b%0Ac%0Akernel 6.18: Unreleased reference%0A1. a,b.bpf.c:1: acquired',
  );
  assert.match(second!, /^::notice file=/);
  assert.equal(end, '');
});

test('GitHub: a function that was not fully checked is a notice, never a clean file', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': 'x' });
  const incomplete = [{ function: 'f', reason: 'too many paths' }];
  const gaps = (path: string): FileResult => ({ path, diagnostics: [], incomplete });
  const { code, out } = await cli(['check', '--format', 'github', 'a.bpf.c'], { cwd, check: gaps });
  assert.equal(code, 0);
  assert.equal(out, '::notice file=a.bpf.c::f was not fully checked: too many paths\n');
});

test('the problem matcher reads the text', async (t) => {
  const cwd = folder(t, { 'd/a.bpf.c': 'x' });
  const { out } = await cli(['check', 'd'], { cwd, check });
  const [matcher] = JSON.parse(read('package.json')).contributes.problemMatchers;
  const pattern = new RegExp(matcher.pattern.regexp);
  const found = out.split('\n').flatMap((line) => {
    const match = pattern.exec(line);
    return match
      ? [[match[matcher.pattern.file], match[matcher.pattern.line], match[matcher.pattern.code]]]
      : [];
  });
  assert.equal(found.length, 2, out);
  assert.deepEqual(found[0], [join('d', 'a.bpf.c'), '2', 'unreleased-reference']);
});

const page = read('docs/ci.md');
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)![1]!;

/** An `npx` that finds the program of this repository. */
function withProgram(cwd: string): NodeJS.ProcessEnv {
  mkdirSync(join(cwd, 'bin'));
  const npx = join(cwd, 'bin/npx');
  writeFileSync(npx, `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${join(root, 'dist/cli.js')}" "$@"\n`);
  chmodSync(npx, 0o755);
  return { ...process.env, PATH: `${join(cwd, 'bin')}${delimiter}${process.env.PATH}` };
}

const isWindows = process.platform === 'win32';

test('the step of the workflow fails with annotations', { skip: isWindows }, (t) => {
  const cwd = folder(t, { 'leak.bpf.c': LEAK });
  const command = /run: (npx .*)/.exec(block('yaml'))![1]!;
  const { status, stdout } = spawnSync('sh', ['-c', command], {
    cwd,
    env: withProgram(cwd),
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stdout, /^::error file=leak\.bpf\.c,line=12,/m);
});

test('the hook stops a commit of a leak, and no other', { skip: isWindows }, (t) => {
  const cwd = folder(t, { 'leak.bpf.c': LEAK, 'a.txt': '' });
  const env = withProgram(cwd);
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
      cwd,
      env,
      encoding: 'utf8',
    });
  git('init', '-q');
  writeFileSync(join(cwd, '.git/hooks/pre-commit'), block('sh'), { mode: 0o755 });
  git('add', 'a.txt');
  assert.equal(git('commit', '-qm', 'text').status, 0);
  git('add', 'leak.bpf.c');
  const { status, stdout, stderr } = git('commit', '-qm', 'leak');
  assert.equal(status, 1, stderr);
  assert.match(stdout + stderr, /error unreleased-reference/);
});
