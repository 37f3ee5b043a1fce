/** What the client's library and the parser's runtime are stripped of: nothing that is used. */
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

interface SlimWasm {
  isUnusedExport(name: string): boolean;
  slimWasm(bytes: Uint8Array, isUnused?: (name: string) => boolean): Uint8Array<ArrayBuffer>;
}

const { isUnusedExport, slimWasm }: SlimWasm = await import(
  pathToFileURL(join(root, 'scripts/slim-wasm.mjs')).href
);
const whole = readFileSync(join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'));
const names = (bytes: Uint8Array<ArrayBuffer>) => exportsOf(bytes).map(({ name }) => name);
declare const WebAssembly: {
  readonly Module: {
    new (bytes: Uint8Array<ArrayBuffer>): object;
    exports(module: object): readonly { readonly name: string }[];
  };
};
const exportsOf = (bytes: Uint8Array<ArrayBuffer>) =>
  WebAssembly.Module.exports(new WebAssembly.Module(bytes));

// That nothing is emptied which somebody calls, every other test says: they all parse with this file.
test("the parser's runtime is valid, has every export, and is smaller", () => {
  const slim = slimWasm(whole);
  assert.deepEqual(names(slim), names(new Uint8Array(whole)));
  assert.ok(slim.length < 0.65 * whole.length, `${slim.length}`);
  for (const folder of ['dist', 'out'])
    assert.ok(readFileSync(join(root, folder, 'web-tree-sitter.wasm')).equals(slim), folder);
});

test('a runtime of which everything is used stays as it is, but for what nothing reaches', () => {
  const same = slimWasm(whole, () => false);
  assert.deepEqual(names(same), names(new Uint8Array(whole)));
  assert.ok(same.length > 0.95 * whole.length, `${same.length}`);
});

test('what is said to be unused is an export, and what the cursor calls is not among it', () => {
  const unused = names(new Uint8Array(whole)).filter(isUnusedExport);
  assert.ok(unused.length > 60, `${unused.length}`);
  for (const name of ['ts_parser_parse_wasm', 'ts_tree_cursor_goto_parent_wasm', 'ts_node_has_error_wasm'])
    assert.ok(!unused.includes(name), name);
});
