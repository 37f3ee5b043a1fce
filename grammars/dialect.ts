/**
 * The BPF C dialect as data: what each well-known macro is, so that the mask can turn it into plain C of the same
 * length. A macro in this table wins over a file's own `#define` of the same name, except for those of USUAL.
 */

/**
 * - attribute: blanked. `args`: takes a parenthesised list (`'maybe'`: with or without). `section` builds a section
 *   name from the argument ('' + the string itself for SEC, a prefix otherwise).
 * - cleanup: `__free(name)`.
 * - program: `MACRO(name, parameters…)` is a function; `sleepable`/`structOps` say what runs it.
 * - loop, guard: `MACRO(…) {` becomes `while (…) {`.
 * - guard-statement: `guard(name)(…);` stays a call of a call.
 * - map-field: `MACRO(name, value);` inside a map definition.
 * - special: a call with arguments that are no expressions: `types` are indices of type arguments (`'all'`),
 *   `members` of member designators (`a.b[0]`, which parse); `rename` when the name itself is a keyword.
 * - vptr: `MACRO(base, path)`, where base and path together are one expression.
 * - typeof: `MACRO(anything)` is a type.
 * - struct-ops: `MACRO(name, .member = value …)` is an initialised variable.
 * - define: declares things at file scope; expanded with the body given here.
 * - opaque: looks like a call or an identifier and stays one; never expanded.
 * - keyword: C itself, but the grammar needs help (see `mask`).
 */
export type DialectMacro =
  | { readonly kind: 'attribute'; readonly args: boolean | 'maybe'; readonly section?: string }
  | { readonly kind: 'cleanup' }
  | { readonly kind: 'program'; readonly sleepable: boolean; readonly structOps: boolean }
  | { readonly kind: 'loop' }
  | { readonly kind: 'comparison' }
  | { readonly kind: 'guard' }
  | { readonly kind: 'guard-statement' }
  | { readonly kind: 'map-field' }
  | { readonly kind: 'special'; readonly types: readonly number[] | 'all'; readonly rename?: string }
  | { readonly kind: 'vptr' }
  | { readonly kind: 'typeof' }
  | { readonly kind: 'struct-ops'; readonly type: string }
  | { readonly kind: 'define'; readonly params: readonly string[]; readonly body: string }
  | { readonly kind: 'opaque' }
  | {
      readonly kind: 'keyword';
      readonly what: 'attribute' | 'asm' | 'case' | 'enum' | 'record' | 'statement';
    };

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Identifiers that stand where an attribute may stand. */
const ATTRIBUTE_NAMES = words(`
  __kptr __kptr_ref __kptr_untrusted __percpu_kptr __uptr __percpu __rcu __user __arena __arena_global __iomem __force
  __ksym __kconfig __weak __hidden __always_inline __noinline __noreturn __naked __used __unused __maybe_unused
  __always_unused __must_check __packed __pure __cold __hot __noclone __no_tail_call __bpf_kfunc __bpf_kfunc_start_defs
  __bpf_kfunc_end_defs __init __exit __read_mostly __cacheline_aligned notrace noinline __nullable __deprecated
  __arg_ctx __arg_nonnull __arg_nullable __arg_trusted __arg_untrusted __arg_arena __arg_untrusted_ptr __arg_dynptr
  __success __failure __success_unpriv __failure_unpriv __auxiliary __auxiliary_unpriv __not_msg_unpriv
  __load_if_JITed __load_if_no_JITed __arch_x86_64 __arch_arm64 __arch_riscv64 __arch_s390x __arch_powerpc64
  __caps_none __no_caller_saved_registers __preserve_access_index`);

/** The same, with an argument list. */
const ATTRIBUTE_CALLS = words(`
  __msg __msg_unpriv __not_msg __regex __regex_unpriv __xlated __xlated_unpriv __jited __jited_unpriv __description
  __log_level __flag __retval __retval_unpriv __caps_unpriv __linear_size __btf_path __btf_func_path __arch __stderr
  __stderr_unpriv __stdout __stdout_unpriv __btf_decl_tag __btf_type_tag __contains __guarded_by __exception_cb
  __aligned __printf __scanf __section_align __counted_by __alloc_size __assume_aligned __tag __pointee __declspec
  __bpf_fastcall_marker __load_if _Pragma`);

/** Calls and identifiers with a meaning of their own (or none), which an expansion would only bury. */
const OPAQUE_NAMES = words(`
  BPF_CORE_READ BPF_CORE_READ_INTO BPF_CORE_READ_USER BPF_CORE_READ_USER_INTO BPF_CORE_READ_STR_INTO
  BPF_CORE_READ_USER_STR_INTO BPF_CORE_READ_BITFIELD BPF_CORE_READ_BITFIELD_PROBED BPF_CORE_WRITE_BITFIELD
  BPF_PROBE_READ BPF_PROBE_READ_INTO BPF_PROBE_READ_USER BPF_PROBE_READ_USER_INTO BPF_PROBE_READ_STR_INTO
  BPF_PROBE_READ_USER_STR_INTO BPF_SEQ_PRINTF BPF_SNPRINTF bpf_printk bpf_trace_printk bpf_stream_printk
  bpf_core_read bpf_core_read_user bpf_core_read_str bpf_core_read_user_str bpf_core_field_exists
  bpf_ksym_exists scx_bpf_error scx_bpf_exit scx_bpf_dump scx_bpf_dump_header
  bpf_obj_drop bpf_percpu_obj_drop bpf_refcount_acquire bpf_rbtree_add bpf_list_push_front bpf_list_push_back
  READ_ONCE WRITE_ONCE likely unlikely barrier barrier_var smp_mb smp_rmb smp_wmb smp_store_release smp_load_acquire
  no_free_ptr return_ptr __get_and_null UEI_DEFINE UEI_RECORD UEI_RECORD_EXIT __sink can_loop cond_break
  cond_break_label bpf_assert bpf_assert_with bpf_nop_mov bpf_throw
  cast_kern cast_user bpf_addr_space_cast __bpf_unreachable bpf_tail_call_static
  PT_REGS_PARM1 PT_REGS_PARM2 PT_REGS_PARM3 PT_REGS_PARM4 PT_REGS_PARM5 PT_REGS_RC PT_REGS_IP PT_REGS_SP
  PT_REGS_PARM1_CORE PT_REGS_PARM2_CORE PT_REGS_PARM3_CORE PT_REGS_PARM4_CORE PT_REGS_PARM5_CORE PT_REGS_RC_CORE
  BPF_FOR_EACH_ITER KERNEL_VERSION NULL true false bool __builtin_expect`);

const program = (sleepable: boolean, structOps: boolean): DialectMacro => ({
  kind: 'program',
  sleepable,
  structOps,
});
const special = (types: readonly number[] | 'all', rename?: string): DialectMacro => ({
  kind: 'special',
  types,
  ...(rename === undefined ? {} : { rename }),
});
const keyword = (what: Extract<DialectMacro, { kind: 'keyword' }>['what']): DialectMacro => ({
  kind: 'keyword',
  what,
});

const PROGRAMS: readonly (readonly [string, DialectMacro])[] = [
  ...words(`BPF_PROG BPF_PROG2 BPF_KPROBE BPF_KRETPROBE BPF_UPROBE BPF_URETPROBE BPF_KSYSCALL BPF_KPROBE_SYSCALL
    BPF_USDT`).map((name) => [name, program(false, false)] as const),
  ['BPF_STRUCT_OPS', program(false, true)],
  ['BPF_STRUCT_OPS_SLEEPABLE', program(true, true)],
];

const SPECIALS: readonly (readonly [string, DialectMacro])[] = [
  ['ARRAY_ELEM_PTR', special([])],
  ['container_of', special([1])],
  ['arena_container_of', special([1])],
  ['offsetof', special([0], '_ffsetof')],
  ['__builtin_offsetof', special([0])],
  ['va_arg', special([1])],
  ['__builtin_va_arg', special([1])],
  ['__builtin_types_compatible_p', special('all')],
  ['bpf_core_type_exists', special([0])],
  ['bpf_core_type_matches', special([0])],
  ['bpf_core_type_size', special([0])],
  ['bpf_core_type_id_local', special([0])],
  ['bpf_core_type_id_kernel', special([0])],
  ['bpf_core_enum_value', special([0])],
  ['bpf_core_enum_value_exists', special([0])],
  ['bpf_core_field_size', special([0])],
  ['bpf_core_field_offset', special([0])],
  ['bpf_core_cast', special([1])],
  ['bpf_rdonly_cast', special([])],
  ['bpf_obj_new', special([0])],
  ['bpf_percpu_obj_new', special([0])],
];

/** Class `NAME` of cleanup.h style headers: constructor and destructor functions around a variable. */
const CLASS_BODY =
  'typedef _type class_##_name##_t;' +
  ' static inline void class_##_name##_destructor(_type *p) { _type _T = *p; _exit; }' +
  ' static inline _type class_##_name##_constructor(_init_args) { _type t = _init; return t; }';

const DEFINES: readonly (readonly [string, DialectMacro])[] = [
  [
    'DEFINE_FREE',
    {
      kind: 'define',
      params: ['_name', '_type', '_free'],
      body: 'static inline void __free_##_name(void *p) { _type _T = *(_type *)p; _free; }',
    },
  ],
  [
    'DEFINE_CLASS',
    { kind: 'define', params: ['_name', '_type', '_exit', '_init', '_init_args...'], body: CLASS_BODY },
  ],
  [
    'DEFINE_GUARD',
    {
      kind: 'define',
      params: ['_name', '_type', '_lock', '_unlock'],
      body: 'DEFINE_CLASS(_name, _type, if (_T) { _unlock; }, ({ _lock; _T; }), _type _T)',
    },
  ],
];

const KEYWORDS: readonly (readonly [string, DialectMacro])[] = [
  ['__attribute__', keyword('attribute')],
  ['__attribute', keyword('attribute')],
  ['asm', keyword('asm')],
  ['__asm__', keyword('asm')],
  ['__asm', keyword('asm')],
  ['case', keyword('case')],
  ['enum', keyword('enum')],
  ['struct', keyword('record')],
  ['union', keyword('record')],
  ...words(`if else while for do switch return sizeof break continue goto default typedef static extern const volatile
    inline register signed unsigned int char short long void float double _Bool auto restrict alignof _Alignof _Generic
    __inline __inline__ __extension__ __volatile__ __const __restrict __auto_type _Static_assert static_assert
    _Noreturn _Atomic _Thread_local`).map((name) => [name, keyword('statement')] as const),
];

/** Names that files define for themselves as well, and what their usual definition comes to. */
export const USUAL: ReadonlyMap<string, RegExp> = new Map([
  ...words('bpf_assert bpf_assert_with').map((name) => [name, /bpf_throw|__bpf_assert/] as const),
  ...words(`bpf_obj_new bpf_percpu_obj_new bpf_obj_drop bpf_percpu_obj_drop bpf_refcount_acquire bpf_rbtree_add
    bpf_list_push_front bpf_list_push_back`).map((name) => [name, /_impl\b|_obj_new\b/] as const),
]);

export const DIALECT: ReadonlyMap<string, DialectMacro> = new Map<string, DialectMacro>([
  ...OPAQUE_NAMES.map((name) => [name, { kind: 'opaque' }] as const),
  ...ATTRIBUTE_NAMES.map((name) => [name, { kind: 'attribute', args: false }] as const),
  ...ATTRIBUTE_CALLS.map((name) => [name, { kind: 'attribute', args: true }] as const),
  ['SEC', { kind: 'attribute', args: true, section: '' }],
  ['private', { kind: 'attribute', args: true, section: '.data.' }],
  ['hidden', { kind: 'attribute', args: true, section: '.bss.' }],
  ['__free', { kind: 'cleanup' }],
  ...PROGRAMS,
  ['bpf_cmp_likely', { kind: 'comparison' }],
  ['bpf_cmp_unlikely', { kind: 'comparison' }],
  ['bpf_for', { kind: 'loop' }],
  ['bpf_repeat', { kind: 'loop' }],
  ['bpf_for_each', { kind: 'loop' }],
  ['scoped_guard', { kind: 'guard' }],
  ['guard', { kind: 'guard-statement' }],
  ['CLASS', { kind: 'guard-statement' }],
  ['__uint', { kind: 'map-field' }],
  ['__type', { kind: 'map-field' }],
  ['__array', { kind: 'map-field' }],
  ['__ulong', { kind: 'map-field' }],
  ['MEMBER_VPTR', { kind: 'vptr' }],
  ['typeof', { kind: 'typeof' }],
  ['__typeof__', { kind: 'typeof' }],
  ['__typeof', { kind: 'typeof' }],
  ['typeof_unqual', { kind: 'typeof' }],
  ['__unqual_typeof', { kind: 'typeof' }],
  ['SCX_OPS_DEFINE', { kind: 'struct-ops', type: 'sched_ext_ops' }],
  ['SCX_OPS_CID_DEFINE', { kind: 'struct-ops', type: 'sched_ext_ops_cid' }],
  ...SPECIALS,
  ...DEFINES,
  ...KEYWORDS,
]);

/** Macros that system headers define: an `#ifndef NAME` behind such an `#include` is false though we never read it. */
export const SYSTEM_MACROS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'bpf_helpers.h',
    new Set(
      words(`SEC __uint __type __array __ulong __always_inline __noinline __weak __hidden __kconfig __ksym __kptr
        __kptr_untrusted __percpu_kptr __uptr __arg_ctx __arg_nonnull __arg_nullable __arg_trusted __arg_untrusted
        __arg_arena bpf_ksym_exists bpf_for bpf_for_each bpf_repeat bpf_printk offsetof container_of barrier
        barrier_var KERNEL_VERSION BPF_SEQ_PRINTF BPF_SNPRINTF __bpf_unreachable`),
    ),
  ],
  ['bpf_tracing.h', new Set(words('BPF_PROG BPF_PROG2 BPF_KPROBE BPF_KRETPROBE BPF_UPROBE BPF_KSYSCALL'))],
  [
    'bpf_core_read.h',
    new Set(words('BPF_CORE_READ bpf_core_read bpf_core_cast bpf_core_type_exists bpf_core_field_exists')),
  ],
  ['stdbool.h', new Set(words('true false bool'))],
  ['stddef.h', new Set(words('NULL offsetof'))],
]);

/** What `clang -target bpf -D__TARGET_ARCH_x86` defines before the first line. */
export const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['__bpf__', '1'],
  ['__BPF__', '1'],
  ['__TARGET_ARCH_x86', '1'],
  ['__clang__', '1'],
  ['__clang_major__', '19'],
  ['__clang_minor__', '1'],
  ['__GNUC__', '4'],
  ['__GNUC_MINOR__', '2'],
  ['__STDC__', '1'],
  ['__STDC_VERSION__', '201710L'],
  ['__STDC_HOSTED__', '1'],
  ['__LP64__', '1'],
  ['_LP64', '1'],
  ['__CHAR_BIT__', '8'],
  ['__SIZEOF_INT__', '4'],
  ['__SIZEOF_LONG__', '8'],
  ['__SIZEOF_LONG_LONG__', '8'],
  ['__SIZEOF_POINTER__', '8'],
  ['__SCHAR_MAX__', '127'],
  ['__SHRT_MAX__', '32767'],
  ['__INT_MAX__', '2147483647'],
  ['__LONG_MAX__', '9223372036854775807L'],
  ['__LONG_LONG_MAX__', '9223372036854775807LL'],
  ['__ORDER_LITTLE_ENDIAN__', '1234'],
  ['__ORDER_BIG_ENDIAN__', '4321'],
  ['__BYTE_ORDER__', '__ORDER_LITTLE_ENDIAN__'],
  ['__LITTLE_ENDIAN__', '1'],
  ['__OPTIMIZE__', '1'],
  ['__BPF_CPU_VERSION__', '3'],
  ['__BPF_FEATURE_JMP_EXT', '1'],
  ['__BPF_FEATURE_JMP32', '1'],
  ['__BPF_FEATURE_ALU32', '1'],
  ['__BPF_FEATURE_ADDR_SPACE_CAST', '1'],
  ['__BPF_FEATURE_MAY_GOTO', '1'],
]);
