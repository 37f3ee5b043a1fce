/** Kernel versions: `major.minor`, compared by number. */
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
