import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.ts';
import type { Import } from './sources.ts';
import { filesUnder, importsOf, read } from './sources.ts';

interface Layer {
  readonly folder: string;
  /** Layers it may import besides itself. */
  readonly uses: readonly string[];
  /** Layers of which it may know the types only: it talks to them by messages. */
  readonly knows?: readonly string[];
}

/** What the whole emulator stands on. */
const EMULATOR_BASE = ['emulator/budget.ts', 'emulator/faults.ts', 'emulator/reach.ts'];

const rooms = (...names: readonly string[]) => names.map((name) => `server/analysis/${name}`);

/** Top to bottom of the design's drawing, each with its arrows. The longest matching folder counts. */
const LAYERS: readonly Layer[] = [
  { folder: 'grammars', uses: [] },
  // What the product says: whoever says something may use it.
  { folder: 'bpf/words', uses: [] },
  { folder: 'bpf/kernel', uses: ['bpf/words'] },
  { folder: 'bpf/user', uses: ['bpf/words', 'bpf/kernel'] },
  { folder: 'bpf/syntax', uses: ['bpf/words', 'grammars'] },
  { folder: 'bpf/flow', uses: ['bpf/words', 'bpf/syntax', 'bpf/kernel', 'bpf/user', 'grammars'] },
  // Declaring and lowering need each other (a type holds constants, a body declares); these two need neither.
  { folder: 'bpf/flow/ctypes', uses: ['bpf/syntax'], knows: ['bpf/flow'] },
  { folder: 'bpf/flow/fragments', uses: ['bpf/syntax', 'bpf/flow/ctypes'], knows: ['bpf/flow'] },
  // Which files belong together: read before anything of them is parsed.
  { folder: 'bpf/project', uses: ['bpf/syntax'] },
  { folder: 'emulator', uses: ['bpf'] },
  { folder: 'emulator/machine', uses: ['bpf', ...EMULATOR_BASE], knows: ['emulator'] },
  {
    folder: 'emulator/kernel',
    uses: ['bpf', ...EMULATOR_BASE, 'emulator/machine', 'emulator/compile/known-values.ts'],
    knows: ['emulator'],
  },
  { folder: 'server/analysis', uses: ['bpf'] },
  // A comparison is a value, and which of two are one is the compiler's matter.
  {
    folder: 'server/analysis/domain',
    uses: ['bpf', 'server/analysis/compiler/redundant-tests.ts'],
    knows: ['server/analysis'],
  },
  { folder: 'server/analysis/compiler', uses: ['bpf', ...rooms('domain')], knows: ['server/analysis'] },
  {
    folder: 'server/analysis/engine',
    uses: ['bpf', ...rooms('domain', 'compiler', 'summaries', 'transfer')],
    knows: ['server/analysis'],
  },
  {
    folder: 'server/analysis/summaries',
    uses: ['bpf', ...rooms('domain', 'engine', 'transfer')],
    knows: ['server/analysis'],
  },
  {
    folder: 'server/analysis/transfer',
    uses: ['bpf', ...rooms('domain', 'compiler', 'engine', 'summaries', 'kernel', 'user')],
    knows: ['server/analysis'],
  },
  {
    folder: 'server/analysis/kernel',
    uses: ['bpf', ...rooms('domain', 'compiler', 'engine', 'transfer')],
    knows: ['server/analysis'],
  },
  {
    folder: 'server/analysis/user',
    uses: ['bpf', ...rooms('domain', 'engine', 'transfer')],
    knows: ['server/analysis'],
  },
  { folder: 'server/rules', uses: ['bpf', 'server/analysis'] },
  { folder: 'server/service', uses: ['bpf', 'server/analysis', 'server/rules'] },
  { folder: 'server/lsp', uses: ['bpf', 'server', 'package.json'] },
  { folder: 'server', uses: ['bpf'] },
  {
    folder: 'client',
    uses: [
      'bpf/syntax/detect.ts',
      'bpf/syntax/printable.ts',
      'bpf/syntax/includes/reach.ts',
      'bpf/syntax/includes/include-roots.ts',
      'bpf/syntax/includes/node-files.ts',
      'bpf/kernel/versions.ts',
      'bpf/words',
    ],
    knows: ['server', 'emulator'],
  },
  { folder: 'cli', uses: ['bpf', 'emulator', 'server', 'package.json'] },
];

/** The only product files that may touch the system; everything else runs in a browser as well. */
const NODE_FILES = [
  /^cli\//,
  /^bpf\/syntax\/(?:includes\/)?node-[^/]*\.ts$/,
  /^server\/lsp\/node\//,
  // The emulator's thread in a Node host: it listens to its port.
  /^emulator\/worker\/main-node\.ts$/,
  /^client\/host\/node-[^/]*\.ts$/,
];

const LONGEST_FILE = 450;
/** Files of one folder, rules aside: those are a list, one file a rule. */
const FULLEST_FOLDER = 20;

const productFiles = ['grammars', 'bpf', 'emulator', 'server', 'client', 'cli']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => filesUnder(folder))
  .filter((file) => file.endsWith('.ts'));

const imports = productFiles.flatMap(importsOf);

function within(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

function layerOf(file: string): Layer | undefined {
  const holding = LAYERS.filter(({ folder }) => within(file, folder));
  return holding.sort((a, b) => b.folder.length - a.folder.length)[0];
}

function isAllowed({ from, file, typeOnly }: Import): boolean {
  const layer = layerOf(from);
  if (!layer || file === undefined) return true;
  const may = [layer.folder, ...layer.uses, ...(typeOnly ? (layer.knows ?? []) : [])];
  return may.some((folder) => within(file, folder));
}

function arrow({ from, specifier }: Import): string {
  return `${from} imports ${specifier}`;
}

test('every product file has a layer', () => {
  assert.deepEqual(
    productFiles.filter((file) => !layerOf(file)),
    [],
  );
});

test('imports follow the design', () => {
  assert.deepEqual(imports.filter((found) => !isAllowed(found)).map(arrow), []);
});

test('imports name files that are there', () => {
  const broken = imports.filter(({ file }) => file !== undefined && !existsSync(join(root, file)));
  assert.deepEqual(broken.map(arrow), []);
});

test('only the protocol layer and the client know vscode', () => {
  const found = imports.filter(
    ({ from, specifier }) => /^vscode/.test(specifier) && !/^(server\/lsp|client)\//.test(from),
  );
  assert.deepEqual(found.map(arrow), []);
});

test('only named files touch the system', () => {
  const found = imports.filter(
    ({ from, specifier }) =>
      specifier.startsWith('node:') && !NODE_FILES.some((allowed) => allowed.test(from)),
  );
  assert.deepEqual(found.map(arrow), []);
});

test('packages are few and named', () => {
  const packages = imports.filter(
    ({ file, specifier }) => file === undefined && !/^(node:|vscode)/.test(specifier),
  );
  assert.deepEqual([...new Set(packages.map(({ specifier }) => specifier))].sort(), ['web-tree-sitter']);
});

test(`no product file has more than ${LONGEST_FILE} lines`, () => {
  const long = productFiles.filter((file) => read(file).split('\n').length > LONGEST_FILE + 1);
  assert.deepEqual(long, []);
});

/** They grow with the faults, one file each. */
const ONE_FILE_AN_ID: ReadonlySet<string> = new Set(['bpf/kernel/faults', 'server/rules']);

test(`no folder has more than ${FULLEST_FOLDER} files`, () => {
  const counts = new Map<string, number>();
  for (const file of productFiles) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  const full = [...counts].filter(([folder, count]) => count > FULLEST_FOLDER && !ONE_FILE_AN_ID.has(folder));
  assert.deepEqual(full, []);
});
