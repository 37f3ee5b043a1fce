import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { root } from '../support/root.ts';
import { LEAK, PULL, pause, SERVER, start } from './client.ts';

const URI = 'file:///nowhere/leak.bpf.c';

test('shutdown and exit: 0; exit alone: 1; a client that is gone: an end', async () => {
  assert.equal(await (await start()).stop(), 0);
  const rude = await start();
  void rude.connection.sendNotification('exit');
  assert.equal(await rude.exit, 1);
  const gone = await start();
  await pause(100);
  gone.child.stdin!.end();
  assert.equal(await gone.exit, 1);
});

test('the command line: version, help, and the CLI’s own command', async () => {
  const run = (...args: string[]) => spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout;
  assert.match(run(SERVER, '--version'), /^bpf-cpumask \d+\.\d+\.\d+\n$/);
  assert.match(run(SERVER, '--help'), /--stdio/);
  const cli = join(root, 'dist/cli.js');
  assert.match(run(cli, 'lsp', '--help'), /bpf-cpumask lsp \[--stdio/);
  const client = await start({ command: [cli, 'lsp', '--stdio'] });
  client.open(URI, LEAK);
  assert.equal((await client.pushed(URI)).diagnostics.length, 1);
  assert.equal(await client.stop(), 0);
});

test('a process that is its client is watched', async () => {
  const idler = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const client = await start({ command: [SERVER, '--stdio', `--clientProcessId=${idler.pid}`] });
  idler.kill('SIGKILL');
  assert.equal(await client.exit, 1);
});

test('what is no request, or makes no sense, is answered and survived', async () => {
  const client = await start();
  const { connection } = client;
  await assert.rejects(connection.sendRequest('no/such/request', {}), { code: -32601 });
  await assert.rejects(connection.sendRequest('textDocument/hover', { wrong: true }));
  void connection.sendNotification('no/such/notification', {});
  void connection.sendNotification('textDocument/didOpen', { textDocument: null });
  void connection.sendNotification('textDocument/didOpen', {});
  const edit = { textDocument: { uri: URI, version: 2 }, contentChanges: [{ text: 'x' }] };
  void connection.sendNotification('textDocument/didChange', edit);
  void connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
  void connection.sendNotification('workspace/didChangeConfiguration', {});
  void connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
  client.open(URI, LEAK);
  const far = { start: { line: 9999, character: 9 }, end: { line: 99_999, character: -4 } };
  client.edit(URI, 2, '\n', far);
  assert.equal((await client.pushed(URI, 2)).diagnostics.length, 1);
  assert.equal(await client.stop(), 0);
});

test('random bytes in random places: findings come and go, the server stays', async () => {
  const client = await start();
  client.open(URI, LEAK);
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  let version = 1;
  for (let i = 0; i < 150; i++) {
    const line = random(20);
    const start = { line, character: random(30) };
    const end = { line: line + random(3), character: random(30) };
    const text = Array.from({ length: random(12) }, () => String.fromCharCode(random(300))).join('');
    client.edit(URI, ++version, text, { start, end });
    if (i % 30 === 0) await client.pushed(URI, version);
  }
  client.edit(URI, ++version, LEAK);
  assert.equal((await client.pushed(URI, version)).diagnostics.length, 1);
  assert.equal(await client.stop(), 0);
});

test('a document that is closed or opened anew in the middle of its check', async () => {
  const client = await start();
  const large = `${LEAK}${Array.from({ length: 400 }, (_, i) => LEAK.replaceAll('leak', `leak_${i}`)).join('\n')}`;
  const isWorkingAt = (revision: number) => client.log.filter(isWorking).length >= revision;
  const isWorking = ({ method, params }: (typeof client.log)[number]) =>
    method === 'bpfCpumask/status' && params.uri === URI && params.state === 'working';
  client.open(URI, large);
  await client.idle(URI);
  client.edit(URI, 2, large.replace('return 0;', 'retur 0;'));
  while (!isWorkingAt(2)) await pause(1);
  void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
  client.open(URI, large, 'c', 3);
  client.edit(URI, 4, large.replace('return 0;', 'return 1;'));
  while (!isWorkingAt(3)) await pause(1);
  client.open(URI, LEAK, 'c', 5);
  assert.equal((await client.pushed(URI, 5)).diagnostics.length, 1);
  assert.equal(await client.stop(), 0);
});

test('headers: found beside the file, open ones as they are on screen, changed ones read again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cpumask headers-'));
  try {
    const uri = `${pathToFileURL(folder).href}/main.bpf.c`;
    const header = `${pathToFileURL(folder).href}/end.h`;
    const release = '#define END(mask) bpf_cpumask_release(mask)\n';
    writeFileSync(join(folder, 'end.h'), release);
    const source = LEAK.replace('\t\treturn 0;\n\tbpf_', '\t\t{ END(mask); return 0; }\n\tbpf_');
    const client = await start({ capabilities: PULL });
    client.open(uri, `#include "end.h"\n${source}`);
    assert.deepEqual((await client.pull(uri)).items, []);
    client.open(header, '#define END(mask)\n', 'c');
    assert.equal((await client.pull(uri)).items.length, 1);
    client.edit(header, 2, release);
    assert.equal((await client.pull(uri)).items.length, 0);
    void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: header } });
    writeFileSync(join(folder, 'end.h'), '#define END(mask) \n');
    const changes = [{ uri: header, type: 2 }];
    void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    assert.equal((await client.pull(uri)).items.length, 1);
    await client.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('trace: a line for each check, its time only when asked for', async () => {
  const client = await start();
  void client.connection.sendNotification('$/setTrace', { value: 'verbose' });
  client.open(URI, LEAK);
  await client.pushed(URI);
  const { message, verbose } = await client.next('$/logTrace', (p) => p.message.startsWith('Checked'));
  assert.equal(message, 'Checked leak.bpf.c, version 1');
  assert.match(verbose, /^[\d.]+ ms of work in [\d.]+ ms; 1 findings, 0 functions not fully checked$/);
  await client.stop();
});
