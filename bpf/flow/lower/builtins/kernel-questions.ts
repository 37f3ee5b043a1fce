/** Macros that ask about the running kernel or name its objects. */

import { BOOL, CHAR_PTR, S32, VOID, VOID_PTR } from '../../ctypes/ctypes.ts';
import type { FuncType } from '../../ctypes/types.ts';
import { kid, lookup, textOf } from '../../unit.ts';
import { addressOf, atOf } from '../builder.ts';
import { callWith } from '../emit-call.ts';
import { lowerExpr } from '../lowering.ts';
import type { Lower } from './forms.ts';

/** A question whose argument is not evaluated; its text goes along. */
export const existsQuery: Lower = ({ fn, node, name, at }) => {
  const list = kid(node, 'arguments');
  const text = list ? fn.source.parsed.text.slice(list.start + 1, list.end - 1).trim() : '';
  const value = addressOf(fn, { kind: 'string', text }, CHAR_PTR, at);
  const type: FuncType = { k: 'func', result: S32, params: [CHAR_PTR], variadic: false };
  return callWith(fn, name, type, [value], [list ? atOf(fn, list) : at], at);
};

/** `bpf_ksym_exists(f)`: the argument is the symbol, not its value. */
export const ksymExists: Lower = ({ fn, name, args, at }) => {
  const symbol = args[0]?.type === 'pointer_expression' ? kid(args[0], 'argument') : args[0];
  if (symbol?.type !== 'identifier') return undefined;
  const text = textOf(fn.source, symbol);
  const binding = lookup(fn.names, text);
  const kind = binding?.b === 'global' ? 'global' : 'function';
  const value = addressOf(fn, { kind, name: text }, VOID_PTR, atOf(fn, symbol));
  const type: FuncType = { k: 'func', result: BOOL, params: [VOID_PTR], variadic: false };
  return callWith(fn, name, type, [value], [atOf(fn, symbol)], at);
};

/** `UEI_RECORD(uei, ei)`: the first argument is the name of a global. */
export const recordExit: Lower = ({ fn, name, args, at }) => {
  if (args[0]?.type !== 'identifier' || !args[1]) return undefined;
  const global = addressOf(
    fn,
    { kind: 'global', name: textOf(fn.source, args[0]) },
    VOID_PTR,
    atOf(fn, args[0]),
  );
  const values = [global, lowerExpr(fn, args[1])];
  const type: FuncType = { k: 'func', result: VOID, params: [VOID_PTR, VOID_PTR], variadic: false };
  return callWith(
    fn,
    name,
    type,
    values,
    args.slice(0, 2).map((arg) => atOf(fn, arg)),
    at,
  );
};
