/** Every rule, in the order of the catalogue's fault kinds. */
import { rule as callNotAllowedHere } from './call-not-allowed-here.ts';
import { rule as invalidFlags } from './invalid-flags.ts';
import { rule as kernelMaskWritten } from './kernel-mask-written.ts';
import { rule as kernelVersion } from './kernel-version.ts';
import { rule as kptrDirectStore } from './kptr-direct-store.ts';
import { rule as kptrSlot } from './kptr-slot.ts';
import { rule as loadTimeLeak } from './load-time-leak.ts';
import { rule as notOwned } from './not-owned.ts';
import { rule as outsideRcuSection } from './outside-rcu-section.ts';
import { rule as plainMemoryMask } from './plain-memory-mask.ts';
import { rule as pointerArithmetic } from './pointer-arithmetic.ts';
import { rule as populateArguments } from './populate-arguments.ts';
import { rule as possiblyNullArgument } from './possibly-null-argument.ts';
import { rule as possiblyNullDereference } from './possibly-null-dereference.ts';
import { rule as programType } from './program-type.ts';
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

const RULES: readonly Rule[] = [
  callNotAllowedHere,
  invalidFlags,
  kernelMaskWritten,
  kernelVersion,
  kptrDirectStore,
  kptrSlot,
  loadTimeLeak,
  notOwned,
  outsideRcuSection,
  plainMemoryMask,
  pointerArithmetic,
  populateArguments,
  possiblyNullArgument,
  possiblyNullDereference,
  programType,
  returnRange,
  subprogramArgument,
  unbalancedRcuSection,
  uninitialisedPointer,
  unreleasedReference,
  untrustedPointer,
  useAfterRelease,
  writeToMask,
  wrongMaskType,
];

const BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]));

export function allRules(): readonly Rule[] {
  return RULES;
}

export function ruleOf(id: string): Rule | undefined {
  return BY_ID.get(id);
}
