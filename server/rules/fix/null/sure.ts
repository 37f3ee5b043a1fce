/** Does a run on which a pointer is NULL go wrong in any case? Then leaving early changes no run that did not. */
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext } from '../candidate.ts';
import { isCastName } from '../casts.ts';
import { changedIn } from '../expression.ts';
import { argumentsOf, indexIn, isLoop, isSame, kidOf, type Placed, placed, textOf, within } from '../tree.ts';
import { isPlace, withoutCasts } from './pointer.ts';

/** Is it used in the statement itself, whatever else is true? */
export function usesAlways(cx: FixContext, statement: CNode, pointer: string, depth = 0): boolean {
  return [...within(statement)].some((node) => {
    if (textOf(cx.file, node) !== pointer || node.type === 'parenthesized_expression') return false;
    const { around } = placed(cx.file, node);
    return isUse(cx, node, around, depth) && !isConditional(node, around, statement);
  });
}

const MOST_CALLS = 3;

/** Does a function of the file use what it is passed there, whatever else is true? */
function takesNoNull(cx: FixContext, name: string, arg: number, depth: number): boolean {
  const { file } = cx;
  const info = cx.module.functions.get(name);
  const parameter = info?.params[arg]?.name;
  const fn = file.root.kids.find(
    ({ type, start }) => type === 'function_definition' && start === info?.start,
  );
  if (!parameter || info?.path !== file.path || depth >= MOST_CALLS) return false;
  for (const statement of kidOf(fn, 'body')?.kids ?? []) {
    if (usesAlways(cx, statement, parameter, depth + 1)) return true;
    if (canLeave(statement) || changedIn(file, statement).has(parameter)) return false;
  }
  return false;
}

/** A function of the kernel that takes it, one of the file that uses it, or an access. */
function isUse(cx: FixContext, node: CNode, around: readonly CNode[], depth = 0): boolean {
  for (const outer of around) {
    if (outer.type === 'argument_list') continue;
    if (outer.type === 'call_expression') {
      const name = textOf(cx.file, kidOf(outer, 'function') ?? outer);
      if (isCastName(cx.file, name)) continue;
      // An exchange with NULL does no harm when it runs: only the verifier minds.
      if (TAKES_NULL.has(name) && !isAccessed(node, around)) return false;
      const arg = argumentsOf(outer).findIndex((one) => isSame(withoutCasts(cx.file, one), node));
      if (cx.module.functions.has(name)) return arg >= 0 && takesNoNull(cx, name, arg, depth);
      return (arg >= 0 || isAccessed(node, around)) && lookupFunction(name) !== undefined;
    }
    if (/^(?:field|subscript|pointer)_expression$/.test(outer.type)) return isAccessed(node, around);
    if (!/^(?:cast|parenthesized)_expression$/.test(outer.type)) return false;
  }
  return false;
}

const TAKES_NULL: ReadonlySet<string> = new Set(['bpf_kptr_xchg']);

/**
 * A reference that nobody tests: each way on ends it, and none of those that end it takes NULL.
 */
export function isEndedUntested(cx: FixContext, fn: CNode, from: number, pointer: string): boolean {
  const uses = [...within(fn)].filter(
    (node) => node.start > from && isPlace(node) && textOf(cx.file, node) === pointer,
  );
  return uses.length > 0 && uses.every((node) => isUse(cx, node, placed(cx.file, node).around));
}

function isAccessed(node: CNode, [outer]: readonly CNode[]): boolean {
  return (
    outer !== undefined &&
    isSame(kidOf(outer, 'argument'), node) &&
    /^(?:field|subscript|pointer)_/.test(outer.type)
  );
}

/** Behind `&&`, `||` or `?`, in an arm or a loop's body. */
function isConditional(node: CNode, around: readonly CNode[], statement: CNode): boolean {
  let inner = node;
  for (const outer of around) {
    if (isSame(inner, statement)) return false;
    const operator = kidOf(outer, 'operator')?.type;
    if ((operator === '&&' || operator === '||') && isSame(kidOf(outer, 'right'), inner)) return true;
    if (outer.type === 'conditional_expression' && kidOf(outer, 'condition') !== inner) return true;
    if ((outer.type === 'if_statement' || isLoop(outer)) && kidOf(outer, 'condition') !== inner) return true;
    inner = outer;
  }
  return false;
}

/** Is there a statement behind that uses it always, with no way past it? */
export function isUsedBehind(cx: FixContext, { node, around }: Placed, pointer: string): boolean {
  let inner = node;
  for (const outer of around) {
    if (isLoop(outer) || outer.type === 'function_definition') return false;
    if (outer.type === 'compound_statement') {
      for (const next of outer.kids.slice(indexIn(outer.kids, inner) + 1)) {
        if (usesAlways(cx, next, pointer)) return true;
        if (canLeave(next)) return false;
      }
    }
    inner = outer;
  }
  return false;
}

function canLeave(statement: CNode): boolean {
  return [...within(statement)].some(({ type }) =>
    /^(?:return|goto|break|continue|labeled)_statement$/.test(type),
  );
}
