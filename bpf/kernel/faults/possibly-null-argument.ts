/** Fault possibly-null-argument (kernel/bpf/verifier.c, check_kfunc_args and check_func_arg). */

import { REGISTERS_NAMED_SINCE } from '../changes.ts';
import { type Arg, type CallArgument, type Callee, error, type KernelText, says } from '../fault-record.ts';
import { argumentType, MEMORY, nullType, OBJECTS, reg, since, slotTypes } from '../fault-texts.ts';
import type { ArgRole } from '../types.ts';

const toHelper: KernelText<Arg> = ({ arg }, version) =>
  `Possibly NULL pointer passed to helper ${since(version, REGISTERS_NAMED_SINCE) ? reg(arg) : `arg${arg + 1}`}`;
const toKfunc: KernelText<Arg> = ({ arg }, version) =>
  `Possibly NULL pointer passed to trusted ${since(version, REGISTERS_NAMED_SINCE) ? reg(arg) : `arg${arg}`}`;
const passed: KernelText<CallArgument> = (data, version, isReference) =>
  (data.kind === 'helper' ? toHelper : toKfunc)(data, version, isReference);

/** What helpers want that take a constant only; else it is memory. */
const EXPECTED: Partial<Readonly<Record<ArgRole['role'], string>>> = { map: 'map_ptr', callback: 'func' };

export const possiblyNullArgument = error({
  id: 'possibly-null-argument',
  title: 'A pointer that may be NULL is passed to a function',
  rules: ['NU-1..7', 'NU-9', 'NU-11', 'PO-8'],
  kinds: {
    unchecked: says<CallArgument>(passed),
    null: says<CallArgument>(passed),
    helper: says<CallArgument>(toHelper),
    global: says<Arg & Callee>(({ arg }, _, isReference) =>
      argumentType(arg, isReference ? 'ptr_or_null_' : 'rcu_ptr_or_null_', OBJECTS),
    ),
    slot: says<CallArgument>(({ arg }, version) =>
      argumentType(arg, 'map_value_or_null', slotTypes(version)),
    ),
    'null-slot': says<CallArgument>(({ arg }, version) => argumentType(arg, 'scalar', slotTypes(version))),
    literal: says<CallArgument & { readonly role: ArgRole['role'] }>(({ arg, role }, version) =>
      argumentType(arg, 'scalar', role === 'slot' ? slotTypes(version) : (EXPECTED[role] ?? MEMORY)),
    ),
    shifted: says<CallArgument & { readonly type: string }>(
      ({ arg, type }) => `${reg(arg)} pointer arithmetic on ${type} prohibited, null-check it first`,
    ),
    memory: says<CallArgument & { readonly type: string }>((data, version, isReference) =>
      data.kind === 'helper'
        ? argumentType(data.arg, nullType(data.type, isReference), MEMORY)
        : toKfunc(data, version, isReference),
    ),
  },
});
