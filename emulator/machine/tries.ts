/** Keys of longest-prefix-match maps: `struct { __u32 prefixlen; __u8 data[]; }` (kernel/bpf/lpm_trie.c). */

/** Where the data begins. */
const HEAD = 4;

const prefixLength = (key: Uint8Array): number => new DataView(key.buffer, key.byteOffset).getUint32(0, true);

/** Whether a key has room for its prefix. */
export const isWhole = (key: Uint8Array): boolean => prefixLength(key) <= (key.length - HEAD) * 8;

/** The key that says the same with all bits behind the prefix cleared. */
export function exactKey(key: Uint8Array, length = prefixLength(key)): Uint8Array {
  const exact = key.slice();
  new DataView(exact.buffer).setUint32(0, length, true);
  for (let i = HEAD; i < exact.length; i++) {
    const bits = Math.min(8, Math.max(0, length - (i - HEAD) * 8));
    exact[i]! &= 0xff00 >> bits;
  }
  return exact;
}

/** Keys under which a look-up may find something, the longest prefix first. */
export function* prefixesOf(key: Uint8Array): Generator<Uint8Array> {
  for (let length = prefixLength(key); length >= 0; length--) yield exactKey(key, length);
}
