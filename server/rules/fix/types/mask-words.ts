/** Stores to the words of a mask become calls that do the same: `m->cpumask.bits[0] |= 3` sets CPUs 0 and 1. */

import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext } from '../candidate.ts';
import { declarations } from '../declare.ts';
import { insertAfter, replace } from '../edits.ts';
import { absolute, kidOf, type Placed, statementAt, textOf, within } from '../tree.ts';

const BITS = 64;
const MOST_CALLS = 8;
const WORD = /^(.+)->cpumask\.bits\[(.+)\]$/;

type StoreFault = FaultOf<'write-to-mask', KindOf<'write-to-mask'>>;

/** A mask of the kernel has no answer: nothing changes it, and a change of a copy would change nothing. */
export function wordFixes(fault: StoreFault, cx: FixContext): readonly Answer[] {
  // What else a program may not write to has no call that would: where the value belongs only its author knows.
  if (fault.what !== 'store' || fault.graph.path !== cx.file.path) return [];
  const statement = statementAt(cx.file, absolute(fault.graph, fault.at));
  const store = statement?.node.type === 'expression_statement' ? statement.node.kids[0] : undefined;
  if (!statement || store?.type !== 'assignment_expression') return [];
  return [{ safe: !isPlainStore(store), ways: calls(cx, statement, store) }];
}

const operatorOf = (store: CNode): string => kidOf(store, 'operator')?.type ?? '';
const isPlainStore = (store: CNode): boolean => operatorOf(store) === '=';

function* calls(cx: FixContext, statement: Placed, store: CNode): Generator<Candidate, void, void> {
  const [left, right] = [kidOf(store, 'left'), kidOf(store, 'right')];
  const [, mask, index] = WORD.exec((left && textOf(cx.file, left)) ?? '') ?? [];
  if (!mask || !index || !right) return;
  const value = textOf(cx.file, right).replace(/\s+/g, ' ');
  const made = callsFor(operatorOf(store), mask, index, value, () => isNew(cx, statement, mask));
  if (!made) return;
  const names = made.map((call) => /^\w+/.exec(call)![0]);
  const [first, ...rest] = made;
  const title = words().ownership.callFor([...new Set(names)].map((name) => `${name}()`).join(', '));
  const more = rest.length > 0 ? insertAfter(cx, statement, rest) : [];
  // The other bits of a mask that was just made are 0: nothing is lost with them.
  const isSame = !isPlainStore(store) || names.every((name) => name === 'bpf_cpumask_set_cpu');
  const edits = [...declarations(cx, ...new Set(names)), replace(statement.node, first!), ...more];
  yield { title, edits, safe: isSame };
}

function callsFor(
  operator: string,
  mask: string,
  index: string,
  value: string,
  isFresh: () => boolean,
): string[] | undefined {
  const set = (cpus: readonly string[] | undefined, name: string) =>
    cpus?.map((cpu) => `${name}(${cpu}, ${mask});`);
  if (operator === '|=') return set(cpusOf(index, value), 'bpf_cpumask_set_cpu');
  const [, kept] = operator === '&=' ? (/^~ ?(.+)$/.exec(value) ?? []) : [];
  if (kept) return set(cpusOf(index, kept), 'bpf_cpumask_clear_cpu');
  if (operator !== '=' || index !== '0') return undefined;
  if (/^(?:~ ?0[uU]?[lL]*|-1[lL]*|ULONG_MAX)$/.test(value)) return [`bpf_cpumask_setall(${mask});`];
  if (/^0[uU]?[lL]*$/.test(value)) return [`bpf_cpumask_clear(${mask});`];
  return isFresh() ? set(cpusOf(index, value), 'bpf_cpumask_set_cpu') : undefined;
}

/** CPUs of the bits of a value in that word: a constant's, or the one of `1UL << cpu`. */
function cpusOf(index: string, value: string): string[] | undefined {
  const bare = unwrapped(value);
  const number = /^(0[xX][\da-fA-F]+|\d+)[uUlL]*$/.exec(bare)?.[1];
  if (number !== undefined) return constantCpus(index, BigInt(number));
  const shift = /^(?:1[uUlL]* << |BIT(?:_ULL)?)(.+)$/.exec(bare)?.[1];
  if (!shift) return undefined;
  const bit = unwrapped(shift);
  const cpu = /^(.+?) ?(?:% ?64|& ?63|% ?BITS_PER_LONG)$/.exec(bit)?.[1];
  const word = cpu && /^(.+?) ?(?:\/ ?64|>> ?6|\/ ?BITS_PER_LONG)$/.exec(unwrapped(index))?.[1];
  if (cpu && word && unwrapped(cpu) === unwrapped(word)) return [unwrapped(cpu)];
  if (!/^\d+$/.test(index) || !/^[\w.>-]+$/.test(bit)) return undefined;
  const base = Number(index) * BITS;
  return [/^\d+$/.test(bit) ? String(base + Number(bit)) : base > 0 ? `${base} + ${bit}` : bit];
}

function constantCpus(index: string, value: bigint): string[] | undefined {
  if (!/^\d+$/.test(index)) return undefined;
  const cpus: string[] = [];
  for (let bit = 0; bit < BITS; bit++)
    if ((value >> BigInt(bit)) & 1n) cpus.push(String(Number(index) * BITS + bit));
  return cpus.length > 0 && cpus.length <= MOST_CALLS ? cpus : undefined;
}

function unwrapped(text: string): string {
  const inner = /^\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(text.trim())?.[1];
  return inner === undefined ? text.trim() : unwrapped(inner);
}

/** It was made in this function, and only tested since: all its bits are 0. */
function isNew({ file }: FixContext, { node, around }: Placed, mask: string): boolean {
  const fn = around.find(({ type }) => type === 'function_definition');
  if (!fn) return false;
  let isMade = false;
  for (const call of within(fn)) {
    if (call.start >= node.start) break;
    if (call.type !== 'call_expression') continue;
    if (textOf(file, kidOf(call, 'function')!) === 'bpf_cpumask_create') isMade = true;
    else if ([...within(call)].some((kid) => kid.type === 'identifier' && textOf(file, kid) === mask))
      return false;
  }
  return isMade;
}
