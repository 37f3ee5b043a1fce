/** Rule map-operation-fails: see `docs` below. */
import { CPU_FLAGS_SINCE } from '../../bpf/kernel/changes.ts';
import type { Refusal } from '../../bpf/kernel/faults/map-operation.ts';
import type { Check } from '../../bpf/kernel/map-operations/types.ts';
import { compareVersions } from '../../bpf/kernel/versions.ts';
import { mapOperationFixes } from './fix/calls/map-operation.ts';
import { callee, defineRule } from './rule.ts';
import { userExample } from './user-example.ts';

const shortType = (type: string): string => type.replace('BPF_MAP_TYPE_', '');

const REASONS: Readonly<Record<Check, (refusal: Refusal) => string>> = {
  'libbpf-not-created': () => 'the map is not created before the object is loaded',
  'libbpf-key-size': () => 'libbpf expects the size of the key as the BPF file defines it',
  'libbpf-both-flags': () => 'BPF_F_CPU and BPF_F_ALL_CPUS exclude each other',
  'libbpf-value-size-one': ({ map }) =>
    `with BPF_F_CPU or BPF_F_ALL_CPUS the size is that of one value, ${map.valueSize}`,
  'libbpf-value-size-all': ({ map, flags, libbpf }) =>
    flags.some(isForCpus)
      ? `libbpf knows ${flags.filter(isForCpus).join(' | ')} from 1.7 on, and this is ${libbpf}`
      : `without a flag for CPUs the size is ${Math.ceil(map.valueSize / 8) * 8} for each possible CPU`,
  'libbpf-value-size': ({ map }) => `the map's values have ${map.valueSize} bytes`,
  'attr-not-used': () => 'this operation takes no flags',
  permission: () => 'the map may not be used in this way from user space',
  'no-such-operation': ({ map, isBatch }) =>
    `${shortType(map.type)} maps have no such ${isBatch ? 'batch ' : ''}operation`,
  'allowed-bits': ({ flags, kernel }) =>
    flags.some(isForCpus) && compareVersions(kernel, CPU_FLAGS_SINCE) < 0
      ? CAME_LATER
      : `this operation does not take ${flags.join(' | ') || 'a CPU in its flags'}`,
  prefix: () => 'the prefix of a key is at most as long as its data',
  'lock-without-spin-lock': () => 'BPF_F_LOCK needs a bpf_spin_lock in the value',
  'cpu-without-BPF_F_CPU': () => 'a CPU in the upper half of the flags needs BPF_F_CPU',
  'map-type': ({ map }) => `BPF_F_CPU and BPF_F_ALL_CPUS are not for ${shortType(map.type)} maps`,
  'both-flags': () => 'BPF_F_CPU and BPF_F_ALL_CPUS exclude each other',
  'cpu-range': () => 'no machine has a CPU of that number; a negative one becomes a large one',
  'key-without-keys': ({ map }) => `elements of ${article(map.type)} have no keys, and NULL has to be passed`,
  'map-flag-bound': ({ map, flags, kernel }) =>
    flags.some(isForCpus) && compareVersions(kernel, CPU_FLAGS_SINCE) < 0
      ? CAME_LATER
      : `${shortType(map.type)} maps do not take ${flags.join(' | ') || 'these flags'}${flags.length > 1 ? ' together' : ''} here`,
  index: () => 'the array has no element of that index',
  existence: ({ map }) => `all elements of ${article(map.type)} exist from the start`,
  full: () => 'the map is full',
  'no-delete': noDelete,
  'end-of-map': () => 'nothing comes after the last element',
};

const isForCpus = (flag: string): boolean => flag === 'BPF_F_CPU' || flag === 'BPF_F_ALL_CPUS';
const CAME_LATER = `BPF_F_CPU and BPF_F_ALL_CPUS came with ${CPU_FLAGS_SINCE}`;

function noDelete({ map }: { readonly map: Pick<Refusal['map'], 'type'> }): string {
  return `elements of ${article(map.type)} cannot be deleted`;
}

function article(type: string): string {
  const name = shortType(type);
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name} map`;
}

function rejection(data: Refusal): string {
  const { errnos, check, message } = data;
  const who = check.startsWith('libbpf') ? 'libbpf' : 'The kernel';
  const errno = (errnos ?? []).map((name) => `-${name}`).join(' or ');
  const printed = message ? ` and prints: "${message}"` : '';
  return `${callee({ data })} fails with ${errno}: ${REASONS[check](data)}. ${who} checks this for '${data.map.name}'${printed}.`;
}

export const rule = defineRule({
  id: 'map-operation-fails',
  messages: {
    rejected: (f) => rejection(f.data),
    shifted: () =>
      'A 32-bit number is shifted by 32: the number of the CPU is lost. Convert it first, as in (__u64)cpu << 32 | BPF_F_CPU.',
    count: (f) =>
      `${callee(f)} fails with -ERANGE in the last round: the CPU equals libbpf_num_possible_cpus(). CPU numbers begin at 0, so the last one is that count less one.`,
    permanent: ({ data }) =>
      `${callee({ data })} fails with -EINVAL: ${noDelete(data)}. The program loads, but every call returns an error. Write zeroes over the value.`,
  },
  fixes: mapOperationFixes,
  docs: `Programs of user space that work on the maps of a BPF file next to them are checked
for these operations alone. libbpf looks at sizes first, then the kernel at flags, in this
order: bits that the operation does not take, \`BPF_F_LOCK\` without a lock in the value, a
CPU without \`BPF_F_CPU\`, a map that is not per-CPU, both flags at once (all \`-EINVAL\`),
and a CPU that there is not (\`-ERANGE\`).

- \`BPF_F_CPU\` and \`BPF_F_ALL_CPUS\` need kernel 7.0, and libbpf 1.7 for the functions that
  begin with \`bpf_map__\`.
- The number of the CPU is in the upper half: \`(__u64)cpu << 32 | BPF_F_CPU\`.
- A lookup takes one CPU, never all of them. Deletes take neither flag.
- The size is that of one value with such a flag. Without, it is the value's, rounded up to
  8, for each of \`libbpf_num_possible_cpus()\` CPUs.

Which sizes and types the maps have is read in the BPF file whose object is opened, or whose
skeleton is included. What cannot be found there is not judged.

In a BPF program it is \`bpf_map_delete_elem()\` of an array: its elements stay, and the call
returns \`-EINVAL\`.`,
  examples: [
    userExample(
      {
        type: 'PERCPU_ARRAY',
        kernel: CPU_FLAGS_SINCE,
        code: `__u64 value = 0;

	return bpf_map_update_elem(bpf_map__fd(hits), &key, &value, BPF_F_CPU | BPF_F_ALL_CPUS);`,
      },
      `__u64 value = 0;

	return bpf_map_update_elem(bpf_map__fd(hits), &key, &value, BPF_F_ALL_CPUS);`,
    ),
  ],
});
