/** Reading a text of the pseudo-language: what of it stands outside of the marks. */
import { MARKS } from '../../bpf/words/language.ts';

/** What no table has said, with a space for each sentence. Marks may stand within marks. */
export function outside(text: string): string {
  let depth = 0;
  let left = '';
  for (const c of text) {
    if (c === MARKS[0]) depth++;
    else if (c === MARKS[1] && depth > 0) {
      depth--;
      if (depth === 0) left += ' ';
    } else if (depth === 0) left += c;
  }
  return depth === 0 ? left : `${left} (a mark is not closed)`;
}

/** Words outside of the marks that are none of the names given. */
export function unsaid(text: string, names: readonly string[] = []): string[] {
  const rest = names
    .toSorted((a, b) => b.length - a.length)
    .reduce((all, name) => all.replaceAll(name, ' '), outside(text));
  return rest.match(/[A-Za-z][A-Za-z'-]+/g) ?? [];
}
