/** Document symbols: what is in a file, and that nothing flickers while it is typed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver';
import { type Client, PUSH, start } from './client.ts';

const URI = 'file:///nowhere/symbols.bpf.c';

const SOURCE = `#include "vmlinux.h"
struct held {
	struct bpf_cpumask __kptr *mask;
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct held);
} helds SEC(".maps");

private(A) struct bpf_cpumask __kptr *shared;

static long each(u32 index, void *context)
{
	return 0;
}

static int helper(void)
{
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(first, struct task_struct *task, u64 flags)
{
	bpf_loop(4, each, 0, 0);
	return helper();
}

s32 BPF_STRUCT_OPS(enqueue_it, struct task_struct *p, u64 flags)
{
	return 0;
}
`;

const TREE = [
  'helds HASH 4-9',
  '  mask bpf_cpumask 4-9',
  'shared bpf_cpumask 11-11',
  'each bpf_loop 13-16',
  'first tp_btf/task_newtask 23-28',
  'enqueue_it struct_ops 30-33',
];

const able = (hierarchicalDocumentSymbolSupport: boolean) => ({
  ...PUSH,
  textDocument: { ...PUSH.textDocument, documentSymbol: { hierarchicalDocumentSymbolSupport } },
});

const ask = <T>(client: Client) =>
  client.connection.sendRequest<T[]>('textDocument/documentSymbol', { textDocument: { uri: URI } });

function printed(symbols: readonly DocumentSymbol[], margin = ''): string[] {
  return symbols.flatMap(({ name, detail, range, children }) => [
    `${margin}${name} ${detail} ${range.start.line}-${range.end.line}`,
    ...printed(children ?? [], `${margin}  `),
  ]);
}

test('programs, maps with their slots, callbacks, as a tree', async () => {
  const client = await start({ capabilities: able(true) });
  client.open(URI, SOURCE);
  const symbols = await ask<DocumentSymbol>(client);
  assert.deepEqual(printed(symbols), TREE);
  const lines = SOURCE.split('\n');
  for (const { name, selectionRange } of symbols) {
    const { start: from, end } = selectionRange;
    assert.equal(lines[from.line]?.slice(from.character, end.character), name);
  }
  await client.stop();
});

test('a list for clients of the old kind, none for those that show none', async () => {
  const client = await start({ capabilities: able(false) });
  client.open(URI, SOURCE);
  const symbols = await ask<SymbolInformation>(client);
  assert.deepEqual(
    symbols.map(
      ({ name, containerName, location }) => `${containerName ?? ''} ${name} ${location.range.start.line}`,
    ),
    [' helds 9', 'helds mask 9', ' shared 11', ' each 13', ' first 24', ' enqueue_it 30'],
  );
  await client.stop();
  const without = await start();
  assert.equal(without.answer.capabilities.documentSymbolProvider, undefined);
  await without.stop();
});

test('nothing goes while a statement is half typed', async () => {
  const client = await start({ capabilities: able(true) });
  client.open(URI, SOURCE);
  const names = async () => (await ask<DocumentSymbol>(client)).map(({ name }) => name);
  const whole = await names();
  const typed = '\tif (helper() {\n\t\tbpf_loop(4, each, 0, (void *)"';
  let version = 2;
  for (let length = 1; length <= typed.length; length++) {
    client.edit(URI, version++, SOURCE.replace('\tbpf_loop', `${typed.slice(0, length)}\n\tbpf_loop`));
    assert.deepEqual(await names(), whole, typed.slice(0, length));
  }
  client.edit(URI, version++, SOURCE.slice(0, SOURCE.indexOf('s32 BPF_STRUCT_OPS')));
  assert.deepEqual(await names(), whole.slice(0, -1), 'what is deleted is gone');
  await client.stop();
});
