/** What libbpf's and sched_ext's headers add: casts, and questions that are answered when the program is loaded. */
import type { KernelFunction } from '../types.ts';
import { any, BOOL, library, macro } from './build.ts';

const asked = (
  name: string,
  params: string,
  en: string,
  effect: 'core-query' | 'ksym-exists' = 'core-query',
) =>
  macro({
    name,
    params: params.split(', ').map((one) => any('', one)),
    prototype: `${name}(${params})`,
    effect,
    en,
  });

const HEADERS: readonly KernelFunction[] = [
  asked(
    'bpf_ksym_exists',
    'sym',
    'Whether the running kernel has a weak symbol. Decided when the program is loaded: the other branch is dead code and may call functions that do not exist.',
    'ksym-exists',
  ),
  asked(
    'bpf_core_field_exists',
    'field',
    'Whether a kernel struct has a field. Decided when the program is loaded.',
  ),
  asked('bpf_core_type_exists', 'type', 'Whether the kernel has a type. Decided when the program is loaded.'),
  asked(
    'bpf_core_type_matches',
    'type',
    'Whether the kernel has a type of this shape. Decided when the program is loaded.',
  ),
  asked(
    'bpf_core_enum_value_exists',
    'enum_type, enum_value',
    'Whether the kernel has an enumerator. Decided when the program is loaded.',
  ),
  asked(
    'bpf_core_enum_value',
    'enum_type, enum_value',
    'The number that the running kernel gives an enumerator.',
  ),
  asked('bpf_core_field_size', 'field', 'Size of a field in the running kernel.'),
  asked('bpf_core_type_size', 'type', 'Size of a type in the running kernel.'),
  asked('bpf_core_type_id_local', 'type', "Id of a type in the program's own BTF."),
  library({
    name: 'cast_mask',
    result: 'const struct cpumask *',
    params: [any('struct bpf_cpumask *', 'mask')],
    returns: { kind: 'argument', index: 0 },
    effect: 'identity',
    en: 'The same mask, as the read-only type that the querying kfuncs take. A static inline of the sched_ext headers.',
    zh: '返回同一个 cpumask，类型变为查询类 kfunc 所需的只读类型。它是 sched_ext 头文件中的 static inline 函数。',
  }),
  macro({
    name: 'no_free_ptr',
    params: [any('', 'p')],
    prototype: 'no_free_ptr(p)',
    returns: { kind: 'argument', index: 0 },
    effect: 'none',
    en: 'Takes a pointer out of a variable with a cleanup attribute, which becomes NULL, so that it is not released at the end of the scope.',
  }),
  macro({
    name: 'bpf_addr_space_cast',
    params: [any('', 'var'), any('', 'dst_as'), any('', 'src_as')],
    effect: 'none',
    en: 'Moves a pointer between the address spaces of an arena and the kernel.',
  }),
  ...['bpf_in_interrupt', 'bpf_in_nmi', 'bpf_in_hardirq', 'bpf_in_serving_softirq', 'bpf_in_task'].map(
    (name) =>
      library({
        name,
        result: 'bool',
        returns: BOOL,
        effect: 'none',
        en: 'Which context the program was called from: interrupt, NMI or task.',
      }),
  ),
];

export const HEADERS_AND_CASTS: readonly KernelFunction[] = HEADERS;
