/** Rule untrusted-pointer: see `docs` below. */
import { defineRule, quoted, text } from './rule.ts';
export const rule = defineRule({
  id: 'untrusted-pointer',
  message: (f) =>
    `${quoted(f)} comes from a pointer that the verifier does not trust; it may be read, but not passed to ${text(f, 'function') || 'a kfunc'}().`,
  docs: `Only fields on the verifier's lists keep their trust (task->cpus_ptr, real_parent, group_leader, embedded cpus_mask). Everything else that is reached by walking pointers, bpf_rdonly_cast(), __kptr_untrusted, or a task from a dispatch queue walk is untrusted. Look the object up again, for example with bpf_task_from_pid().`,
  examples: [],
});
