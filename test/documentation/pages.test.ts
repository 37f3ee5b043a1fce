/** The pages for those who work on this: what they name is there, and the workflow does what they say. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { filesUnder, read } from '../architecture/sources.ts';
import { root } from '../support/root.ts';

const PAGES = filesUnder('docs').filter(
  (file) => existsSync(join(root, file)) && /^docs\/[^/]+\.md$/.test(file),
);
/** What is made, and what belongs to others. */
const ELSEWHERE = /^(?:dist|out|node_modules|OLD|tools\/testing|kernel\/bpf|sched-ext\/scx)(?:\/|$)/;
/** From here on a path is an example's: NAME.ts, <id>.ts, *.bpf.c. */
const PLACEHOLDER = /^(?:[^a-z]*[A-Z][A-Z_]+(?:\.|$)|.*[<*{])/;

/** The part of a path before its first placeholder. */
function fixedPart(path: string): string {
  const parts = path.split('/');
  const end = parts.findIndex((part) => PLACEHOLDER.test(part) && !existsSync(join(root, path)));
  return (end < 0 ? parts : parts.slice(0, end)).join('/');
}

/** Paths from the root that a page names: in code, with a slash or a file's ending, and as links. */
function pathsIn(page: string, text: string): string[] {
  const code = [...text.matchAll(/`([^`\n]+)`/g), ...text.matchAll(/^ {4}(.*)$/gm)].flatMap(([, words]) =>
    words!.split(/[\s,;:()]+/),
  );
  const fences = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, block]) =>
    block!.split(/[\s,;:()]+/),
  );
  const named = [...code, ...fences].filter((word) =>
    /^(?:[\w.<>*{}-]+\/)+[\w.<>*{}-]*$|^[\w-]+\.(?:md|ts|mjs)$/.test(word),
  );
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) =>
    posix.join(posix.dirname(page), target!),
  );
  return [...named.filter((path) => !ELSEWHERE.test(path)), ...links];
}

function isThere(page: string, path: string): boolean {
  const fixed = fixedPart(path);
  return fixed === '' || existsSync(join(root, fixed)) || existsSync(join(root, posix.dirname(page), fixed));
}

function missingIn(page: string, text: string): string[] {
  return pathsIn(page, text).filter((path) => !isThere(page, path));
}

test('a path that is not there is seen', () => {
  const text =
    'See `server/nowhere.ts`, [a page](gone.md), `bpf/` and `server/rules/<id>.ts`, or\n```sh\nnode scripts/no.mjs\n```\n';
  assert.deepEqual(missingIn('docs/page.md', text), ['server/nowhere.ts', 'scripts/no.mjs', 'docs/gone.md']);
});

for (const page of PAGES)
  test(`${page} names files and folders that are there`, () => {
    assert.deepEqual(missingIn(page, read(page)), []);
  });

test('every test folder stands in docs/contributing.md', () => {
  const folders = new Set(filesUnder('test').map((file) => file.split('/')[1]!));
  const text = read('docs/contributing.md');
  const missing = [...folders].filter(
    (name) => name !== 'support' && name !== 'bench' && !text.includes(`\`test/${name}\``),
  );
  assert.deepEqual(missing, []);
});

test('the pages name npm scripts that there are', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const page of [...PAGES, 'README.md'])
    for (const [, name] of read(page).matchAll(/npm run ([\w:]+)/g))
      assert.ok(Object.hasOwn(scripts, name!), `${page}: npm run ${name}`);
});

const runsIn = (text: string) => [...text.matchAll(/^\s*- run: (.*)$/gm)].map(([, line]) => line);

test('the workflows install from the lock, and know no secret', () => {
  const workflows = filesUnder('.github/workflows').sort();
  assert.deepEqual(workflows, ['.github/workflows/ci.yml', '.github/workflows/release.yml']);
  for (const file of workflows) {
    const text = read(file);
    assert.doesNotMatch(text, /secrets\.|\brun: \||curl|wget|apt/, file);
    assert.match(text, /^permissions:\n {2}contents: read$/m, file);
    assert.ok(runsIn(text).includes('npm ci') && !/npm i(?:nstall)?\b/.test(text), file);
    // What they run is here.
    for (const [, script] of text.matchAll(/node (scripts\/\S+)/g))
      assert.ok(existsSync(join(root, script!)), script);
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g))
      assert.ok(Object.hasOwn(JSON.parse(read('package.json')).scripts, script!), script);
  }
});

test('CI tests on three systems and three versions of Node, and in the editors', () => {
  const text = read('.github/workflows/ci.yml');
  assert.match(text, /os: \[ubuntu-latest, macos-latest, windows-latest\]/);
  assert.match(text, /node: \[20, 22, 24\]/);
  assert.deepEqual(runsIn(text), [
    'npm ci',
    'npm test -- --tap',
    'npm ci',
    'sudo env "PATH=$PATH" npm run test:e2e',
  ]);
});

test('addresses are made of one', () => {
  const { repository, bugs, homepage } = JSON.parse(read('package.json'));
  const home = repository.url.replace(/\.git$/, '');
  assert.deepEqual([bugs.url, homepage], [`${home}/issues`, `${home}#readme`]);
  // And nothing else names it.
  const { host, pathname } = new URL(home);
  const others = ['README.md', 'SECURITY.md', 'CHANGELOG.md', ...PAGES, ...filesUnder('.github')];
  for (const file of others) assert.ok(!read(file).includes(host + pathname), file);
});

test('each form asks for the text, the kernel and what it said', () => {
  for (const form of ['false-alarm', 'missed-fault']) {
    const ids = [...read(`.github/ISSUE_TEMPLATE/${form}.yml`).matchAll(/^ {4}id: (\w+)$/gm)].map(
      ([, id]) => id,
    );
    for (const id of ['source', 'kernel', 'verifier']) assert.ok(ids.includes(id), `${form}: ${id}`);
  }
});
