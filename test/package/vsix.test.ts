/** The package that people install: what is in it, how large it is, and that its entries load. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from '../support/root.ts';
import { readZip } from '../support/zip.ts';

const LARGEST = 724 * 1024;
/** Script and style of the panel, gzipped; a tenth of the script is its sentences as a table. */
const LARGEST_PAGE = 14.25 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'bpf-cpumask-vsix-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const vsix = join(folder, 'extension.vsix');
const run = spawnSync(process.execPath, ['scripts/package.mjs', '--no-build', '--out', vsix], {
  cwd: root,
  encoding: 'utf8',
});
assert.equal(run.status, 0, run.stderr);
const zip = readFileSync(vsix);
const entries = readZip(zip);
const textOf = (path: string) =>
  entries
    .find((entry) => entry.path === path)!
    .bytes()
    .toString('utf8');

test('the package holds what it needs and nothing else', () => {
  assert.deepEqual(entries.map(({ path }) => path).sort(), [
    '[Content_Types].xml',
    'extension.vsixmanifest',
    'extension/LICENSE.txt',
    'extension/changelog.md',
    'extension/client/media/fix.svg',
    'extension/client/media/icon.png',
    'extension/client/media/leak.svg',
    'extension/client/media/sample.svg',
    'extension/dist/THIRD-PARTY-NOTICES.txt',
    'extension/dist/client/main.js',
    'extension/dist/launch.cjs',
    'extension/dist/panel.css',
    'extension/dist/panel.js',
    'extension/dist/server.cjs',
    'extension/dist/tree-sitter-c.wasm',
    'extension/dist/web-tree-sitter.wasm',
    'extension/examples/clean.bpf.c',
    'extension/examples/leak.bpf.c',
    'extension/examples/percpu_flags.bpf.c',
    'extension/examples/percpu_flags.c',
    'extension/examples/rcu.bpf.c',
    'extension/grammars/bpf-c.tmLanguage.json',
    'extension/package.json',
    'extension/package.nls.json',
    'extension/project.schema.json',
    'extension/readme.md',
  ]);
});

test('the package is small', (t) => {
  t.diagnostic(`${(zip.length / 1024).toFixed(0)} KB`);
  assert.ok(zip.length < LARGEST, `${zip.length} bytes, more than ${LARGEST}`);
});

test('the page of the panel is small', (t) => {
  const size = ['panel.js', 'panel.css'].map((name) => gzipSync(textOf(`extension/dist/${name}`)).length);
  t.diagnostic(`${size.join(' + ')} bytes gzipped`);
  assert.ok(size[0]! + size[1]! < LARGEST_PAGE, `${size.join(' + ')} bytes, more than ${LARGEST_PAGE}`);
});

test('its README refers to nothing that is not there', () => {
  const readme = textOf('extension/readme.md');
  const relative = [...readme.matchAll(/\]\((?!https:|#)([^)]*)\)/g)].map(([, target]) => target);
  assert.deepEqual(relative, []);
});

test('nothing in it names a machine', () => {
  for (const { path, bytes } of entries)
    if (!/\.(?:wasm|png)$/.test(path)) assert.ok(!bytes().includes(root), path);
});

/** Runs an entry as VS Code does: CommonJS, with `vscode` from outside and, in a web host, nothing else. */
function load(name: string, require: (id: string) => unknown): Record<string, unknown> {
  const module = { exports: {} as Record<string, unknown> };
  new Function('module', 'exports', 'require', textOf(`extension/dist/${name}`))(
    module,
    module.exports,
    require,
  );
  return module.exports;
}

test('the entry loads as CommonJS and asks for nothing before it is activated', () => {
  const only = (id: string) => {
    assert.equal(id, 'vscode');
    return {};
  };
  const { activate, deactivate } = load('client/main.js', only);
  assert.deepEqual([typeof activate, typeof deactivate], ['function', 'function']);
});
