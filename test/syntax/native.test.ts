import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { allHoles } from '../../bpf/syntax/external/bodies.ts';
import { parseTree } from '../../bpf/syntax/parser.ts';
import { parse } from './helpers.ts';
import { PIECES } from './samples.ts';

interface NativeParser {
  setLanguage(language: unknown): void;
  parse(input: (index: number) => string | null): { rootNode: { toString(): string } };
}

/** The native parser, or why there is none on this machine. */
function native(): NativeParser | string {
  try {
    const require = createRequire(join(process.cwd(), 'package.json'));
    const Parser = require('tree-sitter') as new () => NativeParser;
    const parser = new Parser();
    parser.setLanguage(require('tree-sitter-c'));
    return parser;
  } catch (error) {
    return `the native parser does not load: ${String(error).slice(0, 200)}`;
  }
}

const parser = native();
const skip = typeof parser === 'string' ? parser : false;

/** Both print the same tree in nearly the same way. */
const normal = (tree: string): string =>
  tree.replace(/UNEXPECTED '[^']*'/g, 'UNEXPECTED').replace(/\s+/g, ' ');

function sameTree(text: string): void {
  const tree = parseTree(text)!;
  const wasm = normal(tree.rootNode.toString());
  tree.delete();
  const chunk = (index: number): string | null =>
    index < text.length ? text.slice(index, index + 4_000) : null;
  assert.equal(normal((parser as NativeParser).parse(chunk).rootNode.toString()), wasm);
}

test('native and wasm give the same trees for masked pieces', { skip }, () => {
  for (const piece of PIECES) sameTree(`${parse(piece).masked}\n`);
  sameTree(`${parse(PIECES.join('\n\n')).masked}\n`);
});

test('native and wasm give the same trees for broken text', { skip }, () => {
  for (const piece of PIECES) sameTree(`${piece.slice(0, piece.length >> 1)}\n`);
});

/** Programs that a kernel judged, as far as they lie in the project. */
function corpus(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? corpus(path) : entry.name.endsWith('.bpf.c') ? [path] : [];
    });
  } catch {
    return [];
  }
}

test('native and wasm give the same trees for the verdict corpus, which has no holes', { skip }, () => {
  const files = [...corpus('test/truth'), ...corpus('test/verdicts')].slice(0, 60);
  for (const path of files) {
    const parsed = parse(readFileSync(path, 'utf8'), {}, path);
    assert.deepEqual(allHoles(parsed), [], path);
    sameTree(`${parsed.masked}\n`);
  }
});
