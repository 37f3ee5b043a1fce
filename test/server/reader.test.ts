import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createNodeReader } from '../../server/lsp/node/reader.ts';

const folder = mkdtempSync(join(tmpdir(), 'reader test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const uri = (...parts: string[]): string => pathToFileURL(join(folder, ...parts)).href;

test('files in folders that are there, and nothing else', () => {
  mkdirSync(join(folder, 'a', 'b'), { recursive: true });
  writeFileSync(join(folder, 'a', 'b', 'x.h'), 'int x;');
  const reader = createNodeReader();
  assert.equal(reader.read(uri('a', 'b', 'x.h')), 'int x;');
  assert.equal(reader.read(uri('a', 'b', 'y.h')), undefined);
  assert.equal(reader.read(uri('a', 'b')), undefined);
  assert.equal(reader.read(uri('a', 'b', 'x.h', 'z.h')), undefined);
  assert.equal(reader.read(uri('c', 'd', 'e', 'x.h')), undefined);
  assert.equal(reader.read('untitled:Untitled-1'), undefined);
  assert.equal(reader.read('vscode-vfs://host/a/b/c/x.h'), undefined);
  assert.equal(reader.read('file:///%ZZ/a/b/c/x.h'), undefined);
});

test('a folder that appears is seen when the client says so', () => {
  const reader = createNodeReader();
  assert.equal(reader.read(uri('late', 'er', 'x.h')), undefined);
  mkdirSync(join(folder, 'late', 'er'), { recursive: true });
  writeFileSync(join(folder, 'late', 'er', 'x.h'), 'int late;');
  // Within its time, what the disk said holds.
  assert.equal(reader.read(uri('late', 'er', 'x.h')), undefined);
  reader.forget([uri('late', 'er', 'x.h')]);
  assert.equal(reader.read(uri('late', 'er', 'x.h')), 'int late;');
});

const onLinux = { skip: process.platform !== 'linux' };

test('paths that no system takes, and folders that nobody may look into', onLinux, () => {
  const reader = createNodeReader();
  for (const odd of ['x\0y', 'x'.repeat(5_000), '%00', '%2F', '\ud800', `${'a/'.repeat(3_000)}x.h`])
    assert.equal(reader.read(`${pathToFileURL(folder).href}/${odd}`), undefined, odd.slice(0, 20));
  symlinkSync('b.h', join(folder, 'a.h'));
  symlinkSync('a.h', join(folder, 'b.h'));
  assert.equal(reader.read(uri('a.h')), undefined);
  assert.equal(reader.read('file://host/share/a/b/x.h'), undefined);
});

test('a file that has become something else since is not read', onLinux, () => {
  const path = join(folder, 'turns.h');
  writeFileSync(path, 'int x;');
  const reader = createNodeReader();
  assert.equal(reader.read(uri('turns.h')), 'int x;');
  rmSync(path);
  symlinkSync('/proc/self/status', path);
  reader.forget([uri('turns.h')]);
  assert.equal(reader.read(uri('turns.h')), undefined);
});

test('the repository: the nearest folder upwards that has a .git', () => {
  mkdirSync(join(folder, 'repo', '.git'), { recursive: true });
  mkdirSync(join(folder, 'repo', 'tree', 'src'), { recursive: true });
  const reader = createNodeReader();
  assert.equal(reader.repositoryOf(uri('repo', 'tree', 'src')), uri('repo'));
  assert.equal(reader.repositoryOf(uri('repo', 'gone')), uri('repo'));
  writeFileSync(join(folder, 'repo', 'tree', '.git'), 'gitdir: elsewhere');
  // What was found holds for a while.
  assert.equal(reader.repositoryOf(uri('repo', 'tree', 'src')), uri('repo'));
  reader.forget([]);
  assert.equal(reader.repositoryOf(uri('repo', 'tree', 'src')), uri('repo', 'tree'));
  assert.equal(reader.repositoryOf('untitled:Untitled-1'), undefined);
});

test('nothing is asked of folders that are not there', onLinux, () => {
  const reader = createNodeReader();
  reader.read(uri('away', 'x.h'));
  // It comes without anybody saying so: asked again, the folder would be found.
  mkdirSync(join(folder, 'away', 'deep', 'er'), { recursive: true });
  writeFileSync(join(folder, 'away', 'deep', 'er', 'y.h'), 'int y;');
  assert.equal(reader.read(uri('away', 'deep', 'er', 'y.h')), undefined);
});
