/** A call of libbpf under examination, and what is said of it. */
import type { MapFacts } from '../../../bpf/kernel/map-operations/types.ts';
import { type State, top } from '../domain/state.ts';
import type { Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { argumentAt, report } from '../engine/faults.ts';
import type { CallInstr } from '../transfer/calls.ts';
import type { LibraryOperation } from './functions.ts';
import type { UserSide } from './maps.ts';

export interface LibraryCall {
  readonly cx: Context;
  readonly user: UserSide;
  readonly state: State;
  readonly instr: CallInstr;
  readonly name: string;
  readonly args: readonly Value[];
  readonly operation: LibraryOperation;
  /** What stands behind a pointer. */
  readonly readMember: (ptr: Value, off: number, size: 4 | 8) => Value | undefined;
}

export const about = (c: LibraryCall, { name, type, valueSize }: MapFacts) => ({
  function: c.name,
  map: { name, type, valueSize },
});

type Said = Omit<Parameters<typeof report>[2], 'graph' | 'at'>;

/** Reports a fault of the call, at one of its arguments. */
export function say(c: LibraryCall, said: Said, arg: number): void {
  const { graph } = top(c.state);
  const shown = arg === 0 ? c.instr.at : argumentAt(c.instr, arg);
  report(c.cx, c.state, { ...said, graph, at: c.instr.at, shown } as Parameters<typeof report>[2]);
}
