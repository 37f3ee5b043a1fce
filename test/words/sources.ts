/** Literals of the product that look like sentences, and what is used of the tables of words. */
import ts from 'typescript';
import { filesUnder, importsOf, read } from '../architecture/sources.ts';

export interface Literal {
  readonly where: string;
  readonly text: string;
}

/** Two words of letters beside each other, or a word with a capital or a full stop that is no identifier. */
const SENTENCE = /[A-Za-z]{2,}[,:;]? (?:\(?'?[A-Za-z]{2,}|\$)|\$ [a-z]{2,}|^[A-Z][a-z]+[.:]?$/;

/** Literals of a file that look like sentences; what is thrown as a fault of our own is nobody's to read. */
export function sentencesIn(file: string): Literal[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (isSilent(node)) return;
    const text = textOf(node);
    if (text !== undefined && SENTENCE.test(text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ where: `${file}:${line + 1}`, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** What stands in imports, types, keys, cases and errors that are thrown is not said to anybody. */
function isSilent(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isThrowStatement(node)) return true;
  const { parent } = node;
  if (parent && ts.isCaseClause(parent) && parent.expression === node) return true;
  return ts.isPropertyName(node) && ts.isPropertyAssignment(parent) && parent.name === node;
}

/** The text of a literal with `$` for what is filled in. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('$');
}

export const productFiles = ['bpf', 'emulator', 'server', 'client', 'cli']
  .flatMap((folder) => filesUnder(folder))
  .filter((file) => file.endsWith('.ts'));

/** Keys of a part's table that no file asks for. */
export function unusedKeys(part: string, table: object): string[] {
  const users = productFiles.filter(
    (file) =>
      !file.startsWith('bpf/words/') &&
      importsOf(file).some(({ file: imported }) => imported === `bpf/words/${part}.ts`),
  );
  const texts = users.map(read).join('\n');
  return Object.keys(table).filter(
    (key) =>
      !new RegExp(`\\.${key}\\b|\\[command\\]|because\\('${key}'`).test(texts) && !isPicked(texts, key),
  );
}

/** Taken apart: `const { [kind]: hint } = words().hints` names the key as well. */
function isPicked(texts: string, key: string): boolean {
  return new RegExp(`\\{[^{}]*\\b${key}\\b[^{}]*\\} = words\\(\\)`).test(texts);
}
