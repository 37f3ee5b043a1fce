/** The shape of a kernel struct in the catalogue. */
import type { Version } from '../types.ts';

/** 'union': a member of a union: not even helpers take it, or anything that is reached through it. */
export type FieldTrust = 'rcu' | 'trusted' | 'untrusted' | 'union' | 'rcu-or-null' | 'trusted-or-null';

export interface KernelField {
  /** C type, as one would write it in a cast; arrays with their length behind. */
  readonly type: string;
  readonly trust?: FieldTrust;
  /** First version with this trust; before it the pointer is untrusted. */
  readonly since?: Version;
}

export type Fields = Readonly<Record<string, KernelField>>;

/** No prototype: a field called `constructor` is no field. */
export function fields(
  scalars: Readonly<Record<string, string>>,
  pointers: Readonly<Record<string, [string, FieldTrust, Version?]>> = {},
): Fields {
  const table: Record<string, KernelField> = Object.create(null);
  for (const [name, type] of Object.entries(scalars)) table[name] = { type };
  for (const [name, [type, trust, since]] of Object.entries(pointers)) {
    table[name] = since === undefined ? { type, trust } : { type, trust, since };
  }
  return table;
}
