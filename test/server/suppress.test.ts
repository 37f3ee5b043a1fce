/** Comments that suppress, as an editor sees them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LEAK, PULL, start } from './client.ts';

const URI = 'file:///c%3A/folder/leak.bpf.c';
const TAGS = {
  ...PULL,
  textDocument: { ...PULL.textDocument, diagnostic: { tagSupport: { valueSet: [1] } } },
} as typeof PULL;

test('a finding that is suppressed is not shown, and comes back with its comment gone', async () => {
  const client = await start({ capabilities: PULL });
  client.open(URI, LEAK);
  const { items } = await client.pull(URI);
  assert.equal(items.length, 1);
  const lines = LEAK.split('\n');
  lines.splice(items[0]!.range.start.line, 0, '// bpf-cpumask: ignore unreleased-reference -- kept');
  client.edit(URI, 2, lines.join('\n'));
  assert.deepEqual((await client.pull(URI)).items, []);
  client.edit(URI, 3, LEAK);
  assert.equal((await client.pull(URI)).items.length, 1);
  await client.stop();
});

test('a comment that hits nothing is faded, as far as the settings show it', async () => {
  for (const [severity, wanted] of [
    [undefined, [4, [1]]],
    ['warning', [2, [1]]],
    ['off', undefined],
  ] as const) {
    const configuration = () => (severity ? { severity: { 'suppression-unused': severity } } : {});
    const client = await start({ capabilities: TAGS, configuration });
    client.open(URI, `${LEAK}\n// bpf-cpumask: ignore not-owned -- kept\n`);
    const { items } = await client.pull(URI);
    const found = items.find(({ code }) => code === 'suppression-unused');
    assert.deepEqual(found && [found.severity, found.tags], wanted);
    await client.stop();
  }
});

test('no tags for a client that does not know them', async () => {
  const client = await start({ capabilities: PULL });
  client.open(URI, `${LEAK}\n// bpf-cpumask: ignore not-owned -- kept\n`);
  const found = (await client.pull(URI)).items.find(({ code }) => code === 'suppression-unused');
  assert.ok(found && !('tags' in found));
  await client.stop();
});
