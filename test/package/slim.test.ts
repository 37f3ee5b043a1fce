/** What the client's library is stripped of: nothing that this server offers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { start } from '../server/client.ts';
import { root } from '../support/root.ts';

interface Slim {
  /** Parts of the answer to `initialize`, by the file that acts on them. */
  readonly NEEDS: Readonly<Record<string, string>>;
  isUnused(file: string): boolean;
}

const { NEEDS, isUnused }: Slim = await import(pathToFileURL(join(root, 'scripts/slim-client.mjs')).href);

test('each feature that the server offers is in the bundle of the client', async () => {
  const everything = {
    textDocument: {
      hover: {},
      completion: {},
      signatureHelp: {},
      definition: {},
      documentSymbol: {},
      documentLink: {},
      inlayHint: {},
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
      diagnostic: {},
    },
    workspace: { diagnostics: { refreshSupport: true } },
  };
  const client = await start({ capabilities: everything, initializationOptions: { run: true } });
  const offered = Object.keys(client.answer.capabilities);
  assert.ok(offered.length >= 9, offered.join());
  for (const part of offered) {
    const file = NEEDS[part];
    assert.ok(file !== undefined && !isUnused(file), part);
  }
  await client.stop();
});

test('the features that are left out are not in it, and the others are', () => {
  const bundle = readFileSync(join(root, 'dist/client/main.js'), 'utf8');
  for (const method of ['textDocument/hover', 'textDocument/completion', 'textDocument/diagnostic'])
    assert.ok(bundle.includes(method), method);
  // A message of the library for each: of the notebooks' part, of glob patterns, of versions.
  for (const text of [
    "Can't transfer regular expressions to the server",
    'pattern is too long',
    'Invalid comparator',
  ])
    assert.ok(!bundle.includes(text), text);
});
