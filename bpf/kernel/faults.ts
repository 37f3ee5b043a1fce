/**
 * The closed list of fault kinds. Each is the id of a rule, never renamed. `rules` are the rows of the verifier's rule
 * collection (ownership OW, NULL NU, types TY, after release RL, kptr KP, sections RC, programs PT, subprograms SP,
 * plain memory PM, populate PO) that it stands for; a row that is an error belongs to exactly one kind.
 */
import type { FaultKind } from './types.ts';

const error = (id: string, title: string, ...rules: string[]) =>
  ({ id, severity: 'error', title, rules: rules.flatMap(rows) }) as const;
const warning = (id: string, title: string, ...rules: string[]) =>
  ({ id, severity: 'warning', title, rules: rules.flatMap(rows) }) as const;

/** 'OW-1..3' to OW-1, OW-2, OW-3. */
function rows(range: string): string[] {
  const match = /^(\w+)-(\d+)\.\.(\d+)$/.exec(range);
  if (!match) return [range];
  const [, group, first, last] = match;
  return Array.from(
    { length: Number(last) - Number(first) + 1 },
    (_, index) => `${group}-${Number(first) + index}`,
  );
}

const TABLE = {
  'unreleased-reference': error(
    'unreleased-reference',
    'A reference is lost without being released',
    'OW-1..14',
    'OW-17',
  ),
  'possibly-null-argument': error(
    'possibly-null-argument',
    'A pointer that may be NULL is passed to a function',
    'NU-1..7',
    'NU-9',
    'NU-11',
    'PO-8',
  ),
  'possibly-null-dereference': error(
    'possibly-null-dereference',
    'A pointer that may be NULL is dereferenced',
    'NU-8',
    'NU-10',
  ),
  'use-after-release': error(
    'use-after-release',
    'A pointer is used after its reference was released or moved away',
    'RL-1..5',
  ),
  'not-owned': error(
    'not-owned',
    'A pointer is released, acquired or moved into a slot without being owned',
    'TY-3..5',
    'KP-12',
    'PM-4',
    'SP-4',
  ),
  'wrong-mask-type': error(
    'wrong-mask-type',
    'Something of another type is passed where a function wants a mask',
    'TY-1..2',
    'TY-6..7',
    'TY-20..22',
    'PM-2..3',
  ),
  'untrusted-pointer': error(
    'untrusted-pointer',
    'A pointer that the verifier does not trust is passed to a kfunc',
    'TY-8..9',
  ),
  'outside-rcu-section': error(
    'outside-rcu-section',
    'An RCU pointer is used where RCU does not protect it',
    'TY-10..13',
  ),
  'unbalanced-rcu-section': error(
    'unbalanced-rcu-section',
    'An RCU section, disabled preemption or lock is not ended exactly once on every path',
    'RC-1..5',
  ),
  'call-not-allowed-here': error(
    'call-not-allowed-here',
    'A function is called where it must not be: it may sleep, or a lock is held',
    'RC-6..9',
    'RC-11',
  ),
  'kptr-direct-store': error(
    'kptr-direct-store',
    'A kptr field is written directly instead of with bpf_kptr_xchg()',
    'KP-1',
  ),
  'kptr-slot': error(
    'kptr-slot',
    'A kptr field is declared or addressed in a way that does not work',
    'KP-2..11',
    'KP-13..16',
  ),
  'pointer-arithmetic': error(
    'pointer-arithmetic',
    'A pointer to a kernel object is shifted or computed with',
    'TY-14..17',
    'TY-19',
  ),
  'write-to-mask': error('write-to-mask', 'A mask is written through its pointer', 'TY-18'),
  'populate-arguments': error(
    'populate-arguments',
    'bpf_cpumask_populate() gets memory or a length that it cannot take',
    'PO-1..7',
    'PO-10',
  ),
  'subprogram-argument': error(
    'subprogram-argument',
    'A mask crosses the border of a global function in a way that is not checked there',
    'SP-2',
    'SP-7',
  ),
  'return-range': error('return-range', 'A callback or program returns a number that it must not return'),
  'program-type': error('program-type', 'The function is not open to programs of this type', 'PT-1..2'),
  'kernel-version': error('kernel-version', 'The target kernel does not have this', 'PT-3..4', 'OW-15..16'),
  'invalid-flags': warning('invalid-flags', 'A flags argument that this function can only fail with'),
  'plain-memory-mask': warning(
    'plain-memory-mask',
    'Plain memory is passed where a struct bpf_cpumask is meant',
    'PM-1',
  ),
  'kernel-mask-written': warning(
    'kernel-mask-written',
    'A mask that belongs to the kernel would be overwritten',
    'PO-9',
  ),
  'uninitialised-pointer': warning(
    'uninitialised-pointer',
    'A variable may be read before it is set',
    'PM-5',
  ),
  'load-time-leak': warning(
    'load-time-leak',
    'A reference is lost on a path that a load-time constant decides about',
  ),
  'wrong-null-check': warning('wrong-null-check', 'Another variable is tested than the one just assigned'),
  'empty-mask-read': warning('empty-mask-read', 'A mask is read that has just been created and never filled'),
  'nr-cpu-ids-equality': warning(
    'nr-cpu-ids-equality',
    'A CPU number is compared with nr_cpu_ids by == instead of >=',
  ),
  'unchecked-cpu-index': {
    id: 'unchecked-cpu-index',
    severity: 'hint',
    title: 'A CPU number that may be out of range is used unchecked',
    rules: [],
  },
} as const satisfies Record<string, FaultKind>;

export type FaultId = keyof typeof TABLE;

/** Every kind by its id. */
export const FAULTS: Readonly<Record<FaultId, FaultKind>> = TABLE;
export const FAULT_IDS = Object.keys(TABLE) as readonly FaultId[];

/** Whether a text is the id of a fault kind. */
export function isFaultId(text: string): text is FaultId {
  return Object.hasOwn(TABLE, text);
}

/** The kind with that id. */
export function faultKind(id: FaultId): FaultKind {
  return TABLE[id];
}
