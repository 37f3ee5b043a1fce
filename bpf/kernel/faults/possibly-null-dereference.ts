/** Fault possibly-null-dereference (kernel/bpf/verifier.c, check_mem_access). */
import { error, says } from '../fault-record.ts';
import { nullType } from '../fault-texts.ts';

export const possiblyNullDereference = error({
  id: 'possibly-null-dereference',
  title: 'A pointer that may be NULL is dereferenced',
  rules: ['NU-8', 'NU-10'],
  kinds: {
    /** `type` as the verifier names it; 'scalar': it is NULL. */
    access: says<{ readonly type: string }>(
      ({ type }, _, isReference) => `R0 invalid mem access '${nullType(type, isReference)}'`,
    ),
  },
});
