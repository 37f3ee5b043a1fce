import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS, readSettings } from '../../server/lsp/settings.ts';
import { LEAK, PULL, pause, start } from './client.ts';

test('what a user may write, and what is said about the rest', () => {
  assert.deepEqual(readSettings(undefined), { settings: DEFAULTS, problems: [] });
  const right = {
    enable: 'on',
    targetKernel: '6.12',
    libbpf: '1.4',
    severity: { 'kptr-slot': 'off', 'suppression-unused': 'warning' },
    language: 'zh-cn',
    codeLens: false,
    inlayHints: true,
    suggest: 'off',
    includePaths: ['../include', '/usr/include'],
    onlyRules: ['kptr-slot'],
    functions: { mask_get: 'acquire' },
    programMacros: { MY_OPS: 'struct_ops' },
    objects: [['a.bpf.c', 'b.bpf.c']],
  };
  assert.deepEqual(readSettings(right), { settings: right, problems: [] });
  const severity = { 'kptr-slot': 'loud', nonsense: 'off' };
  const wrong = {
    enable: true,
    targetKernel: 6.12,
    severity,
    language: 'zh',
    codeLens: 'yes',
    suggest: true,
    includePaths: '/usr/include',
  };
  assert.deepEqual(readSettings(wrong), {
    settings: { ...DEFAULTS, severity: {} },
    problems: [
      'bpfCpumask.enable is true; it must be one of "auto", "on", "off"',
      'bpfCpumask.language is "zh"; it must be one of "auto", "en", "zh-cn"',
      'bpfCpumask.codeLens is "yes"; it must be true or false',
      'bpfCpumask.suggest is true; it must be one of "auto", "all", "off"',
      'bpfCpumask.targetKernel is 6.12; it must be X.Y of a Linux release, such as 6.18',
      'bpfCpumask.severity.kptr-slot is "loud"; it must be one of "error", "warning", "information", "hint", "off"',
      'bpfCpumask.severity.nonsense is "off"; there is no such rule',
      'bpfCpumask.includePaths is "/usr/include"; it must be an array of at most 100 folders',
    ],
  });
  for (const targetKernel of ['0.0', '5.99', '6.20', '6.99', '99.1', '6.3.x', '06.18'])
    assert.equal(readSettings({ targetKernel }).problems.length, 1, targetKernel);
  for (const targetKernel of ['5.15', '6.3', '6.19', '7.0', '7.3', '7.9'])
    assert.equal(readSettings({ targetKernel }).settings.targetKernel, targetKernel);
  assert.equal(readSettings({ includePaths: [''] }).problems.length, 1);
  assert.equal(readSettings(['on']).problems.length, 1);
  assert.equal(readSettings({ severity: 'off' }).problems.length, 1);
});

const A = 'file:///one/leak.bpf.c';
const B = 'file:///two/leak.bpf.c';
const C = 'file:///three/leak.bpf.c';

test('settings are asked for by document, and a change of them is another check', async () => {
  const folders: Record<string, unknown> = {
    [A]: { severity: { 'unreleased-reference': 'hint' }, targetKernel: '6.12' },
    [B]: { severity: { 'unreleased-reference': 'off' } },
    [C]: { enable: 'off' },
  };
  const client = await start({ capabilities: PULL, configuration: (uri) => folders[uri] });
  for (const uri of [A, B, C]) client.open(uri, LEAK);
  const [a, b, c] = await Promise.all([A, B, C].map((uri) => client.pull(uri)));
  assert.equal(a!.items[0]?.severity, 4);
  assert.match(String(a!.items[0]?.message), /\nkernel 6\.12: Unreleased reference/);
  assert.deepEqual([b!.items, c!.items], [[], []]);
  const status = await client.idle(A);
  assert.deepEqual(status.findings, { error: 0, warning: 0, information: 0, hint: 1 });
  assert.equal(status.kernel, '6.12');

  folders[A] = {};
  folders[C] = {};
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.next('workspace/diagnostic/refresh');
  assert.equal((await client.pull(A)).items[0]?.severity, 1);
  assert.equal((await client.pull(C)).items.length, 1);
  await client.stop();
});

test('a client that cannot be asked says its settings at the start and when they change', async () => {
  const initializationOptions = { settings: { severity: { 'unreleased-reference': 'warning' } } };
  const client = await start({ initializationOptions });
  client.open(A, LEAK);
  assert.equal((await client.pushed(A)).diagnostics[0]?.severity, 2);
  const settings = { bpfCpumask: { enable: 'off' } };
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
  await client.next('textDocument/publishDiagnostics', (p) => p.diagnostics.length === 0);
  assert.equal((await client.next('bpfCpumask/status', (p) => p.state === 'off')).uri, A);
  await client.stop();
});

test('bad values are said once and ignored', async () => {
  const bad = { targetKernel: 'latest' };
  const client = await start({ capabilities: PULL, configuration: () => bad });
  for (const uri of [A, B]) client.open(uri, LEAK);
  const reports = await Promise.all([A, B].map((uri) => client.pull(uri)));
  assert.deepEqual(
    reports.map(({ items }) => items.length),
    [1, 1],
  );
  await client.stop();
  const warnings = client.log.filter(
    ({ method, params }) => method === 'window/logMessage' && params.type === 2,
  );
  assert.deepEqual(
    warnings.map(({ params }) => params.message),
    [
      'Setting ignored: bpfCpumask.targetKernel is "latest"; it must be X.Y of a Linux release, such as 6.18.',
    ],
  );
});

test('a kernel that is newer than what is known: taken, and said once', async () => {
  const client = await start({ capabilities: PULL, configuration: () => ({ targetKernel: '7.4' }) });
  for (const uri of [A, B]) client.open(uri, LEAK);
  for (const uri of [A, B]) assert.equal((await client.pull(uri)).items.length, 1);
  await client.stop();
  const said = client.log.filter(({ params }) =>
    /is newer than this version of bpf-cpumask knows/.test(params?.message ?? ''),
  );
  assert.equal(said.length, 1);
});

test('a client that never says its settings gets the defaults', async () => {
  const client = await start({ capabilities: PULL, configuration: () => new Promise(() => {}) });
  client.open(A, LEAK);
  await pause(10);
  assert.equal((await client.pull(A)).items.length, 1);
  void client.connection.sendNotification('exit');
  assert.equal(await client.exit, 1);
});

test('changed headers: a client that can is asked to tell of them, unless it says that it does', async () => {
  const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
  const client = await start({ capabilities });
  const { registrations } = await client.next('client/registerCapability');
  assert.deepEqual(
    registrations.map((one: { method: string; registerOptions: unknown }) => [
      one.method,
      one.registerOptions,
    ]),
    [
      [
        'workspace/didChangeWatchedFiles',
        { watchers: [{ globPattern: '**/*.{c,h}' }, { globPattern: '**/.bpf-cpumask.json' }] },
      ],
    ],
  );
  await client.stop();
  const watching = await start({ capabilities, initializationOptions: { watchesFiles: true } });
  watching.open(A, LEAK);
  await watching.pushed(A);
  assert.ok(!watching.log.some(({ method }) => method === 'client/registerCapability'));
  await watching.stop();
});
