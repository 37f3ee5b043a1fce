import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { LEAK, PULL, pause, start } from './client.ts';

const URI = 'file:///nowhere/leak.bpf.c';

const range = (line: number, from: number, to: number) => ({
  start: { line, character: from },
  end: { line, character: to },
});

const FOUND = {
  range: range(11, 2, 11),
  severity: 1,
  code: 'unreleased-reference',
  source: 'bpf-cpumask',
  message:
    "The program ends here without releasing 'mask' (the reference from bpf_cpumask_create()). Before this, release it with bpf_cpumask_release(), or move it into a kptr with bpf_kptr_xchg().\nkernel 6.18: Unreleased reference",
  relatedInformation: [
    [6, 28, 48, "'mask' gets a reference from bpf_cpumask_create()"],
    [8, 6, 10, "'mask' is not NULL"],
    [10, 5, 14, "'flags & 1' is true"],
  ].map(([line, from, to, message]) => ({
    location: { uri: URI, range: range(Number(line), Number(from), Number(to)) },
    message,
  })),
  data: { rule: 'unreleased-reference' },
};

/** Without the link, which depends on where the project lives. */
const bare = (items: readonly { codeDescription?: unknown }[]) =>
  items.map(({ codeDescription: _, ...rest }) => rest);

test('initialize: what the server offers, to a client that is pushed to and to one that asks', async () => {
  const [push, pull] = await Promise.all([start(), start({ capabilities: PULL })]);
  const common = {
    textDocumentSync: { openClose: true, change: 2 },
    hoverProvider: true,
    workspace: { workspaceFolders: { supported: true } },
  };
  assert.deepEqual(push.answer.capabilities, common);
  assert.deepEqual(pull.answer.capabilities, {
    ...common,
    diagnosticProvider: {
      identifier: 'bpf-cpumask',
      interFileDependencies: false,
      workspaceDiagnostics: false,
    },
  });
  assert.equal(push.answer.serverInfo?.name, 'bpf-cpumask');
  assert.deepEqual(await Promise.all([push.stop(), pull.stop()]), [0, 0]);
});

test('push: a finding with its path in order, the kernel’s words, and nothing twice', async () => {
  const client = await start();
  client.open(URI, LEAK);
  const { diagnostics, version } = await client.pushed(URI);
  assert.equal(version, 1);
  assert.deepEqual(bare(diagnostics), [FOUND]);
  const states = client.log.filter(({ method }) => method === 'bpfCpumask/status');
  assert.deepEqual(
    states.map(({ params }) => params),
    [
      {
        uri: URI,
        state: 'working',
        findings: { error: 0, warning: 0, information: 0, hint: 0 },
        incomplete: [],
        kernel: '6.18',
      },
      {
        uri: URI,
        state: 'idle',
        findings: { error: 1, warning: 0, information: 0, hint: 0 },
        incomplete: [],
        kernel: '6.18',
      },
    ].slice(0, states.length),
  );
  await client.stop();
  assert.equal(client.log.filter(({ method }) => method === 'textDocument/publishDiagnostics').length, 1);
});

test('pull: the same finding, an unchanged report, and nothing is pushed', async () => {
  const client = await start({ capabilities: PULL });
  client.open(URI, LEAK);
  const first = await client.pull(URI);
  assert.equal(first.kind, 'full');
  assert.deepEqual(bare(first.items), [FOUND]);
  assert.deepEqual(await client.pull(URI, first.resultId), { kind: 'unchanged', resultId: first.resultId });
  // A blank at the end of the text: other text, equal findings.
  client.edit(URI, 2, ' ', range(15, 0, 0));
  assert.deepEqual(await client.pull(URI, first.resultId), { kind: 'unchanged', resultId: first.resultId });
  client.edit(URI, 3, '\n', range(0, 0, 0));
  const moved = await client.pull(URI, first.resultId);
  assert.equal(moved.kind, 'full');
  assert.equal(moved.items[0]?.range.start.line, 12);
  assert.deepEqual(await client.pull('file:///nowhere/other.bpf.c'), { kind: 'full', items: [] });
  await client.stop();
  assert.deepEqual(
    client.log.filter(({ method }) => method === 'textDocument/publishDiagnostics'),
    [],
  );
});

test('a client that shows little gets little', async () => {
  const client = await start({ capabilities: {} });
  client.open(URI, LEAK);
  const { diagnostics } = await client.pushed(URI);
  assert.deepEqual(Object.keys(diagnostics[0]!).sort(), ['code', 'message', 'range', 'severity', 'source']);
  await client.stop();
});

test('closing a document takes its findings back', async () => {
  const client = await start();
  client.open(URI, LEAK);
  await client.pushed(URI);
  void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
  await client.next('textDocument/publishDiagnostics', (p) => p.uri === URI && p.diagnostics.length === 0);
  client.open(URI, LEAK, 'c', 7);
  assert.equal((await client.pushed(URI, 7)).diagnostics.length, 1);
  await client.stop();
});

test('CRLF: positions are those of the editor', async () => {
  const client = await start();
  client.open(URI, LEAK.replaceAll('\n', '\r\n'));
  const { diagnostics } = await client.pushed(URI);
  assert.deepEqual(bare(diagnostics), [FOUND]);
  client.edit(URI, 2, '\tbpf_cpumask_release(mask);\r\n', range(11, 0, 0));
  assert.equal((await client.pushed(URI, 2)).diagnostics[0]?.range.start.line ?? 12, 12);
  await client.stop();
});

test('untitled documents and other schemes: checked, without headers', async () => {
  const client = await start();
  for (const uri of [
    'untitled:Untitled-1',
    'vscode-vfs://host/owner/repository/a.bpf.c',
    'file:///c%3A/a%20b/%C3%A4.bpf.c',
  ]) {
    client.open(uri, `#include "lib/own.h"\n${LEAK}`);
    const { diagnostics } = await client.pushed(uri);
    assert.equal(diagnostics.length, 1);
    assert.equal(diagnostics[0]?.relatedInformation?.[0]?.location.uri, uri);
  }
  await client.stop();
});

test('C that is no BPF C: nothing, until it becomes one', async () => {
  const client = await start();
  const uri = 'file:///nowhere/plain.c';
  client.open(uri, 'int main(void) { return 0; }\n');
  const status = await client.next('bpfCpumask/status', (p) => p.uri === uri);
  assert.equal(status.state, 'off');
  assert.equal(await client.hover(uri, 'int main(void)', 'ma|in'), '');
  client.edit(uri, 2, LEAK);
  assert.equal((await client.pushed(uri)).diagnostics.length, 1);
  client.edit(uri, 3, 'int main(void) { return 0; }\n');
  assert.deepEqual((await client.pushed(uri, 3)).diagnostics, []);
  client.open('file:///nowhere/a.bpf.c', LEAK, 'rust');
  await pause(200);
  await client.stop();
  const about = client.log.filter(
    ({ method, params }) => method.startsWith('textDocument') && params.uri !== uri,
  );
  assert.deepEqual(about, []);
});

test('a burst of keys is one check, and what is shown is of the last key', async () => {
  const client = await start();
  client.open(URI, LEAK);
  await client.pushed(URI);
  const before = client.log.length;
  const last = 41;
  // Without a pause of our own: on a busy machine any may be longer than the one that begins a check.
  for (let version = 2; version <= last; version++) client.edit(URI, version, ' ', range(15, 0, 0));
  await client.pushed(URI, last);
  const shown = client.log.slice(before).filter(({ method }) => method === 'textDocument/publishDiagnostics');
  assert.ok(shown.length <= 5, `${shown.length} publishes for ${last - 1} keys`);
  assert.equal(shown.at(-1)?.params.version, last);
  await client.stop();
});

/** The error of one of a few requests: a client that the machine lets wait gets its answer before it changes its mind. */
async function errorOf(ask: () => Promise<unknown>): Promise<unknown> {
  for (let i = 0; i < 50; i++) {
    const error = await ask().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error) return error;
  }
  return undefined;
}

test('a request that is cancelled ends, and one whose text moved on asks for another try', async () => {
  const client = await start({ capabilities: PULL });
  client.open(URI, LEAK);
  await client.pull(URI);
  let version = 1;
  const superseded = (await errorOf(() => {
    client.edit(URI, ++version, '\n', range(0, 0, 0));
    const asked = client.pull(URI);
    client.edit(URI, ++version, '\n', range(0, 0, 0));
    return asked;
  })) as { code: number; data: unknown };
  assert.deepEqual([superseded.code, superseded.data], [-32802, { retriggerRequest: true }]);
  const cancelled = (await errorOf(() => {
    client.edit(URI, ++version, '\n', range(0, 0, 0));
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: URI } };
    const asked = client.connection.sendRequest('textDocument/diagnostic', params, source.token);
    source.cancel();
    return asked;
  })) as { code: number };
  assert.equal(cancelled.code, -32800);
  // Every edit was a line, and the finding stands on line 12 of the text without them.
  assert.equal((await client.pull(URI)).items[0]?.range.start.line, 11 + version - 1);
  await client.stop();
});
