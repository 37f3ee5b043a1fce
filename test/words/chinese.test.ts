/** Every text of hovers has both languages, in the glossary's terms, with the names that the English has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { allFunctions } from '../../bpf/kernel/index.ts';
import { FLAG_DOCS, MAP_TYPE_DOCS } from '../../bpf/kernel/map-operations/texts.ts';
import { PROGRAM_TYPES } from '../../bpf/kernel/program-types.ts';
import { en as hoverEn } from '../../bpf/words/en/hover.ts';
import type { Said } from '../../bpf/words/language.ts';
import { zh as hoverZh } from '../../bpf/words/zh/hover.ts';
import { filesUnder, read } from '../architecture/sources.ts';
import { broken, glossary, hasHan, illSet, names } from './glossary.ts';

interface Pair extends Said {
  readonly where: string;
}

/** A name or names of code alone are the same in every language. */
const isName = (text: string) => /^[\w.]+$/.test(text);

/** What is wrong with one text; nothing, if it is a name in both. */
function wrongWith({ where, en, zh }: Pair): string[] {
  if (isName(en) && en === zh) return [];
  const wrong = [
    ...(hasHan(zh) ? [] : ['no Han']),
    ...(zh === en ? ['the English text'] : []),
    ...illSet(zh),
    ...broken(en, zh),
  ];
  return wrong.map((what) => `${where}: ${what} in ${zh}`);
}

const functions: readonly Pair[] = allFunctions().map(({ name, doc }) => ({ where: name, ...doc }));

test('functions: both languages, in terms of the glossary', () => {
  assert.ok(functions.length > 300, `${functions.length} functions`);
  for (const { where, zh } of functions) assert.match(zh, /[。]$/, where);
  assert.deepEqual(functions.flatMap(wrongWith), []);
});

test('functions: names, numbers and errors are those of the English', () => {
  const differ = functions.filter(({ en, zh }) => names(en).join() !== names(zh).join());
  assert.deepEqual(
    differ.map(({ where, en, zh }) => `${where}: ${names(en)} / ${names(zh)}`),
    [],
  );
});

test('program types', () => {
  const types = Object.values(PROGRAM_TYPES).map(({ name, said }) => ({ where: name, ...said }));
  assert.ok(types.length > 30);
  assert.deepEqual(types.flatMap(wrongWith), []);
});

/** Stands for whatever a sentence is made with. */
const anything = Object.assign(new String('X'), {
  join: (between: string) => `X${between}X`,
  map: (each: (one: string) => string) => [each('X'), each('X')],
});

/** Sentences of two tables by their keys; those that are made are made with X. */
function pairs(en: unknown, zh: unknown, where: string): Pair[] {
  if (typeof en === 'function' && typeof zh === 'function') {
    const made = Array.from({ length: en.length }, () => anything);
    return pairs(en(...made), zh(...made), where);
  }
  if (typeof en === 'string' && typeof zh === 'string') return [{ where, en, zh }];
  assert.deepEqual(Object.keys(zh as object), Object.keys(en as object), where);
  return Object.entries(en as object).flatMap(([key, part]) =>
    pairs(part, (zh as Record<string, unknown>)[key], `${where}.${key}`),
  );
}

test('flags and types of maps', () => {
  const docs = [...Object.entries(FLAG_DOCS), ...Object.entries(MAP_TYPE_DOCS)];
  assert.deepEqual(
    docs.flatMap(([where, { en, zh }]) => wrongWith({ where, en, zh })),
    [],
  );
});

test('words of hovers', () => {
  // Some sentences only put parts together.
  const all = pairs(hoverEn, hoverZh, 'hover').filter(({ en }) => /[a-z]{2}/.test(en));
  assert.ok(all.length > 50, `${all.length} sentences`);
  const set = all.map(({ where, en, zh }) => ({ where, en: en.trim(), zh: zh.trim() }));
  assert.deepEqual(set.flatMap(wrongWith), []);
});

test('a sentence keeps its spaces, whatever place is in it', () => {
  const { ownedSince, releasedAt, rcuUntil, ownedReference } = hoverZh;
  assert.equal(ownedSince(hoverZh.line(4), 'f'), '自第 4 行起持有引用（`f`）');
  assert.equal(ownedSince('lib.h', 'f'), '自 lib.h 起持有引用（`f`）');
  assert.equal(releasedAt('lib.h', 'f'), '已在 lib.h 释放（`f`）');
  assert.match(rcuUntil(['第 1 行', 'lib.h']), /^RCU 指针，在第 1 行或 lib\.h 之前有效/);
  for (const isNullable of [true, false])
    assert.deepEqual(illSet(ownedReference(isNullable, hoverZh.oneOf(['`a`', '`b`']))), []);
});

/** Objects with `en` in the source of the catalogue, with `X` for what is filled in. */
function written(file: string): { readonly where: string; readonly en: string; readonly zh?: string }[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);
  const found: { where: string; en: string; zh?: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const [en, zh] = [literal(node, 'en'), literal(node, 'zh')];
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      if (en !== undefined) found.push({ where: `${file}:${line}`, en, ...(zh === undefined ? {} : { zh }) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function literal(node: ts.ObjectLiteralExpression, key: string): string | undefined {
  const property = node.properties.find((one) => one.name?.getText() === key);
  if (!property || !ts.isPropertyAssignment(property)) return undefined;
  const { initializer: text } = property;
  if (ts.isStringLiteral(text) || ts.isNoSubstitutionTemplateLiteral(text)) return text.text;
  return ts.isTemplateExpression(text)
    ? text
        .getText()
        .slice(1, -1)
        .replace(/\$\{[^}]*\}/g, 'X')
    : undefined;
}

test('whatever the catalogue says in one language, it says in the other', () => {
  const all = filesUnder('bpf/kernel')
    .filter((file) => file.endsWith('.ts'))
    .flatMap(written);
  assert.ok(all.length > 250, `${all.length} texts`);
  assert.deepEqual(
    all.filter(({ zh }) => zh === undefined),
    [],
  );
  const same = all.filter(({ en, zh }) => en === zh && !isName(en));
  assert.deepEqual(same, []);
});

test('the glossary is read, and what breaks it is seen', () => {
  const terms = glossary();
  assert.ok(terms.length > 50, `${terms.length} terms`);
  for (const { english, chinese, avoided } of terms) {
    assert.ok(english[0] && chinese[0] && avoided[0]);
    assert.deepEqual(
      avoided.filter((form) => chinese.some((good) => good.includes(form))),
      [],
    );
  }
  const english = terms.flatMap((term) => term.english);
  assert.deepEqual(
    english.filter((form, i) => english.indexOf(form) !== i),
    [],
  );
  const breaks: readonly (readonly [string, string, number])[] = [
    ['The verifier rejects it.', '验证器会拒绝。', 2],
    ['Releases a mask.', '释放一个面具。', 2],
    ['Releases a mask.', '释放一个掩码。', 0],
    ['Calls bpf_map_lookup_elem() on `map`.', '调用。', 0],
  ];
  for (const [en, zh, count] of breaks) assert.equal(broken(en, zh).length, count, zh);
  for (const bad of ['用kfunc释放。', '释放 掩码。', '释放, 然后', '释放（ NULL）', '释放.', '见(下)'])
    assert.notDeepEqual(illSet(bad), [], bad);
  assert.deepEqual(illSet('用 `kfunc` 释放 task->cpus_ptr（或 NULL），共 64 位：完。'), []);
  const pair = { where: '', en: 'A mask.', zh: 'A mask.' };
  assert.equal(wrongWith(pair).length, 3);
});
