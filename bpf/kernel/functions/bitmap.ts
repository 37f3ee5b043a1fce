/**
 * struct bpf_bitmap: proposed on 2023-01-24 (bpf mailing list, reply to patch 4/9 of v2 of the cpumask series) and given
 * up the same evening. No kernel has it; a target with proposals does (`targetKernel`).
 *
 * The mail gives the struct (reference count, `int num_bits`, `u64 bits[]`), three names and the flags of one function.
 * What it leaves open is ours: the names in `OURS`, after the kernel's own for bitmaps and the cpumask kfuncs; that a bit
 * at or above the length is ignored, as a CPU at or above nr_cpu_ids is; that bitmaps of different lengths are not combined.
 */
import { cpumaskTypes } from '../program-sets.ts';
import type { CatalogueParam, KernelFunction } from '../types.ts';
import { always, BOOL, borrowed, kfunc, object, owned, type RecordText, scalar } from './build.ts';

const BITMAP = 'struct bpf_bitmap *';
const STORY = {
  en: 'Proposed in January 2023 and withdrawn the same day.',
  zh: '2023 年 1 月提出，当天撤回。',
};
const OUR_NAME = 'The proposal has no name for it; this one is ours.';

/** Bits in a bitmap that an allocation of 4096 bytes holds, with what precedes them (kernel/bpf/memalloc.c). */
export const MOST_BITS = 8 * (4096 - 8 - 8);

const proposed = (text: RecordText) =>
  kfunc({
    programTypes: cpumaskTypes('6.3'),
    flags: always('KF_RCU'),
    notCallable: 'proposed',
    proposedIn: 2023,
    ...text,
    en: `${text.en} ${STORY.en}`,
    zh: `${text.zh}${STORY.zh}`,
  });

const bitmap = (name = 'bitmap'): CatalogueParam => object(BITMAP, name, 'rcu');
const read = (name = 'bitmap'): CatalogueParam => object(`const ${BITMAP}`, name, 'rcu');
const bit = scalar('u32', 'bit', 'number of a bit; at or above the length nothing happens');
const COUNT = { kind: 'scalar', min: 0, max: MOST_BITS } as const;

/** What the mail names. */
const NAMED: readonly KernelFunction[] = [
  proposed({
    name: 'bpf_bitmap_create',
    result: BITMAP,
    params: [scalar('int', 'bits', 'its length')],
    returns: owned('bpf_bitmap', true, 'bpf_bitmap_release'),
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'bitmap-create',
    replacedBy: 'bpf_cpumask_create',
    en: 'Allocates a bitmap of any length with no bit set and returns the only reference to it, or NULL.',
    zh: '分配一个任意长度、所有位均为零的位图，返回它唯一的引用，或 NULL。',
  }),
  proposed({
    name: 'bpf_bitmap_cast_to_cpumask',
    result: 'struct cpumask *',
    params: [object(BITMAP, 'bitmap', 'trusted')],
    returns: borrowed('cpumask', 'trusted', true),
    flags: always('KF_TRUSTED_ARGS', 'KF_RET_NULL'),
    effect: 'bitmap-cast',
    en: 'The same bits as a mask that kfuncs can read, as long as the bitmap lives; NULL unless its length is nr_cpu_ids. Test the result.',
    zh: '把同样的位作为 kfunc 可以读取的掩码返回，在位图存在期间有效；长度不是 nr_cpu_ids 时返回 NULL。必须检查返回值。',
  }),
  proposed({
    name: 'bpf_find_first_bit',
    result: 'u32',
    params: [read()],
    returns: COUNT,
    effect: 'bitmap-find',
    replacedBy: 'bpf_iter_bits_next',
    en: 'The lowest bit that is set, or the length when there is none.',
    zh: '最低的已置位的位；没有时返回位图的长度。',
  }),
];

const ours = (text: RecordText) => proposed({ ...text, notes: [OUR_NAME] });

/** The names that are ours, in one table. */
const OURS: readonly KernelFunction[] = [
  ours({
    name: 'bpf_bitmap_acquire',
    result: BITMAP,
    params: [object(BITMAP, 'bitmap', 'trusted')],
    returns: owned('bpf_bitmap', false, 'bpf_bitmap_release'),
    flags: always('KF_ACQUIRE', 'KF_TRUSTED_ARGS'),
    effect: 'bitmap-acquire',
    replacedBy: 'bpf_cpumask_acquire',
    en: 'Takes another reference to a bitmap that is owned or trusted, never NULL.',
    zh: '对自有的或受信任的位图再获取一个引用，结果不会是 NULL。',
  }),
  ours({
    name: 'bpf_bitmap_release',
    params: [object(BITMAP, 'bitmap', 'release', 'owned reference, not NULL')],
    flags: always('KF_RELEASE'),
    effect: 'bitmap-release',
    replacedBy: 'bpf_cpumask_release',
    en: 'Releases one reference; the last one frees the bitmap, and masks that it was cast to are gone.',
    zh: '释放一个引用；最后一个引用释放时，位图随之释放，由它转换得到的掩码也不复存在。',
  }),
  ours({
    name: 'bpf_find_first_zero_bit',
    result: 'u32',
    params: [read()],
    returns: COUNT,
    effect: 'bitmap-find',
    en: 'The lowest bit that is clear, or the length when there is none.',
    zh: '最低的未置位的位；没有时返回位图的长度。',
  }),
  ours({
    name: 'bpf_find_next_bit',
    result: 'u32',
    params: [read(), scalar('u32', 'start')],
    returns: COUNT,
    effect: 'bitmap-find',
    replacedBy: 'bpf_iter_bits_next',
    en: 'The lowest bit at or above start that is set, or the length when there is none.',
    zh: '从 start 起（含 start）最低的已置位的位；没有时返回位图的长度。',
  }),
  ours({
    name: 'bpf_bitmap_set_bit',
    params: [bit, bitmap()],
    effect: 'bitmap-change',
    replacedBy: 'bpf_cpumask_set_cpu',
    en: 'Sets a bit.',
    zh: '设置一个位。',
  }),
  ours({
    name: 'bpf_bitmap_clear_bit',
    params: [bit, bitmap()],
    effect: 'bitmap-change',
    replacedBy: 'bpf_cpumask_clear_cpu',
    en: 'Clears a bit.',
    zh: '清除一个位。',
  }),
  ours({
    name: 'bpf_bitmap_test_bit',
    result: 'bool',
    params: [bit, read()],
    returns: BOOL,
    effect: 'bitmap-query',
    replacedBy: 'bpf_cpumask_test_cpu',
    en: 'Whether a bit is set.',
    zh: '判断某个位是否已置位。',
  }),
  ours({
    name: 'bpf_bitmap_and',
    result: 'bool',
    params: [bitmap('dst'), read('src1'), read('src2')],
    returns: BOOL,
    effect: 'bitmap-combine',
    replacedBy: 'bpf_cpumask_and',
    en: 'Stores the bits that two bitmaps of the length of the first have in common; whether there are any.',
    zh: '把两个与 dst 等长的位图的交集存入 dst，并返回结果是否非空。',
  }),
  ours({
    name: 'bpf_bitmap_or',
    params: [bitmap('dst'), read('src1'), read('src2')],
    effect: 'bitmap-combine',
    replacedBy: 'bpf_cpumask_or',
    en: 'Stores the bits of either of two bitmaps of the length of the first.',
    zh: '把两个与 dst 等长的位图的并集存入 dst。',
  }),
  ours({
    name: 'bpf_bitmap_xor',
    params: [bitmap('dst'), read('src1'), read('src2')],
    effect: 'bitmap-combine',
    replacedBy: 'bpf_cpumask_xor',
    en: 'Stores the bits that are in just one of two bitmaps of the length of the first.',
    zh: '把两个与 dst 等长的位图中恰好只在其一置位的位存入 dst。',
  }),
  ours({
    name: 'bpf_bitmap_weight',
    result: 'u32',
    params: [read()],
    returns: COUNT,
    effect: 'bitmap-query',
    replacedBy: 'bpf_cpumask_weight',
    en: 'How many bits are set.',
    zh: '已置位的位的个数。',
  }),
  ours({
    name: 'bpf_bitmap_empty',
    result: 'bool',
    params: [read()],
    returns: BOOL,
    effect: 'bitmap-query',
    replacedBy: 'bpf_cpumask_empty',
    en: 'Whether no bit is set.',
    zh: '判断是否没有任何位置位。',
  }),
  ours({
    name: 'bpf_bitmap_full',
    result: 'bool',
    params: [read()],
    returns: BOOL,
    effect: 'bitmap-query',
    replacedBy: 'bpf_cpumask_full',
    en: 'Whether all bits below the length are set.',
    zh: '判断长度以内的所有位是否都已置位。',
  }),
];

export const BITMAP_PROPOSAL: readonly KernelFunction[] = [...NAMED, ...OURS];
