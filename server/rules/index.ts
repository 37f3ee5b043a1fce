/** Every rule, by its id. */
import type { RuleId } from '../../bpf/kernel/faults/index.ts';
import type { Fault } from '../analysis/engine/faults.ts';
import { rule as bitmapLength } from './bitmap-length.ts';
import { rule as callNotAllowedHere } from './call-not-allowed-here.ts';
import { rule as invalidFlags } from './invalid-flags.ts';
import { rule as kernelMaskWritten } from './kernel-mask-written.ts';
import { rule as kernelVersion } from './kernel-version.ts';
import { rule as kptrDirectStore } from './kptr-direct-store.ts';
import { rule as kptrSlot } from './kptr-slot.ts';
import { rule as loadTimeLeak } from './load-time-leak.ts';
import { rule as mapOperationFails } from './map-operation-fails.ts';
import { rule as mapValueBuffer } from './map-value-buffer.ts';
import { rule as neverSetPointer } from './never-set-pointer.ts';
import { rule as notOwned } from './not-owned.ts';
import { rule as outsideRcuSection } from './outside-rcu-section.ts';
import { rule as perCpuValue } from './per-cpu-value.ts';
import { rule as plainMemoryMask } from './plain-memory-mask.ts';
import { rule as pointerArithmetic } from './pointer-arithmetic.ts';
import { rule as populateArguments } from './populate-arguments.ts';
import { rule as possiblyNullArgument } from './possibly-null-argument.ts';
import { rule as possiblyNullDereference } from './possibly-null-dereference.ts';
import { rule as programType } from './program-type.ts';
import { rule as readOnlyMemory } from './read-only-memory.ts';
import { rule as returnRange } from './return-range.ts';
import type { Rule } from './rule.ts';
import { rule as subprogramArgument } from './subprogram-argument.ts';
import { rule as unbalancedRcuSection } from './unbalanced-rcu-section.ts';
import { rule as uninitialisedPointer } from './uninitialised-pointer.ts';
import { rule as unreleasedReference } from './unreleased-reference.ts';
import { rule as untrustedPointer } from './untrusted-pointer.ts';
import { rule as useAfterRelease } from './use-after-release.ts';
import { rule as writeToMask } from './write-to-mask.ts';
import { rule as wrongMaskType } from './wrong-mask-type.ts';
import { rule as wrongNullCheck } from './wrong-null-check.ts';

/** One for each id that is reported: the compiler asks for it. */
const RULES: { readonly [Id in RuleId]: Rule<Id> } = {
  'bitmap-length': bitmapLength,
  'call-not-allowed-here': callNotAllowedHere,
  'invalid-flags': invalidFlags,
  'kernel-mask-written': kernelMaskWritten,
  'kernel-version': kernelVersion,
  'kptr-direct-store': kptrDirectStore,
  'kptr-slot': kptrSlot,
  'load-time-leak': loadTimeLeak,
  'map-operation-fails': mapOperationFails,
  'map-value-buffer': mapValueBuffer,
  'never-set-pointer': neverSetPointer,
  'not-owned': notOwned,
  'outside-rcu-section': outsideRcuSection,
  'per-cpu-value': perCpuValue,
  'plain-memory-mask': plainMemoryMask,
  'pointer-arithmetic': pointerArithmetic,
  'populate-arguments': populateArguments,
  'possibly-null-argument': possiblyNullArgument,
  'possibly-null-dereference': possiblyNullDereference,
  'program-type': programType,
  'read-only-memory': readOnlyMemory,
  'return-range': returnRange,
  'subprogram-argument': subprogramArgument,
  'unbalanced-rcu-section': unbalancedRcuSection,
  'uninitialised-pointer': uninitialisedPointer,
  'unreleased-reference': unreleasedReference,
  'untrusted-pointer': untrustedPointer,
  'use-after-release': useAfterRelease,
  'write-to-mask': writeToMask,
  'wrong-mask-type': wrongMaskType,
  'wrong-null-check': wrongNullCheck,
};

const ALL: readonly Rule[] = Object.values(RULES);
const BY_ID: ReadonlyMap<string, Rule> = new Map(ALL.map((rule) => [rule.id, rule]));

export function allRules(): readonly Rule[] {
  return ALL;
}

/** The rule that tells of a fault: a leak which only other load-time constants lead to has a rule of its own. */
export function ruleIdOf({ id, initial }: Pick<Fault, 'id' | 'initial'>): RuleId {
  return !initial && id === 'unreleased-reference' ? 'load-time-leak' : id;
}

/** The rule with that id, as a setting or a client may name it. */
export function ruleOf(id: string): Rule | undefined {
  return BY_ID.get(id);
}
