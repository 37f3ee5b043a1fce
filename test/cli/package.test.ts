/** What is published, and that the README says what the program does. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { allRules } from '../../server/rules/index.ts';
import { COMPLAINT_IDS } from '../../server/service/suppress/complaints.ts';
import { root } from '../support/root.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

test('npm pack: the program, the two wasm files, the papers, and a page for each rule', () => {
  const { stdout, stderr } = spawnSync('npm', ['pack', '--dry-run', '--json', '--loglevel=silent'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [packed] = Object.values(JSON.parse(stdout || stderr)) as {
    files: { path: string; mode: number }[];
  }[];
  const ids = [...allRules().map(({ id }) => id), ...COMPLAINT_IDS];
  const pages = ids.map((id) => `dist/rules/${id}.md`);
  assert.deepEqual(packed?.files.map(({ path }) => path).sort(), [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/THIRD-PARTY-NOTICES.txt',
    'dist/cli.js',
    'dist/launch.cjs',
    'dist/package.json',
    ...pages.sort(),
    'dist/server.cjs',
    'dist/server.js',
    'dist/tree-sitter-c.wasm',
    'dist/web-tree-sitter.wasm',
    'package.json',
    'project.schema.json',
  ]);
});

test('the executable starts with a shebang', () => {
  assert.deepEqual(manifest.bin, { 'bpf-cpumask': 'dist/cli.js' });
  assert.match(readFileSync(join(root, 'dist/cli.js'), 'utf8'), /^#!\/usr\/bin\/env node\n/);
});

test('the changelog knows this version', () => {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  assert.match(
    changelog,
    new RegExp(`^## (?:\\[Unreleased\\]|\\[${manifest.version.replaceAll('.', '\\.')}\\])`, 'm'),
  );
});

test('the README names every option of check', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const { stdout } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'check', '--help'], {
    encoding: 'utf8',
  });
  for (const [option] of stdout.matchAll(/--(?:format|kernel|verbose)\b/g))
    assert.ok(readme.includes(option), option);
});
