/** What a page shows of a source: nothing in it makes text read other than it is. */
import { printableLines } from '../../bpf/syntax/printable.ts';

/** The same data with text that can be shown. */
export function plain<T>(value: T): T {
  return plainOf(value) as T;
}

function plainOf(value: unknown): unknown {
  if (typeof value === 'string') return printableLines(value);
  if (Array.isArray(value)) return typeof value[0] === 'number' ? value : value.map(plainOf);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainOf(one)]));
}
