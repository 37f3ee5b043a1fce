/** Completion over the protocol: what clients can take, and what they get while somebody types. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientCapabilities, CompletionItem, CompletionList } from 'vscode-languageserver';
import { type Client, PUSH, start } from './client.ts';

const URI = 'file:///nowhere/complete.bpf.c';

const SOURCE = `#include "vmlinux.h"

SEC("tp_btf/task_newtask")
int BPF_PROG(completes, struct task_struct *task, u64 flags)
{
	bpf_cpumask_
	return 0;
}
`;

const completing = (completionItem: object): ClientCapabilities => ({
  ...PUSH,
  textDocument: { ...PUSH.textDocument, completion: { completionItem } },
});
const RICH = completing({ snippetSupport: true, documentationFormat: ['markdown'] });
const POOR = completing({});

/** At the end of the line that has the mark. */
async function complete(client: Client, text: string, mark: string, context?: object) {
  const before = text.slice(0, text.indexOf(mark) + mark.length).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  return client.connection.sendRequest<CompletionList | null>('textDocument/completion', {
    textDocument: { uri: URI },
    position,
    context,
  });
}

const item = (list: CompletionList | null, label: string): CompletionItem | undefined =>
  list?.items.find((one) => one.label === label);

test('a snippet over the word, and its page when it is asked for', async () => {
  const client = await start({ capabilities: RICH });
  client.open(URI, SOURCE);
  await client.idle(URI);
  const list = await complete(client, SOURCE, 'bpf_cpumask_');
  assert.equal(list?.isIncomplete, false);
  const found = item(list, 'bpf_cpumask_create')!;
  assert.equal(found.insertTextFormat, 2);
  assert.deepEqual(found.textEdit, {
    range: { start: { line: 5, character: 1 }, end: { line: 5, character: 13 } },
    newText: `struct bpf_cpumask *\${1:mask} = bpf_cpumask_create();\n\nif (\${1:mask}) {\n\t$0\n\tbpf_cpumask_release(\${1:mask});\n}`,
  });
  assert.equal(found.documentation, undefined);
  const whole = await client.connection.sendRequest<CompletionItem>('completionItem/resolve', found);
  assert.ok(typeof whole.documentation === 'object' && whole.documentation.kind === 'markdown');
  assert.match(whole.documentation.value, /^```c\nstruct bpf_cpumask \*bpf_cpumask_create\(void\);\n```/);
  await client.stop();
});

test('a client without snippets and Markdown gets names and plain text', async () => {
  const client = await start({ capabilities: POOR });
  client.open(URI, SOURCE);
  const found = item(await complete(client, SOURCE, 'bpf_cpumask_'), 'bpf_cpumask_create')!;
  assert.equal(found.insertTextFormat, undefined);
  assert.ok(found.textEdit && found.textEdit.newText === 'bpf_cpumask_create');
  const whole = await client.connection.sendRequest<CompletionItem>('completionItem/resolve', found);
  assert.ok(typeof whole.documentation === 'object' && whole.documentation.kind === 'plaintext');
  assert.doesNotMatch(whole.documentation.value, /`|\*\*/);
  await client.stop();
});

test('the text as it is typed counts, not the one that was checked last', async () => {
  const client = await start({ capabilities: RICH });
  client.open(URI, SOURCE);
  await client.idle(URI);
  const typed = SOURCE.replace('bpf_cpumask_\n', 'if (flags) {\n\t\tbpf_cpumask_s\n').replace(
    'tp_btf/',
    'kprobe/',
  );
  client.edit(URI, 2, typed);
  assert.equal(await complete(client, typed, 'bpf_cpumask_s'), null, 'kprobe programs have no cpumasks');
  const back = typed.replace('kprobe/', 'tp_btf/');
  client.edit(URI, 3, back);
  const list = await complete(client, back, 'bpf_cpumask_s');
  assert.deepEqual(list?.items.map(({ label }) => label).sort(), [
    'bpf_cpumask_set_cpu',
    'bpf_cpumask_setall',
    'bpf_cpumask_subset',
  ]);
  await client.stop();
});

test('the setting decides what is offered', async () => {
  let suggest = 'auto';
  const workspace = { configuration: true };
  const configuration = () => ({ suggest });
  const text = SOURCE.replace('bpf_cpumask_\n', 'bpf_cpumask_create();\n\tbpf_cpumask_c\n');
  const client = await start({ capabilities: { ...RICH, workspace }, configuration });
  const asked = async () => {
    const list = await complete(client, text, ';\n\tbpf_cpumask_c');
    return list?.items.some(({ label }) => label === 'bpf_cpumask_create') ?? false;
  };
  client.open(URI, text);
  await client.idle(URI);
  assert.equal(await asked(), false, 'the text uses it, so something declares it');
  for (const [value, isOffered] of [
    ['all', true],
    ['off', false],
  ] as const) {
    suggest = value;
    void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    while ((await asked()) !== isOffered);
  }
  await client.stop();
});

test('a client that takes no completions is offered none; other C has none', async () => {
  const without = await start();
  assert.equal(without.answer.capabilities.completionProvider, undefined);
  await without.stop();
  const client = await start({ capabilities: RICH });
  assert.deepEqual(client.answer.capabilities.completionProvider, {
    triggerCharacters: ['"', ' ', '(', '&'],
    resolveProvider: true,
  });
  const plain = 'int main(void)\n{\n\tbpf_\n}\n';
  client.open(URI.replace('.bpf.c', '.c'), plain);
  assert.equal(await complete(client, plain, 'bpf_'), null);
  await client.stop();
});
