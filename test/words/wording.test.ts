/** Words that read like a translation: in everything that users and contributors read, whatever file it is in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULTS } from '../../bpf/kernel/faults/index.ts';
import { allFunctions } from '../../bpf/kernel/index.ts';
import { en as reasons } from '../../bpf/words/en/reasons.ts';
import { allRules } from '../../server/rules/index.ts';
import { filesUnder, read } from '../architecture/sources.ts';

/** Words that are English only letter by letter, and words of nobody's field; what is better stands beside each. */
const ODD: readonly (readonly [RegExp, string])[] = [
  [/\bwant(?:s|ed)?\b/i, 'needs, expects, requires'],
  // To get a reference is what the field says of it.
  [/\bgets\b(?! an? (?:\w+ )?reference\b)/i, 'is passed, receives, becomes'],
  [/\bbehind\b/i, 'after, past the end of'],
  [/\bmay not get\b/i, 'the call and why it is rejected'],
  [/(?<!there )\b(?:is|are) no \b(?!longer|more)/i, 'is not a'],
  [/\bturn(?:s|ed)? (?:preemption|interrupts|the test) (?:on|off|round)\b/i, 'enable, disable, invert'],
  [/\bcomputed with\b/i, 'the operator that is applied'],
  [/\bis not open to\b/i, 'cannot be called from'],
  [/\bhand(?:s|ed) (?:out|back)\b/i, 'returned'],
  [/\bleave (?:before|out)\b/i, 'return before, remove'],
  [/\bmay be anything\b/i, 'unbounded'],
  [/\bmends?\b|\bmended\b/i, 'fixes'],
  [/\ba way that does not work\b|\bdecides? about\b|\bcrosses the border\b/i, 'what the verifier rejects'],
  [/\bof (?:its|their) own\b/i, 'separate'],
  [
    /\bthe very\b|\band its kin\b|\bstays unseen\b|\bworthless\b/i,
    'exactly, and the like, unnoticed, invalid',
  ],
  [/\blook-ups?\b/i, 'lookup'],
  [/\brefus(?:e|es|ed|als?)\b/i, 'rejects, rejection'],
  [/\b(?:no|some)body\b/i, 'who it is, or the passive'],
  [/\bfor ever\b|\bwithout an end\b/i, 'forever, endless'],
  [/\bany ?more\b|\banew\b/i, 'no longer, again'],
  [/\bstands?\b(?! (?:for|in for|alone)\b)/i, 'is'],
  [/\b(?:is|are|be) meant\b(?! (?:for|to)\b)/i, 'the thing itself'],
  [/\bworked out\b|\bas a whole\b|\bgoes? round\b/i, 'read, fully, repeats'],
  [/\bby way of\b|\bways? out\b/i, 'through, exit'],
  [/\bis (?:let through|told|brought)\b/i, 'accepted, reported, returned'],
];

interface Sentence {
  readonly where: string;
  readonly text: string;
}

/** What of a text is prose: without code, drawings and addresses. */
const prose = (text: string) =>
  text
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/`[^`]*`/g, 'x')
    .replace(/\[[^\]]*\]\([^)]*\.bpf\.c\)/g, 'x')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/^(?: {4}|\t).*$/gm, '');

/** Texts in quotes as they stand in a source, in all their arms; comments are not said to a user. */
function literalsOf(file: string, source = read(file)): Sentence[] {
  const code = source.replace(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const literals = code.match(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g) ?? [];
  return literals.map((text) => ({ where: file, text: text.replace(/\$\{[^{}]*\}/g, 'x') }));
}

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  ...filesUnder('docs').filter((file) => file.endsWith('.md')),
  ...filesUnder('test').filter((file) => /^test\/\w+\/README\.md$/.test(file)),
  'grammars/README.md',
  ...filesUnder('.github').filter((file) => file.includes('ISSUE_TEMPLATE')),
  ...filesUnder('client/media').filter((file) => file.endsWith('.svg')),
];

/** Everything that is read, by where it is. */
const SOURCES: Readonly<Record<string, () => readonly Sentence[]>> = {
  'pages and titles of rules': () =>
    allRules().flatMap(({ id, docs }) => [
      { where: `${id}: page`, text: prose(docs) },
      { where: `${id}: title`, text: FAULTS[id].title },
    ]),
  'messages of rules': () =>
    filesUnder('server/rules').flatMap((file) =>
      literalsOf(file, read(file).replace(/\n {2}docs: `[\s\S]*$/, '')),
    ),
  'tables of words': () => filesUnder('bpf/words/en').flatMap((file) => literalsOf(file)),
  'kernel functions': () =>
    allFunctions().map(({ name, doc, notes = [] }) => ({ where: name, text: [doc.en, ...notes].join(' ') })),
  'what the manifest says': () =>
    Object.entries(JSON.parse(read('package.nls.json')) as Record<string, string>).map(([key, text]) => ({
      where: `package.nls.json: ${key}`,
      text: prose(text),
    })),
  'heads of examples': () =>
    filesUnder('examples').map((file) => ({ where: file, text: /\/\*[\s\S]*?\*\//.exec(read(file))![0] })),
  pages: () => PAGES.flatMap((file) => paragraphs(file, prose(read(file)))),
};

function paragraphs(where: string, text: string): Sentence[] {
  return text.split(/\n\s*\n|\n(?=[-|])/).map((part) => ({ where, text: part.replace(/\s+/g, ' ') }));
}

function odd({ where, text }: Sentence): string[] {
  return ODD.flatMap(([word, better]) => {
    const found = word.exec(text);
    if (!found) return [];
    const around = text.slice(Math.max(0, found.index - 40), found.index + 40);
    return [`${where}: "${found[0]}" in "${around}": ${better}`];
  });
}

test('odd words are seen, and good ones are left alone', () => {
  for (const text of [
    'A number is wanted.',
    'It loops for ever.',
    "'p' is no pointer.",
    'The kernel refuses it.',
  ])
    assert.equal(odd({ where: '', text }).length, 1, text);
  for (const text of [
    "'p' gets a reference.",
    'There is no program.',
    'It is no longer owned.',
    'PO stands for populate.',
  ])
    assert.deepEqual(odd({ where: '', text }), []);
});

for (const [name, sentences] of Object.entries(SOURCES))
  test(`words are those of the field: ${name}`, () => {
    const all = sentences();
    assert.ok(all.length >= 3, `${all.length} sentences`);
    assert.deepEqual(all.flatMap(odd), []);
  });

test('a reason completes "not fully checked: …" and does not say it again', () => {
  const said = Object.values(reasons).filter((reason) => typeof reason === 'string');
  assert.ok(said.length > 20);
  assert.deepEqual(
    said.filter((reason) => /fully checked/.test(reason)),
    [],
  );
});
