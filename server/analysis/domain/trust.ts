/** What a kernel object is worth at this moment: its trust, once references and RCU sections are taken into account. */
import type { State } from './state.ts';
import type { Kernel, Trust } from './values.ts';

export type Standing = Trust | 'owned' | 'dead';

/** What a kernel object is worth at this moment. */
export function standing(state: State, obj: Kernel): Standing {
  if (obj.ref) return state.refs.has(obj.ref) ? 'owned' : state.lent.has(obj.ref) ? 'unknown' : 'dead';
  if (obj.trust === 'rcu' && obj.rcuGen !== state.rcuGen) return 'untrusted';
  return obj.trust;
}
