/** Random numbers that a seed fixes: the same seed and number of a case make the same case on every machine. */

export interface Random {
  /** 0 … `count` - 1; 0 when `count` is less than 1. */
  below(count: number): number;
  /** `least` … `most`, small ones more often: each order of magnitude is as likely as the others. */
  sized(least: number, most: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  pick<T>(items: readonly T[]): T;
}

export function randomOf(...seed: readonly (string | number)[]): Random {
  let state = hashOf(seed.join(' ')) || 1;
  /** xorshift32 */
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  // The first numbers of neighbouring seeds are alike.
  for (let i = 0; i < 8; i++) next();
  const below = (count: number) => (count < 1 ? 0 : next() % Math.floor(count));
  return {
    below,
    sized(least, most) {
      const share = next() / 2 ** 32;
      return Math.floor(least * ((most + 1) / least) ** share);
    },
    once: (times) => below(times) === 0,
    pick: (items) => items[below(items.length)]!,
  };
}

/** FNV-1a, with its bits mixed once more. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
