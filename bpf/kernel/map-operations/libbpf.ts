/**
 * What libbpf checks before it asks the kernel: validate_map_op() in src/libbpf.c, used by bpf_map__lookup_elem(),
 * __update_elem(), __lookup_and_delete_elem(), __delete_elem() and __get_next_key(). The functions with one
 * underscore (bpf.c) check nothing.
 */
import { LIBBPF_CPU_FLAGS_SINCE } from '../changes.ts';
import { DEFAULT_LIBBPF } from '../versions.ts';
import { ALL_CPUS, CPU, has, type Tri } from './flag-word.ts';
import { isSince, type MapKind } from './kinds.ts';
import type { LibbpfCheck, MapOperation, Step } from './types.ts';

const roundedUp = (size: number): number => Math.ceil(size / 8) * 8;

/** Bytes of a value of all CPUs: each rounded up to 8. undefined: the number of CPUs is not known. */
export function allCpusSize(valueSize: number, possibleCpus: number | undefined): number | undefined {
  return possibleCpus === undefined ? undefined : roundedUp(valueSize) * possibleCpus;
}

export function libbpfSteps(op: MapOperation, kind: MapKind): readonly Step[] {
  if (op.side !== 'libbpf') return [];
  const { map } = op;
  const keySize = op.keySize === undefined ? false : op.keySize !== map.keySize;
  return [
    { check: 'libbpf-not-created', errno: 'ENOENT', refuses: op.created === false },
    refusal('libbpf-key-size', keySize),
    ...valueSteps(op, kind),
  ];
}

const refusal = (check: LibbpfCheck, refuses: Tri): Step => ({ check, errno: 'EINVAL', refuses });

/** bpf_map__delete_elem() and bpf_map__get_next_key() have no value. */
function valueSteps(op: MapOperation, kind: MapKind): readonly Step[] {
  if (op.operation === 'delete' || op.operation === 'get_next_key') return [];
  const given = op.valueSize;
  const isOther = given === undefined ? undefined : given !== op.map.valueSize;
  if (!kind.perCpu) return [refusal('libbpf-value-size', isOther)];
  if (!asksForOne(op)) return [refusal('libbpf-value-size-all', isOtherThanAll(op))];
  return [
    refusal('libbpf-both-flags', has(op.flags, CPU) && has(op.flags, ALL_CPUS)),
    refusal('libbpf-value-size-one', isOther),
  ];
}

/** A flag for CPUs is set, and this libbpf knows it. */
function asksForOne(op: MapOperation): boolean {
  if (!isSince(op.libbpf ?? DEFAULT_LIBBPF, LIBBPF_CPU_FLAGS_SINCE)) return false;
  return has(op.flags, CPU) || has(op.flags, ALL_CPUS);
}

function isOtherThanAll({ map, valueSize, possibleCpus }: MapOperation): Tri {
  if (valueSize === undefined) return undefined;
  const all = allCpusSize(map.valueSize, possibleCpus);
  if (all !== undefined) return valueSize !== all;
  return valueSize === 0 || valueSize % roundedUp(map.valueSize) !== 0 ? true : undefined;
}

/** What libbpf prints when a check of it refuses, without `libbpf: ` in front. */
export function libbpfMessage(check: LibbpfCheck, op: MapOperation): string | null {
  const map = `map '${op.map.name}'`;
  const given = op.valueSize ?? 0;
  switch (check) {
    case 'libbpf-not-created':
      return null;
    case 'libbpf-key-size':
      return `${map}: unexpected key size ${op.keySize ?? 0} provided, expected ${op.map.keySize}`;
    case 'libbpf-both-flags':
      return `${map}: BPF_F_CPU and BPF_F_ALL_CPUS are mutually exclusive`;
    case 'libbpf-value-size-one':
      return `${map}: unexpected value size ${given} provided for either BPF_F_CPU or BPF_F_ALL_CPUS, expected ${op.map.valueSize}`;
    case 'libbpf-value-size-all':
      return `${map}: unexpected value size ${given} provided for per-CPU map, expected ${allText(op)}`;
    case 'libbpf-value-size':
      return `${map}: unexpected value size ${given} provided, expected ${op.map.valueSize}`;
  }
}

function allText({ map, possibleCpus }: MapOperation): string {
  const size = roundedUp(map.valueSize);
  if (possibleCpus === undefined) return `N * ${size}`;
  return `${possibleCpus} * ${size} = ${possibleCpus * size}`;
}
