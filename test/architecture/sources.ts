/** The repository's files and what they import, read with TypeScript's own parser. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { root } from '../support/root.ts';

const NOT_OURS: ReadonlySet<string> = new Set(['node_modules', 'dist', 'out', '.git']);

/** Paths from the root with forward slashes, by name. */
export function filesUnder(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [path];
    })
    .sort();
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export interface Import {
  readonly from: string;
  /** As written: `node:fs`, `web-tree-sitter`, `../a.ts`. */
  readonly specifier: string;
  /** Path from the root for a relative import, else undefined. */
  readonly file: string | undefined;
  readonly typeOnly: boolean;
}

/** Everything a file imports, also through `export … from`, `import()` and import types. */
export function importsOf(path: string): Import[] {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, false);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const file = specifier.startsWith('.') ? posix.join(dirname(path), specifier) : undefined;
    found.push({ from: path, specifier, file, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    const [specifier, typeOnly] = importIn(node);
    if (specifier && ts.isStringLiteralLike(specifier)) add(specifier.text, typeOnly);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function importIn(node: ts.Node): [ts.Node | undefined, boolean] {
  if (ts.isImportDeclaration(node)) return [node.moduleSpecifier, onlyTypes(node.importClause)];
  if (ts.isExportDeclaration(node)) return [node.moduleSpecifier, node.isTypeOnly];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return [node.argument.literal, true];
  const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return [dynamic ? node.arguments[0] : undefined, false];
}

/** `import type {…}`, or every name with `type` of its own. */
function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  if (clause.name || !names || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((name) => name.isTypeOnly);
}

/** Texts of the string literals of a file, template parts left out. */
export function stringsOf(path: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, false));
  return found;
}
