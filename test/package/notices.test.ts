/** The licences of what is bundled stand in the packages, and a package without one does not ship. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build, type Metafile, type Plugin } from 'esbuild';
import { root } from '../support/root.ts';

interface Notices {
  readonly bundledPackages: (metafiles: readonly Metafile[], copied?: readonly string[]) => string[];
  readonly noticesText: (root: string, folders: readonly string[]) => string;
}

interface Slim {
  readonly slimClient: (root: string) => Plugin;
}

// Loaded as it is: bundled, it would look for the repository in out/.
const script: Notices = await import(pathToFileURL(join(root, 'scripts/notices.mjs')).href);
const { slimClient }: Slim = await import(pathToFileURL(join(root, 'scripts/slim-client.mjs')).href);
const folder = mkdtempSync(join(tmpdir(), 'bpf-cpumask-notices-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const shipped = readFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');

/** Everything that starts in the packages. */
const ENTRIES = [
  'cli/main.ts',
  'client/main.ts',
  'client/panel/page/main.ts',
  'scripts/server-entry.ts',
  'server/lsp/node/launch.ts',
];

/** Package folders of which an entry bundles a file, found apart from the build. */
async function packagesBehind(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    treeShaking: true,
    platform: 'node',
    conditions: ['node', 'browser'],
    format: 'esm',
    logLevel: 'silent',
    external: ['vscode'],
    outdir: folder,
    plugins: entry === 'client/main.ts' ? [slimClient(root)] : [],
  });
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && path.includes('node_modules/'))
    .map(([path]) =>
      path.slice(0, path.indexOf('/', path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
    );
}

function packageJson(path: string): { name: string; version: string; license: string } {
  return JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
}

test('every bundled package is in the notices with its licence', async () => {
  const bundled = new Set((await Promise.all(ENTRIES.map(packagesBehind))).flat());
  assert.ok(bundled.has('node_modules/vscode-languageclient'), [...bundled].join());
  for (const path of [...bundled, 'node_modules/web-tree-sitter', 'node_modules/tree-sitter-c']) {
    const { name, version, license } = packageJson(path);
    assert.ok(shipped.includes(`\n${name} ${version} (${license})\n`), `${name} ${version}`);
    const licence = ['LICENSE', 'LICENSE.md', 'License.txt'].find((file) =>
      existsSync(join(root, path, file)),
    );
    assert.ok(licence, path);
    const text = readFileSync(join(root, path, licence), 'utf8')
      .replaceAll('\r\n', '\n')
      .trim();
    assert.ok(shipped.includes(text), `the licence of ${name}`);
  }
});

test('what is compiled into the runtime of tree-sitter is in the notices', () => {
  for (const name of ['ICU', 'Emscripten', 'musl'])
    assert.match(shipped, new RegExp(`^${name}.*, in web-tree-sitter\\.wasm \\(`, 'm'));
  assert.match(shipped, /Rich Felker/);
  assert.match(shipped, /Unicode, Inc\./);
});

/** A package in a folder of its own, with these files besides its package.json. */
function makePackage(name: string, files: Readonly<Record<string, string>>): string {
  const path = `node_modules/${name}`;
  mkdirSync(join(folder, path), { recursive: true });
  const manifest = JSON.stringify({ name, version: '1.2.3', license: 'MIT' });
  for (const [file, text] of Object.entries({ 'package.json': manifest, ...files }))
    writeFileSync(join(folder, path, file), text);
  return path;
}

test('every licence and notice file of a package is taken over', () => {
  const path = makePackage('@some/whole', {
    'License.md': 'the terms\r\n',
    NOTICE: 'a notice',
    'readme.md': 'no',
  });
  const text = script.noticesText(folder, [path]);
  assert.match(text, /@some\/whole 1\.2\.3 \(MIT\)\n\nthe terms\n\na notice\n/);
  assert.doesNotMatch(text, /\r|\nno\n/);
});

test('a package without a licence file is an error that names it', () => {
  const path = makePackage('bare', { 'readme.md': 'MIT', NOTICE: 'no licence' });
  assert.throws(() => script.noticesText(folder, [path]), /bare 1\.2\.3 is bundled, but .* no licence file/);
});

test('a package is found in its own folder, in a scope and inside another; what was shaken off counts for nothing', () => {
  const inputs = {
    'server/own.ts': { bytesInOutput: 9 },
    'node_modules/plain/lib/a.js': { bytesInOutput: 9 },
    'node_modules/@scope/name/b.js': { bytesInOutput: 9 },
    'node_modules/plain/node_modules/inner/c.js': { bytesInOutput: 9 },
    'node_modules/shaken/d.js': { bytesInOutput: 0 },
  };
  const metafile = { inputs: {}, outputs: { out: { inputs } } } as unknown as Metafile;
  assert.deepEqual(script.bundledPackages([metafile], ['node_modules/copied/x.wasm']), [
    'node_modules/@scope/name',
    'node_modules/copied',
    'node_modules/plain',
    'node_modules/plain/node_modules/inner',
  ]);
});

test('nothing is packaged without the notices', () => {
  const copy = join(folder, 'repository');
  cpSync(join(root, 'scripts'), join(copy, 'scripts'), { recursive: true });
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  const args = ['scripts/package.mjs', '--no-build', '--out', join(folder, 'none.vsix')];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /THIRD-PARTY-NOTICES\.txt is missing/);
  assert.ok(!existsSync(join(folder, 'none.vsix')));
});
