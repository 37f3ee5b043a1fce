/** Which call ends a reference, read off the catalogue's records. */
import { allFunctions, availableAt, lookupFunction, releasersOf, returnsAt } from './index.ts';
import type { KernelFunction, Version } from './types.ts';

/**
 * Functions of that kernel that end a reference to `struct` which `by` handed out, the one that only gives it back
 * first: a record that is submitted is seen by user space, one that is discarded is not.
 */
export function endersOf(by: string, struct: string, version: Version): readonly KernelFunction[] {
  const record = lookupFunction(by);
  const named = record?.effect === 'iter-new' ? [destroyerOf(record)] : namedBy(record, version);
  const names = named ?? releasersOf(struct);
  const found = names.map((name) => name && lookupFunction(name));
  return found
    .filter((fn): fn is KernelFunction => typeof fn === 'object' && availableAt(fn, version))
    .sort((a, b) => Number(publishes(a)) - Number(publishes(b)));
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
  return fn.effect === 'ringbuf-submit';
}
