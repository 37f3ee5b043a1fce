import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { root } from '../support/root.ts';
import { circlesOf } from './circles.ts';
import { filesUnder, importsOf } from './sources.ts';

interface Allowed {
  readonly folder: string;
  /** From the folder, without `.ts`. */
  readonly files: string;
  readonly why: string;
}

const GRAMMAR = 'A statement holds expressions, and a statement expression holds statements.';
const HELPERS = 'Helpers that all of them need lie in the files of the instructions and effects.';

const ALLOWED: readonly Allowed[] = [
  {
    folder: 'bpf/flow',
    files: `declare/globals declare/initialiser-list declare/specifiers declare/structs declare/text-types
      lower/assignment lower/binary lower/builtins/asm lower/builtins/atomic lower/builtins/core-read
      lower/builtins/forms lower/builtins/guard lower/builtins/kernel-questions lower/builtins/loop-macros
      lower/builtins/memory lower/builtins/overflow lower/builtins/type-macros lower/call lower/choice
      lower/cleanup lower/condition lower/declaration lower/evaluate lower/expression lower/initialiser
      lower/literal lower/lvalue lower/statement lower/switch repair`,
    why: GRAMMAR,
  },
  {
    folder: 'bpf/flow/fragments',
    files: 'block expression type-name',
    why: GRAMMAR,
  },
  {
    folder: 'bpf/flow',
    files: 'finish liveness',
    why: 'Liveness needs the successors that the end of a graph is made with.',
  },
  {
    folder: 'bpf/flow/declare',
    files: 'declarations functions',
    why: 'A function is a declaration, and its parameters are.',
  },
  {
    folder: 'emulator',
    files: `compile/calls compile/code compile/loop-macros compile/memory kernel/arguments kernel/call
      kernel/effects/dynptr kernel/effects/index kernel/effects/loops kernel/effects/maps
      kernel/effects/masks kernel/effects/moment kernel/effects/objects kernel/effects/output
      kernel/effects/ringbuf kernel/effects/scx kernel/effects/sections kernel/effects/strings`,
    why: HELPERS,
  },
  {
    folder: 'emulator/machine',
    files: 'kernel-objects map-elements objects slots',
    why: HELPERS,
  },
];

const FOLDERS = ['grammars', 'bpf', 'emulator', 'server', 'client', 'cli'];

const filesOf = ({ folder, files }: Allowed) => files.split(/\s+/).map((name) => `${folder}/${name}.ts`);

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
    (circle) => !ALLOWED.some((allowed) => circle.every((file) => filesOf(allowed).includes(file))),
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
  const met = new Set(circles.flat());
  assert.deepEqual(
    ALLOWED.flatMap(filesOf).filter((file) => !met.has(file)),
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
