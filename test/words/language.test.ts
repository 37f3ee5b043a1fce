/** Which language a tag means, and what tables say then. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  hoverWordsIn,
  languageOf,
  languageTag,
  PSEUDO,
  saidInHover,
  spoken,
  useLanguage,
  withHoversIn,
  wordsIn,
} from '../../bpf/words/language.ts';
import { cli } from '../cli/support.ts';

afterEach(() => useLanguage(undefined));

test('a tag is looked up from its end on', () => {
  assert.equal(languageOf('en'), 'en');
  assert.equal(languageOf('EN-us'), 'en');
  assert.equal(languageOf('en_GB'), 'en');
  assert.equal(languageOf('qps-ploc'), PSEUDO);
  for (const tag of ['', 'e', 'eng', 'tlh', 'xx-en']) assert.equal(languageOf(tag), undefined, tag);
});

/** The language in which hovers are said to who has that tag. */
const hoverLanguageOf = (tag: string) => withHoversIn(tag, () => saidInHover({ en: 'en', zh: 'zh' }));

test('Simplified Chinese is for those who read it', () => {
  const simplified = ['zh', 'zh-cn', 'zh-CN', 'zh_CN.UTF-8', 'zh-hans', 'zh-Hans-CN', 'zh-Hans-TW', 'zh-SG'];
  for (const tag of [...simplified, 'zh_CN@pinyin', 'ZH-MY', 'zh-cmn-Hans-CN'])
    assert.equal(hoverLanguageOf(tag), 'zh', tag);
  const others = ['zh-tw', 'zh-TW', 'zh_HK.UTF-8', 'zh-mo', 'zh-Hant', 'zh-Hant-CN', 'zha', 'C.UTF-8', 'ja'];
  for (const tag of [...others, '', 'constructor', '-', 'x'.repeat(1e6), '-'.repeat(1e6), PSEUDO])
    assert.equal(hoverLanguageOf(tag), 'en', tag.slice(0, 20));
  // It has a table for hovers alone.
  assert.equal(languageOf('zh-cn'), undefined);
});

test('hovers have a language of their own', () => {
  const words = wordsIn({ en: { a: 'a' } });
  const hovers = hoverWordsIn({ en: { a: 'a' }, zh: { a: '甲' } });
  const said = { en: 'b', zh: '乙' };
  const now = () => [words().a, hovers().a, saidInHover(said)].join(' ');
  useLanguage('zh-cn');
  assert.equal(languageTag(), 'en');
  assert.equal(now(), 'a 甲 乙');
  assert.equal(withHoversIn('en', now), 'a a b');
  assert.throws(() =>
    withHoversIn('en', () => {
      throw new Error();
    }),
  );
  assert.equal(now(), 'a 甲 乙');
  useLanguage('de');
  assert.equal(now(), 'a a b');
  assert.equal(withHoversIn('zh-cn', now), 'a 甲 乙');
  useLanguage(PSEUDO);
  assert.equal(withHoversIn('zh', now), '\u27e6a\u27e7 \u27e6甲\u27e7 \u27e6乙\u27e7');
});

test('a language without tables is spoken as English', () => {
  for (const tag of ['tlh', '', undefined, 'xx-yy']) {
    useLanguage(PSEUDO);
    useLanguage(tag);
    assert.equal(languageTag(), 'en', tag);
  }
});

test('the pseudo-language marks every sentence of a table, whatever it is made by', () => {
  const table = { plain: 'a', made: (n: number) => `n is ${n}`, nested: { list: ['b', ''], text: 'c' } };
  const words = wordsIn({ en: table });
  assert.equal(words(), table);
  useLanguage(PSEUDO);
  assert.equal(words().plain, '\u27e6a\u27e7');
  assert.equal(words().made(2), '\u27e6n is 2\u27e7');
  assert.deepEqual(words().nested, { list: ['\u27e6b\u27e7', ''], text: '\u27e6c\u27e7' });
  assert.equal(spoken('d'), '\u27e6d\u27e7');
  useLanguage('en');
  assert.equal(words().plain, 'a');
});

test('--lang stands before or behind the command, apart or with =', async () => {
  for (const argv of [
    ['--lang', PSEUDO, 'explain'],
    ['explain', `--lang=${PSEUDO}`],
  ]) {
    const { code, out } = await cli(argv);
    assert.equal(code, 0);
    assert.match(out, /\u27e6error\u27e7/);
  }
  // The next command line speaks English again.
  assert.doesNotMatch((await cli(['explain'])).out, /\u27e6/);
});

test('an unknown language is wrong use, and says which there are', async () => {
  for (const argv of [['check', '--lang', 'tlh', 'a.c'], ['--lang=tlh'], ['run', 'a.c', '--lang=tlh']]) {
    const { code, err } = await cli(argv);
    assert.equal(code, 2);
    assert.match(err, /unknown language 'tlh'.* en\b/);
  }
  assert.match((await cli(['check', '--lang'])).err, /unknown language ''/);
  // Behind -- it is a path.
  assert.doesNotMatch((await cli(['check', '--', '--lang=tlh'])).err, /language/);
});
