/** Fault load-time-leak: an unreleased reference where only other load-time constants lead; its kinds are those. */
import { warning } from '../fault-record.ts';
import { unreleasedReference } from './unreleased-reference.ts';

export const loadTimeLeak = warning({
  id: 'load-time-leak',
  title: 'A reference leaks on a path that a load-time constant currently rules out',
  kinds: unreleasedReference.kinds,
});
