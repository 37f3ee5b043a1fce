/** Objects of the program's own types, and casts. */
import { genericTypes } from '../program-sets.ts';
import type { KernelFunction, Returns } from '../types.ts';
import { always, any, borrowed, kfunc, macro, owned, param, type RecordText } from './build.ts';

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
const NEW =
  'Allocates an object of a struct that the program defines, owned, or NULL. The object may hold kptrs; a struct bpf_cpumask itself comes from bpf_cpumask_create().';
const DROP = 'Frees an object from bpf_obj_new() and releases what its kptr fields hold.';

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
    en: NEW,
  }),
  macro({
    name: 'bpf_obj_drop',
    since: '6.2',
    params: [dropped],
    flags: always('KF_RELEASE'),
    programTypes: genericTypes('6.2'),
    source,
    effect: 'obj-drop',
    en: DROP,
  }),
  generic({
    name: 'bpf_obj_new_impl',
    since: '6.2',
    result: 'void *',
    params: [typeId, meta],
    returns: { kind: 'unknown' },
    flags: always('KF_ACQUIRE', 'KF_RET_NULL'),
    effect: 'obj-new',
    en: `${NEW} Called by the macro bpf_obj_new().`,
  }),
  generic({
    name: 'bpf_obj_drop_impl',
    since: '6.2',
    params: [dropped, meta],
    flags: always('KF_RELEASE'),
    effect: 'obj-drop',
    en: `${DROP} Called by the macro bpf_obj_drop().`,
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
  }),
  macro({
    name: 'bpf_percpu_obj_drop',
    since: '6.7',
    params: [dropped],
    flags: always('KF_RELEASE'),
    programTypes: genericTypes('6.7'),
    effect: 'obj-drop',
    en: 'Frees what bpf_percpu_obj_new() allocated.',
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
  }),
  generic({
    name: 'bpf_percpu_obj_drop_impl',
    since: '6.7',
    params: [dropped, meta],
    flags: always('KF_RELEASE'),
    effect: 'obj-drop',
    en: 'Called by the macro bpf_percpu_obj_drop().',
  }),
  macro({
    name: 'bpf_refcount_acquire',
    since: '6.4',
    result: 'void *',
    params: [any('void *', 'kptr', 'object with a struct bpf_refcount')],
    // kernel/bpf/verifier.c, is_kfunc_ret_null (7793fc3babe9).
    returns: { ...objectRef, sureIfOwned: true },
    flags: always('KF_ACQUIRE', 'KF_RET_NULL', 'KF_RCU'),
    programTypes: genericTypes('6.4'),
    effect: 'reference-acquire',
    en: 'Takes another reference to an object of the program that has a struct bpf_refcount. The result can be NULL only if the argument was borrowed, such as one in a list or tree.',
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
  }),
];

export const OBJECTS: readonly KernelFunction[] = [...ALLOCATED, ...CASTS];
