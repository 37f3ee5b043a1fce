import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeLens } from 'vscode-languageserver';
import { type Client, LEAK, PUSH, start } from './client.ts';

const URI = 'file:///nowhere/lens.bpf.c';

const SOURCE = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

static int helper(void)
{
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(first, struct task_struct *task, u64 flags)
{
	return helper();
}

SEC("tp_btf/task_newtask") int BPF_PROG(second, struct task_struct *task)
{
	return 0;
}

s32 BPF_STRUCT_OPS(enqueue_it, struct task_struct *p, u64 flags)
{
	return 0;
}

void dispatch_it(s32 cpu, struct task_struct *prev)
{
}

SEC(".struct_ops.link")
struct sched_ext_ops ops = { .dispatch = (void *)dispatch_it };
`;

const RUNS = { run: true };

async function lensesOf(client: Client, uri = URI): Promise<string[]> {
  const found = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
    textDocument: { uri },
  });
  return found.map(({ range, command }) => {
    assert.equal(command?.title, '\u25b6 Run');
    assert.equal(command?.command, 'bpfCpumask.runFunction');
    const [address, name] = command?.arguments ?? [];
    assert.equal(address, uri);
    return `${range.start.line} ${name}`;
  });
}

test('a lens over every program, at its SEC, and over nothing else', async () => {
  const client = await start({ initializationOptions: RUNS });
  client.open(URI, SOURCE);
  assert.deepEqual(await lensesOf(client), ['8 first', '14 second', '19 enqueue_it', '24 dispatch_it']);
  await client.stop();
});

test('lenses are of the text as it is typed, also while it is broken', async () => {
  const client = await start({ initializationOptions: RUNS });
  client.open(URI, SOURCE);
  client.edit(URI, 2, `\n${SOURCE}`);
  const [early, late] = await Promise.all([lensesOf(client), lensesOf(client)]);
  assert.deepEqual(early, ['9 first', '15 second', '20 enqueue_it', '25 dispatch_it']);
  assert.deepEqual(late, early);
  client.edit(URI, 3, SOURCE.replace('return helper();', 'if (helper( {'));
  const names = (await lensesOf(client)).map((lens) => lens.split(' ')[1]);
  assert.ok(names.includes('second'), names.join());
  client.edit(URI, 4, '');
  assert.deepEqual(await lensesOf(client), []);
  await client.stop();
});

test('a client that cannot run programs is told of no lenses', async () => {
  const client = await start();
  assert.equal(client.answer.capabilities.codeLensProvider, undefined);
  await client.stop();
});

test('the setting hides them, and plain C has none', async () => {
  let codeLens = false;
  const configuration = () => ({ codeLens });
  const workspace = { configuration: true, codeLens: { refreshSupport: true } };
  const client = await start({
    capabilities: { ...PUSH, workspace },
    initializationOptions: RUNS,
    configuration,
  });
  client.open(URI, LEAK);
  client.open('file:///nowhere/plain.c', 'int main(void)\n{\n\treturn 0;\n}\n');
  assert.deepEqual(await lensesOf(client), []);
  assert.deepEqual(await lensesOf(client, 'file:///nowhere/plain.c'), []);
  codeLens = true;
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.next('workspace/codeLens/refresh');
  assert.equal((await lensesOf(client)).length, 1);
  await client.stop();
});
