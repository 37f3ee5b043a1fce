/** Project files in the editor: folders with different kernels, and what is wrong is said in the file, once. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { LEAK, PULL, start } from './client.ts';

const folder = mkdtempSync(join(tmpdir(), 'bpf-cpumask-project-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
const PROJECT = '.bpf-cpumask.json';

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

test('two folders of a workspace with two kernels: project file before folder before user', async () => {
  write(`one/${PROJECT}`, '{ "targetKernel": "6.12" }');
  const [one, two] = [uriOf('one/leak.bpf.c'), uriOf('two/leak.bpf.c')];
  const client = await start({
    capabilities: PULL,
    folders: [uriOf('one'), uriOf('two')],
    configuration: () => ({ targetKernel: '6.9', severity: { 'unreleased-reference': 'warning' } }),
  });
  client.open(one, LEAK);
  client.open(two, LEAK);
  const [first, second] = [(await client.pull(one)).items[0]!, (await client.pull(two)).items[0]!];
  assert.match(String(first.message), /\nkernel 6\.12: /);
  assert.match(String(second.message), /\nkernel 6\.9: /);
  assert.deepEqual([first.severity, second.severity], [2, 2]);

  write(`two/${PROJECT}`, '{ "targetKernel": "6.15", "onlyRules": ["kptr-slot"] }');
  const changes = [{ uri: uriOf(`two/${PROJECT}`), type: 1 }];
  void client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  await client.next('bpfCpumask/status', (p) => p.uri === two && p.kernel === '6.15' && p.state === 'idle');
  assert.deepEqual((await client.pull(two)).items, []);
  assert.equal((await client.pull(one)).items.length, 1);
  await client.stop();
});

test('what cannot be used is shown in the project file, once, and goes when it is mended', async () => {
  const bad = '{\n  "severity": { "kptr-slott": "off" },\n  "targetKernel": "6.20"\n}\n';
  write(`wrong/${PROJECT}`, bad);
  const project = uriOf(`wrong/${PROJECT}`);
  const client = await start({ folders: [uriOf('wrong')] });
  for (const name of ['a', 'b']) client.open(uriOf(`wrong/${name}.bpf.c`), LEAK);
  const { diagnostics } = await client.pushed(project);
  assert.deepEqual(
    diagnostics.map(({ range: { start }, message }) => [start.line, start.character, message]),
    [
      [1, 16, 'severity.kptr-slott is "off"; there is no such rule; did you mean kptr-slot?'],
      [2, 18, 'targetKernel is "6.20"; it must be X.Y of a Linux release, such as 6.18.'],
    ],
  );
  // As it is on screen: half typed, then mended.
  client.open(project, bad, 'json');
  client.edit(project, 2, bad.replace('"kptr-slott"', '"kptr-slot'));
  await client.next(
    'textDocument/publishDiagnostics',
    (p) => p.uri === project && /^This is not JSON/.test(p.diagnostics[0]?.message ?? ''),
  );
  client.edit(project, 3, '{ "targetKernel": "6.12" }');
  await client.next(
    'textDocument/publishDiagnostics',
    (p) => p.uri === project && p.diagnostics.length === 0,
  );
  await client.next('bpfCpumask/status', (p) => p.kernel === '6.12' && p.state === 'idle');
  const times = client.log.filter(
    ({ method, params }) => method === 'textDocument/publishDiagnostics' && params.uri === project,
  );
  assert.equal(times.length, 3);
  await client.stop();
});

test('while it is typed into, what it said before holds', async () => {
  const project = uriOf(`typed/${PROJECT}`);
  write(`typed/${PROJECT}`, '{ "targetKernel": "6.12" }');
  const file = uriOf('typed/leak.bpf.c');
  const client = await start({ folders: [uriOf('typed')] });
  client.open(file, LEAK);
  client.open(project, '{ "targetKernel": "6.12" ', 'json');
  await client.next('textDocument/publishDiagnostics', (p) => p.uri === project);
  client.edit(project, 2, '{ "targetKernel": "6.15" }');
  await client.next('bpfCpumask/status', (p) => p.uri === file && p.kernel === '6.15');
  const kernels = client.log
    .filter(({ method }) => method === 'bpfCpumask/status')
    .map((m) => m.params.kernel);
  assert.deepEqual([...new Set(kernels)], ['6.12', '6.15']);
  await client.stop();
});
