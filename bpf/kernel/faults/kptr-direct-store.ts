/** Fault kptr-direct-store (kernel/bpf/verifier.c, check_map_kptr_access). */
import { error, says } from '../fault-record.ts';

const STORE = 'store to referenced kptr disallowed';

export const kptrDirectStore = error({
  id: 'kptr-direct-store',
  title: 'A kptr field is written directly instead of with bpf_kptr_xchg()',
  rules: ['KP-1'],
  kinds: {
    store: says(STORE),
    object: says('direct access to kptr is disallowed'),
    copy: says(STORE),
  },
});
