/** Kernel versions: `major.minor`, compared by number. */
import { words } from '../words/common.ts';
import type { Version, VersionRange } from './types.ts';

/** Below, at or above zero as `a` is older, the same or newer. Text that is no version counts as 0.0. */
export function compareVersions(a: Version, b: Version): number {
  const left = numbers(a);
  const right = numbers(b);
  return left[0] - right[0] || left[1] - right[1];
}

/** The few that the tables and settings name. */
const known = new Map<Version, readonly [number, number]>();
const MOST_KNOWN = 1_000;

/** Major and minor of '6.18', '6.18.44', 'v6.12', '7.0-rc1'; of text that is no version 0 and 0. */
export function numbers(text: Version): readonly [number, number] {
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

/** The target where nobody chose one: the kernel on which the rules were verified by loading programs. */
export const DEFAULT_KERNEL: Version = '6.18';

/** The libbpf that is taken where nobody chose one and none is found. */
export const DEFAULT_LIBBPF: Version = '1.7';

/**
 * How a user writes a target: `X.Y` of a kernel with BPF (3.18 and newer) that there is or can be expected. 4.20 and
 * 5.19 ended their majors, and so are the next ones taken to end at 19. The manifest has the same pattern.
 */
export const KERNEL_PATTERN = '^(3\\.1[89]|4\\.(1?\\d|20)|[5-8]\\.1?\\d)$';
const KERNEL = new RegExp(KERNEL_PATTERN);

/** Releases with CPU mask functions that the catalogue knows, oldest first. */
export const RELEASES: readonly Version[] = [
  ...Array.from({ length: 17 }, (_, i) => `6.${i + 3}`),
  ...Array.from({ length: 4 }, (_, i) => `7.${i}`),
];

/** What a kernel is called that has the proposed functions as well, as a local build would be. */
const PROPOSED = '-proposed';

/** A target with the functions that were proposed and never merged (`notCallable: 'proposed'`), or without. */
export function targetKernel(kernel: Version, isProposed: boolean): Version {
  return isProposed && !hasProposals(kernel) ? kernel + PROPOSED : kernel;
}

export function hasProposals(target: Version): boolean {
  return target.endsWith(PROPOSED);
}

/** Whether that is a target as KERNEL_PATTERN has it. */
export function isKernel(text: string): boolean {
  return KERNEL.test(text);
}

/** Whether that is a version of libbpf that has maps as objects: 0.x, or 1.x. The manifest has the same pattern. */
export function isLibbpf(text: string): boolean {
  return /^[0-3]\.\d{1,2}$/.test(text);
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
