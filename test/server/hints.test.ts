/** Inlay hints: what a call hands out, where somebody wants to see it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InlayHint } from 'vscode-languageserver';
import { type Client, PUSH, start } from './client.ts';

const URI = 'file:///nowhere/hints.bpf.c';
const SOURCE = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct kept { struct bpf_cpumask __kptr *mask; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, struct kept); __uint(max_entries, 1); } masks SEC(".maps");

SEC("tp_btf/task_newtask")
int BPF_PROG(on_newtask, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 key = 0;
	struct kept *kept = bpf_map_lookup_elem(&masks, &key);

	if (mask && kept)
		mask = bpf_kptr_xchg(&kept->mask, mask);
	if (mask)
		bpf_cpumask_release(mask);
	return bpf_cpumask_first(task->cpus_ptr);
}
`;
const WHOLE = { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } };
const capabilities = {
  ...PUSH,
  workspace: { configuration: true, inlayHint: { refreshSupport: true } },
  textDocument: { ...PUSH.textDocument, inlayHint: {} },
};

async function hints(client: Client, range = WHOLE, text = SOURCE): Promise<(readonly [string, unknown])[]> {
  const found = await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
    textDocument: { uri: URI },
    range,
  });
  const lines = text.split('\n');
  return found.map(({ position: { line, character }, label }) => [
    lines[line]!.slice(0, character).trim(),
    label,
  ]);
}

const ALL = [
  ['struct bpf_cpumask *mask = bpf_cpumask_create()', 'owned, may be NULL'],
  ['struct kept *kept = bpf_map_lookup_elem(&masks, &key)', 'may be NULL'],
  ['mask = bpf_kptr_xchg(&kept->mask, mask)', 'owned, may be NULL'],
];

test('after each call whose result has to be looked after, in the lines that are shown', async () => {
  const client = await start({ capabilities, configuration: () => ({ inlayHints: true }) });
  assert.equal(client.answer.capabilities.inlayHintProvider, true);
  client.open(URI, SOURCE);
  assert.deepEqual(await hints(client), ALL);
  const lines = { start: { line: 10, character: 0 }, end: { line: 12, character: 0 } };
  assert.deepEqual(await hints(client, lines), ALL.slice(1, 2));
  // They follow an edit once the text has settled.
  client.edit(URI, 2, '\n', { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  assert.deepEqual(await hints(client, WHOLE, `\n${SOURCE}`), ALL);
  await client.stop();
});

test('off, unless they are asked for; and in Chinese', async () => {
  let settings: object = {};
  const client = await start({ capabilities, configuration: () => settings });
  client.open(URI, SOURCE);
  assert.deepEqual(await hints(client), []);
  settings = { inlayHints: true, language: 'zh-cn' };
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.next('workspace/inlayHint/refresh');
  assert.deepEqual((await hints(client))[0]?.[1], '持有引用、可能为 NULL');
  await client.stop();
});
