/** The glossary's page as data: what a term is called in Chinese, and what it is not called. */
import { read } from '../architecture/sources.ts';

export interface Term {
  /** The forms of it that English texts have. */
  readonly english: readonly string[];
  /** Any of these stands for it. */
  readonly chinese: readonly string[];
  readonly avoided: readonly string[];
}

const ROW = /^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/;

/** Rows of the table under its head; the two lines of the head are no terms. */
export function glossary(): readonly Term[] {
  return read('docs/glossary.md')
    .split('\n')
    .flatMap((line) => {
      const [, english, chinese, avoided] = ROW.exec(line) ?? [];
      if (english === undefined || english === 'English') return [];
      return [{ english: english.split(', '), chinese: chinese!.split('、'), avoided: avoided!.split('、') }];
    });
}

/** Names of code are no words of a language. */
const CODE =
  /`[^`]*`|[A-Za-z]\w*(?:->\w+)+|\b\w+\(\)|\b\w*_\w*\b|\.\w+\b|\bstruct bpf_\w+|\b__\w+|\bbpf_\w+/g;

const prose = (text: string) => text.replace(CODE, ' # ');

/** What of the glossary a Chinese text breaks, given the English that it says. */
export function broken(english: string, chinese: string, terms = glossary()): string[] {
  const said = prose(english);
  const missing = terms
    .filter((term) => term.english.some((form) => new RegExp(`\\b${form}\\b`, 'i').test(said)))
    .filter((term) => !term.chinese.some((form) => chinese.includes(form)))
    .map((term) => `'${term.english[0]}' without ${term.chinese.join('、')}`);
  const avoided = terms.flatMap((term) =>
    term.avoided
      .filter((form) => prose(chinese).includes(form))
      .map((form) => `${form}: ${term.chinese.join('、')}`),
  );
  return [...missing, ...avoided];
}

const HAN = /\p{Script=Han}/u;

/** What of the typesetting is wrong: marks of the other script, and spaces. */
export function illSet(whole: string): string[] {
  const text = whole.replace(/(?<=\w)\(\)/g, '');
  const rules: readonly (readonly [RegExp, string])[] = [
    [/\p{Script=Han}[\w`([]|[\w`)\]]\p{Script=Han}/u, 'no space between Han and Latin'],
    [/\p{Script=Han} +\p{Script=Han}/u, 'a space within Han'],
    [/ [，。；：、（）？！“”]|[，。；：、（）？！“”] /u, 'a space beside full-width punctuation'],
    [/\p{Script=Han} ?[,;:?!()]|[,;:?!()] ?\p{Script=Han}/u, 'half-width punctuation beside Han'],
    [/\p{Script=Han}\.(?:\s|$)/u, 'a full stop of the other script'],
    [/ {2}/, 'two spaces'],
    [/^ | $/, 'a space at an end'],
  ];
  return rules.flatMap(([rule, what]) => {
    const found = rule.exec(text);
    return found ? [`${what}: …${text.slice(Math.max(0, found.index - 8), found.index + 10)}…`] : [];
  });
}

export const hasHan = (text: string) => HAN.test(text);

/** Names, numbers and errors of a text: a translation has the same. Months are numbers in Chinese alone. */
export function names(text: string): string[] {
  const found =
    text.replace(/\d+ 月/g, '').match(/-E[A-Z]+|\b\w*_\w*(?:\(\))?|\d+(?:\.\d+)?|\bNULL\b|\btask->\w+/g) ??
    [];
  return [...new Set(found)].sort();
}
