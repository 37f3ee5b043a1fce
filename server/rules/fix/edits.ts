/** Edits of statements that leave comments, line ends and indentation as they are. */
import type { CNode } from '../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from './candidate.ts';
import { isLoop, kidOf, type Placed, textOf } from './tree.ts';

/** Lines of code without indentation of their own; a deeper one begins with tabs, each of which is a level. */
export type Code = readonly string[];

type Written = Pick<FixContext, 'file' | 'style'>;

/** Blanks that the line of an offset begins with. */
export function indentAt({ file }: Written, offset: number): string {
  const from = file.text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(file.text.slice(from, offset))![0];
}

function write({ style }: Written, code: Code, indent: string): string {
  const lines = code.map((line) => {
    if (line === '') return '';
    const [tabs] = /^\t*/.exec(line)!;
    return indent + style.unit.repeat(tabs.length) + line.slice(tabs.length);
  });
  return lines.join(style.eol);
}

/** Puts code before a statement; one that is all there is behind an `if` or `else` gets braces. */
export function insertBefore(cx: Written, { node, around }: Placed, code: Code): TextEdit[] {
  const parent = around[0];
  if (parent && isArm(node, parent)) return inBraces(cx, node, parent, code, []);
  if (!isFirstOnLine(cx, node.start) && parent?.type !== 'labeled_statement')
    return [at(node.start, `${inLine(code)} `)];
  const indent = labelledIndent(cx, node, parent);
  return [at(node.start, write(cx, code, indent).slice(indent.length) + cx.style.eol + indent)];
}

/** Puts code behind a statement. */
export function insertAfter(cx: Written, { node, around }: Placed, code: Code): TextEdit[] {
  const parent = around[0];
  if (parent && isArm(node, parent)) return inBraces(cx, node, parent, [], code);
  if (!isLastOnLine(cx, node.end)) return [at(node.end, ` ${inLine(code)}`)];
  const indent = labelledIndent(cx, node, parent);
  return [at(lineRest(cx, node.end), cx.style.eol + write(cx, code, indent))];
}

/** Puts code before and behind one statement. */
export function surround(cx: Written, statement: Placed, before: Code, after: Code): TextEdit[] {
  const { node, around } = statement;
  const parent = around[0];
  if (parent && isArm(node, parent)) return inBraces(cx, node, parent, before, after);
  return [
    ...(before.length > 0 ? insertBefore(cx, statement, before) : []),
    ...(after.length > 0 ? insertAfter(cx, statement, after) : []),
  ];
}

/** Puts code at the end of a block, before its brace. */
export function insertAtEnd(cx: Written, block: CNode, code: Code): TextEdit[] {
  const brace = block.end - 1;
  const outer = indentAt(cx, brace);
  const lineStart = cx.file.text.lastIndexOf('\n', brace - 1) + 1;
  const isAlone = cx.file.text.slice(lineStart, brace).trim() === '' && lineStart > block.start;
  const text = write(cx, code, outer + cx.style.unit) + cx.style.eol;
  return isAlone ? [at(lineStart, text)] : [at(brace, cx.style.eol + text + outer)];
}

/** Gives an `if` without `else` one, with the code in it. */
export function addElse(cx: Written, node: CNode, arm: CNode, code: Code): TextEdit {
  const { eol, unit } = cx.style;
  const outer = indentAt(cx, node.start);
  const lines = code.map((line) => outer + unit + line.replace(/^\t/, unit)).join(eol);
  const isBlock = arm.type === 'compound_statement';
  if (arm.type === 'if_statement' && !arm.kids.some(({ field }) => field === 'alternative')) {
    // The `else` would be that of the inner one.
    const start = node.kids.find(({ field }) => field === 'condition')?.end ?? arm.start;
    const inner = cx.file.text.slice(start, node.end);
    const newText = ` {${inner}${eol}${outer}} else {${eol}${lines}${eol}${outer}}`;
    return { start, end: node.end, newText };
  }
  return at(node.end, isBlock ? ` else {${eol}${lines}${eol}${outer}}` : `${eol}${outer}else${eol}${lines}`);
}

/** Declarations behind those that the function's body begins with. */
export function declare(cx: Written, body: CNode, ...declarations: readonly string[]): TextEdit[] {
  const first = body.kids.findIndex((kid) => kid.type !== 'declaration');
  const last = body.kids[(first < 0 ? body.kids.length : first) - 1];
  const { eol, unit } = cx.style;
  const indent = eol + (last ? indentAt(cx, last.start) : indentAt(cx, body.start) + unit);
  const text = declarations.map((declaration) => indent + declaration).join('');
  return last ? [at(lineRest(cx, last.end), text)] : [at(body.start + 1, text + eol)];
}

/** Takes a whole statement away, with its line where nothing else stands on it. */
export function remove({ file }: Written, { start, end }: CNode): TextEdit {
  const from = file.text.lastIndexOf('\n', start - 1) + 1;
  const to = file.text.indexOf('\n', end);
  const alone =
    to >= 0 && file.text.slice(from, start).trim() === '' && file.text.slice(end, to).trim() === '';
  if (alone) return { start: from, end: to + 1, newText: '' };
  return { start, end: end + (/^[ \t]/.test(file.text.slice(end, end + 1)) ? 1 : 0), newText: '' };
}

/** As `remove`, where something is put before the statement: up to the next one. */
export function removeForward({ file }: Written, { start, end }: CNode): TextEdit {
  const gap = /^[ \t]*(?:\r?\n[ \t]*)?/.exec(file.text.slice(end))![0];
  return { start, end: end + gap.length, newText: '' };
}

export function replace({ start, end }: CNode, newText: string): TextEdit {
  return { start, end, newText };
}

/** Puts code in place of a statement. */
export function replaceWith(cx: Written, node: CNode, code: Code): TextEdit {
  if (!isFirstOnLine(cx, node.start)) return replace(node, inLine(code));
  const indent = indentAt(cx, node.start);
  return replace(node, write(cx, code, indent).slice(indent.length));
}

export function at(offset: number, newText: string): TextEdit {
  return { start: offset, end: offset, newText };
}

/** Is it the one statement that an `if`, `else` or loop leads to, without braces? */
export function isArm(node: CNode, parent: CNode): boolean {
  if (node.type === 'compound_statement') return false;
  return parent.type === 'if_statement' || parent.type === 'else_clause' || isLoop(parent);
}

function inBraces(cx: Written, node: CNode, parent: CNode, before: Code, after: Code): TextEdit[] {
  const { eol, unit } = cx.style;
  const outer = indentAt(cx, parent.start);
  const inner = outer + unit;
  const head = headEnd(cx, node, parent);
  if (!isFirstOnLine(cx, parent.start) && !isLastOnLine(cx, node.end)) {
    const opened = { start: head, end: node.start, newText: ` { ${inLine([...before, ''])}` };
    return [opened, at(node.end, ` ${inLine([...after, '}'])}`)];
  }
  const isOneLine = !cx.file.text.slice(head, node.start).includes('\n');
  const lead = before.length > 0 ? write(cx, before, inner).slice(inner.length) + eol + inner : '';
  const opening = isOneLine
    ? [{ start: head, end: node.start, newText: ` {${eol}${inner}${lead}` }]
    : [at(head, ' {'), at(node.start, lead)];
  const tail = after.length > 0 ? eol + write(cx, after, inner) : '';
  const rest = /^\s*(?=else\b)/.exec(cx.file.text.slice(node.end));
  const closing = rest
    ? { start: node.end, end: node.end + rest[0].length, newText: `${tail}${eol}${outer}} ` }
    : at(lineRest(cx, node.end), `${tail}${eol}${outer}}`);
  return [...opening, closing].filter(({ start, end, newText }) => start !== end || newText !== '');
}

/** Behind the condition or the `else` that leads to the arm. */
function headEnd({ file }: Written, node: CNode, parent: CNode): number {
  if (parent.type === 'else_clause') return parent.start + 'else'.length;
  const closed = kidOf(parent, 'condition')?.end ?? parent.start;
  if (parent.type !== 'for_statement') return closed;
  return file.masked.lastIndexOf(')', node.start) + 1 || closed;
}

/** Where several statements share a line, what is added shares it too. */
export function isFirstOnLine({ file }: Written, offset: number): boolean {
  const from = file.text.lastIndexOf('\n', offset - 1) + 1;
  return file.text.slice(from, offset).trim() === '';
}

export function isLastOnLine(cx: Written, offset: number): boolean {
  return /^[ \t]*\r?(?:\n|$)/.test(cx.file.text.slice(lineRest(cx, offset)));
}

function inLine(code: Code): string {
  return code.map((line) => line.trimStart()).join(' ');
}

/** Where something new can begin: a comment that ends the line belongs to what is before it. */
export function lineRest({ file }: Written, offset: number): number {
  const rest = /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\/[ \t]*)?(?=\r?\n|$)/.exec(
    file.text.slice(offset),
  );
  return rest ? offset + rest[0].trimEnd().length : offset;
}

/** `out: return 0;` stands on the label's line: what comes next is a level deeper. */
function labelledIndent(cx: Written, node: CNode, parent: CNode | undefined): string {
  const indent = indentAt(cx, node.start);
  if (parent?.type !== 'labeled_statement') return indent;
  const isBeside = !textOf(cx.file, { start: parent.start, end: node.start }).includes('\n');
  return isBeside ? indent + cx.style.unit : indent;
}
