/**
 * The language of everything that the product says of its own. One process talks to one reader: so the language is set
 * once, where the reader is known (`--lang`, the editor's locale, the panel's first message, the emulator's request), and
 * every table is asked for its words when they are said, not before.
 *
 * A new language: its tag in `LANGUAGES` and `TAGS`, and a table `bpf/words/<tag>/<part>.ts` for each part; the compiler asks
 * for each part and each sentence. A language in `HOVER_LANGUAGES` alone has the table of hovers and the catalogue's texts:
 * everything else is said in English to its readers. What the kernel itself says is no part of this: it has one language.
 */

/** Languages in which the whole product speaks: each has a table for every part. */
export const LANGUAGES = ['en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Languages of hovers: the table of their words, and every text of the kernel catalogue. Other parts speak English. */
const HOVER_LANGUAGES = [...LANGUAGES, 'zh'] as const;
type HoverLanguage = (typeof HOVER_LANGUAGES)[number];

/** A text of the catalogue in every language of hovers. */
export type Said = Readonly<Record<HoverLanguage, string>>;

/** The table of one part in each language. */
export type Tables<W> = Readonly<Record<Language, W>>;
export type HoverTables<W> = Readonly<Record<HoverLanguage, W>>;

/**
 * Windows' and VS Code's name for the pseudo-language: English with every sentence between marks. Whoever translates, or
 * adds a sentence, sees with it what still stands outside of the tables.
 */
export const PSEUDO = 'qps-ploc';

/**
 * Tags, the longest first that is a prefix of what was asked for. Chinese is written in two scripts, and the tables are in
 * the simplified one: who reads the other gets English, not a script of another place.
 */
const TAGS: Readonly<Record<string, HoverLanguage | typeof PSEUDO>> = {
  en: 'en',
  [PSEUDO]: PSEUDO,
  zh: 'zh',
  'zh-hant': 'en',
  'zh-tw': 'en',
  'zh-hk': 'en',
  'zh-mo': 'en',
};

interface Current {
  readonly language: Language;
  readonly hovers: HoverLanguage;
  readonly isPseudo: boolean;
}

let current: Current = { language: 'en', hovers: 'en', isPseudo: false };

/** More than any tag of a registry has. */
const MOST_PARTS = 8;

/** By BCP 47's lookup: `zh-Hans-CN`, then `zh-hans`, then `zh`. What POSIX adds (`zh_CN.UTF-8@pinyin`) is no part of it. */
function lookUp(tag: string): HoverLanguage | typeof PSEUDO | undefined {
  const parts = tag
    .replace(/[.@].*/s, '')
    .toLowerCase()
    .replaceAll('_', '-')
    .split('-', MOST_PARTS);
  for (let count = parts.length; count > 0; count--) {
    const wanted = parts.slice(0, count).join('-');
    if (Object.hasOwn(TAGS, wanted)) return TAGS[wanted];
  }
  return undefined;
}

/** The language of messages for a tag; undefined: there is none. */
export function languageOf(tag: string): Language | typeof PSEUDO | undefined {
  const found = lookUp(tag);
  return found === PSEUDO ? PSEUDO : LANGUAGES.find((known) => known === found);
}

/** The language of hovers for a tag: English, where there is none. */
function hoverLanguageOf(tag: string): HoverLanguage {
  const found = lookUp(tag);
  return found === undefined || found === PSEUDO ? 'en' : found;
}

/** From now on words are in the language of the tag; English, where it has no tables. */
export function useLanguage(tag: string | undefined): void {
  const found = languageOf(tag ?? '') ?? 'en';
  const language = found === PSEUDO ? 'en' : found;
  current = { language, hovers: hoverLanguageOf(tag ?? ''), isPseudo: found === PSEUDO };
}

/** While `say` runs, hovers are in the language of the tag, whatever the rest of the product speaks. */
export function withHoversIn<T>(tag: string, say: () => T): T {
  const before = current;
  current = { ...before, hovers: hoverLanguageOf(tag) };
  try {
    return say();
  } finally {
    current = before;
  }
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
  return asked(() => tables[current.language]);
}

/** The same for words of hovers. */
export function hoverWordsIn<W extends object>(tables: HoverTables<W>): () => W {
  return asked(() => tables[current.hovers]);
}

function asked<W extends object>(now: () => W): () => W {
  const pseudo = new Map<W, W>();
  return () => {
    const table = now();
    if (!current.isPseudo) return table;
    const known = pseudo.get(table) ?? marked(table);
    pseudo.set(table, known);
    return known;
  };
}

/** A text of the catalogue in the language of hovers. */
export function saidInHover(text: Said): string {
  return spoken(text[current.hovers]);
}

/** A text of the catalogue that exists in English alone: '' where hovers are in another language. */
export function saidInEnglishHover(text: string | undefined): string {
  return text === undefined || current.hovers !== 'en' ? '' : spoken(text);
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
