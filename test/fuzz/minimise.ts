/** A smaller text that still fails: pieces are taken out, large ones first, as long as it does. */
import { tokensOf } from './tokens.ts';

/** The smallest text found with `tries` questions; `fails` is asked about each candidate. */
export function reduced(text: string, tries: number, fails: (text: string) => boolean): string {
  const search = searchOf(text, tries);
  for (let next = search.next(); ; next = search.next(fails(next.value))) if (next.done) return next.value;
}

/** The same where the answer takes its time. */
export async function reducedSlowly(
  text: string,
  tries: number,
  fails: (text: string) => Promise<boolean>,
): Promise<string> {
  const search = searchOf(text, tries);
  for (let next = search.next(); ; next = search.next(await fails(next.value)))
    if (next.done) return next.value;
}

/** Yields candidates and is told of each whether it fails. */
function* searchOf(text: string, tries: number): Generator<string, string, boolean> {
  let best = text;
  let left = tries;
  for (const cut of [linesOf, tokenTexts]) {
    let parts = cut(best);
    for (let size = Math.ceil(parts.length / 2); size >= 1 && left > 0; ) {
      let isSmaller = false;
      for (let at = 0; at < parts.length && left > 0; ) {
        const fewer = [...parts.slice(0, at), ...parts.slice(at + size)];
        left--;
        if (yield fewer.join('')) {
          parts = fewer;
          isSmaller = true;
        } else at += size;
      }
      if (size > 1) size = Math.ceil(size / 2);
      else if (!isSmaller) break;
    }
    best = parts.join('');
  }
  return best;
}

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

/** Tokens, each with the blanks before it. */
function tokenTexts(text: string): string[] {
  let at = 0;
  const parts = tokensOf(text).map(({ end }) => {
    const part = text.slice(at, end);
    at = end;
    return part;
  });
  return [...parts, text.slice(at)].filter((part) => part !== '');
}
