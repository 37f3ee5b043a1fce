import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { CNode, FileReader, Mark, ParsedFile, ParsedText } from '../../bpf/syntax/types.ts';

await initSyntaxNode();

export function readerOf(files: Record<string, string>): FileReader {
  return { read: (path) => files[path] };
}

export function parse(
  text: string,
  files: Record<string, string> = {},
  path = '/w/src/main.bpf.c',
): ParsedFile {
  return parseFile(path, text, readerOf(files));
}

/** The tree as an s-expression, with the text of leaves from `masked`. */
export function show(node: CNode, text: string): string {
  const field = node.field === '' ? '' : `${node.field}:`;
  if (node.kids.length === 0)
    return `${field}${node.type}=${JSON.stringify(text.slice(node.start, node.end))}`;
  return `${field}(${node.type} ${node.kids.map((kid) => show(kid, text)).join(' ')})`;
}

export function find(root: CNode, type: string): CNode[] {
  const found: CNode[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === type) found.push(node);
    for (let i = node.kids.length - 1; i >= 0; i--) stack.push(node.kids[i]!);
  }
  return found;
}

export function textOf(parsed: ParsedText, span: { start: number; end: number }): string {
  return parsed.text.slice(span.start, span.end);
}

/** A mark in one line: kind, what it names, and the text of its arguments. */
export function describe(parsed: ParsedText, mark: Mark): string {
  const named = 'name' in mark ? mark.name : 'macro' in mark ? mark.macro : '';
  const macro = mark.kind === 'program' ? `${mark.macro} ` : '';
  if (!('args' in mark)) return `${mark.kind} ${macro}${named}`.trim();
  const args =
    typeof mark.args === 'string' ? mark.args : mark.args.map((arg) => textOf(parsed, arg)).join('|');
  return `${mark.kind} ${named}(${args})`;
}

export function marks(parsed: ParsedText): string[] {
  return parsed.marks.map((mark) => describe(parsed, mark));
}

/** Text without runs of blanks. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
