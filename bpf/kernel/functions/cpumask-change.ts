/** cpumask kfuncs that make, end or change a mask. */
import { cpumaskTypes } from '../program-sets.ts';
import type { CatalogueParam, KernelFunction } from '../types.ts';
import { always, BOOL, kfunc, memory, object, owned, param, RCU_SINCE_6_4, scalar, size } from './build.ts';

const source = 'kernel/bpf/cpumask.c';
const MASK = 'struct bpf_cpumask *';
const READ = 'const struct cpumask *';
const common = { since: '6.3', flags: RCU_SINCE_6_4, programTypes: cpumaskTypes('6.3'), source };

const written = (
  name = 'cpumask',
  doc = 'mask to change; a mask of the kernel is the wrong type',
): CatalogueParam =>
  param(
    MASK,
    name,
    { role: 'object', struct: 'bpf_cpumask', trust: 'rcu', mutates: true, memory: true },
    doc,
  );
const read = (name: string): CatalogueParam =>
  param(
    READ,
    name,
    { role: 'object', struct: 'cpumask', trust: 'rcu', memory: true },
    'mask that is only read',
  );
const cpu = scalar('u32', 'cpu', 'CPU number; at or above nr_cpu_ids nothing happens');

export const CPUMASK_CHANGE: readonly KernelFunction[] = [
  kfunc({
    ...common,
    name: 'bpf_cpumask_create',
    result: MASK,
    returns: owned('bpf_cpumask', true, 'bpf_cpumask_release'),
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'mask-create',
    en: 'Allocates a mask with no bit set and returns the only reference to it, or NULL when memory is short. Never sleeps. Test the result, and end the reference on every path with bpf_cpumask_release() or by moving it into a kptr with bpf_kptr_xchg().',
    zh: '分配一个所有位均为零的掩码，返回它唯一的引用；内存不足时返回 NULL。不会睡眠。必须检查返回值，并且在每条路径上用 bpf_cpumask_release() 释放引用，或用 bpf_kptr_xchg() 把它移入 kptr。',
    notes: ['struct bpf_cpumask takes 40 bytes with NR_CPUS=256: the bits, a reference count, padding.'],
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_acquire',
    result: MASK,
    params: [
      param(
        MASK,
        'cpumask',
        { role: 'object', struct: 'bpf_cpumask', trust: 'trusted', memory: true },
        'owned or trusted mask; an RCU pointer is not enough',
      ),
    ],
    returns: owned('bpf_cpumask', false, 'bpf_cpumask_release'),
    flags: [
      { until: '7.0', flags: ['KF_ACQUIRE', 'KF_TRUSTED_ARGS'] },
      { since: '7.0', flags: ['KF_ACQUIRE'] },
    ],
    effect: 'mask-acquire',
    en: 'Takes another reference to a mask that is already owned or trusted, and returns the same pointer, never NULL. A mask read from a kptr under RCU cannot be acquired: exchange it out with bpf_kptr_xchg(), or copy it.',
    zh: '对自有的或受信任的掩码再获取一个引用，返回同一指针，结果不会是 NULL。在 RCU 保护下从 kptr 读出的掩码不能用它获取引用：请用 bpf_kptr_xchg() 换出，或者复制一份。',
    notes: [
      'The verifier accepts plain memory of that size; the "reference" is then counted in that memory.',
    ],
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_release',
    params: [object(MASK, 'cpumask', 'release', 'owned reference, not NULL, offset 0')],
    flags: [
      { until: '6.4', flags: ['KF_RELEASE', 'KF_TRUSTED_ARGS'] },
      { since: '6.4', flags: ['KF_RELEASE'] },
    ],
    effect: 'mask-release',
    en: 'Releases one reference; with the last one, the mask is freed after an RCU grace period, so RCU readers stay safe. The argument must be an owned reference that was tested for NULL. Afterwards every copy of the pointer is invalid.',
    zh: '释放一个引用；最后一个引用释放后，掩码要等到 RCU 宽限期结束才被释放，因此 RCU 读者仍然安全。参数必须是已检查过 NULL 的自有引用。调用之后，该指针的所有副本都不能再使用。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_release_dtor',
    since: '6.8',
    params: [param('void *', 'cpumask', { role: 'any' })],
    flags: [],
    programTypes: [],
    notCallable: 'destructor',
    effect: 'mask-release',
    replacedBy: 'bpf_cpumask_release',
    en: 'The kernel itself calls this when it frees a map element or allocated object that still holds a mask. It is visible in BTF but is not a kfunc: the verifier rejects a call.',
    zh: '映射元素或已分配的对象被销毁、而其中仍存有掩码时，由内核自己调用的析构函数。它出现在 BTF 中，但不是 kfunc，程序调用它会被校验器拒绝。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_set_cpu',
    params: [cpu, written()],
    effect: 'mask-set',
    en: 'Sets the bit of one CPU, atomically. The number comes first, the mask second. A number at or above nr_cpu_ids is ignored; so is a negative one, which becomes huge.',
    zh: '以原子操作把一个 CPU 的位置位。第一个参数是 CPU 编号，第二个是掩码。编号大于等于 nr_cpu_ids 时什么也不做；负数会变成极大的无符号数，同样被忽略。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_clear_cpu',
    params: [cpu, written()],
    effect: 'mask-clear-cpu',
    en: 'Clears the bit of one CPU, atomically. A number at or above nr_cpu_ids is ignored, so stray bits up there cannot be removed this way.',
    zh: '以原子操作清除一个 CPU 的位。编号大于等于 nr_cpu_ids 时什么也不做，因此无法用它清除该范围之外的杂散位。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_test_and_set_cpu',
    result: 'bool',
    params: [cpu, written()],
    returns: BOOL,
    effect: 'mask-test-and-set',
    en: 'Sets the bit of one CPU and returns what it was, in one fully ordered atomic step: of several callers exactly one sees false. Out of range: false, mask untouched.',
    zh: '以一次完全有序的原子操作把一个 CPU 的位置位并返回旧值：多个调用者中只有一个会得到 false。编号越界时返回 false，掩码不变。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_test_and_clear_cpu',
    result: 'bool',
    params: [cpu, written()],
    returns: BOOL,
    effect: 'mask-test-and-clear',
    en: 'Clears the bit of one CPU and returns what it was, in one fully ordered atomic step. Out of range: false, mask untouched.',
    zh: '以一次完全有序的原子操作清除一个 CPU 的位并返回旧值。编号越界时返回 false，掩码不变。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_setall',
    params: [written()],
    effect: 'mask-setall',
    en: 'Sets the bits of all CPUs below nr_cpu_ids. Not atomic. Kernels with NR_CPUS above 64 fill whole words, so raw bits above nr_cpu_ids become set as well; other kfuncs ignore them, code that reads the words does not.',
    zh: '把所有小于 nr_cpu_ids 的 CPU 置位。非原子操作。NR_CPUS 大于 64 的内核按整字填充，nr_cpu_ids 及以上的位也会被置位：其他 kfunc 看不到它们，但直接读取字的代码会看到。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_clear',
    params: [written()],
    effect: 'mask-clear',
    en: 'Clears all bits. Not atomic.',
    zh: '清除所有位。非原子操作。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_and',
    result: 'bool',
    params: [written('dst'), read('src1'), read('src2')],
    returns: BOOL,
    effect: 'mask-and',
    en: 'Stores the intersection of two masks and returns whether it has a bit set. The destination may be one of the sources.',
    zh: '把两个掩码的交集存入 dst，并返回结果是否非空。dst 可以与某个源相同。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_or',
    params: [written('dst'), read('src1'), read('src2')],
    effect: 'mask-or',
    en: 'Stores the union of two masks. Works on whole words: stray bits above nr_cpu_ids are carried over.',
    zh: '把两个掩码的并集存入 dst。按整字运算，nr_cpu_ids 及以上的杂散位会被带入结果。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_xor',
    params: [written('dst'), read('src1'), read('src2')],
    effect: 'mask-xor',
    en: 'Stores the bits that are in exactly one of two masks. Works on whole words, so stray bits may appear above nr_cpu_ids; bpf_cpumask_empty() and bpf_cpumask_weight() do not count them.',
    zh: '把恰好只在一个掩码中置位的 CPU 存入 dst。按整字运算，nr_cpu_ids 及以上可能出现杂散位；bpf_cpumask_empty() 和 bpf_cpumask_weight() 不会计入它们。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_copy',
    params: [written('dst'), read('src')],
    effect: 'mask-copy',
    en: 'Copies a mask, stray bits included. Use it to make a mask of your own from a kernel mask such as task->cpus_ptr. Not atomic.',
    zh: '复制一个掩码，包括杂散位。要从 task->cpus_ptr 这样的内核掩码得到自己可修改的副本，应使用它。非原子操作。',
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_populate',
    result: 'int',
    since: '6.15',
    programTypes: cpumaskTypes('6.15'),
    flags: always('KF_RCU'),
    params: [
      {
        ...param(
          'struct cpumask *',
          'cpumask',
          { role: 'object', struct: 'cpumask', trust: 'rcu', memory: true, mutates: true },
          'destination; never pass a mask of the kernel, even where it loads',
        ),
        changes: [
          {
            since: '7.3',
            type: MASK,
            arg: { role: 'object', struct: 'bpf_cpumask', trust: 'rcu', memory: true, mutates: true },
          },
        ],
      },
      memory(
        'void *',
        'src',
        2,
        true,
        'memory to copy from; the verifier also wants it writable, so .rodata is refused',
      ),
      size('size_t', 'src__sz', 'length of src in bytes: at least 8 * ceil(nr_cpu_ids / 64)'),
    ],
    returns: { kind: 'scalar', min: -22, max: 0 },
    effect: 'mask-populate',
    en: 'Fills a mask from memory: whole native words that cover nr_cpu_ids. Returns 0, -EACCES when the size is too small, or -EINVAL for unaligned memory on machines without efficient unaligned access. Bits above nr_cpu_ids in the last word are copied as they are.',
    zh: '用一段内存填充掩码，复制覆盖 nr_cpu_ids 的若干个本机字。成功返回 0；长度不足返回 -EACCES；在不能高效访问非对齐内存的架构上，地址未对齐返回 -EINVAL。最后一个字中 nr_cpu_ids 及以上的位原样复制。',
    notes: [
      'Up to 7.2 the destination is a struct cpumask, so a mask of the kernel is accepted and would be overwritten.',
      'A mask is rejected as the source: use bpf_cpumask_copy().',
    ],
  }),
  kfunc({
    ...common,
    name: 'bpf_cpumask_kptr_get',
    until: '6.4',
    result: MASK,
    programTypes: cpumaskTypes('6.3').filter((rule) => rule.since === '6.3'),
    params: [param('struct bpf_cpumask **', 'cpumaskp', { role: 'slot' }, 'address of a kptr field')],
    returns: owned('bpf_cpumask', true, 'bpf_cpumask_release'),
    flags: always('KF_ACQUIRE', 'KF_KPTR_GET', 'KF_RET_NULL'),
    effect: 'mask-kptr-get',
    replacedBy: 'bpf_rcu_read_lock',
    en: 'Took a reference to the mask in a kptr without removing it. Only Linux 6.3 has it: since 6.4 read the kptr inside an RCU section, or take it out with bpf_kptr_xchg().',
    zh: '在不移除的情况下获取 kptr 中掩码的一个引用。只有 Linux 6.3 提供；从 6.4 起应在 RCU 读端临界区内读取 kptr，或用 bpf_kptr_xchg() 取出。',
  }),
];
