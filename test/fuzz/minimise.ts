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

/** Fewer items of a list that still fail. */
export async function reducedList<T>(
  items: readonly T[],
  tries: number,
  fails: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  const search = fewer(items, { left: tries });
  for (let next = search.next(); ; next = search.next(await fails(next.value)))
    if (next.done) return next.value;
}

/** Yields texts and is told of each whether it fails: lines are taken out, then tokens. */
function* searchOf(text: string, tries: number): Generator<string, string, boolean> {
  const budget = { left: tries };
  let best = text;
  for (const cut of [linesOf, tokenTexts]) {
    const search = fewer(cut(best), budget);
    let next = search.next();
    while (!next.done) next = search.next(yield next.value.join(''));
    best = next.value.join('');
  }
  return best;
}

/** Half of the items at a time, then a quarter …; one by one until no single one can go. */
function* fewer<T>(
  items: readonly T[],
  budget: { left: number },
): Generator<readonly T[], readonly T[], boolean> {
  let best = items;
  for (let size = Math.ceil(best.length / 2); size >= 1 && best.length > 0; ) {
    const before = best.length;
    for (let at = 0; at < best.length; ) {
      if (budget.left-- <= 0) return best;
      const rest = [...best.slice(0, at), ...best.slice(at + size)];
      if (yield rest) best = rest;
      else at += size;
    }
    if (size > 1) size = Math.ceil(size / 2);
    else if (best.length === before) break;
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
