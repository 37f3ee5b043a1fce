/** What the verifier asks of any pointer that is an argument: that it is one, and still good. */

import { isNeverSet as isOperandNeverSet } from '../../bpf/flow/never-set.ts';
import type { ArgRole } from '../../bpf/kernel/types.ts';
import { words } from '../../bpf/words/faults.ts';
import type { Frame } from '../machine/machine.ts';
import { Ptr, type Value } from '../machine/values.ts';
import { usedAs } from './argument-faults.ts';
import { type Call, callArgument, refuse } from './call.ts';

/** `argument 1 of bpf_cpumask_set_cpu()`. */
export function what(call: Call, i: number): string {
  return words().argumentOf(i + 1, call.fn.name);
}

function isNeverSet({ fn, graph, at }: Call, i: number): boolean {
  if (fn.kind !== 'kfunc') return false;
  for (const { instrs } of graph.blocks)
    for (const instr of instrs)
      if (instr.op === 'call' && instr.at === at) return isOperandNeverSet(graph, instr.args[i]);
  return false;
}

/** A pointer that is not NULL and not given away; else the run ends. */
export function checkPointer(
  frame: Frame,
  call: Call,
  value: Value | undefined,
  i: number,
  role: ArgRole,
): Ptr {
  const data = callArgument(call, i);
  if (value === undefined)
    return refuse(
      frame,
      call,
      { id: isNeverSet(call, i) ? 'never-set-pointer' : 'uninitialised-pointer', what: 'argument', data },
      (refused) => words().argumentWithoutValue(what(call, i), refused),
    );
  if (value === 0) {
    // The verifier prints the type of what helpers take as memory, and a NULL has none.
    const isTyped = role.role !== 'object' && call.fn.kind === 'helper';
    return refuse(frame, call, { id: 'possibly-null-argument', what: 'null', data }, (refused) =>
      words().nullArgument(what(call, i), isTyped ? '' : refused),
    );
  }
  if (!(value instanceof Ptr))
    return refuse(frame, call, { id: 'wrong-mask-type', what: 'scalar', data }, (refused) =>
      words().numberArgument(String(value), what(call, i), wanted(role), refused),
    );
  const { ref } = value;
  if (ref !== undefined && !ref.live)
    return refuse(
      frame,
      call,
      { id: 'use-after-release', what: usedAs(role), data },
      (refused) => words().givenAway(ref.struct, what(call, i), refused),
      ref.history,
    );
  return value;
}

/** What a pointer should be to. */
function wanted(role: ArgRole): string {
  if (role.role === 'object') return words().aStruct(role.struct);
  return role.role === 'slot' ? words().aSlot : words().memory;
}
