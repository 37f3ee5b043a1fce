/** Where the kernel's wording changed, and the phrases that several of its messages share. */
import type { FaultId } from './faults.ts';
import type { MessageData, MessageVariant } from './message-data.ts';
import type { Version } from './types.ts';
import { compareVersions } from './versions.ts';

/** From here on registers are named (`R1`) where argument numbers (`arg0`) used to be. */
export const WORDING_2026: Version = '7.1';
/** From here on one text names what stands open at an exit (`BPF_EXIT instruction in main prog …`). */
export const WORDING_EXIT: Version = '6.13';
/** Before it no kfunc took RCU pointers. */
export const RCU_POINTERS_SINCE: Version = '6.4';
/** From here on every kfunc that must run under RCU says so the same way. */
export const RCU_PROTECTION_SINCE: Version = '6.18';
/** Nested RCU sections are accepted. */
export const NESTED_RCU_SINCE: Version = '6.19';

export interface Entry<V extends MessageVariant> {
  readonly fault: FaultId;
  readonly text: string | ((data: MessageData[V], version: Version) => string);
}

export const since = (version: Version, boundary: Version): boolean =>
  compareVersions(version, boundary) >= 0;
export const reg = (arg: number): string => `R${arg + 1}`;
/** `arg0` until 7.0, `R1` after. */
export const position = (arg: number, version: Version): string =>
  since(version, WORDING_2026) ? reg(arg) : `arg${arg}`;
export const number = (value: number | undefined): string => (value === undefined ? '' : `#${value}`);
export const atExit = (what: string, before: string) => (_: unknown, version: Version) =>
  since(version, WORDING_EXIT) ? `BPF_EXIT instruction in main prog ${what}` : before;
export const rcu = ({ arg }: { readonly arg: number }, version: Version): string =>
  since(version, RCU_POINTERS_SINCE)
    ? `${reg(arg)} must be a rcu pointer`
    : `${reg(arg)} must be referenced or trusted`;
export const scalar = ({ arg }: { readonly arg: number }): string => `${reg(arg)} type=scalar expected=fp`;
export const structs = (
  callee: string,
  arg: number,
  expected: string,
  actual: string,
  version: Version,
): string => {
  const where = since(version, WORDING_2026) ? reg(arg) : `args#${arg}`;
  return `kernel function ${callee} ${where} expected pointer to STRUCT ${expected} but ${reg(arg)} has a pointer to STRUCT ${actual}`;
};
export const slotTypes = (version: Version): string =>
  since(version, '6.12') ? 'map_value, ptr_' : 'map_value';

/** The table's shape: every variant has its text. */
export type Messages = { readonly [V in MessageVariant]: Entry<V> };
