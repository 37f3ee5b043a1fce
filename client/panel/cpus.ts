/** Bits of masks: 32-bit words, least significant first. */

export type Words = Uint32Array<ArrayBuffer>;

export function hasBit(words: Words, cpu: number): boolean {
  return ((words[cpu >>> 5]! >>> (cpu & 31)) & 1) === 1;
}

/** Calls `each` for the bits of [from, to) that are set. */
export function forEachBit(words: Words, from: number, to: number, each: (cpu: number) => void): void {
  for (let cpu = from; cpu < to; cpu++) {
    const word = words[cpu >>> 5] ?? 0;
    if (word === 0) cpu |= 31;
    else if ((word >>> (cpu & 31)) & 1) each(cpu);
  }
}

export function bitsIn(words: Words, from: number, to: number): number {
  let count = 0;
  forEachBit(words, from, to, () => count++);
  return count;
}

/** The bits of [from, to) as a CPU list, `0-3,8` or `none`; with `most` no more ranges than that. */
export function cpuList(words: Words, from: number, to: number, most = Number.POSITIVE_INFINITY): string {
  const ranges: [number, number][] = [];
  forEachBit(words, from, to, (cpu) => {
    const last = ranges.at(-1);
    if (last && last[1] === cpu - 1) last[1] = cpu;
    else ranges.push([cpu, cpu]);
  });
  if (ranges.length === 0) return 'none';
  const shown = ranges.slice(0, most).map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`));
  return `${shown.join(',')}${ranges.length > most ? ',\u2026' : ''}`;
}

/** The bits of `a` that `b` has not. */
export function without(a: Words, b: Words): Words {
  return a.map((word, i) => word & ~b[i]!);
}
