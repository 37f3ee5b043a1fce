/** Structs in memory that are the kernel's own state (kernel/bpf/btf.c, btf_get_field_type). */

/** Whether BPF_F_LOCK works with such a field of a map value: there is one of them at most. */
export function isSpinLock(struct: string): boolean {
  return struct === 'bpf_spin_lock';
}

/** Whether a struct in memory is the kernel's own state, which programs change by functions only (kernel/bpf/btf.c). */
export function isKernelState(struct: string): boolean {
  return KERNEL_STATE.test(struct);
}

const KERNEL_STATE =
  /^bpf_(spin_lock|res_spin_lock|timer|wq|list_head|list_node|rb_root|rb_node|refcount|dynptr)$/;
