/** Effective trust of a kernel object: that of its pointer, once references and RCU sections are taken into account. */

import type { State } from './state.ts';
import type { Kernel, Trust } from './values.ts';

export type EffectiveTrust = Trust | 'owned' | 'dead';

/** `dead`: its reference was released. */
export function effectiveTrust(state: State, obj: Kernel): EffectiveTrust {
  if (obj.ref) return state.refs.has(obj.ref) ? 'owned' : state.lent.has(obj.ref) ? 'unknown' : 'dead';
  if (obj.trust === 'rcu' && obj.rcuGen !== state.rcuGen) return 'untrusted';
  return obj.trust;
}
