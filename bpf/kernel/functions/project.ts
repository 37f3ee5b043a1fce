/** Functions that a project says something of because nobody can read their bodies: records for them, beside the catalogue's. */
import { lookupFunction } from '../index.ts';
import type { KernelFunction } from '../types.ts';

/**
 * - acquire: returns a reference, or NULL.
 * - release: ends the reference in argument 0.
 * - null-test: true where argument 0 is not NULL.
 */
export const FUNCTION_ROLES = ['acquire', 'release', 'null-test'] as const;
export type FunctionRole = (typeof FUNCTION_ROLES)[number];

type Lookup = (name: string) => KernelFunction | undefined;

/** The catalogue, and what a project adds to it; the catalogue's own records come first. */
export function lookupWith(functions: ReadonlyMap<string, FunctionRole> | undefined): Lookup {
  if (!functions || functions.size === 0) return lookupFunction;
  const known = lookups.get(functions);
  if (known) return known;
  const releasedBy = [...functions].filter(([, role]) => role === 'release').map(([name]) => name);
  const records = new Map([...functions].map(([name, role]) => [name, recordOf(name, role, releasedBy)]));
  const lookup: Lookup = (name) => lookupFunction(name) ?? records.get(name);
  lookups.set(functions, lookup);
  return lookup;
}

const lookups = new WeakMap<ReadonlyMap<string, FunctionRole>, Lookup>();

/** Of the object only that is known which its C type says: no `struct` is named. */
function recordOf(name: string, role: FunctionRole, releasedBy: readonly string[]): KernelFunction {
  const common = { name, flags: [], doc: TEXT } as const;
  switch (role) {
    case 'acquire':
      return {
        ...common,
        kind: 'kfunc',
        prototype: `void *${name}();`,
        params: [],
        returns: { kind: 'reference', struct: 'result', nullable: true, releasedBy },
        effect: 'reference-acquire',
      };
    case 'release':
      return {
        ...common,
        kind: 'kfunc',
        prototype: `void ${name}(void *object);`,
        params: [{ name: 'object', type: 'void *', arg: { role: 'object', struct: '*', trust: 'release' } }],
        returns: { kind: 'void' },
        effect: 'reference-release',
      };
    case 'null-test':
      return {
        ...common,
        kind: 'macro',
        prototype: `bool ${name}(const void *object);`,
        params: [{ name: 'object', type: 'const void *', arg: { role: 'any' } }],
        returns: { kind: 'argument', index: 0 },
        effect: 'identity',
      };
  }
}

const TEXT = {
  en: 'A function of this project; its settings say what it does to a reference.',
  zh: '本项目的函数；项目设置说明了它对引用的作用。',
};
