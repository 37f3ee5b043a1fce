/**
 * The language of everything that the product says of its own. One process talks to one reader: so the language is set
 * once, where the reader is known (`--lang`, the editor's locale, the panel's first message, the emulator's request), and
 * every table is asked for its words when they are said, not before.
 *
 * A new language: its tag in `LANGUAGES`, and a table `bpf/words/<tag>/<part>.ts` for each part; the compiler asks for each
 * part and each sentence. What the kernel itself says is no part of this: it has one language.
 */

/** Languages that have tables. */
export const LANGUAGES = ['en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The table of one part in each language. */
export type Tables<W> = Readonly<Record<Language, W>>;

/**
 * Windows' and VS Code's name for the pseudo-language: English with every sentence between marks. Whoever translates, or
 * adds a sentence, sees with it what still stands outside of the tables.
 */
export const PSEUDO = 'qps-ploc';

interface Current {
  readonly language: Language;
  readonly isPseudo: boolean;
}

let current: Current = { language: 'en', isPseudo: false };

/** The language of a tag, by BCP 47's lookup: `zh-Hans-CN`, then `zh-hans`, then `zh`; undefined: there is none. */
export function languageOf(tag: string): Language | typeof PSEUDO | undefined {
  const parts = tag.toLowerCase().replaceAll('_', '-').split('-');
  for (let count = parts.length; count > 0; count--) {
    const wanted = parts.slice(0, count).join('-');
    const found = ([...LANGUAGES, PSEUDO] as const).find((known) => known.toLowerCase() === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** From now on words are in the language of the tag; English, where it has no tables. */
export function useLanguage(tag: string | undefined): void {
  const found = languageOf(tag ?? '') ?? 'en';
  current = found === PSEUDO ? { language: 'en', isPseudo: true } : { language: found, isPseudo: false };
}

/** The language that is spoken now, for tables that are chosen by other means. */
export function languageNow(): Language {
  return current.language;
}

/** As a tag that `useLanguage` of another process understands. */
export function languageTag(): string {
  return current.isPseudo ? PSEUDO : current.language;
}

/** The words of one part in the language that is spoken when they are asked for. */
export function wordsIn<W extends object>(tables: Tables<W>): () => W {
  let pseudo: W | undefined;
  return () => {
    const table = tables[current.language];
    if (!current.isPseudo) return table;
    pseudo ??= marked(table);
    return pseudo;
  };
}

/** One sentence that stands elsewhere than in a table: a rule's, a kernel function's. */
export function spoken(sentence: string): string {
  return current.isPseudo ? mark(sentence) : sentence;
}

/** Around a sentence of the pseudo-language. */
export const MARKS = ['\u27e6', '\u27e7'] as const;

function mark(sentence: string): string {
  return sentence === '' ? '' : MARKS[0] + sentence + MARKS[1];
}

/** A table whose every sentence is marked, also what its functions make. */
function marked<W>(table: W): W {
  if (typeof table === 'string') return mark(table) as W;
  if (typeof table === 'function') {
    return ((...args: unknown[]) =>
      marked((table as unknown as (...args: unknown[]) => unknown)(...args))) as W;
  }
  if (Array.isArray(table)) return table.map((part) => marked(part)) as W;
  if (typeof table !== 'object' || table === null) return table;
  return Object.fromEntries(Object.entries(table).map(([key, part]) => [key, marked(part)])) as W;
}
