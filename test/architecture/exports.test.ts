/** What a file exports is for others: a value that no other product file imports is either its own or dead. */
import assert from 'node:assert/strict';
import { dirname, posix } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { filesUnder, read } from './sources.ts';

const PRODUCT = ['grammars', 'bpf', 'emulator', 'server', 'client', 'cli'];

/** What the bundle of the server starts as. */
const ENTRY = 'scripts/server-entry.ts';

/** Called by the editor that loads the file, and read by a script. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'client/main.ts activate',
  'client/main.ts deactivate',
  'bpf/kernel/versions.ts KERNEL_PATTERN',
  'server/service/pages/rule-docs.ts complaintDocs',
  'cli/rule-docs.ts rulePages',
  'cli/rule-docs.ts todaysFixes',
]);

/** Tables, limits and entries of units that tests look at and the product uses by another way. */
const FOR_TESTS: ReadonlySet<string> = new Set([
  'bpf/flow/print.ts printGraph',
  'bpf/kernel/faults/index.ts FAULT_IDS',
  'bpf/kernel/faults/index.ts RESERVED_IDS',
  'bpf/kernel/index.ts programTypeSince',
  'bpf/kernel/maps.ts MAP_TYPES',
  'bpf/syntax/cursor.ts libraryCursor',
  'bpf/syntax/failure.ts failLoudly',
  'bpf/words/language.ts MARKS',
  'bpf/words/language.ts PSEUDO',
  'cli/rule-docs.ts fixesPage',
  'client/run/requested-files.ts MOST_ASKED',
  'client/run/requested-files.ts MOST_FILES',
  'client/run/requested-files.ts MOST_TEXT',
  'client/run/runner.ts GRACE_MS',
  'client/run/runner.ts MOST_ROUNDS',
  'client/run/runner.ts REST_MS',
  'client/run/runner.ts SILENCE_MS',
  'client/run/values.ts MOST_REMEMBERED',
  'emulator/kernel/effects/index.ts EFFECTS',
  'server/analysis/engine/state-facts.ts STATE_FACTS',
  'server/service/check.ts checkParsed',
]);

/** `file name` of every value that files import, re-export or take as a whole (`file *`). */
function used(files: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const file of files) {
    const at = (specifier: string) => posix.join(dirname(file), specifier);
    const visit = (node: ts.Node): void => {
      const [specifier, names] = namesIn(node);
      if (specifier?.startsWith('.')) for (const name of names) found.add(`${at(specifier)} ${name}`);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, false));
  }
  return found;
}

function namesIn(node: ts.Node): [string | undefined, readonly string[]] {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const names = node.importClause?.namedBindings;
    const all = names && ts.isNamedImports(names) ? imported(names.elements) : ['*'];
    return [node.moduleSpecifier.text, all];
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    const clause = node.exportClause;
    return [
      node.moduleSpecifier.text,
      clause && ts.isNamedExports(clause) ? imported(clause.elements) : ['*'],
    ];
  }
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const [specifier] = isDynamic ? node.arguments : [];
  return specifier && ts.isStringLiteral(specifier) ? [specifier.text, ['*']] : [undefined, []];
}

function imported(elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[]): string[] {
  return elements.map(({ propertyName, name }) => (propertyName ?? name).text);
}

/** Names of the values that a file exports: its own, and those that it hands on. */
function exportedBy(file: string): string[] {
  return ts
    .createSourceFile(file, read(file), ts.ScriptTarget.Latest, false)
    .statements.flatMap((statement) => {
      if (ts.isExportDeclaration(statement))
        return statement.exportClause && ts.isNamedExports(statement.exportClause) && !statement.isTypeOnly
          ? statement.exportClause.elements.filter((one) => !one.isTypeOnly).map(({ name }) => name.text)
          : [];
      const isExported =
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (!isExported) return [];
      if (ts.isVariableStatement(statement))
        return statement.declarationList.declarations.flatMap(({ name }) =>
          ts.isIdentifier(name) ? [name.text] : [],
        );
      const isValue = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
      return isValue && statement.name ? [statement.name.text] : [];
    });
}

const code = (folders: readonly string[]) =>
  folders.flatMap((folder) => filesUnder(folder)).filter((file) => /\.(?:ts|mjs)$/.test(file));
const product = code(PRODUCT);
const exported = product.flatMap((file) => exportedBy(file).map((name) => `${file} ${name}`));
const inProduct = used([...product, ENTRY]);
const isUsed = (by: ReadonlySet<string>, one: string) => by.has(one) || by.has(one.replace(/ \S+$/, ' *'));

test('every exported value is imported by another file', () => {
  const alone = exported.filter(
    (one) => !isUsed(inProduct, one) && !ELSEWHERE.has(one) && !FOR_TESTS.has(one),
  );
  assert.deepEqual(alone, []);
});

test('what is exported for tests alone is imported by one, and by nobody else', () => {
  const inTests = used(code(['test']));
  const stale = [...FOR_TESTS].filter((one) => isUsed(inProduct, one) || !isUsed(inTests, one));
  assert.deepEqual(stale, []);
});
