/** Code that is only run where a pointer is not NULL: statements in braces behind a test, or an exit before them. */
import type { CNode } from '../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from './candidate.ts';
import { at, type Code, indentAt, insertAfter, insertBefore, lineRest } from './edits.ts';
import { changedIn } from './expression.ts';
import { usesFrom } from './region.ts';
import { tested } from './release.ts';
import { functionAround, kidOf, type Placed, placed, textOf, within } from './tree.ts';

/** `if (name) { BEFORE first ... last AFTER }`, a level deeper. */
export function wrapped(
  cx: FixContext,
  name: string,
  first: CNode,
  last: CNode,
  before: Code,
  after: Code,
): TextEdit[] {
  const { eol, unit } = cx.style;
  const indent = indentAt(cx, first.start);
  const lead = [opening(cx, name), ...before.map((line) => unit + spread(cx, line)), ''].join(eol + indent);
  const tail = [...after.map((line) => unit + spread(cx, line)), '}'].map((line) => eol + indent + line);
  return [
    at(first.start, `${lead}${unit}`),
    ...deeper(cx, first, last),
    at(lineRest(cx, last.end), tail.join('')),
  ];
}

/** `if (p) {`, in the file's style. */
export function opening(cx: FixContext, name: string): string {
  const [head] = tested(cx, name, []);
  return head!.endsWith('{') ? head! : `${head} {`;
}

/** Declarations of locals that have no value yet set them: what is in braces may not be run. */
export function valueFirst(cx: FixContext, fn: CNode, names: ReadonlySet<string>): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const node of within(fn)) {
    if (node.type !== 'declaration') continue;
    const bare = node.kids.filter(
      ({ type, start, end }) =>
        /^(?:pointer_declarator|identifier)$/.test(type) &&
        names.has(textOf(cx.file, { start, end }).replace(/^\*+\s*/, '')),
    );
    edits.push(...bare.map((kid) => at(kid.end, nothing(cx, node, kid))));
  }
  return edits;
}

export function nothing({ file }: FixContext, declaration: CNode, declarator: CNode): string {
  if (declarator.type === 'pointer_declarator') return ' = NULL';
  const type = kidOf(declaration, 'type');
  return type && textOf(file, type) === 'bool' ? ' = false' : ' = 0';
}

const spread = ({ style }: FixContext, line: string): string =>
  line.replace(/^\t+/, (tabs) => style.unit.repeat(tabs.length));

/** One level more for the lines after the first; directives stay where they are. */
function deeper({ file, style }: FixContext, first: CNode, last: CNode): TextEdit[] {
  const edits: TextEdit[] = [];
  for (
    let i = file.text.indexOf('\n', first.start);
    i >= 0 && i < last.end;
    i = file.text.indexOf('\n', i + 1)
  )
    if (!/[\r\n#]/.test(file.text[i + 1] ?? '\n')) edits.push(at(i + 1, style.unit));
  return edits;
}

/** Puts code where a pointer that was just set is known not to be NULL, and all that uses it is tested. */
export function* whereNotNull(
  cx: FixContext,
  setter: Placed,
  name: string,
  code: Code,
): Generator<TextEdit[], void, void> {
  const block = setter.around[0];
  const last = block && lastDeclaration(block, setter.node);
  if (!block || !last) return;
  const next = block.kids[block.kids.indexOf(last) + 1];
  const behind = placed(cx.file, last);
  const there = next && testedThere(cx, next, name, code);
  if (there) return yield there;
  const uses = next ? usesFrom(cx, block, next, new Set([name])) : [];
  const [first] = uses;
  const isPlain = !uses.some(({ type }) => /^(?:return|labeled)_statement$|^declaration$/.test(type));
  if (!first) yield insertAfter(cx, behind, tested(cx, name, code));
  else if (isPlain && first === next)
    yield [...unsetIn(cx, block, first, uses.at(-1)!), ...wrapped(cx, name, first, uses.at(-1)!, code, [])];
  else if (isPlain)
    yield [
      ...unsetIn(cx, block, first, uses.at(-1)!),
      ...insertAfter(cx, behind, tested(cx, name, code)),
      ...wrapped(cx, name, first, uses.at(-1)!, [], []),
    ];
  yield insertAfter(cx, behind, [...exitUnless(cx, setter, name), ...code]);
}

/** What these statements set, and later ones use. */
function unsetIn(cx: FixContext, block: CNode, first: CNode, last: CNode): TextEdit[] {
  const fn = functionAround(placed(cx.file, first).around);
  if (!fn) return [];
  const end = block.kids.indexOf(last) + 1;
  const set = block.kids.slice(block.kids.indexOf(first), end).flatMap((kid) => [...changedIn(cx.file, kid)]);
  const later = [...within(fn)].filter(({ type, start }) => type === 'identifier' && start >= last.end);
  const used = new Set(later.map((node) => textOf(cx.file, node)));
  return valueFirst(cx, fn, new Set(set.filter((name) => used.has(name))));
}

/** The last of the declarations that follow one another. */
export function lastDeclaration(block: CNode, from: CNode): CNode {
  let last = from;
  if (from.type !== 'declaration') return last;
  for (const node of block.kids.slice(block.kids.indexOf(from) + 1)) {
    if (node.type !== 'declaration') break;
    last = node;
  }
  return last;
}

/** The test that comes next is made use of. */
function testedThere(cx: FixContext, test: CNode, name: string, code: Code): TextEdit[] | undefined {
  if (test.type !== 'if_statement') return undefined;
  const condition = textOf(cx.file, kidOf(test, 'condition') ?? test).replace(/\s+/g, ' ');
  const arm = kidOf(test, 'consequence');
  if (!arm) return undefined;
  if (new RegExp(`^\\((?:${name}|${name} != NULL)\\)$`).test(condition)) {
    const first = arm.type === 'compound_statement' ? arm.kids[0] : arm;
    return first && insertBefore(cx, placed(cx.file, first), code);
  }
  const isLeft = /^(?:return|goto|break|continue)_statement$/.test(
    (arm.type === 'compound_statement' ? arm.kids.at(-1) : arm)?.type ?? '',
  );
  const denies = new RegExp(`(?:!${name}|\\b${name} == NULL|NULL == ${name})(?![\\w.>[-])`);
  const isDenied = denies.test(condition) && !condition.includes('&&') && !kidOf(test, 'alternative');
  return isLeft && isDenied ? insertAfter(cx, placed(cx.file, test), code) : undefined;
}

/** `if (!p) return -12;` with what other exits of the function return. */
export function exitUnless(cx: FixContext, where: Placed, name: string): Code {
  const test = `if (${cx.style.comparesNull ? `${name} == NULL` : `!${name}`})`;
  const exit = exitOf(cx, functionAround([where.node, ...where.around]));
  return cx.style.braces ? [`${test} {`, `\t${exit}`, '}'] : [test, `\t${exit}`];
}

const CONSTANT = /^(?:-?\d+|-?[A-Z][A-Z0-9_]*|false)$/;

function exitOf({ file }: FixContext, fn: CNode | undefined): string {
  const type = fn && kidOf(fn, 'type');
  const declarator = fn && kidOf(fn, 'declarator');
  if (declarator?.type === 'pointer_declarator') return 'return NULL;';
  if (type && textOf(file, type) === 'void') return 'return;';
  const all = fn ? [...within(fn)] : [];
  const tests = all.filter((node) => node.type === 'if_statement');
  for (const test of tests) {
    const arm = kidOf(test, 'consequence');
    const exit = arm?.type === 'compound_statement' ? arm.kids.at(-1) : arm;
    const value = exit?.type === 'return_statement' && exit.kids[0] && textOf(file, exit.kids[0]);
    if (value && CONSTANT.test(value)) return `return ${value};`;
  }
  return 'return 0;';
}
