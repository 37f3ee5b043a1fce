/** What the verifier asks of any pointer that is an argument: that it is one, and still good. */
import type { ArgRole } from '../../bpf/kernel/types.ts';
import type { Frame } from '../machine/machine.ts';
import { Ptr, type Value } from '../machine/values.ts';
import { usedAs } from './argument-faults.ts';
import { type Call, callArgument, refuse } from './call.ts';

/** `argument 1 of bpf_cpumask_set_cpu()`. */
export function what(call: Call, i: number): string {
  return `argument ${i + 1} of ${call.fn.name}()`;
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
      { id: 'uninitialised-pointer', what: 'argument', data },
      (refused) => `A variable without a value is ${what(call, i)}. The verifier refuses it${refused}.`,
    );
  if (value === 0)
    return refuse(
      frame,
      call,
      role.role === 'object' || call.fn.kind !== 'helper'
        ? { id: 'possibly-null-argument', what: 'null', data }
        : { id: 'possibly-null-argument', what: 'literal', data: { ...data, role: role.role } },
      (refused) => `NULL is ${what(call, i)}. The verifier refuses a pointer that was not tested${refused}.`,
    );
  if (!(value instanceof Ptr))
    return refuse(
      frame,
      call,
      { id: 'wrong-mask-type', what: 'scalar', data },
      (refused) =>
        `The number ${value} is ${what(call, i)}, which wants ${wanted(role)}. The verifier refuses it${refused}.`,
    );
  const { ref } = value;
  if (ref !== undefined && !ref.live)
    return refuse(
      frame,
      call,
      { id: 'use-after-release', what: usedAs(role), data },
      (refused) =>
        `The struct ${ref.struct} that is ${what(call, i)} was given away before. The kernel could have freed it; the verifier refuses it${refused}.`,
      ref.history,
    );
  return value;
}

function wanted(role: ArgRole): string {
  if (role.role === 'object') return `a struct ${role.struct}`;
  return role.role === 'slot' || role.role === 'transfer' ? 'a struct kptr' : 'a struct memory';
}
