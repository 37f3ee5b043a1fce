/** Signature help over the protocol. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SignatureHelp } from 'vscode-languageserver';
import { PUSH, start } from './client.ts';

const URI = 'file:///nowhere/signature.bpf.c';
const SOURCE = `#include "vmlinux.h"

SEC("tp_btf/task_newtask")
int BPF_PROG(asks, struct task_struct *task, u64 flags)
{
	bpf_cpumask_set_cpu(flags,
`;

test('prototype, parameters with what they are, and the one that is written', async () => {
  const capabilities = { ...PUSH, textDocument: { ...PUSH.textDocument, signatureHelp: {} } };
  const client = await start({ capabilities });
  assert.deepEqual(client.answer.capabilities.signatureHelpProvider, { triggerCharacters: ['(', ','] });
  client.open(URI, SOURCE);
  const help = await client.connection.sendRequest<SignatureHelp>('textDocument/signatureHelp', {
    textDocument: { uri: URI },
    position: { line: 5, character: 27 },
  });
  assert.equal(help.activeParameter, 1);
  const [signature] = help.signatures;
  assert.equal(signature?.label, 'void bpf_cpumask_set_cpu(u32 cpu, struct bpf_cpumask *cpumask)');
  assert.deepEqual(signature.parameters, [
    { label: 'u32 cpu', documentation: 'CPU number; at or above nr_cpu_ids nothing happens' },
    {
      label: 'struct bpf_cpumask *cpumask',
      documentation: 'mask to change; a mask of the kernel is the wrong type',
    },
  ]);
  for (const { label } of signature.parameters ?? []) assert.ok(signature.label.includes(label as string));
  await client.stop();
});

test('a client that shows none is offered none', async () => {
  const client = await start();
  assert.equal(client.answer.capabilities.signatureHelpProvider, undefined);
  await client.stop();
});
