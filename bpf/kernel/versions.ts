/** Kernel versions: `major.minor`, compared by number. */
import { words } from '../words/common.ts';
import type { Version, VersionRange } from './types.ts';

/** '6.18', '6.18.44', 'v6.12', '7.0-rc1' … to `major.minor`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const match = /^\s*v?(\d{1,4})\.(\d{1,4})(?=[.\-+_~\s]|$)/.exec(text);
  return match ? `${Number(match[1])}.${Number(match[2])}` : undefined;
}

/** Below, at or above zero as `a` is older, the same or newer. Text that is no version counts as 0.0. */
export function compareVersions(a: Version, b: Version): number {
  const left = numbers(a);
  const right = numbers(b);
  return left[0] - right[0] || left[1] - right[1];
}

/** The few that the tables and settings name. */
const known = new Map<Version, readonly [number, number]>();
const MOST_KNOWN = 1_000;

function numbers(text: Version): readonly [number, number] {
  const before = known.get(text);
  if (before) return before;
  const match = /^\s*v?(\d+)(?:\.(\d+))?/.exec(text);
  const found = match ? ([Number(match[1]), Number(match[2] ?? 0)] as const) : ([0, 0] as const);
  if (known.size < MOST_KNOWN) known.set(text, found);
  return found;
}

/** Whether `since <= version < until`. */
export function inRange(range: VersionRange, version: Version): boolean {
  if (range.since !== undefined && compareVersions(version, range.since) < 0) return false;
  return range.until === undefined || compareVersions(version, range.until) < 0;
}

/** The newest kernel that the catalogue knows of, and the first with CPU mask functions. */
export const NEWEST: Version = '7.3';
export const OLDEST: Version = '6.3';

/** Last minor of each major since there is a verifier; of the last two what is to be expected, as majors end at 19. */
const LAST_MINOR: ReadonlyMap<number, number> = new Map([
  [3, 19],
  [4, 20],
  [5, 19],
  [6, 19],
  [7, 19],
  [8, 19],
]);
const FIRST_WITH_BPF: Version = '3.18';

/** `X.Y` of a kernel that there is or can be expected: no leading zeros, nothing behind it. */
export function isKernel(text: string): boolean {
  const match = /^([1-9]\d?)\.(0|[1-9]\d?)$/.exec(text);
  if (!match || compareVersions(text, FIRST_WITH_BPF) < 0) return false;
  return Number(match[2]) <= (LAST_MINOR.get(Number(match[1])) ?? -1);
}

/** What `isKernel` wants, for messages. */
export function kernelWanted(): string {
  return words().kernelVersion;
}

/** What to know about a target outside of the catalogue; undefined: it is within. */
export function kernelNote(kernel: Version): string | undefined {
  if (compareVersions(kernel, NEWEST) > 0) return words().kernelTooNew(kernel, NEWEST);
  if (compareVersions(kernel, OLDEST) < 0) return words().kernelTooOld(kernel, OLDEST);
  return undefined;
}
