/** A variable on the stack is exchanged: it was meant to outlive the run, or it is a plain variable. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { at, lineRest, remove } from '../edits.ts';
import { argumentsOf, functionAround, isStatement, kidOf, placedIn, textOf, within } from '../tree.ts';
import { pointedStruct, typeOf } from '../types.ts';
import { bare, instead } from './exchange.ts';
import type { SlotUse } from './slot-use.ts';

export function stackSlot(use: SlotUse): readonly Answer[] {
  return [
    { safe: false, ways: asGlobal(use) },
    { safe: false, ways: asVariable(use) },
  ];
}

/** The variable of `&keep`. */
function variableOf({ cx, node }: SlotUse): string | undefined {
  const pointer = bare(node);
  const inner = pointer.type === 'pointer_expression' ? kidOf(pointer, 'argument') : undefined;
  return inner?.type === 'identifier' ? textOf(cx.file, inner) : undefined;
}

/** Keeps what it holds from one run to the next, as slots do. */
function* asGlobal(use: SlotUse): Generator<Candidate, void, void> {
  const { cx, chain } = use;
  const name = variableOf(use);
  const fn = functionAround(chain);
  const local = name && fn && localOf(cx, fn, name);
  if (!name || !fn || !local) return;
  const struct = pointedStruct(typeOf(cx, local.identifier));
  if (!struct || cx.module.globals.has(name) || cx.module.functions.has(name)) return;
  const section =
    cx.file.macros.get('private')?.params?.length === 1 ? `private(${name.toUpperCase()}) ` : '';
  const { eol } = cx.style;
  const declaration = `${section}static struct ${struct} __kptr *${name};${eol}${eol}`;
  yield { title: words().slot.global(name), edits: [at(aboveFunction(cx, fn), declaration), local.gone] };
}

interface Local {
  readonly identifier: CNode;
  /** Takes its declaration away. */
  readonly gone: TextEdit;
}

function localOf(cx: FixContext, fn: CNode, name: string): Local | undefined {
  for (const node of within(fn)) {
    if (node.type !== 'declaration') continue;
    const declarators = node.kids.filter(
      (kid) => kid.field === 'declarator' || kid.type === 'init_declarator',
    );
    const i = declarators.findIndex((kid) => nameIn(cx, kid) === name);
    const own = declarators[i];
    const identifier =
      own && [...within(own)].find((kid) => kid.type === 'identifier' && textOf(cx.file, kid) === name);
    if (!own || !identifier) continue;
    if (declarators.length === 1) return { identifier, gone: remove(cx, node) };
    const next = declarators[i + 1];
    const gone = next
      ? { start: own.start, end: next.start, newText: '' }
      : { start: declarators[i - 1]!.end, end: own.end, newText: '' };
    return { identifier, gone };
  }
  return undefined;
}

function nameIn({ file }: FixContext, declarator: CNode): string {
  const own = kidOf(declarator, 'declarator') ?? declarator;
  const found = [...within(own)].find(({ type }) => type === 'identifier');
  return found ? textOf(file, found) : '';
}

/** Above the function with its section, attributes and comment. */
export function aboveFunction({ file }: FixContext, fn: CNode): number {
  const before = file.root.kids.filter(({ end }) => end <= fn.start).at(-1);
  const floor = before ? lineRest({ file, style: NO_STYLE }, before.end) : 0;
  const gaps = [...file.text.slice(floor, fn.start).matchAll(/\r?\n[ \t]*\r?\n/g)];
  const gap = gaps.at(-1);
  return gap ? floor + gap.index + gap[0].length : lineStart(file.text, floor, fn.start);
}

const NO_STYLE = { eol: '\n', unit: '\t', comparesNull: false, braces: false } as const;

function lineStart(text: string, floor: number, fallback: number): number {
  const next = text.indexOf('\n', floor);
  return next >= 0 && next < fallback ? next + 1 : fallback;
}

/** `old = bpf_kptr_xchg(&cur, new);` to `old = cur; cur = new;`. */
function* asVariable(use: SlotUse): Generator<Candidate, void, void> {
  const { cx, chain, call } = use;
  const name = variableOf(use);
  const statement = placedIn(chain, isStatement);
  const value = call && argumentsOf(call)[1];
  if (!name || !statement || !value) return;
  const target = targetOf(cx, statement.node, call);
  if (!target) return;
  const title = words().slot.variable(name);
  const code = [`${target} = ${name};`, `${name} = ${textOf(cx.file, value)};`];
  yield { title, edits: instead(cx, statement, code), drops: ['bpf_kptr_xchg'] };
}

/** What takes the old value, with its declaration. */
function targetOf({ file }: FixContext, statement: CNode, call: CNode): string | undefined {
  if (statement.type === 'expression_statement') {
    const right = kidOf(statement.kids[0], 'right');
    return right && bare(right) === call ? textOf(file, kidOf(statement.kids[0], 'left')!) : undefined;
  }
  const inits = statement.kids.filter(({ type }) => type === 'init_declarator');
  const last = inits.at(-1);
  const value = kidOf(last, 'value');
  if (inits.length !== 1 || !last || !value || bare(value) !== call) return undefined;
  return file.text.slice(statement.start, kidOf(last, 'declarator')!.end);
}
