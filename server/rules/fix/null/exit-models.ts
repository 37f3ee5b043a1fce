/** How a function leaves when something is missing: its own early exits, and what it returns when it has none. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext } from '../candidate.ts';
import { callsOf, isLoop, kidOf, textOf, within } from '../tree.ts';

/** An `if` whose arm leaves. */
export interface Model {
  readonly node: CNode;
  /** `return`, `goto`, `break` or `continue`. */
  readonly exit: CNode;
  /** `ret = -ENOMEM;` before it. */
  readonly sets: readonly string[];
}

/** Where a test is wanted. */
export interface Wanted {
  readonly cx: FixContext;
  readonly fn: CNode;
  readonly offset: number;
  /** The function whose result may be NULL; '' when it was read. */
  readonly by: string;
}

const LEAVES = /^(?:return|goto|break|continue)_statement$/;

/** Early exits of the function, the most alike first. */
export function modelsIn(wanted: Wanted): Model[] {
  const { cx, fn, offset } = wanted;
  const made = madeBySame(wanted);
  return [...within(fn)]
    .filter(({ type }) => type === 'if_statement')
    .map((node): Model | undefined => {
      const arm = kidOf(node, 'consequence');
      const last = arm?.type === 'compound_statement' ? arm.kids.at(-1) : arm;
      if (!arm || !last || !LEAVES.test(last.type) || !isFixed(cx, fn, last)) return undefined;
      const sets = (arm === last ? [] : arm.kids.slice(0, -1))
        .filter((kid) => isPlainAssignment(cx, kid))
        .map((kid) => textOf(cx.file, kid));
      return { node, exit: last, sets };
    })
    .filter((model): model is Model => model !== undefined)
    .sort((a, b) => likeness(b) - likeness(a) || distance(a) - distance(b));

  function likeness({ node }: Model): number {
    const condition = textOf(cx.file, kidOf(node, 'condition')!);
    const isTest = NULL_TEST.test(condition);
    const isSame = made.some((name) => new RegExp(`\\b${name}\\b`).test(condition));
    return (isTest ? 2 : 0) + (isTest && isSame ? 2 : 0) + (node.start < offset ? 1 : 0);
  }

  function distance({ node }: Model): number {
    return Math.abs(node.start - offset);
  }
}

const NULL_TEST = /!\s*(?:\w+(?:->|\.))*\w+|!\s*\(|==\s*NULL\b|\bNULL\s*==/;

/** Variables that take other results of the same function. */
function madeBySame({ cx, fn, by }: Wanted): string[] {
  if (!by) return [];
  return callsOf(cx.file, fn, by).flatMap(({ start }) => {
    const [, name] = /(\w+)\s*=\s*(?:\([^()]*\)\s*)?$/.exec(cx.file.text.slice(fn.start, start)) ?? [];
    return name ? [name] : [];
  });
}

/** A value that does not depend on what was computed there. */
function isFixed(cx: FixContext, fn: CNode, exit: CNode): boolean {
  if (exit.type !== 'return_statement') return true;
  const [value] = exit.kids;
  return !value || isConstant(cx, fn, value);
}

function isConstant(cx: FixContext, fn: CNode, value: CNode): boolean {
  if (value.type === 'unary_expression' || value.type === 'parenthesized_expression') {
    const inner = kidOf(value, 'argument') ?? value.kids[0];
    return inner !== undefined && isConstant(cx, fn, inner);
  }
  if (value.type !== 'identifier') return /^(?:number_literal|null|true|false)$/.test(value.type);
  const name = textOf(cx.file, value);
  return /^[A-Z]\w*$/.test(name) || parametersOf(cx, fn).includes(name);
}

function isPlainAssignment(cx: FixContext, node: CNode): boolean {
  const [value] = node.type === 'expression_statement' ? node.kids : [];
  if (value?.type !== 'assignment_expression') return false;
  return kidOf(value, 'left')?.type === 'identifier' && /=\s*-?\w+\s*;$/.test(textOf(cx.file, node));
}

export function parametersOf(cx: FixContext, fn: CNode): string[] {
  const list = [...within(fn)].find(({ type }) => type === 'parameter_list');
  return (list?.kids ?? []).flatMap((node) => {
    const name = [...within(node)].findLast(({ type }) => type === 'identifier');
    return name ? [textOf(cx.file, name)] : [];
  });
}

/** Values to return, the likeliest first; '' for a function without. `isClear`: the function itself says so. */
export interface Value {
  readonly text: string;
  readonly isClear: boolean;
}

const MOST_VALUES = 3;

export function valuesFor(wanted: Wanted, models: readonly Model[]): Value[] {
  const { cx, fn } = wanted;
  const own = models
    .filter(({ exit }) => exit.type === 'return_statement')
    .map(({ exit }) => ({ text: returned(cx, exit), isClear: true }));
  const all = [...own, ...guesses(wanted)];
  const seen = new Set<string>();
  return all.filter(({ text }) => !seen.has(text) && seen.add(text)).slice(0, MOST_VALUES);

  function returned({ file }: FixContext, exit: CNode): string {
    return exit.kids[0] ? textOf(file, exit.kids[0]) : '';
  }

  function guesses({ by }: Wanted): Value[] {
    const type = textOf(cx.file, kidOf(fn, 'type') ?? { start: 0, end: 0 });
    if (kidOf(fn, 'declarator')?.type === 'pointer_declarator') return [{ text: 'NULL', isClear: true }];
    if (type === 'void') return [{ text: '', isClear: true }];
    if (type === 'bool') return [{ text: 'false', isClear: false }];
    return numbers(cx, fn, by);
  }
}

/** What a function that returns a number says of a failure, by what it is. */
function numbers(cx: FixContext, fn: CNode, by: string): Value[] {
  const name = nameOf(cx, fn);
  const error = errorFor(cx, by);
  const zero = { text: '0', isClear: true };
  const member = cx.module.structOps.get(name) ?? '';
  if (member === 'select_cpu') {
    const before = parametersOf(cx, fn)[1];
    if (before) return [{ text: before, isClear: true }, zero];
  }
  if (/(?:^|_)init(?:_task)?$/.test(member)) return [{ text: error, isClear: true }, zero];
  const info = cx.module.functions.get(name);
  if (info?.section || member || isCallback(cx, name)) return [zero];
  const last = kidOf(fn, 'body')?.kids.at(-1);
  const isStatus = last?.type === 'return_statement' && /^return\s*\(?0\)?\s*;$/.test(textOf(cx.file, last));
  // Of a number that counts something, 0 is nothing; of one that says how it went, 0 is well.
  return isStatus
    ? [
        { text: error, isClear: false },
        { ...zero, isClear: false },
      ]
    : [{ ...zero, isClear: false }];
}

export function nameOf(cx: FixContext, fn: CNode): string {
  const declarator = kidOf(fn, 'declarator');
  const name = declarator && [...within(declarator)].find(({ type }) => type === 'identifier');
  return name ? textOf(cx.file, name) : '';
}

/** `-ENOMEM` where the file knows the name, else its number. */
function errorFor(cx: FixContext, by: string): string {
  const [name, number] = /create|alloc|_new/.test(by) ? ['ENOMEM', 12] : ['ENOENT', 2];
  const isKnown =
    cx.file.macros.has(name) || new RegExp(`\\b${name}\\b|errno\\.h|scx/common`).test(cx.file.text);
  return `-${isKnown ? name : number}`;
}

/** Its name is handed to somebody. Told by the text: to look into each function would parse them all. */
function isCallback({ file }: FixContext, name: string): boolean {
  return new RegExp(`[,(]\\s*&?${name}\\s*[,)]`).test(file.masked);
}

/** The innermost loop around, in that function. `isWritten`: a `while` or `do`, whose end may hold its step. */
export function loopAround(
  cx: FixContext,
  around: readonly CNode[],
): { node: CNode; isWritten: boolean } | undefined {
  for (const node of around) {
    if (node.type === 'function_definition') return undefined;
    // The scope of a guard is a loop to the parser alone.
    const isGuard = cx.file.marks.some(({ kind, start }) => kind === 'guard' && start === node.start);
    if (isLoop(node) && !isGuard) return { node, isWritten: /^(?:while|do)\b/.test(textOf(cx.file, node)) };
  }
  return undefined;
}
