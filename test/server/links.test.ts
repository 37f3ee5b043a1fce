/** Links from comments that suppress a rule to its page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentLink } from 'vscode-languageserver';
import { type Client, LEAK, PUSH, start } from './client.ts';

const URI = 'file:///nowhere/links.bpf.c';
const SOURCE = `// bpf-cpumask: ignore kptr-slot, no-such-rule -- tried
${LEAK}/* bpf-cpumask: ignore unreleased-reference -- kept */
/* see kptr-slot */
`;

const capabilities = { ...PUSH, textDocument: { ...PUSH.textDocument, documentLink: {} } };
const ask = (client: Client) =>
  client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri: URI } });

test('each rule that a comment names, where the client has its page', async () => {
  const client = await start({ capabilities, initializationOptions: { rulePages: 'pages:/' } });
  client.open(URI, SOURCE);
  const links = await ask(client);
  const lines = SOURCE.split('\n');
  assert.deepEqual(
    links.map(({ range, target }) => [
      lines[range.start.line]?.slice(range.start.character, range.end.character),
      target,
    ]),
    [
      ['kptr-slot', 'pages:/kptr-slot.md'],
      ['unreleased-reference', 'pages:/unreleased-reference.md'],
    ],
  );
  await client.stop();
});

test('else the pages beside the server', async () => {
  const client = await start({ capabilities });
  client.open(URI, SOURCE);
  const [link] = await ask(client);
  assert.match(link?.target ?? '', /^file:.*\/dist\/rules\/kptr-slot\.md$/);
  await client.stop();
});

test('none for a client that shows none', async () => {
  const client = await start();
  assert.equal(client.answer.capabilities.documentLinkProvider, undefined);
  await client.stop();
});
