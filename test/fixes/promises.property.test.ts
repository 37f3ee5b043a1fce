/**
 * What a fix promises, over random programs: pieces of two fixtures, changed as a person, a merge or an accident would, some of
 * them half typed. A random finding is asked for its fixes, and a random one of those is applied. Bounded by count: the same
 * cases at each run. `npm run fuzz` goes on where this ends.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { checkFile } from '../../server/service/check.ts';
import { fixText } from '../../server/service/fix/fix-text.ts';
import { openFixer } from '../../server/service/fixes.ts';
import type { Diagnostic, FileResult, Fix } from '../../server/service/types.ts';
import { piecesOf } from '../fuzz/corpus.ts';
import { brokenPromise } from '../fuzz/fix-promises.ts';
import { MUTATIONS } from '../fuzz/mutate.ts';
import { type Random, randomOf } from '../fuzz/random.ts';
import { strip } from '../support/fixture.ts';

const SEED = 12;
const FIXES = 2_000;
const MOST_TEXTS = 6_000;
const KERNEL = '6.18';
const PATH = 'random.bpf.c';
const READER = { read: () => undefined };
/** Longer ones cost more, and say no more of fixes. */
const LONGEST = 5_000;

before(() => initSyntaxNode());

interface Programs {
  /** With a finding that is fixed. */
  readonly fixed: readonly string[];
  /** With findings of all rules. */
  readonly bad: readonly string[];
}

function programs(): Programs {
  const under = (root: string, wanted: RegExp) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => wanted.test(name.replaceAll('\\', '/')))
      .sort()
      .map((name) => strip(readFileSync(`${root}/${name}`, 'utf8')));
  return {
    fixed: under('test/fixes', /(?:^|\/)(?!none-)[^/]*\.bpf\.c$/),
    bad: under('test/fixtures', /(?:^|\/)bad-.*\.bpf\.c$/),
  };
}

/** Those that leave most of a program as it is. */
const GENTLE = MUTATIONS.filter(({ name }) => !['bytes', 'nesting', 'include', 'splice'].includes(name));
const HALF_TYPED = MUTATIONS.filter(({ name }) => ['half-typed', 'cut-off', 'token-out'].includes(name));

function randomText(random: Random, { fixed, bad }: Programs): string {
  const [first, second] = [random.once(4) ? bad : fixed, random.once(2) ? bad : fixed].map(random.pick);
  let text = random.once(3) ? joined(first!, second!) : first!;
  for (let left = random.below(3); left > 0; left--) text = random.pick(GENTLE).apply(text, random, second!);
  return random.once(5) ? random.pick(HALF_TYPED).apply(text, random, second!) : text;
}

/** Functions of the second, with names of their own, before the first's last piece. */
function joined(first: string, second: string): string {
  const functions = piecesOf(second).filter((piece) => /^SEC\("(?!\.maps|license)[^"]*"\)\n/.test(piece));
  const pieces = piecesOf(first);
  const renamed = functions.map((piece) => piece.replace(/(\bBPF_\w+\()(\w+)/, '$1second_$2'));
  return [...pieces.slice(0, -1), ...renamed, ...pieces.slice(-1)].join('\n\n');
}

interface Tally {
  texts: number;
  fixes: number;
  clean: number;
  readonly rules: Map<string, number>;
}

/** One text: a fix of it is held to its promises; one without findings stays as it is. */
function judge(random: Random, text: string, tally: Tally): void {
  const checked = checkFile(PATH, text, READER, { kernel: KERNEL });
  if (checked.diagnostics.length === 0) {
    tally.clean++;
    return;
  }
  const fixer = openFixer(PATH, READER, KERNEL);
  const from = random.below(checked.diagnostics.length);
  for (const finding of [...checked.diagnostics.slice(from), ...checked.diagnostics.slice(0, from)]) {
    const { fixes } = atOnce(fixer.fixesFor(text, finding));
    if (fixes.length === 0) continue;
    const fix = random.pick(fixes);
    tally.fixes++;
    tally.rules.set(finding.rule, (tally.rules.get(finding.rule) ?? 0) + 1);
    const found = { path: PATH, text, reader: READER, kernel: KERNEL, checked, finding, fix };
    const broken = brokenPromise(found, { fixer, check: checkFile });
    assert.equal(broken, '', describe(text, checked, finding, fix));
    break;
  }
  fixer.close();
}

function describe(
  text: string,
  { diagnostics }: FileResult,
  { rule, range }: Diagnostic,
  { title }: Fix,
): string {
  const all = diagnostics.map((found) => `${found.range.start.line + 1} ${found.rule}`).join(', ');
  return `${title} (${rule} in line ${range.start.line + 1}; ${all})\n${text}`;
}

test(`${FIXES} random fixes keep what they promise`, (t) => {
  const all = programs();
  const tally: Tally = { texts: 0, fixes: 0, clean: 0, rules: new Map() };
  while (tally.fixes < FIXES && tally.texts < MOST_TEXTS) {
    const random = randomOf('promise', SEED, tally.texts++);
    const text = randomText(random, all);
    if (text.length < LONGEST) judge(random, text, tally);
  }
  t.diagnostic(`${tally.texts} texts, ${tally.clean} without findings; ${JSON.stringify([...tally.rules])}`);
  assert.equal(tally.fixes, FIXES);
});

test('all fixes of a text, applied twice, are those applied once; accepted programs stay', () => {
  const all = programs();
  const good = readdirSync('test/fixtures', { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|[\\/])good-.*\.bpf\.c$/.test(name))
    .sort()
    .map((name) => strip(readFileSync(`test/fixtures/${name}`, 'utf8')));
  for (let i = 0; i < 150; i++) {
    const random = randomOf('all', SEED, i);
    const text = random.once(3) ? random.pick(good) : randomText(random, all);
    if (text.length > LONGEST) continue;
    const choice = random.pick(['safe', 'preferred'] as const);
    const once = fixText(PATH, text, READER, { kernel: KERNEL, choice });
    const twice = fixText(PATH, once.text, READER, { kernel: KERNEL, choice });
    assert.equal(twice.text, once.text);
    if (once.before.diagnostics.length === 0) assert.equal(once.text, text);
    if (choice === 'safe') assert.ok(once.applied.every(({ safe }) => safe));
    const fresh = checkFile(PATH, once.text, READER, { kernel: KERNEL });
    assert.deepEqual(
      once.after.diagnostics.map((found) => ({ ...found, fixes: [] })),
      fresh.diagnostics,
    );
    assert.equal(once.before.diagnostics.length - once.after.diagnostics.length >= once.applied.length, true);
  }
});
