/** What libbpf's and sched_ext's headers add: casts, and questions that are answered when the program is loaded. */
import type { KernelFunction } from '../types.ts';
import { any, BOOL, library, macro } from './build.ts';

const asked = (
  name: string,
  params: string,
  en: string,
  zh: string,
  effect: 'core-query' | 'ksym-exists' = 'core-query',
) =>
  macro({
    name,
    params: params.split(', ').map((one) => any('', one)),
    prototype: `${name}(${params})`,
    effect,
    en,
    zh,
  });

const HEADERS: readonly KernelFunction[] = [
  asked(
    'bpf_ksym_exists',
    'sym',
    'Whether the running kernel has a weak symbol. Decided when the program is loaded: the other branch is dead code and may call functions that do not exist.',
    '判断正在运行的内核是否有某个弱符号。在加载程序时确定：另一个分支成为死代码，可以调用并不存在的函数。',
    'ksym-exists',
  ),
  asked(
    'bpf_core_field_exists',
    'field',
    'Whether a kernel struct has a field. Decided when the program is loaded.',
    '判断内核结构体是否有某个字段。在加载程序时确定。',
  ),
  asked(
    'bpf_core_type_exists',
    'type',
    'Whether the kernel has a type. Decided when the program is loaded.',
    '判断内核是否有某个类型。在加载程序时确定。',
  ),
  asked(
    'bpf_core_type_matches',
    'type',
    'Whether the kernel has a type of this shape. Decided when the program is loaded.',
    '判断内核是否有与此结构相符的类型。在加载程序时确定。',
  ),
  asked(
    'bpf_core_enum_value_exists',
    'enum_type, enum_value',
    'Whether the kernel has an enumerator. Decided when the program is loaded.',
    '判断内核是否有某个枚举成员。在加载程序时确定。',
  ),
  asked(
    'bpf_core_enum_value',
    'enum_type, enum_value',
    'The number that the running kernel gives an enumerator.',
    '某个枚举成员在正在运行的内核中的值。',
  ),
  asked(
    'bpf_core_field_size',
    'field',
    'Size of a field in the running kernel.',
    '某个字段在正在运行的内核中的大小。',
  ),
  asked(
    'bpf_core_type_size',
    'type',
    'Size of a type in the running kernel.',
    '某个类型在正在运行的内核中的大小。',
  ),
  asked(
    'bpf_core_type_id_local',
    'type',
    "Id of a type in the program's own BTF.",
    '某个类型在程序自身的 BTF 中的 id。',
  ),
  library({
    name: 'cast_mask',
    result: 'const struct cpumask *',
    params: [any('struct bpf_cpumask *', 'mask')],
    returns: { kind: 'argument', index: 0 },
    effect: 'identity',
    en: 'The same mask, as the read-only type that the querying kfuncs take. A static inline of the sched_ext headers.',
    zh: '返回同一个掩码，类型变为查询类 kfunc 所需的只读类型。它是 sched_ext 头文件中的 static inline 函数。',
  }),
  macro({
    name: 'no_free_ptr',
    params: [any('', 'p')],
    prototype: 'no_free_ptr(p)',
    returns: { kind: 'argument', index: 0 },
    effect: 'none',
    en: 'Takes a pointer out of a variable with a cleanup attribute, which becomes NULL, so that it is not released at the end of the scope.',
    zh: '从带有 cleanup 属性的变量中取走指针，该变量变为 NULL，因此指针不会在作用域结束时被释放。',
  }),
  macro({
    name: 'bpf_addr_space_cast',
    params: [any('', 'var'), any('', 'dst_as'), any('', 'src_as')],
    effect: 'none',
    en: 'Moves a pointer between the address spaces of an arena and the kernel.',
    zh: '在 arena 与内核的地址空间之间转换指针。',
  }),
  ...['bpf_in_interrupt', 'bpf_in_nmi', 'bpf_in_hardirq', 'bpf_in_serving_softirq', 'bpf_in_task'].map(
    (name) =>
      library({
        name,
        result: 'bool',
        returns: BOOL,
        effect: 'none',
        en: 'Which context the program was called from: interrupt, NMI or task.',
        zh: '程序是从哪种上下文调用的：中断、NMI 还是任务。',
      }),
  ),
];

export const HEADERS_AND_CASTS: readonly KernelFunction[] = HEADERS;
