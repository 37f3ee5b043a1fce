/** Links to pages of rules and functions, and what is on the pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentLink } from 'vscode-languageserver';
import { type Client, LEAK, PUSH, start } from './client.ts';

const URI = 'file:///nowhere/links.bpf.c';
const SOURCE = `// bpf-cpumask: ignore kptr-slot, no-such-rule -- tried
${LEAK}/* bpf-cpumask: ignore unreleased-reference -- kept */
/* see kptr-slot */
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
u32 bpf_cpumask_first(const struct cpumask *cpumask) __weak __ksym;
void not_in_the_catalogue(void) __ksym;
// void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
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
      ['bpf_cpumask_create', 'pages:/function/bpf_cpumask_create.md'],
      ['bpf_cpumask_first', 'pages:/function/bpf_cpumask_first.md'],
    ],
  );
  await client.stop();
});

test('else the pages beside the server', async () => {
  const client = await start({ capabilities });
  client.open(URI, SOURCE);
  const found = await ask(client);
  assert.equal(found.length, 2);
  const [link] = found;
  assert.match(link?.target ?? '', /^file:.*\/dist\/rules\/kptr-slot\.md$/);
  await client.stop();
});

test('none for a client that shows none', async () => {
  const client = await start();
  assert.equal(client.answer.capabilities.documentLinkProvider, undefined);
  await client.stop();
});

const definitions = { ...PUSH, textDocument: { ...PUSH.textDocument, definition: {} } };
const follow = (client: Client, uri: string, text: string, place: string) => {
  const lines = text.slice(0, text.indexOf(place)).split('\n');
  const position = { line: lines.length - 1, character: lines.at(-1)!.length + 1 };
  return client.connection.sendRequest<{ uri: string } | null>('textDocument/definition', {
    textDocument: { uri },
    position,
  });
};

test('the definition of a kernel function is its page, where no other server knows one', async () => {
  const client = await start({
    capabilities: definitions,
    initializationOptions: { rulePages: 'pages:/', alone: true },
  });
  assert.equal(client.answer.capabilities.definitionProvider, true);
  const text = `${LEAK}\nstatic void bpf_cpumask_clear(void) {}\nvoid f(void) { bpf_cpumask_clear(); }\n`;
  client.open(URI, text);
  await client.idle(URI);
  const found = await follow(client, URI, text, 'bpf_cpumask_create');
  assert.equal(found?.uri, 'pages:/function/bpf_cpumask_create.md');
  // Its own, and no function at all.
  assert.equal(await follow(client, URI, text, 'bpf_cpumask_clear();'), null);
  assert.equal(await follow(client, URI, text, 'return'), null);
  await client.stop();
});

test('beside a compiler server, or without pages, nothing is said of definitions', async () => {
  for (const initializationOptions of [{ rulePages: 'pages:/', alone: false }, { alone: true }]) {
    const client = await start({ capabilities: definitions, initializationOptions });
    assert.equal(client.answer.capabilities.definitionProvider, undefined);
    await client.stop();
  }
});

test('pages, and a list of them', async () => {
  const client = await start();
  const page = (subject: string) =>
    client.connection.sendRequest<string | null>('bpfCpumask/page', { subject });
  const rules = await client.connection.sendRequest<{ id: string }[]>('bpfCpumask/rules', {});
  assert.ok(rules.length > 30);
  for (const { id } of rules) assert.ok((await page(id))?.startsWith(`# ${id}\n`), id);
  assert.match(
    (await page('unreleased-reference'))!,
    /## Rejected\n[\s\S]*### Safe fix: [\s\S]*## Correct\n/,
  );
  assert.match(
    (await page('function/bpf_cpumask_create'))!,
    /^# bpf_cpumask_create\n[\s\S]*Allocates a mask[\s\S]*`kernel\/bpf\/cpumask\.c`\n$/,
  );
  for (const nothing of ['no-such-rule', 'function/no_such', 'function/', ''])
    assert.equal(await page(nothing), null, nothing);
  await client.stop();
});
