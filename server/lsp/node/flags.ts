/**
 * What V8 can be told while it runs. It complains on the error output of a flag that it does not know, which a user of
 * the command line would read: each goes only to versions that were seen to have it.
 */
import { setFlagsFromString } from 'node:v8';

/** First and last version of V8 with it: 11.3 is that of Node 20, 14.6 that of Node 26. */
const KNOWN = {
  'heap-growing-percent': [11.3, 14.99],
  'interrupt-budget': [11.3, 11.3],
  'invocation-count-for-turbofan': [11.8, 14.99],
  'semi-space-growth-factor': [11.3, 14.99],
} as const;

export function setFlag(flag: keyof typeof KNOWN, value: number): void {
  const [first, last] = KNOWN[flag];
  const version = Number.parseFloat(process.versions.v8);
  if (version >= first && version <= last) setFlagsFromString(`--${flag}=${value}`);
}

/** Seven times later than by itself: old versions count the bytecode that ran, newer ones the calls. */
export function optimiseLate(): void {
  setFlag('interrupt-budget', 500_000);
  setFlag('invocation-count-for-turbofan', 20_000);
}
