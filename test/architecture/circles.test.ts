import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../support/root.ts';
import { circlesOf } from './circles.ts';
import { filesUnder, importsOf } from './sources.ts';

const FOLDERS = ['grammars', 'bpf', 'emulator', 'server', 'client', 'cli'];

/** Files that each file imports a value of. What only has a type is gone in the program. */
function valueImports(): ReadonlyMap<string, readonly string[]> {
  const files = FOLDERS.filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesUnder(folder))
    .filter((file) => file.endsWith('.ts'));
  const targetsOf = (file: string) =>
    importsOf(file).flatMap((found) => (found.typeOnly || found.file === undefined ? [] : [found.file]));
  return new Map(files.map((file) => [file, targetsOf(file)]));
}

const imports = valueImports();

test('every file that imports values is looked at', () => {
  assert.ok(imports.size > 300, `${imports.size} files`);
  assert.ok([...imports.values()].flat().length > 1000);
});

/** Recursion that is real (statements in expressions, calls in calls) is handed in: `Lowering`, `Grammar`, `Linkage`, `Explore`. */
test('no files import values of each other, however long the way round', () => {
  assert.deepEqual(circlesOf(imports), []);
});

describe('circles of a drawing', () => {
  const cases: readonly (readonly [what: string, edges: Record<string, string>, circles: string])[] = [
    ['a line', { a: 'b', b: 'c', c: '' }, ''],
    ['two ways to one end', { a: 'bc', b: 'd', c: 'd', d: '' }, ''],
    ['two that need each other', { a: 'b', b: 'a' }, 'ab'],
    ['one that needs itself', { a: 'a', b: '' }, 'a'],
    ['a long way round', { a: 'b', b: 'c', c: 'd', d: 'b', e: 'a' }, 'bcd'],
    ['two circles that share a file', { a: 'b', b: 'ac', c: 'b' }, 'abc'],
    ['two circles, one of which needs the other', { a: 'b', b: 'ac', c: 'd', d: 'c' }, 'ab cd'],
    ['something that is not there', { a: 'x' }, ''],
  ];
  for (const [what, edges, expected] of cases)
    test(what, () => {
      const found = circlesOf(new Map(Object.entries(edges)));
      assert.equal(found.map((circle) => circle.join('')).join(' '), expected);
    });
});
