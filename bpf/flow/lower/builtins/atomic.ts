/** `__sync_*`, `__atomic_*` and their C11 spellings: calls by name with exact types. */

import { BOOL, S32, UNKNOWN, VOID } from '../../ctypes/ctypes.ts';
import type { CType } from '../../ctypes/types.ts';
import { atOf, type Value } from '../builder.ts';
import { callWith } from '../call.ts';
import { convert } from '../convert.ts';
import { lowerExpr } from '../expression.ts';
import type { Form } from './forms.ts';

/** What the arguments behind the pointer are: 'v' a value of its type, 'p' a pointer, 'i' an int. */
interface Shape {
  readonly args: string;
  readonly result: 'value' | 'bool' | 'void';
}

const FETCH = ['add', 'sub', 'and', 'or', 'xor', 'nand'];

const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...FETCH.flatMap((op): [string, Shape][] => [
    [`__sync_fetch_and_${op}`, { args: 'v', result: 'value' }],
    [`__sync_${op}_and_fetch`, { args: 'v', result: 'value' }],
    [`__atomic_fetch_${op}`, { args: 'vi', result: 'value' }],
    [`__atomic_${op}_fetch`, { args: 'vi', result: 'value' }],
    [`__c11_atomic_fetch_${op}`, { args: 'vi', result: 'value' }],
  ]),
  ['__sync_lock_test_and_set', { args: 'v', result: 'value' }],
  ['__sync_lock_release', { args: '', result: 'void' }],
  ['__sync_val_compare_and_swap', { args: 'vv', result: 'value' }],
  ['__sync_bool_compare_and_swap', { args: 'vv', result: 'bool' }],
  ['__atomic_load_n', { args: 'i', result: 'value' }],
  ['__atomic_store_n', { args: 'vi', result: 'void' }],
  ['__atomic_exchange_n', { args: 'vi', result: 'value' }],
  ['__atomic_compare_exchange_n', { args: 'pviii', result: 'bool' }],
  ['__atomic_load', { args: 'pi', result: 'void' }],
  ['__atomic_store', { args: 'pi', result: 'void' }],
]);

function argumentType(kind: string | undefined, value: CType): CType {
  if (kind === 'v') return value;
  return kind === 'i' ? S32 : UNKNOWN;
}

export function lowerAtomic(form: Form): Value | undefined {
  const shape = SHAPES.get(form.name);
  const { fn, args, at } = form;
  if (!shape || !args[0]) return undefined;
  const pointer = lowerExpr(fn, args[0]);
  const pointed = pointer.type.k === 'ptr' ? pointer.type.to : UNKNOWN;
  const values: Value[] = [pointer];
  const params: CType[] = [pointer.type];
  for (const [i, arg] of args.slice(1).entries()) {
    const type = argumentType(shape.args[i], pointed);
    const value = lowerExpr(fn, arg);
    values.push(type.k === 'unknown' ? value : convert(fn, value, type, atOf(fn, arg)));
    params.push(type.k === 'unknown' ? value.type : type);
  }
  const result = shape.result === 'value' ? pointed : shape.result === 'bool' ? BOOL : VOID;
  const type = { k: 'func', result, params, variadic: false } as const;
  return callWith(
    fn,
    form.name,
    type,
    values,
    args.map((arg) => atOf(fn, arg)),
    at,
  );
}
