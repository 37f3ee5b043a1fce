import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../support/root.ts';
import { circlesOf } from './circles.ts';
import { filesUnder, importsOf } from './sources.ts';

interface Allowed {
  /** Names of its files, wherever they lie. */
  readonly files: string;
  readonly why: string;
}

const GRAMMAR = 'A statement holds expressions, and a statement expression holds statements.';
const HELPERS = 'Helpers that all of them need lie in the files of the instructions and effects.';

const ALLOWED: readonly Allowed[] = [
  {
    files: `evaluate forms-kernel forms-memory globals init-walk lower-asm lower-assign lower-atomic lower-binary
      lower-call lower-choice lower-cleanup lower-cond lower-core-read lower-decl lower-expr lower-forms lower-guard
      lower-init lower-literal lower-loops lower-overflow lower-place lower-special lower-stmt lower-switch records
      repair specifiers text-types`,
    why: GRAMMAR,
  },
  { files: 'cparse-block cparse-expr cparse-types', why: GRAMMAR },
  { files: 'finish liveness', why: 'Liveness needs the successors that the end of a graph is made with.' },
  { files: 'declarations functions', why: 'A function is a declaration, and its parameters are.' },
  {
    files: `arguments call code code-calls code-iterators code-memory dynptr facts index loops maps masks objects
      output ringbuf scx sections strings`,
    why: HELPERS,
  },
  { files: 'kernel-objects maps objects slots', why: HELPERS },
];

const FOLDERS = ['grammars', 'bpf', 'emulator', 'server', 'client', 'cli'];

const nameOf = (file: string) => posix.basename(file, '.ts');
const namesOf = ({ files }: Allowed) => files.split(/\s+/);

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
const circles = circlesOf(imports);

test('every file that imports values is looked at', () => {
  assert.ok(imports.size > 300, `${imports.size} files`);
  assert.ok([...imports.values()].flat().length > 1000);
});

test('no files import values of each other, but for those of which it is known why', () => {
  const odd = circles.filter(
    (circle) => !ALLOWED.some((allowed) => circle.every((file) => namesOf(allowed).includes(nameOf(file)))),
  );
  assert.deepEqual(odd, []);
});

test('the analysis has no circle at all', () => {
  assert.deepEqual(
    circles.flat().filter((file) => file.startsWith('server/')),
    [],
  );
});

test('what may be in a circle is in one', () => {
  const met = new Set(circles.flat().map(nameOf));
  assert.deepEqual(
    ALLOWED.flatMap(namesOf).filter((name) => !met.has(name)),
    [],
  );
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
