/** Where a test can go: behind the statement that gives the pointer, before the one that uses it, or what that stands in. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from '../candidate.ts';
import { at, type Code, insertAfter, insertBefore, lineRest } from '../edits.ts';
import { isVisible } from '../place.ts';
import { absolute, type Chain, isLoop, kidOf, type Placed, placed, textOf } from '../tree.ts';
import { following, namesIt, type Untested, variablesOf } from './facts.ts';
import { type Held, heldAt } from './held.ts';
import { isMadeOf } from './made-of.ts';
import { isPlace } from './pointer.ts';
import { isEndedUntested, isUsedBehind, usesAlways } from './sure.ts';

export interface Spot {
  /** The function whose result is tested right behind it; '' before a use. */
  readonly behind: string;
  readonly pointer: string;
  readonly fn: CNode;
  readonly around: Chain;
  readonly offset: number;
  readonly held: readonly Held[];
  /** A run that comes here with NULL would go wrong. */
  readonly isSure: boolean;
  put(code: Code): TextEdit[];
}

export function spotsOf(untested: Untested): Spot[] {
  const behind = [...behindOrigin(untested)];
  const before = [...beforeUse(untested)];
  return isMadeOfSeveral(untested, behind, before) ? [...before, ...behind] : [...behind, ...before];
}

/** `p = a ? a : b; use(p)`: where only one of two is NULL, nothing is wrong yet. */
function isMadeOfSeveral(
  { origin, fn }: Untested,
  [first]: readonly Spot[],
  before: readonly Spot[],
): boolean {
  if (!first || first.isSure || origin?.fn.start !== fn.start) return false;
  return before[0]?.isSure === true && !before.some(({ pointer }) => pointer === first.pointer);
}

const MOST_VARIABLES = 2;

function* behindOrigin(untested: Untested): Generator<Spot, void, void> {
  const { cx, fault, origin } = untested;
  if (!origin || !/^(?:declaration|(?:expression|if)_statement)$/.test(origin.statement.node.type)) return;
  const { statement, fn, graph, end } = origin;
  const where = statement.node.type === 'declaration' ? lastDeclaration(cx, statement) : statement;
  const place = { offset: where.node.end + 1, around: where.around };
  const declared = following(statement).filter(({ end: last }) => last <= where.node.end);
  const visible = variablesOf(untested).filter((name) =>
    isVisible(cx, name, { ...place, name, put: () => [] }),
  );
  for (const pointer of visible.slice(0, MOST_VARIABLES)) {
    const user = declared.find((node) => namesIt(cx, node, pointer));
    if (user && !partDeclaration(cx, placed(cx.file, user))) continue;
    yield {
      behind: origin.behind,
      pointer,
      fn,
      ...place,
      held: heldAt(cx, fault, { graph, fn, end, offset: place.offset }),
      isSure:
        isUsedBehind(cx, where, pointer) ||
        isUsedAs(untested, where, pointer) ||
        (isReference(untested) && isEndedUntested(cx, fn, where.node.end, pointer)),
      put: (code) => behind(cx, where, user, code),
    };
  }
}

/** Is the use at fault one that comes to it in any case, of a value made from the pointer? */
function isUsedAs({ cx, fn, pointers, use }: Untested, where: Placed, pointer: string): boolean {
  return pointers
    .filter(isPlace)
    .map((node) => textOf(cx.file, node))
    .some(
      (name) =>
        isMadeOf(cx, fn, name, pointer) && usesAlways(cx, use.node, name) && isUsedBehind(cx, where, name),
    );
}

/** A declaration between that uses the pointer already comes behind the test. */
function behind(cx: FixContext, where: Placed, user: CNode | undefined, code: Code): TextEdit[] {
  if (user) return beforeStatement(cx, placed(cx.file, user), code);
  return where.node.type === 'declaration'
    ? afterDeclarations(cx, where, code)
    : insertAfter(cx, where, code);
}

function isReference({ all, fault }: Untested): boolean {
  return all.some(({ step }) => step.kind === 'acquire' && step.ref === fault.nid);
}

/** Declarations stand together at the beginning of a block. */
export function lastDeclaration(cx: FixContext, statement: Placed): Placed {
  const rest = following(statement);
  const end = rest.findIndex(({ type }) => type !== 'declaration');
  const last = rest[(end < 0 ? rest.length : end) - 1];
  return last ? placed(cx.file, last) : statement;
}

/** With the empty line between declarations and code where there is one. */
export function afterDeclarations(cx: FixContext, last: Placed, code: Code): TextEdit[] {
  const from = lineRest(cx, last.node.end);
  const gap = /^[ \t]*\r?\n(?:[ \t]*\r?\n)+/.exec(cx.file.text.slice(from));
  const edits = insertAfter(cx, last, code);
  const [edit] = edits;
  if (!gap || !edit || edits.length > 1 || edit.start !== from) return edits;
  return [at(from + gap[0].length, edit.newText.slice(cx.style.eol.length) + cx.style.eol)];
}

const MOST_OUTER = 2;

function* beforeUse(untested: Untested): Generator<Spot, void, void> {
  const { cx, fault, pointers, use, fn, all } = untested;
  const places = pointers.filter(isPlace).map((node) => textOf(cx.file, node));
  const inner = use;
  for (const pointer of places.slice(0, MOST_VARIABLES))
    for (const statement of [inner, ...outerOf(cx, inner, MOST_OUTER)]) {
      const { node, around } = statement;
      if (isLoop(node) && node === inner.node) continue;
      const end = statement === inner ? all.length : stepsBefore(untested, node);
      yield {
        behind: '',
        pointer,
        fn,
        around,
        offset: node.start,
        held: heldAt(cx, fault, { graph: fault.graph, fn, end, offset: node.start }),
        isSure: usesAlways(cx, node, pointer),
        put: (code) => beforeStatement(cx, statement, code),
      };
    }
}

function stepsBefore({ all, fault }: Untested, node: CNode): number {
  const i = all.findIndex(({ graph, at: place }) => {
    if (graph !== fault.graph) return false;
    const { start } = absolute(graph, place);
    return node.start <= start && start < node.end;
  });
  return i < 0 ? all.length : i;
}

/** Statements around, the innermost first, that stand in a block. */
function outerOf(cx: FixContext, { around }: Placed, most: number): Placed[] {
  const found: Placed[] = [];
  for (const [i, node] of around.entries()) {
    if (node.type === 'function_definition' || found.length >= most) break;
    if (
      /_statement$/.test(node.type) &&
      around[i + 1]?.type === 'compound_statement' &&
      node.type !== 'compound_statement'
    )
      found.push(placed(cx.file, node));
  }
  return found;
}

/** A declaration that uses the pointer is parted: its value is set behind the test. */
export function beforeStatement(cx: FixContext, statement: Placed, code: Code): TextEdit[] {
  if (statement.node.type !== 'declaration') return insertBefore(cx, statement, code);
  const parted = partDeclaration(cx, statement);
  if (!parted) return insertBefore(cx, statement, code);
  return [
    ...parted.edits,
    ...afterDeclarations(cx, lastDeclaration(cx, statement), [...code, parted.assignment]),
  ];
}

export interface Parted {
  readonly edits: readonly TextEdit[];
  readonly assignment: string;
}

/** `T *p = value;` as `T *p;` and `p = value;`. Undefined where that is not the same. */
export function partDeclaration(cx: FixContext, { node }: Placed): Parted | undefined {
  const [declarator, ...others] = node.kids.filter(({ field }) => field === 'declarator');
  if (declarator?.type !== 'init_declarator' || others.length > 0) return undefined;
  const name = kidOf(declarator, 'declarator');
  const value = kidOf(declarator, 'value');
  if (!name || !value || value.type === 'initializer_list' || /array/.test(name.type)) return undefined;
  const text = textOf(cx.file, name).replace(/^[*\s]+(?:const\s+)?/, '');
  const isConstant = /^const\b(?!.*\*)|\*\s*const\b/.test(
    textOf(cx.file, { start: node.start, end: name.end }),
  );
  const between = cx.file.text.slice(name.end, value.start);
  if (isConstant || !/^\w+$/.test(text) || between.trim() !== '=') return undefined;
  return {
    edits: [{ start: name.end, end: value.end, newText: '' }],
    assignment: `${text} = ${textOf(cx.file, value)};`,
  };
}
