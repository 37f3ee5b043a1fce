/** Values as people write them. A result is the value, or `{ problem }`: why the text is none. */

import type { IntType } from '../../bpf/flow/ctypes/types.ts';
import { words } from '../../bpf/words/emulator.ts';
import { parseCpuList } from '../machine/topology.ts';

export interface Bad {
  readonly problem: string;
}

export function isBad(value: unknown): value is Bad {
  return typeof value === 'object' && value !== null && 'problem' in value;
}

/** Decimal or 0x…, with a sign. */
export function parseNumber(text: string, low: bigint, high: bigint): bigint | Bad {
  const match = /^([-+]?)(0x[0-9a-f]{1,16}|\d{1,20})$/i.exec(text.trim().replaceAll('_', ''));
  if (!match) return { problem: words().wantsNumber };
  const value = (match[1] === '-' ? -1n : 1n) * BigInt(match[2]!);
  return value < low || value > high ? { problem: words().fromTo(low, high) } : value;
}

/** What an integer type takes: also what its bits can be written as, so -1 for an unsigned one. */
export function parseInteger(text: string, type: IntType, width = 8 * type.size): bigint | Bad {
  if (type.bool && /^\s*(true|false)\s*$/.test(text)) return text.trim() === 'true' ? 1n : 0n;
  const bits = BigInt(Math.min(64, width));
  const found = parseNumber(text, -(1n << (bits - 1n)), (1n << bits) - 1n);
  if (isBad(found)) return found;
  return type.signed ? BigInt.asIntN(Number(bits), found) : BigInt.asUintN(Number(bits), found);
}

/** `3,1,2`: at most `length` of them. */
export function parseIntegers(text: string, type: IntType, length: number): readonly bigint[] | Bad {
  if (text.trim() === '') return [];
  const parts = text.split(',');
  if (parts.length > length) return { problem: words().thereAre(length) };
  const found: bigint[] = [];
  for (const part of parts) {
    const value = parseInteger(part, type);
    if (isBad(value)) return value;
    found.push(value);
  }
  return found;
}

/** `0-3,8`, `all`, `none`; `null` for NULL, where that is allowed. */
export function parseMask(text: string, cpus: number, nullable: boolean): readonly number[] | null | Bad {
  const word = text.trim().toLowerCase();
  if (word === 'all') return Array.from({ length: cpus }, (_, cpu) => cpu);
  if (word === 'none' || word === '') return [];
  if (word === 'null') return nullable ? null : { problem: words().notNull };
  return parseCpus(text, cpus);
}

/** Which CPUs of a machine: undefined for `all`, which is also what an empty text means. */
export function parseSome(
  text: string,
  cpus: number,
  canBeNone: boolean,
): readonly number[] | undefined | Bad {
  const word = text.trim().toLowerCase();
  if (word === '' || word === 'all') return undefined;
  if (word !== 'none') return parseCpus(text, cpus);
  return canBeNone ? [] : { problem: words().oneCpu };
}

export function parseCpus(text: string, cpus: number): readonly number[] | Bad {
  const list = parseCpuList(text);
  if (!list) return { problem: words().wantsCpuList };
  const outside = list.find((cpu) => cpu >= cpus);
  return outside === undefined ? list : { problem: words().cpuOutside(outside, cpus - 1) };
}
