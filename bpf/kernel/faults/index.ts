/**
 * Every fault: the closed list of ids, never renamed, each with its record. `rules` of a record are the rows of the
 * verifier's rules (ownership OW, NULL NU, types TY, after release RL, kptr KP, sections RC, programs PT, subprograms
 * SP, plain memory PM, populate PO) that it stands for; a row that is an error belongs to exactly one id.
 */
import type { FaultRecord, Kind, None } from '../fault-record.ts';
import type { FaultKind, Version } from '../types.ts';
import { bitmapLength } from './bitmap-length.ts';
import { callNotAllowedHere } from './call-not-allowed-here.ts';
import { invalidFlags } from './invalid-flags.ts';
import { kernelMaskWritten } from './kernel-mask-written.ts';
import { kernelVersion } from './kernel-version.ts';
import { kptrDirectStore } from './kptr-direct-store.ts';
import { kptrSlot } from './kptr-slot.ts';
import { loadTimeLeak } from './load-time-leak.ts';
import { mapOperationFails, mapValueBuffer, perCpuValue } from './map-operation.ts';
import { neverSetPointer } from './never-set-pointer.ts';
import { notOwned } from './not-owned.ts';
import { outsideRcuSection } from './outside-rcu-section.ts';
import { plainMemoryMask } from './plain-memory-mask.ts';
import { pointerArithmetic } from './pointer-arithmetic.ts';
import { populateArguments } from './populate-arguments.ts';
import { possiblyNullArgument } from './possibly-null-argument.ts';
import { possiblyNullDereference } from './possibly-null-dereference.ts';
import { programType } from './program-type.ts';
import { readOnlyMemory } from './read-only-memory.ts';
import { RESERVED } from './reserved.ts';
import { returnRange } from './return-range.ts';
import { subprogramArgument } from './subprogram-argument.ts';
import { unbalancedRcuSection } from './unbalanced-rcu-section.ts';
import { uninitialisedPointer } from './uninitialised-pointer.ts';
import { unreleasedReference } from './unreleased-reference.ts';
import { untrustedPointer } from './untrusted-pointer.ts';
import { useAfterRelease } from './use-after-release.ts';
import { writeToMask } from './write-to-mask.ts';
import { wrongMaskType } from './wrong-mask-type.ts';
import { wrongNullCheck } from './wrong-null-check.ts';

const RECORDS = [
  unreleasedReference,
  possiblyNullArgument,
  possiblyNullDereference,
  useAfterRelease,
  notOwned,
  wrongMaskType,
  untrustedPointer,
  outsideRcuSection,
  unbalancedRcuSection,
  callNotAllowedHere,
  kptrDirectStore,
  kptrSlot,
  pointerArithmetic,
  writeToMask,
  populateArguments,
  subprogramArgument,
  returnRange,
  programType,
  kernelVersion,
  neverSetPointer,
  invalidFlags,
  plainMemoryMask,
  kernelMaskWritten,
  uninitialisedPointer,
  loadTimeLeak,
  wrongNullCheck,
  readOnlyMemory,
  bitmapLength,
  mapOperationFails,
  mapValueBuffer,
  perCpuValue,
  ...RESERVED,
] as const;

type AnyRecord = (typeof RECORDS)[number];
type RecordOf<Id extends FaultId> = Extract<AnyRecord, { readonly id: Id }>;

export type FaultId = AnyRecord['id'];
export type ReservedId = (typeof RESERVED)[number]['id'];
/** An id that something reports, so that it needs a rule. */
export type RuleId = Exclude<FaultId, ReservedId>;

/** What the checker and the emulator may say has happened, for an id. Of several ids: what all of them have. */
export type KindOf<Id extends FaultId> = keyof RecordOf<Id>['kinds'] & string;
/** The same, and what only a run meets. */
export type RunKindOf<Id extends FaultId> = KindOf<Id> | (keyof RecordOf<Id>['onlyRuns'] & string);

/** What has to be known of such a fault. */
export type DataOf<Id extends FaultId, K extends RunKindOf<Id>> =
  RecordOf<Id> extends infer R
    ? R extends FaultRecord<string, infer Kinds, infer Runs>
      ? (Kinds & Runs)[K & keyof (Kinds & Runs)] extends Kind<infer D>
        ? D
        : never
      : never
    : never;

/** `data` may be left out where nothing has to be known. */
type WithData<D> = None extends D ? { readonly data?: D } : { readonly data: D };

/** What has happened, by id and kind. */
export type Happened = {
  [Id in RuleId]: {
    [K in KindOf<Id>]: { readonly id: Id; readonly what: K } & WithData<DataOf<Id, K>>;
  }[KindOf<Id>];
}[RuleId];

/** The same on a run. */
export type RunHappened = {
  [Id in RuleId]: {
    [K in RunKindOf<Id>]: { readonly id: Id; readonly what: K } & WithData<DataOf<Id, K>>;
  }[RunKindOf<Id>];
}[RuleId];

const BY_ID = Object.fromEntries(RECORDS.map((record) => [record.id, record]));

/** What every reader may know of every fault. */
export interface AnyFault extends FaultKind {
  readonly id: FaultId;
  readonly kinds: Readonly<Record<string, Kind<never>>>;
  readonly onlyRuns: Readonly<Record<string, Kind<never>>>;
}

/** Every fault by its id. */
export const FAULTS = BY_ID as Readonly<Record<FaultId, AnyFault>>;
export const FAULT_IDS: readonly FaultId[] = RECORDS.map(({ id }) => id);
export const RESERVED_IDS: readonly ReservedId[] = RESERVED.map(({ id }) => id);

/**
 * What that kernel prints for a fault; '' when it prints nothing. `isReference`: the pointer at fault was handed out
 * by a call.
 */
export function kernelText(happened: RunHappened, version: Version, isReference: boolean): string {
  const { kinds, onlyRuns } = FAULTS[happened.id];
  const text = (kinds[happened.what] ?? onlyRuns[happened.what])?.text;
  return text?.((happened.data ?? {}) as never, version, isReference) ?? '';
}
