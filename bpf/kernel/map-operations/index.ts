/**
 * What kernel and libbpf answer to an operation on a map: the one home of these facts, for the checker, the emulator
 * and hovers. Read in the source of 7.0 (kernel/bpf/{syscall,arraymap,hashtab,local_storage,lpm_trie}.c) and of
 * libbpf 1.1 to 1.8 (src/libbpf.c); what 6.18 can answer was asked (test/truth/percpu_cases.json).
 */
import { ERRNO } from '../flags.ts';
import { ALL_CPUS, CPU, flagWord, has } from './flag-word.ts';
import { isBatch, type MapKind, mapKind } from './kinds.ts';
import { allCpusSize, libbpfMessage, libbpfSteps } from './libbpf.ts';
import { evictsAnother, ownSteps } from './map-own.ts';
import { systemCallSteps } from './system-call.ts';
import type { Answer, Check, LibbpfCheck, MapOperation, Step } from './types.ts';

/** The answer; undefined: the map's operations are not known, or a program cannot do that. */
export function answer(op: MapOperation): Answer | undefined {
  const kind = mapKind(op.map.type);
  if (!kind || (op.side === 'program' && !kind.program)) return undefined;
  const maybe: Step[] = [];
  for (const step of stepsOf(op, kind)) {
    if (step.refuses === true) return refused(op, kind, step, maybe);
    if (step.refuses === undefined) maybe.push(step);
  }
  return {
    result: 'ok',
    errno: 0,
    by: 'kernel',
    check: null,
    message: null,
    bytes: copied(op, kind),
    evicts: evictsAnother(op, kind),
    maybe,
  };
}

function stepsOf(op: MapOperation, kind: MapKind): readonly Step[] {
  return [...libbpfSteps(op, kind), ...systemCallSteps(op, kind), ...ownSteps(op, kind)];
}

function refused(op: MapOperation, kind: MapKind, step: Step, maybe: readonly Step[]): Answer {
  const byLibbpf = isLibbpfCheck(step.check);
  return {
    result: step.errno,
    errno: ERRNO[step.errno],
    by: byLibbpf ? 'libbpf' : 'kernel',
    check: step.check,
    message: byLibbpf ? libbpfMessage(step.check as LibbpfCheck, op) : null,
    // The end is an errno, and values were delivered before.
    bytes: step.check === 'end-of-map' && isBatch(op.operation) ? copied(op, kind) : null,
    evicts: false,
    maybe,
  };
}

const isLibbpfCheck = (check: Check): boolean => check.startsWith('libbpf-');

/** Bytes that the kernel copies for one element: bpf_map_value_size(). A program writes the value of its CPU. */
function copied(op: MapOperation, kind: MapKind): number | null {
  if (op.count === 0) return null;
  const asked = op.operation.replace('_batch', '');
  if (asked === 'delete' || asked === 'get_next_key') return null;
  if (op.side === 'program') return asked === 'update' ? op.map.valueSize : null;
  return valueBytes(op, kind);
}

function valueBytes(op: MapOperation, kind: MapKind): number | null {
  if (!kind.perCpu || has(op.flags, CPU) || has(op.flags, ALL_CPUS)) return op.map.valueSize;
  return allCpusSize(op.map.valueSize, op.possibleCpus) ?? null;
}

/** bpf_map_update_elem() of a program. `full`: no room for a new key, or an index that the array does not have. */
export function programUpdate(
  type: string,
  flags: bigint,
  at: { readonly present: boolean; readonly full: boolean; readonly hasLock: boolean },
  kernel: string,
): Answer | undefined {
  return programAnswer(type, 'update', flags, at, kernel);
}

/** bpf_map_delete_elem() of a program. */
export function programDelete(type: string, present: boolean, kernel: string): Answer | undefined {
  return programAnswer(type, 'delete', 0n, { present, full: false, hasLock: false }, kernel);
}

function programAnswer(
  type: string,
  operation: 'update' | 'delete',
  flags: bigint,
  at: { readonly present: boolean; readonly full: boolean; readonly hasLock: boolean },
  kernel: string,
): Answer | undefined {
  const outside = at.full && mapKind(type)?.keys === 'index';
  return answer({
    map: { type, keySize: 0, valueSize: 0, maxEntries: 0, hasSpinLock: at.hasLock, name: '' },
    operation,
    side: 'program',
    kernel,
    flags: flagWord(flags),
    key: outside ? 'out_of_range' : at.present ? 'present' : 'absent',
    full: at.full,
  });
}
