/** The command line and the server in the Node that VS Code brings, newer than the oldest one that we support. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { root, vscodeNode } from './harness/paths.mjs';

const dist = (name) => join(root, 'dist', name);

function run(node, args) {
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('check prints the same, and nothing about Node itself', () => {
  const args = [dist('cli.js'), 'check', 'examples/leak.bpf.c'];
  const answer = run(vscodeNode, args);
  assert.equal(answer.stderr, '');
  assert.equal(answer.status, 1);
  assert.match(answer.stdout, /unreleased-reference/);
  assert.deepEqual(answer, run(process.execPath, args));
});

test('the server begins and ends without a word on its error output', async () => {
  const messages = [
    { id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
    { method: 'initialized', params: {} },
    { id: 2, method: 'shutdown' },
    { method: 'exit' },
  ];
  const server = spawn(vscodeNode, [dist('server.js'), '--stdio', '--code-cache=off'], { cwd: root });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) server[name].on('data', (chunk) => (said[name] += chunk));
  for (const message of messages) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
  }
  const [code] = await once(server, 'close');
  assert.equal(said.stderr, '');
  assert.equal(code, 0);
  assert.match(said.stdout, /"textDocumentSync"/);
});
