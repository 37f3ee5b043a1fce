import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { cacheFolder, openCodeCache } from '../../server/lsp/node/code-cache.ts';
import { LEAK, pause, SERVER, start } from './client.ts';

const URI = 'file:///nowhere/leak.bpf.c';
/** What a start and a check compile, at the least. */
const LEAST_CODE = 500_000;
const CODE = Buffer.from('compiled');
const isWindows = process.platform === 'win32';

const places: string[] = [];
after(() => {
  for (const place of places) rmSync(place, { recursive: true, force: true });
});

function emptyFolder(): string {
  const place = mkdtempSync(join(tmpdir(), 'code-cache-'));
  places.push(place);
  return join(place, 'code');
}

/** Opens a document in a server with that folder; the path of its code when there is as much of it as expected. */
async function serveOnce(folder: string): Promise<string> {
  const client = await start({ command: [SERVER, '--stdio', `--code-cache=${folder}`] });
  client.open(URI, LEAK);
  assert.equal((await client.pushed(URI)).diagnostics.length, 1);
  // Whoever has nothing to write needs the time to show it.
  await pause(500);
  for (let i = 0; i < 6_000 && !isWhole(folder); i++) await pause(50);
  assert.equal(await client.stop(), 0);
  const files = readdirSync(folder);
  assert.equal(files.length, 1, files.join());
  return join(folder, files[0]!);
}

function isWhole(folder: string): boolean {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files.some((name) => name.endsWith('.code') && statSync(join(folder, name)).size > LEAST_CODE);
}

test('a server keeps its code after the first check, and the next one runs it', async () => {
  const folder = emptyFolder();
  const path = await serveOnce(folder);
  if (!isWindows) assert.equal(statSync(path).mode & 0o777, 0o600);
  const long = new Date(2020, 0, 1);
  utimesSync(path, long, long);
  // It has nothing to add to what it was given, so it leaves the file alone.
  assert.equal(await serveOnce(folder), path);
  assert.equal(statSync(path).mtimeMs, long.getTime());
});

test('code that is not the engine’s is refused, and written anew', async () => {
  const folder = emptyFolder();
  const path = await serveOnce(folder);
  openCodeCache(folder, basename(path, '.code')).write(Buffer.alloc(1000, 7));
  assert.ok(!isWhole(folder));
  assert.equal(await serveOnce(folder), path);
  assert.ok(isWhole(folder));
});

test('a folder that cannot be made does not matter', async () => {
  const file = emptyFolder();
  writeFileSync(file, '');
  const client = await start({ command: [SERVER, '--stdio', `--code-cache=${join(file, 'code')}`] });
  client.open(URI, LEAK);
  assert.equal((await client.pushed(URI)).diagnostics.length, 1);
  await pause(400);
  assert.equal(await client.stop(), 0);
});

test('what is read is what was written', () => {
  const folder = emptyFolder();
  const cache = openCodeCache(folder, 'a');
  assert.equal(cache.read(), undefined);
  assert.equal(cache.write(CODE), true);
  assert.deepEqual(cache.read(), CODE);
  assert.equal(openCodeCache(folder, 'b').read(), undefined);
  appendFileSync(join(folder, 'a.code'), 'more');
  assert.equal(cache.read(), undefined);
  writeFileSync(join(folder, 'a.code'), readFileSync(join(folder, 'a.code')).subarray(0, 20));
  assert.equal(cache.read(), undefined);
  writeFileSync(join(folder, 'a.code'), '');
  assert.equal(cache.read(), undefined);
});

test('what others may write is not trusted', { skip: isWindows && 'no such bits' }, () => {
  const folder = emptyFolder();
  const cache = openCodeCache(folder, 'a');
  cache.write(CODE);
  chmodSync(join(folder, 'a.code'), 0o620);
  assert.equal(cache.read(), undefined);
  chmodSync(join(folder, 'a.code'), 0o600);
  chmodSync(folder, 0o777);
  assert.equal(cache.read(), undefined);
  assert.equal(cache.write(CODE), false);
  chmodSync(folder, 0o755);
  assert.deepEqual(cache.read(), CODE);
});

test('the four newest stay', () => {
  const folder = emptyFolder();
  for (let i = 0; i < 6; i++) {
    openCodeCache(folder, `v${i}`).write(CODE);
    utimesSync(join(folder, `v${i}.code`), i, i);
  }
  writeFileSync(join(folder, 'v6.code.half'), '');
  utimesSync(join(folder, 'v6.code.half'), 0, 0);
  openCodeCache(folder, 'v7').write(CODE);
  assert.deepEqual(readdirSync(folder).sort(), ['v3.code', 'v4.code', 'v5.code', 'v7.code']);
});

test('where: what the command line says, else the user’s folder, else nowhere', () => {
  const folder = (...args: string[]) =>
    cacheFolder(args, { XDG_CACHE_HOME: '/xdg', LOCALAPPDATA: 'C:\\Local' });
  const named = join(tmpdir(), 'a b');
  assert.equal(folder('--stdio', `--code-cache=${named}`), named);
  assert.equal(folder('--code-cache=off', '--stdio'), undefined);
  for (const relative of ['', 'code', './code', '../code'])
    assert.equal(folder(`--code-cache=${relative}`), undefined);
  if (process.platform === 'linux') assert.equal(cacheFolder([], { XDG_CACHE_HOME: 'here' }), undefined);
  const base = { win32: 'C:\\Local', linux: '/xdg' }[process.platform as string];
  if (base !== undefined) assert.equal(folder('--stdio'), join(base, 'bpf-cpumask'));
});
