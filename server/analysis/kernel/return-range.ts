/** Numbers that callbacks and some programs may return (kernel/bpf/verifier.c, prepare_func_exit and check_return_code). */

import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { At, Graph } from '../../../bpf/flow/graph.ts';
import { resultsIn } from '../../../bpf/kernel/faults/return-range.ts';
import { convert, rangeOf } from '../domain/numbers.ts';
import type { Range, State } from '../domain/state.ts';
import { markPrecise, type Num, typeRange, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';

/** 0: go on; 1: stop. */
const CALLBACK: Range = { lo: 0, hi: 1 };

export function checkCallbackResult(
  cx: Context,
  state: State,
  graph: Graph,
  at: At,
  value: Value | undefined,
): void {
  const data = refusedResult(state, graph, value, CALLBACK);
  if (data) report(cx, state, { id: 'return-range', what: 'callback', data, graph, at });
}

export function checkProgramResult(
  cx: Context,
  state: State,
  graph: Graph,
  at: At,
  value: Value | undefined,
): void {
  if (cx.root.kind !== 'program') return;
  const section = cx.module.functions.get(cx.root.name)?.section ?? '';
  const allowed = resultsIn(section);
  const data = allowed && refusedResult(state, graph, value, allowed);
  if (data) report(cx, state, { id: 'return-range', what: 'program', data, graph, at });
}

type Data = Readonly<Record<'lo' | 'hi' | 'from' | 'to', number>>;

function refusedResult(
  state: State,
  graph: Graph,
  value: Value | undefined,
  allowed: Range,
): Data | undefined {
  const result = value && convert(state, value, graph.result);
  if (result?.k !== 'num') return undefined;
  markPrecise(result);
  const range = rangeOf(state, result);
  if (!isRefused(result, range, allowed)) return undefined;
  return { ...printed(range, graph.result), from: allowed.lo, to: allowed.hi };
}

/** Certainly another number, or one of which nothing at all is known: there the verifier knows no more. */
function isRefused(num: Num, range: Range, allowed: Range): boolean {
  if (num.doubtful || num.fuzzy || num.widened) return false;
  if (range.lo > allowed.hi || range.hi < allowed.lo) return true;
  return isAnything(num) && WIDE.some(([lo, hi]) => range.lo === lo && range.hi === hi);
}

/** Loaded or returned by a call, and not computed. */
function isAnything(num: Num): boolean {
  if (num.sym === undefined) return true;
  return num.sym.f === 'cast' && num.sym.a.k === 'num' && isAnything(num.sym.a);
}

const WIDE = [4, 8].flatMap((size) =>
  [true, false].map((signed) => typeRange({ k: 'int', size: size as 4 | 8, signed })),
);

/** As the verifier prints it: the upper half of a 32-bit result is empty. */
function printed({ lo, hi }: Range, type: CType): { lo: number; hi: number } {
  if (lo >= 0 || type.k !== 'int' || type.size > 4) return { lo, hi };
  return hi < 0 ? { lo: lo + 2 ** 32, hi: hi + 2 ** 32 } : { lo: 0, hi: 2 ** 32 - 1 };
}
