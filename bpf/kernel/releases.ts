/** Which call ends a reference, read off the catalogue's records. */

import type { EffectName } from './effects.ts';
import { allFunctions, availableAt, lookupFunction, releasersOf, returnsAt } from './index.ts';
import { lockKind } from './locks.ts';
import type { KernelFunction, Version } from './types.ts';

/**
 * Functions of that kernel that end a reference to `struct` which `by` handed out, the one that only gives it back
 * first: a record that is submitted is seen by user space, one that is discarded is not.
 */
export function endersOf(by: string, struct: string, version: Version): readonly KernelFunction[] {
  const record = lookupFunction(by);
  const named =
    record?.effect === 'iter-new'
      ? [destroyerOf(record)]
      : record && handleIn(record) !== undefined
        ? DYNPTR_ENDERS
        : namedBy(record, version);
  const names = named ?? releasersOf(struct);
  const found = names.map((name) => name && lookupFunction(name));
  return found
    .filter((fn): fn is KernelFunction => typeof fn === 'object' && availableAt(fn, version))
    .sort((a, b) => Number(publishes(a)) - Number(publishes(b)));
}

const DYNPTR_ENDERS: readonly string[] = allFunctions()
  .filter(endsDynptr)
  .map(({ name }) => name);

/** Takes back what a dynptr has reserved. */
export function endsDynptr({ params }: KernelFunction): boolean {
  return params.some(({ arg }) => arg.role === 'dynptr' && arg.use === 'end');
}

/** The argument that holds a reference which the function sets up: it returns none. undefined: there is none. */
export function handleIn({ params, effect }: KernelFunction): number | undefined {
  if (effect === 'iter-new') return 0;
  const i = params.findIndex(({ arg }) => arg.role === 'dynptr' && arg.use === 'reserve');
  return i < 0 ? undefined : i;
}

function namedBy(record: KernelFunction | undefined, version: Version): readonly string[] | undefined {
  const returns = record && returnsAt(record, version);
  return returns && 'releasedBy' in returns ? returns.releasedBy : undefined;
}

/** The last function of an open-coded iterator takes what the first one takes. */
function destroyerOf(first: KernelFunction): string | undefined {
  const type = first.params[0]?.type;
  return allFunctions().find((fn) => fn.effect === 'iter-destroy' && fn.params[0]?.type === type)?.name;
}

/** Does more than end it. */
export function publishes(fn: KernelFunction): boolean {
  return fn.effect === 'ringbuf-submit' || (endsDynptr(fn) && fn.name.includes('submit'));
}

/** What ends a section, by the effect of what begins it. */
const SECTION_ENDS: Partial<Readonly<Record<EffectName, EffectName>>> = {
  'rcu-lock': 'rcu-unlock',
  'preempt-off': 'preempt-on',
  'irq-off': 'irq-on',
  lock: 'unlock',
};

/** The function that ends the section or gives back the lock which `begin` begins or takes; undefined for all others. */
export function sectionEndOf(begin: KernelFunction): KernelFunction | undefined {
  const ends = SECTION_ENDS[begin.effect];
  if (!ends) return undefined;
  return allFunctions().find((fn) => fn.effect === ends && lockKind(fn) === lockKind(begin));
}
