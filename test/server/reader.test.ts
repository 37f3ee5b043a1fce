import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createNodeReader } from '../../server/lsp/node-reader.ts';

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
