/** `__builtin_add_overflow(a, b, &result)` and its kin: calls by name whose arguments keep their types. */

import { BOOL } from '../../ctypes/ctypes.ts';
import { atOf, type Value } from '../builder.ts';
import { callWith } from '../call.ts';
import { lowerExpr } from '../expression.ts';
import type { Form } from './forms.ts';

const NAME = /^__builtin_(add|sub|mul)_overflow$/;

export function lowerOverflow({ fn, name, args, at }: Form): Value | undefined {
  if (!NAME.test(name) || args.length !== 3) return undefined;
  const values = args.map((arg) => lowerExpr(fn, arg));
  const type = {
    k: 'func',
    result: BOOL,
    params: values.map((value) => value.type),
    variadic: false,
  } as const;
  return callWith(
    fn,
    name,
    type,
    values,
    args.map((arg) => atOf(fn, arg)),
    at,
  );
}
