/**
 * Questions that only the load answers (`bpf_core_type_exists`, `CONFIG_…`): the kernel follows one arm of each and
 * drops the other. What is found only where the answers are of one kind is a fault on some kernels.
 */
import type { Context } from './engine/context.ts';
import type { Fault } from './engine/faults.ts';

interface OneSide {
  readonly cx: Pick<Context, 'faults'>;
  readonly gaveUp: boolean;
}

export interface Either<E> {
  readonly faults: readonly Fault[];
  readonly explored: readonly E[];
}

/** `explore`: all over again, with one side of every such question only. */
export function* eitherAnswer<E extends OneSide>(
  faults: Iterable<Fault>,
  explore: (side: boolean) => Generator<void, E, void>,
): Generator<void, Either<E>, void> {
  const all = [...faults];
  if (!all.some((fault) => fault.assumed)) return { faults: all, explored: [] };
  const explored = [yield* explore(true), yield* explore(false)];
  const isEverywhere = ({ key }: Fault) => explored.every((one) => one.gaveUp || one.cx.faults.has(key));
  return {
    faults: all.map((fault) =>
      fault.assumed && !isEverywhere(fault) ? { ...fault, initial: false, oneAnswer: true } : fault,
    ),
    explored,
  };
}
