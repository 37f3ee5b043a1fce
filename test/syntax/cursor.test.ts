/** The parser's own functions, called directly, give the copy that its library's cursor gives. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Language, Parser } from 'web-tree-sitter';
import { type Cursor, cursorsOf, libraryCursor } from '../../bpf/syntax/cursor.ts';
import { copyTree, type Shapes, shapesOf } from '../../bpf/syntax/tree-copy.ts';
import { PIECES } from './samples.ts';

const parserModule: object = {};
let parser: Parser;
let shapes: Shapes;

before(async () => {
  const wasm = (path: string) =>
    readFileSync(createRequire(join(process.cwd(), 'package.json')).resolve(path));
  const wasmBinary = wasm('web-tree-sitter/web-tree-sitter.wasm');
  await Parser.init(Object.assign(parserModule, { wasmBinary }));
  const language = await Language.load(wasm('tree-sitter-c/tree-sitter-c.wasm'));
  parser = new Parser();
  parser.setLanguage(language);
  shapes = shapesOf(language);
});

test('the installed library has the functions that are called past it', () => {
  assert.notEqual(cursorsOf(parserModule), libraryCursor);
});

test('without one of them its own cursor walks', () => {
  assert.equal(cursorsOf({}), libraryCursor);
});

function copyWith(walk: ReturnType<typeof cursorsOf>, text: string): unknown {
  const tree = parser.parse(text)!;
  try {
    return copyTree(tree, walk, shapes, { input: text, length: text.length, shift: 3, marks: [] });
  } finally {
    tree.delete();
  }
}

const WHOLE = PIECES.join('\n\n');
const HALVES = PIECES.map((piece) => piece.slice(0, piece.length >> 1));

for (const [index, text] of [...PIECES, ...HALVES, WHOLE, '', '}', 'é '.repeat(50)].entries()) {
  test(`text ${index} copied both ways`, () => {
    assert.deepEqual(copyWith(cursorsOf(parserModule), text), copyWith(libraryCursor, text));
  });
}

test('a thousand walks one after the other, each freed', () => {
  const walk = cursorsOf(parserModule);
  const memory = (): number => (parserModule as { HEAPU8?: Uint8Array }).HEAPU8?.length ?? 0;
  copyWith(walk, WHOLE);
  const before = memory();
  for (let round = 0; round < 1000; round++) copyWith(walk, WHOLE);
  assert.equal(memory(), before);
});

test('every step of a walk, one by one', () => {
  const tree = parser.parse('int f(void) { return 1; }');
  const walks = [cursorsOf(parserModule), libraryCursor].map((make) => {
    const cursor = make(tree!);
    const seen: unknown[] = [];
    const note = (): unknown =>
      seen.push([cursor.typeId(), cursor.fieldId(), cursor.start(), cursor.end(), cursor.isMissing()]);
    note();
    const steps: (keyof Cursor)[] = [
      'firstChild',
      'firstChild',
      'parent',
      'firstChild',
      'nextSibling',
      'nextSibling',
      'nextSibling',
    ];
    for (const step of steps) {
      seen.push(cursor[step]());
      note();
    }
    cursor.free();
    return seen;
  });
  tree!.delete();
  assert.deepEqual(walks[0], walks[1]);
});
