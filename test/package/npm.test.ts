/** The npm tarball, installed into an empty folder without a network, and used there. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { root } from '../support/root.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpf-cpumask-npm-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const shell = process.platform === 'win32';

function npm(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--offline', '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
    shell,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

const [{ filename }] = Object.values(
  JSON.parse(npm(root, 'pack', '--json', '--pack-destination', folder)),
) as [{ filename: string }];
writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
npm(folder, 'install', `./${filename}`, '--ignore-scripts');
cpSync(join(root, 'examples/leak.bpf.c'), join(folder, 'leak.bpf.c'));

test('npx bpf-cpumask check', () => {
  const args = ['--no-install', 'bpf-cpumask', 'check', 'leak.bpf.c'];
  const { status, stdout, stderr } = spawnSync('npx', args, { cwd: folder, encoding: 'utf8', shell });
  assert.equal(status, 1, stderr);
  assert.match(stdout, /leak\.bpf\.c:39:3: error unreleased-reference/);
});

test('npx bpf-cpumask lsp --stdio answers', async () => {
  const args = ['--no-install', 'bpf-cpumask', 'lsp', '--stdio', `--code-cache=${join(folder, 'code')}`];
  const server = spawn('npx', args, { cwd: folder, shell });
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { processId: null, rootUri: null, capabilities: {} },
  });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  let output = '';
  for await (const chunk of server.stdout) {
    output += chunk;
    if (/"id":1,"result"/.test(output)) break;
  }
  server.stdin.end();
  server.kill();
  assert.match(output, /"serverInfo":\{"name":"bpf-cpumask"/);
});
