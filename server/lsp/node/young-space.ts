/**
 * The space for new objects, which V8 sweeps whenever it is full. Of 1 MB, as it begins, a check of a big file fills it a
 * hundred times, and sweeping is a seventh of its time; V8's own way, doubling it up to 16 MB, costs 30 MB for good. So
 * it may grow to 4 MB, when there is work, and then no further.
 */
import { getHeapSpaceStatistics } from 'node:v8';
import { setFlag } from './flags.ts';

/** What both of its halves take then. */
const ENOUGH_BYTES = 8 * 1024 * 1024;
/** Looks after which it has had its time: there was little work. */
const MOST_LOOKS = 200;

export interface YoungSpace {
  /** Called now and then while there is work. */
  look(): void;
  /** It stays as it is from here on. */
  settle(): void;
}

export function growingYoungSpace(): YoungSpace {
  let looks = 0;
  setFlag('semi-space-growth-factor', 2);
  const settle = () => {
    if (looks >= MOST_LOOKS) return;
    looks = MOST_LOOKS;
    setFlag('semi-space-growth-factor', 1);
  };
  return {
    look() {
      if (looks >= MOST_LOOKS) return;
      if (bytesNow() >= ENOUGH_BYTES || looks + 1 === MOST_LOOKS) settle();
      else looks++;
    },
    settle,
  };
}

function bytesNow(): number {
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return space?.space_size ?? ENOUGH_BYTES;
}
