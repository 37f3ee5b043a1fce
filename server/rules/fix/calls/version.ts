/** Fixes of functions that the target kernel lacks: what replaced them, or a guard. */

import { nearestTo } from '../../../../bpf/kernel/families.ts';
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { allFunctions, availableAt, lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { KernelFunction } from '../../../../bpf/kernel/types.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { declaredBeside } from '../declare.ts';
import { at, replace } from '../edits.ts';
import { instead } from '../kptr/exchange.ts';
import {
  absolute,
  argumentsOf,
  type Chain,
  callsOf,
  chainAt,
  isStatement,
  kidOf,
  placedIn,
  textOf,
  within,
} from '../tree.ts';
import { kptrGetAnswers } from './kptr-get.ts';

type VersionFault = FaultOf<'kernel-version', KindOf<'kernel-version'>>;

export function versionFixes(fault: VersionFault, cx: FixContext): readonly Answer[] {
  if (fault.what === 'never') return [...misspelt(fault, cx), ...declaredWeak(fault, cx)];
  const record = lookupFunction(fault.data.function);
  if (fault.graph.path !== cx.file.path || !record) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  if (!call || textOf(cx.file, kidOf(call, 'function') ?? call) !== record.name) return [];
  if (record.effect === 'mask-kptr-get') return kptrGetAnswers(cx, chain, call);
  if (fault.what === 'gone')
    return successors(record, cx).map((next, i) => {
      // What has the name may choose another CPU; what does the very same does not.
      const safe = next.effect === record.effect && next.name !== record.replacedBy;
      return { safe, ways: [renamed(cx, call, record, next)], ...(safe && i > 0 ? { isInstead: true } : {}) };
    });
  return [{ safe: false, ways: guarded(cx, chain, call, record) }];
}

/** The function of the family that is spelled nearly so and takes as many arguments. */
function misspelt(fault: VersionFault, cx: FixContext): readonly Answer[] {
  const { function: name } = fault.data;
  const next = nearestTo(name, cx.kernel);
  if (fault.graph.path !== cx.file.path || !next) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  const callee = kidOf(call, 'function');
  if (!call || !callee || textOf(cx.file, callee) !== name) return [];
  if (argumentsOf(call).length !== next.params.length) return [];
  return [{ safe: false, ways: [renamed(cx, call, { name }, next)] }];
}

/** The file has it in mind that kernels lack it: the call is asked for first, where nothing else needs its result. */
function declaredWeak(fault: VersionFault, cx: FixContext): readonly Answer[] {
  const { function: name } = fault.data;
  if (fault.graph.path !== cx.file.path || !isWeak(cx, name)) return [];
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  const ways = call ? [...guardedStatement(cx, chain, call, name)] : [];
  return ways.length > 0 ? [{ safe: false, ways }] : [];
}

/** `f();` and `sum += f();` are left out where it does not exist. */
function* guardedStatement(
  cx: FixContext,
  chain: Chain,
  call: CNode,
  name: string,
): Generator<Candidate, void, void> {
  const statement = placedIn(chain, isStatement);
  const value = statement?.node.type === 'expression_statement' ? statement.node.kids[0] : undefined;
  const operator = value?.type === 'assignment_expression' ? kidOf(value, 'operator')?.type : undefined;
  const isAll = value === call || (operator !== undefined && operator !== '=');
  if (!statement || !value || !isAll) return;
  const text = textOf(cx.file, statement.node);
  const head = `if (${existsText(cx, name)})`;
  const code = cx.style.braces ? [`${head} {`, `\t${text}`, '}'] : [head, `\t${text}`];
  yield { title: words().version.guard(name), edits: instead(cx, statement, code) };
}

/** What replaced it, then what does the very same. */
function successors(record: KernelFunction, { kernel }: FixContext): KernelFunction[] {
  const named = record.replacedBy ? lookupFunction(record.replacedBy) : undefined;
  const same = allFunctions().filter(
    (fn) => fn.effect === record.effect && fn.kind === 'kfunc' && fn !== record,
  );
  return [...(named ? [named] : []), ...same].filter(
    (fn, i, all) =>
      availableAt(fn, kernel) && fn.params.length === record.params.length && all.indexOf(fn) === i,
  );
}

function renamed(
  cx: FixContext,
  call: CNode,
  record: Pick<KernelFunction, 'name'>,
  next: KernelFunction,
): Candidate {
  return {
    title: words().version.call(next.name, record.name),
    edits: [...declaration(cx, record.name, next), replace(kidOf(call, 'function')!, next.name)],
    drops: [record.name],
  };
}

/** The old declaration becomes that of the new function when nothing else needs it. */
function declaration(cx: FixContext, old: string, next: KernelFunction): TextEdit[] {
  const name = nameIn(cx, old);
  const isLast = callsOf(cx.file, cx.file.root, old).length === 1;
  if (name && isLast && !cx.module.externs.has(next.name)) return [replace(name, next.name)];
  return declaredBeside(cx, next, old);
}

function declarationOf({ file }: FixContext, name: string): CNode | undefined {
  return file.root.kids.find(
    (node) =>
      node.type === 'declaration' &&
      [...within(node)].some((kid) => kid.field === 'declarator' && textOf(file, kid) === name),
  );
}

function nameIn(cx: FixContext, name: string): CNode | undefined {
  const node = declarationOf(cx, name);
  return node && [...within(node)].find((kid) => kid.field === 'declarator' && textOf(cx.file, kid) === name);
}

/** Called where it exists, and what there was before it where it does not. */
function* guarded(
  cx: FixContext,
  chain: Chain,
  call: CNode,
  record: KernelFunction,
): Generator<Candidate, void, void> {
  const weak = madeWeak(cx, record.name);
  if (!weak) return;
  const test = existsText(cx, record.name);
  const text = textOf(cx.file, call);
  const older = olderName(record, cx);
  const title = words().version.guard(record.name);
  if (older) {
    const args = argumentsOf(call)
      .map((arg) => textOf(cx.file, arg))
      .join(', ');
    const otherwise = `${older.name}(${args})`;
    const declared = declaredBeside(cx, older, record.name).map(weakly);
    const value = `${test} ? ${text} : ${otherwise}`;
    yield {
      title: words().version.older(record.name, older.name),
      edits: [...weak, ...declared, replace(call, inPlace(chain, call, value))],
    };
  }
  const whole = [...guardedStatement(cx, chain, call, record.name)];
  for (const way of whole) yield { ...way, edits: [...weak, ...way.edits] };
  if (whole.length > 0) return;
  const missing = withoutIt(cx, record);
  if (missing === undefined) return;
  yield { title, edits: [...weak, replace(call, inPlace(chain, call, `${test} ? ${text} : ${missing}`))] };
}

/** In parentheses where an operator stands beside it. */
function inPlace(chain: Chain, call: CNode, value: string): string {
  const parent = chain[chain.indexOf(call) + 1];
  const isAlone = /^(?:init_declarator|return_statement|argument_list|parenthesized_expression)$/.test(
    parent?.type ?? '',
  );
  const isAssigned = parent?.type === 'assignment_expression' && kidOf(parent, 'right') === call;
  return isAlone || isAssigned ? value : `(${value})`;
}

/** A newer kernel lacks the old name. */
function weakly({ start, end, newText }: TextEdit): TextEdit {
  return { start, end, newText: newText.includes('__weak') ? newText : newText.replace(/;$/, ' __weak;') };
}

function olderName(record: KernelFunction, { kernel }: FixContext): KernelFunction | undefined {
  return allFunctions().find(
    (fn) =>
      fn.replacedBy === record.name && availableAt(fn, kernel) && fn.params.length === record.params.length,
  );
}

/** What the call would have said: NULL where that is possible, "no", or "not supported" where it says errors. */
function withoutIt(cx: FixContext, { returns, prototype, name }: KernelFunction): string | undefined {
  if ('nullable' in returns && returns.nullable) return 'NULL';
  if (returns.kind !== 'scalar') return undefined;
  if (/^bool\b/.test(prototype)) return 'false';
  // Numbers of nodes and CPUs are signed as well, and no errors.
  const saysErrors =
    returns.min === undefined && /^(?:int|long)\b/.test(prototype) && !name.startsWith('scx_');
  if (!saysErrors && (returns.min ?? 0) >= 0) return undefined;
  return cx.file.macros.has('EOPNOTSUPP') ? '-EOPNOTSUPP' : '-95';
}

/** libbpf has the macro from 1.2 on; the symbol itself says the same. */
function existsText({ file }: FixContext, name: string): string {
  const isKnown = file.macros.has('bpf_ksym_exists') || file.missing.length > 0;
  return isKnown ? `bpf_ksym_exists(${name})` : name;
}

/** A strong symbol that is missing stops the whole object. Headers are not touched. */
function madeWeak(cx: FixContext, name: string): TextEdit[] | undefined {
  if (isWeak(cx, name)) return [];
  const node = declarationOf(cx, name);
  if (!node) return cx.module.externs.has(name) ? undefined : [];
  return [at(node.end - 1, ' __weak')];
}

const isWeak = ({ module }: FixContext, name: string): boolean =>
  module.externs.get(name)?.attributes.includes('__weak') ?? false;
