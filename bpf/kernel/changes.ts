/** Kernels that changed what they do with what they had. A function's own versions are in its record. */
import type { Version } from './types.ts';

/** Members inside trusted objects are arguments of kfuncs (605c96997d89); before, only the one at offset 0. */
export const EMBEDDED_SINCE: Version = '6.11';

/** The search for the next CPU of bpf_cpumask_any_distribute() ends at the small size, not at nr_cpu_ids. */
export const SMALL_SEARCH_SINCE: Version = '6.15';

/** Kfuncs take RCU pointers; before, none did. */
export const RCU_POINTERS_SINCE: Version = '6.4';

/** Nested RCU sections are accepted. */
export const NESTED_RCU_SINCE: Version = '6.19';

/** Kptr fields of allocated objects are slots. */
export const OBJECT_SLOTS_SINCE: Version = '6.12';

/** A look-up in an array (ARRAY, PERCPU_ARRAY) whose key is a constant in range is known to succeed. */
export const CONSTANT_KEY_SINCE: Version = '6.14';

/** There are BPF_F_CPU and BPF_F_ALL_CPUS. */
export const CPU_FLAGS_SINCE: Version = '7.0';

/** Of libbpf: bpf_map__*_elem() know BPF_F_CPU and BPF_F_ALL_CPUS. */
export const LIBBPF_CPU_FLAGS_SINCE: Version = '1.7';

/** A trie heeds BPF_NOEXIST and BPF_EXIST, and a full one takes a key that it has (eae6a075e953). */
export const TRIE_FLAGS_SINCE: Version = '6.13';

/** The verifier names registers (`R1`) where argument numbers (`arg0`) used to be. */
export const REGISTERS_NAMED_SINCE: Version = '7.1';

/** One text names what stands open at an exit (`BPF_EXIT instruction in main prog …`). */
export const EXIT_TEXT_SINCE: Version = '6.13';

/** Every kfunc that must run under RCU is refused with the same text. */
export const RCU_PROTECTION_SINCE: Version = '6.18';

/** Parameters of global functions have tags (`__arg_trusted`, `__arg_nullable`). */
export const ARGUMENT_TAGS_SINCE: Version = '6.9';

/** Up to here it is certain that a global function has to return a number; later kernels were not asked about `void`. */
export const VOID_REFUSED_UNTIL: Version = '7.0';

/** The tag `kptr_ref` is unknown: what it said is `kptr` now. */
export const OLD_TAG_UNTIL: Version = '6.4';

/** bpf_iter_bits_new() takes 511 words at most (kernel/bpf/helpers.c, BITS_ITER_NR_WORDS_MAX; read in source). */
export const BITS_LIMIT_SINCE: Version = '6.12';

/**
 * Updates and deletions of array and hash elements leave kptrs in them where they are (a3a81d247651, "bpf: Cancel special
 * fields on map value recycle"; read in source, and reported from 7.2-rc4 beside 6.18.40).
 */
export const KPTRS_KEPT_SINCE: Version = '7.2';

/**
 * In programs that cannot sleep an RCU pointer is good until the program ends, whatever bpf_rcu_read_unlock() closes
 * (tools/testing/selftests/bpf/progs/cpumask_failure.c of a tree for 7.3; read in source).
 */
export const RCU_TO_THE_END_SINCE: Version = '7.3';

/** The verifier asks which operation of a scheduler calls (kernel/sched/ext/ext.c, scx_kfunc_context_filter; read in source). */
export const ALLOW_LISTS_SINCE: Version = '7.2';

/** CPUs are numbered anew in an operation of its own, init_cids (read in source). */
export const INIT_CIDS_SINCE: Version = '7.3';

/** sched_ext's names from before 6.13 are gone ("sched_ext: Drop kfuncs marked for removal in 6.15"; read in source). */
export const OLD_SCX_NAMES_UNTIL: Version = '6.17';

/** The kernel on which programs were loaded whose verdicts are recorded (test/verdicts). */
export const VERIFIED_ON: Version = '6.18';
