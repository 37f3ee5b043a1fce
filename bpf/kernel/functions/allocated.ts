/** Objects of the program's own types, and casts. */
import { genericTypes } from '../program-sets.ts';
import type { KernelFunction, Returns } from '../types.ts';
import { always, any, borrowed, kfunc, macro, object, owned, param, type RecordText } from './build.ts';

const source = 'kernel/bpf/helpers.c';
const generic = (text: RecordText) =>
  kfunc({ programTypes: genericTypes(text.since ?? '6.2'), source, ...text });

const typeParam = param('', 'type', { role: 'type' }, 'struct type of the program');
const typeId = any('u64', 'local_type_id__k', 'filled in by the macro');
const meta = any('void *', 'meta', 'NULL; the verifier fills it in');
const dropped = param('void *', 'kptr', { role: 'object', struct: '*', trust: 'release' }, 'owned object');
const objectRef: Extract<Returns, { kind: 'reference' }> = owned(
  '*',
  true,
  'bpf_obj_drop',
  'bpf_obj_drop_impl',
);
const percpuRef = owned('*', true, 'bpf_percpu_obj_drop', 'bpf_percpu_obj_drop_impl');
const NEW = {
  en: 'Allocates an object of a struct that the program defines, owned, or NULL. The object may hold kptrs; a struct bpf_cpumask itself comes from bpf_cpumask_create().',
  zh: '为程序自己定义的结构体分配一个对象，返回自有引用或 NULL。对象中可以有 kptr；struct bpf_cpumask 本身则由 bpf_cpumask_create() 分配。',
};
const DROP = {
  en: 'Frees an object from bpf_obj_new() and releases what its kptr fields hold.',
  zh: '释放由 bpf_obj_new() 分配的对象，以及其中 kptr 字段持有的引用。',
};

const ALLOCATED: readonly KernelFunction[] = [
  macro({
    name: 'bpf_obj_new',
    since: '6.2',
    prototype: 'T *bpf_obj_new(T);',
    result: 'void *',
    params: [typeParam],
    returns: objectRef,
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    programTypes: genericTypes('6.2'),
    source,
    effect: 'obj-new',
    ...NEW,
  }),
  macro({
    name: 'bpf_obj_drop',
    since: '6.2',
    params: [dropped],
    flags: always('KF_RELEASE'),
    programTypes: genericTypes('6.2'),
    source,
    effect: 'obj-drop',
    ...DROP,
  }),
  generic({
    name: 'bpf_obj_new_impl',
    since: '6.2',
    result: 'void *',
    params: [typeId, meta],
    returns: { kind: 'unknown' },
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'obj-new',
    en: `${NEW.en} Called by the macro bpf_obj_new().`,
    zh: `${NEW.zh}由宏 bpf_obj_new() 调用。`,
  }),
  generic({
    name: 'bpf_obj_drop_impl',
    since: '6.2',
    params: [dropped, meta],
    flags: always('KF_RELEASE'),
    effect: 'obj-drop',
    en: `${DROP.en} Called by the macro bpf_obj_drop().`,
    zh: `${DROP.zh}由宏 bpf_obj_drop() 调用。`,
  }),
  macro({
    name: 'bpf_percpu_obj_new',
    since: '6.7',
    prototype: 'T __percpu_kptr *bpf_percpu_obj_new(T);',
    result: 'void *',
    params: [typeParam],
    returns: percpuRef,
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    programTypes: genericTypes('6.7'),
    effect: 'obj-new',
    en: 'Allocates one object per CPU, owned, or NULL. Get an instance with bpf_this_cpu_ptr() or bpf_per_cpu_ptr().',
    zh: '为每个 CPU 分配一个对象，返回自有引用或 NULL。用 bpf_this_cpu_ptr() 或 bpf_per_cpu_ptr() 得到其中的实例。',
  }),
  macro({
    name: 'bpf_percpu_obj_drop',
    since: '6.7',
    params: [dropped],
    flags: always('KF_RELEASE'),
    programTypes: genericTypes('6.7'),
    effect: 'obj-drop',
    en: 'Frees what bpf_percpu_obj_new() allocated.',
    zh: '释放由 bpf_percpu_obj_new() 分配的对象。',
  }),
  generic({
    name: 'bpf_percpu_obj_new_impl',
    since: '6.7',
    result: 'void *',
    params: [typeId, meta],
    returns: { kind: 'unknown' },
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'obj-new',
    en: 'Called by the macro bpf_percpu_obj_new().',
    zh: '由宏 bpf_percpu_obj_new() 调用。',
  }),
  generic({
    name: 'bpf_percpu_obj_drop_impl',
    since: '6.7',
    params: [dropped, meta],
    flags: always('KF_RELEASE'),
    effect: 'obj-drop',
    en: 'Called by the macro bpf_percpu_obj_drop().',
    zh: '由宏 bpf_percpu_obj_drop() 调用。',
  }),
  macro({
    name: 'bpf_refcount_acquire',
    since: '6.4',
    result: 'void *',
    params: [object('void *', 'kptr', 'any', 'object with a struct bpf_refcount')],
    // kernel/bpf/verifier.c, is_kfunc_ret_null (7793fc3babe9).
    returns: { ...objectRef, sureIfOwned: true },
    flags: always('KF_ACQUIRE', 'KF_RET_NULL', 'KF_RCU'),
    programTypes: genericTypes('6.4'),
    effect: 'reference-acquire',
    en: 'Takes another reference to an object of the program that has a struct bpf_refcount. The result can be NULL only if the argument was borrowed, such as one in a list or tree.',
    zh: '对含有 struct bpf_refcount 的程序自定义对象再获取一个引用。只有参数是借用的（例如链表或树中的对象）时，结果才可能是 NULL。',
  }),
  generic({
    name: 'bpf_refcount_acquire_impl',
    since: '6.4',
    result: 'void *',
    params: [any('void *', 'kptr'), meta],
    returns: { kind: 'unknown' },
    flags: always('KF_ACQUIRE', 'KF_RET_NULL', 'KF_RCU'),
    effect: 'reference-acquire',
    en: 'Called by the macro bpf_refcount_acquire().',
    zh: '由宏 bpf_refcount_acquire() 调用。',
  }),
];

const CASTS: readonly KernelFunction[] = [
  kfunc({
    name: 'bpf_rdonly_cast',
    since: '6.2',
    result: 'void *',
    params: [any('void *', 'obj__ign'), any('u32', 'btf_id__k', 'kernel type')],
    returns: borrowed('*', 'untrusted', false),
    flags: [
      { until: '6.13', flags: [] },
      { since: '6.13', flags: ['KF_FASTCALL'] },
    ],
    effect: 'cast',
    en: 'Treats any address as a pointer to a kernel type. The result can be read, but not passed to a kfunc.',
    zh: '把任意地址当作指向某个内核类型的指针。结果可以读取，但不能传给 kfunc。',
  }),
  macro({
    name: 'bpf_core_cast',
    since: '6.2',
    prototype: 'T *bpf_core_cast(void *ptr, T);',
    result: 'void *',
    params: [any('void *', 'ptr'), typeParam],
    returns: borrowed('*', 'untrusted', false),
    effect: 'cast',
    en: 'bpf_rdonly_cast() with the type as an argument. The result can be read, but not passed to a kfunc.',
    zh: '以类型为参数的 bpf_rdonly_cast()。结果可以读取，但不能传给 kfunc。',
  }),
  kfunc({
    name: 'bpf_cast_to_kern_ctx',
    since: '6.2',
    result: 'void *',
    params: [param('void *', 'obj', { role: 'context' })],
    returns: { kind: 'unknown' },
    flags: [
      { until: '6.13', flags: [] },
      { since: '6.13', flags: ['KF_FASTCALL'] },
    ],
    effect: 'identity',
    en: "The kernel's form of the program context, as a trusted pointer.",
    zh: '程序上下文在内核中的形式，作为受信任的指针返回。',
  }),
];

export const OBJECTS: readonly KernelFunction[] = [...ALLOCATED, ...CASTS];
