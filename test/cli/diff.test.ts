/** `check --diff`: what it prints, `git apply` takes, and makes of the file what `--fix` would. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { changesBetween, unifiedDiff } from '../../server/service/fix/diff.ts';
import { randomOf } from '../fuzz/random.ts';
import { cli, folder, type Ran, type Setup } from './support.ts';

before(() => initSyntaxNode());

const LEAK = readFileSync('test/fixes/unreleased-reference/early-return.bpf.c', 'utf8');
const MENDED = readFileSync('test/fixes/unreleased-reference/early-return.fixed.c', 'utf8').replace(
  /^(?:\/\/ fix: .*\n)+/,
  '',
);

const diff = (argv: readonly string[], setup: Setup): Promise<Ran> =>
  cli(['check', '--diff', ...argv], { check: checkFile, ...setup });

function git(cwd: string, args: readonly string[], input = ''): void {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const { status, stderr, error } = spawnSync('git', args, { cwd, input, encoding: 'utf8', env });
  assert.equal(status, 0, `${error ?? stderr}`);
}

/** A folder that is a repository. */
function repository(t: TestContext, files: Record<string, string>): string {
  const cwd = folder(t, files);
  git(cwd, ['init', '-q']);
  return cwd;
}

test('the diff, the report and the exit code', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK, 'b.bpf.c': MENDED });
  const { code, out, err } = await diff(['a.bpf.c', 'b.bpf.c'], { cwd });
  const line = LEAK.slice(0, LEAK.indexOf('return 0; /* nothing')).split('\n').length;
  assert.equal(code, 1);
  assert.equal(
    out,
    `diff --git a/a.bpf.c b/a.bpf.c
--- a/a.bpf.c
+++ b/a.bpf.c
@@ -${line - 4},8 +${line - 4},10 @@
 		return 0;
 	bpf_cpumask_copy(mask, task->cpus_ptr);
 	v = bpf_map_lookup_elem(&masks, &key);
-	if (!v)
+	if (!v) {
+		bpf_cpumask_release(mask);
 		return 0; /* nothing is kept for it */
+	}
 	old = bpf_kptr_xchg(&v->mask, mask);
 	if (old)
 		bpf_cpumask_release(old);
`,
  );
  assert.equal(
    err,
    `a.bpf.c:${line}: Release 'mask' before this return\nChecked 2 files for kernel 6.18: 1 fix in the diff, 0 errors, 0 warnings\n`,
  );
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), LEAK, 'nothing is written');
});

test('exit codes: 0 without a diff, whatever is left; 2 for what cannot be read', async (t) => {
  const unfixable = readFileSync('test/fixes/unreleased-reference/none-argument-used-twice.bpf.c', 'utf8');
  const cwd = folder(t, { 'a.bpf.c': unfixable, 'b.bpf.c': LEAK });
  const left = await diff(['a.bpf.c'], { cwd });
  assert.deepEqual([left.code, left.out], [0, '']);
  assert.match(
    left.err,
    /^a\.bpf\.c:\d+:\d+: error unreleased-reference: .*\n {2}not fixed: no fix is known\n/,
  );
  assert.equal((await diff(['b.bpf.c', 'gone.bpf.c'], { cwd })).code, 2);
});

const CRLF = (text: string) => text.replaceAll('\n', '\r\n');
const SHAPES: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['CRLF', CRLF],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['no line end at the end', (text) => text.trimEnd()],
  ['CRLF, no line end at the end', (text) => CRLF(text.trimEnd())],
  [
    'a change in the last line, which has no end',
    (text) => text.slice(0, text.indexOf('char LICENSE')).trimEnd(),
  ],
  ['carriage returns within lines', (text) => text.replace('The look-up', 'The \r look-up')],
];
for (const [name, make] of SHAPES)
  test(`git apply: ${name}`, async (t) => {
    const cwd = repository(t, { 'a.bpf.c': make(LEAK) });
    const { code, out } = await diff(['a.bpf.c'], { cwd });
    assert.equal(code, 1);
    git(cwd, ['apply', '-'], out);
    assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), make(MENDED));
  });

const NAMES = [
  'with space.bpf.c',
  ' leading and trailing .bpf.c',
  'quote".bpf.c',
  "apostrophe'.bpf.c",
  'back\\slash.bpf.c',
  'tab\tin.bpf.c',
  'line\nbreak.bpf.c',
  'esc\u001b[31m.bpf.c',
  'gr\u00fc\u00dfe \u{1f600}.bpf.c',
  'a b/b a.bpf.c',
  'b/a/b.bpf.c',
  '-dash.bpf.c',
  '#hash%20.bpf.c',
];
test('git apply: unusual names', { skip: process.platform === 'win32' }, async (t) => {
  const cwd = repository(t, Object.fromEntries(NAMES.map((name) => [name, LEAK])));
  const { code, out } = await diff(['.'], { cwd });
  assert.equal(code, 1);
  git(cwd, ['apply', '-'], out);
  for (const name of NAMES) assert.equal(readFileSync(join(cwd, name), 'utf8'), MENDED, name);
});

test('git apply: in a folder of the repository, that has the same name as one in it', async (t) => {
  const root = repository(t, { 'src/src/a.bpf.c': LEAK, 'src/a.bpf.c': LEAK });
  const cwd = join(root, 'src');
  git(cwd, ['apply', '-'], (await diff(['src/a.bpf.c'], { cwd })).out);
  assert.equal(readFileSync(join(cwd, 'src/a.bpf.c'), 'utf8'), MENDED);
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), LEAK);
  git(cwd, ['apply', '-'], (await diff([join(cwd, 'a.bpf.c')], { cwd })).out);
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), MENDED);
});

test('git apply: without a repository, and through a link', {
  skip: process.platform === 'win32',
}, async (t) => {
  const cwd = folder(t, { 'd/a.bpf.c': LEAK });
  symlinkSync('d/a.bpf.c', join(cwd, 'link.bpf.c'));
  git(cwd, ['apply', '-'], (await diff(['link.bpf.c'], { cwd })).out);
  assert.equal(readFileSync(join(cwd, 'd/a.bpf.c'), 'utf8'), MENDED);
});

test('a file elsewhere has its whole path', async (t) => {
  const cwd = folder(t, { 'x/a.bpf.c': LEAK, 'y/b.bpf.c': '' });
  const { out } = await diff(['../x/a.bpf.c'], { cwd: join(cwd, 'y') });
  assert.ok(out.includes(`\n--- a/${join(cwd, 'x/a.bpf.c').replaceAll('\\', '/').replace(/^\//, '')}`), out);
});

test('a screen is sent nothing that it would obey', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK.replace('/* nothing', '/* \u001b[2J nothing') });
  const screen = await diff(['a.bpf.c'], { cwd, isTerminal: true });
  assert.ok(!screen.out.includes('\u001b[2J'));
  assert.ok(screen.out.includes('\n\u001b[32m+\t\tbpf_cpumask_release(mask);\u001b[0m\n'), screen.out);
  assert.ok((await diff(['a.bpf.c'], { cwd })).out.includes('\u001b[2J'), 'git apply needs it');
});

test('standard input', async () => {
  const { code, out } = await diff(['-'], { stdin: LEAK });
  assert.equal(code, 1);
  assert.match(out, /^diff --git a\/<stdin> b\/<stdin>\n/);
});

test('random texts: git apply makes the one of the other', async (t) => {
  const random = randomOf('diff', 1);
  const line = () => random.pick(['', 'a', 'b', '\tc', '-', '+ x', '\\ No newline at end of file', 'd\r']);
  const before = Array.from({ length: 60 }, () => Array.from({ length: random.below(40) }, line));
  const pairs = before.map((lines) => {
    const after = [...lines];
    for (let i = random.sized(1, 6); i > 0; i--)
      after.splice(
        random.below(after.length + 1),
        random.below(4),
        ...Array.from({ length: random.below(4) }, line),
      );
    const [old, now] = [lines, after].map((all) => all.join('\n') + (random.once(3) ? '' : '\n'));
    return [old!, now!] as const;
  });
  // Git makes and deletes no file here.
  const usable = pairs.filter(([old, now]) => old !== '' && now !== '' && old !== now);
  assert.ok(usable.length > 40);
  const cwd = repository(t, Object.fromEntries(usable.map(([old], i) => [`${i}.c`, old])));
  git(cwd, ['apply', '-'], usable.map(([old, now], i) => unifiedDiff(`${i}.c`, old, now)).join(''));
  for (const [i, [, now]] of usable.entries()) assert.equal(readFileSync(join(cwd, `${i}.c`), 'utf8'), now);
});

test('the same text has no diff; changes for a page have dots between them', () => {
  assert.equal(unifiedDiff('a', 'x\n', 'x\n'), '');
  const lines = Array.from({ length: 30 }, (_, i) => `${i}\n`);
  const changed = lines.with(3, 'x\n').with(25, 'y\n');
  assert.equal(
    changesBetween(lines.join(''), changed.join('')),
    ' 0\n 1\n 2\n-3\n+x\n 4\n 5\n 6\n ...\n 22\n 23\n 24\n-25\n+y\n 26\n 27\n 28\n',
  );
});
