/** Numbers in English sentences. */

/** `1 error`, `2 errors`, with the number as it is written. */
export function counted(count: number, noun: string, written = `${count}`): string {
  return `${written} ${noun}${count === 1 ? '' : 's'}`;
}
