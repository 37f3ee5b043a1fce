/**
 * The algebra of struct cpumask, word by word as the kernel has it, stray bits and all.
 *
 * K is NR_CPUS, N is nr_cpu_ids. Three sizes follow from them (include/linux/cpumask.h since 6.3): "small" S for what
 * scans or combines, "large" G for what clears and copies, and N itself for what must be exact. Words are 32 bits
 * here, two to a long of the kernel; where the kernel works on whole longs so does this.
 */

/** The sizes of one machine, in bits. */
export interface Sizes {
  readonly k: number;
  readonly n: number;
  readonly s: number;
  readonly g: number;
  /** 32-bit words of a struct cpumask. */
  readonly words: number;
}

const LONG = 64;

export function sizesOf(k: number, n: number): Sizes {
  const s = k <= LONG ? k : n;
  const g = k <= 4 * LONG ? k : n;
  return { k, n, s, g, words: wordsOf(k) };
}

/** 32-bit words of the longs that cover `bits`. */
export function wordsOf(bits: number): number {
  return Math.ceil(bits / LONG) * 2;
}

/** A mask: words and where in them it starts. */
export interface Mask {
  readonly w: Uint32Array;
  readonly at: number;
}

/** The bits of word `i` that are below `bits`. */
function below(bits: number, i: number): number {
  const left = bits - 32 * i;
  if (left >= 32) return 0xffffffff;
  return left <= 0 ? 0 : (1 << left) - 1;
}

export function testBit(m: Mask, cpu: number): number {
  return (m.w[m.at + (cpu >>> 5)]! >>> (cpu & 31)) & 1;
}

export function setBit(m: Mask, cpu: number): void {
  m.w[m.at + (cpu >>> 5)]! |= 1 << (cpu & 31);
}

export function clearBit(m: Mask, cpu: number): void {
  m.w[m.at + (cpu >>> 5)]! &= ~(1 << (cpu & 31));
}

/** cpumask_setall: bitmap_fill of nr_cpumask_bits on big machines fills whole longs (lib/bitmap.c, 6.12). */
export function setAll(m: Mask, sizes: Sizes): void {
  if (sizes.k <= LONG) {
    for (let i = 0; i < sizes.words; i++) m.w[m.at + i] = below(sizes.n, i);
    return;
  }
  m.w.fill(0xffffffff, m.at, m.at + wordsOf(sizes.n));
}

export function clearAll(m: Mask, sizes: Sizes): void {
  m.w.fill(0, m.at, m.at + wordsOf(sizes.g));
}

export function copyMask(dst: Mask, src: Mask, sizes: Sizes): void {
  const count = wordsOf(sizes.g);
  for (let i = 0; i < count; i++) dst.w[dst.at + i] = src.w[src.at + i]!;
}

/** cpumask_and masks the last word, and only it: strays of the destination go (lib/bitmap.c, __bitmap_and). */
export function andMask(dst: Mask, a: Mask, b: Mask, { s }: Sizes): boolean {
  const count = wordsOf(s);
  let any = 0;
  for (let i = 0; i < count; i++) {
    const word = a.w[a.at + i]! & b.w[b.at + i]! & below(s, i);
    dst.w[dst.at + i] = word;
    any |= word;
  }
  return any !== 0;
}

export function orMask(dst: Mask, a: Mask, b: Mask, { s }: Sizes): void {
  const count = wordsOf(s);
  for (let i = 0; i < count; i++) dst.w[dst.at + i] = a.w[a.at + i]! | b.w[b.at + i]!;
}

export function xorMask(dst: Mask, a: Mask, b: Mask, { s }: Sizes): void {
  const count = wordsOf(s);
  for (let i = 0; i < count; i++) dst.w[dst.at + i] = a.w[a.at + i]! ^ b.w[b.at + i]!;
}

export function equalMasks(a: Mask, b: Mask, { s }: Sizes): boolean {
  for (let i = 0; 32 * i < s; i++) if (((a.w[a.at + i]! ^ b.w[b.at + i]!) & below(s, i)) !== 0) return false;
  return true;
}

export function intersects(a: Mask, b: Mask, { s }: Sizes): boolean {
  for (let i = 0; 32 * i < s; i++) if ((a.w[a.at + i]! & b.w[b.at + i]! & below(s, i)) !== 0) return true;
  return false;
}

/** No bit of `a` that is not in `b`. */
export function isSubset(a: Mask, b: Mask, { s }: Sizes): boolean {
  for (let i = 0; 32 * i < s; i++) if ((a.w[a.at + i]! & ~b.w[b.at + i]! & below(s, i)) !== 0) return false;
  return true;
}

export function isEmpty(m: Mask, { s }: Sizes): boolean {
  for (let i = 0; 32 * i < s; i++) if ((m.w[m.at + i]! & below(s, i)) !== 0) return false;
  return true;
}

/** cpumask_full looks at nr_cpumask_bits, which is exact in every configuration. */
export function isFull(m: Mask, { n }: Sizes): boolean {
  for (let i = 0; 32 * i < n; i++) if ((~m.w[m.at + i]! & below(n, i)) !== 0) return false;
  return true;
}

export function weightOf(m: Mask, { s }: Sizes): number {
  let count = 0;
  for (let i = 0; 32 * i < s; i++) count += bitCount(m.w[m.at + i]! & below(s, i));
  return count;
}

export function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const lowestOf = (word: number): number => 31 - Math.clz32(word & -word);

/** The first bit at or above `from` and below `bits` of what `word` gives, or `bits`. */
function find(from: number, bits: number, word: (i: number) => number): number {
  for (let i = from >>> 5; 32 * i < bits; i++) {
    let found = word(i) & below(bits, i);
    if (i === from >>> 5) found &= ~below(from, i);
    if (found !== 0) return 32 * i + lowestOf(found);
  }
  return bits;
}

export function first(m: Mask, { s }: Sizes): number {
  return find(0, s, (i) => m.w[m.at + i]!);
}

export function firstZero(m: Mask, { s }: Sizes): number {
  return find(0, s, (i) => ~m.w[m.at + i]!);
}

export function firstAnd(a: Mask, b: Mask, { s }: Sizes): number {
  return find(0, s, (i) => a.w[a.at + i]! & b.w[b.at + i]!);
}

/**
 * The next common bit after the cursor, wrapping around (lib/cpumask.c, cpumask_any_and_distribute). `b` may be `a`.
 * Until 6.15 the search ended at nr_cpu_ids, since then at the small size. The cursor moves when a CPU was found.
 */
export function distribute(a: Mask, b: Mask, bits: number, cursor: number): number {
  const word = (i: number): number => a.w[a.at + i]! & b.w[b.at + i]!;
  const after = find(cursor + 1, bits, word);
  if (after < bits) return after;
  const before = find(0, Math.min(bits, cursor + 1), word);
  return before < Math.min(bits, cursor + 1) ? before : bits;
}
