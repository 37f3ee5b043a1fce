/** `check --fix`, `--fix-all` and `--show-fixes`: what is written, what is left alone, and what is said of both. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { type FixText, fixText } from '../../server/service/fix/fix-text.ts';
import { asUser, cli, folder, noPermissions, type Setup } from './support.ts';

before(() => initSyntaxNode());

const fixture = (name: string) => readFileSync(`test/fixes/unreleased-reference/${name}.bpf.c`, 'utf8');
const fixed = (name: string) =>
  readFileSync(`test/fixes/unreleased-reference/${name}.fixed.c`, 'utf8').replace(/^(?:\/\/ fix: .*\n)+/, '');
const [LEAK, MENDED] = [fixture('early-return'), fixed('early-return')];
const TITLE = "Release 'mask' before this return";
const UNFIXABLE = fixture('none-argument-used-twice');

const run = (argv: readonly string[], setup: Setup) =>
  cli(['check', ...argv], { check: checkFile, ...setup });

test('the file is fixed, and what was done is said; the second time there is nothing to do', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK });
  const first = await run(['--fix', 'a.bpf.c'], { cwd });
  const line = MENDED.slice(0, MENDED.indexOf('return 0; /* nothing')).split('\n').length;
  assert.deepEqual(first, {
    code: 0,
    out: `a.bpf.c:${line}: ${TITLE}\n\nChecked 1 file for kernel 6.18: 1 fix applied, 0 errors, 0 warnings\n`,
    err: '',
  });
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), MENDED);
  const { ino, mtimeMs } = statSync(join(cwd, 'a.bpf.c'));
  const second = await run(['--fix', 'a.bpf.c'], { cwd });
  assert.deepEqual([second.code, second.out], [0, 'Checked 1 file for kernel 6.18: 0 errors, 0 warnings\n']);
  const now = statSync(join(cwd, 'a.bpf.c'));
  assert.deepEqual([now.ino, now.mtimeMs], [ino, mtimeMs], 'it is not even written');
  assert.deepEqual(readdirSync(cwd), ['a.bpf.c'], 'nothing is left beside it');
});

test('what is left has its reason, and decides the exit code', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK, 'b.bpf.c': UNFIXABLE });
  const { code, out } = await run(['--fix', '.'], { cwd });
  assert.equal(code, 1);
  assert.match(out, /^\.\/a\.bpf\.c:\d+: Release /m);
  assert.match(
    out,
    /^\.\/b\.bpf\.c:\d+:\d+: error unreleased-reference: [\s\S]*^ {2}not fixed: no fix is known$/m,
  );
  assert.match(out, /: 1 fix applied, 1 error, 0 warnings\n$/);
  assert.equal(readFileSync(join(cwd, 'b.bpf.c'), 'utf8'), UNFIXABLE);
});

/** Asks for a fix that is not safe, as rules with several answers do. */
const unsafe: FixText = (path, text, reader, { kernel, choice }) => {
  const found = fixText(path, text, reader, { kernel, choice: choice === 'safe' ? 'none' : choice });
  return choice === 'safe' ? { ...found, left: ['not-safe'] } : found;
};

test('a fix that is not safe is left by --fix, and applied by --fix-all', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK });
  const { code, out } = await run(['--fix', 'a.bpf.c'], { cwd, fix: unsafe });
  assert.equal(code, 1);
  assert.match(out, new RegExp(`^ {2}not fixed: [^\\n]*--fix-all applies it: ${TITLE}$`, 'm'));
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), LEAK);
  assert.equal((await run(['--fix', '--fix-all', 'a.bpf.c'], { cwd, fix: unsafe })).code, 0);
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), MENDED);
});

const KEPT: readonly (readonly [string, (text: string) => string])[] = [
  ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['no line end at the end', (text) => text.trimEnd()],
  ['CRLF after a byte order mark, and no end', (text) => `\ufeff${text.trimEnd().replaceAll('\n', '\r\n')}`],
];
for (const [name, make] of KEPT)
  test(`kept: ${name}`, async (t) => {
    const cwd = folder(t, { 'a.bpf.c': make(LEAK) });
    assert.equal((await run(['--fix', 'a.bpf.c'], { cwd })).code, 0);
    assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), make(MENDED));
  });

test('kept: the mode, and a link to the file', { skip: process.platform === 'win32' }, async (t) => {
  const cwd = folder(t, { 'd/a.bpf.c': LEAK });
  chmodSync(join(cwd, 'd/a.bpf.c'), 0o754);
  symlinkSync('d/a.bpf.c', join(cwd, 'link.bpf.c'));
  assert.equal((await run(['--fix', 'link.bpf.c'], { cwd })).code, 0);
  assert.ok(lstatSync(join(cwd, 'link.bpf.c')).isSymbolicLink());
  assert.equal(readFileSync(join(cwd, 'd/a.bpf.c'), 'utf8'), MENDED);
  assert.equal(statSync(join(cwd, 'd/a.bpf.c')).mode & 0o7777, 0o754);
});

test('kept: the owner, where that is allowed', { skip: process.geteuid?.() !== 0 }, async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK });
  const { chownSync } = await import('node:fs');
  chownSync(join(cwd, 'a.bpf.c'), 1234, 2345);
  assert.equal((await run(['--fix', 'a.bpf.c'], { cwd })).code, 0);
  const { uid, gid } = statSync(join(cwd, 'a.bpf.c'));
  assert.deepEqual([uid, gid], [1234, 2345]);
});

test('a read-only file is named, and the others are fixed', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK, 'b.bpf.c': LEAK });
  chmodSync(join(cwd, 'a.bpf.c'), 0o444);
  const { code, out, err } = await run(['--fix', 'a.bpf.c', 'b.bpf.c'], { cwd });
  assert.deepEqual([code, err], [2, 'bpf-cpumask: a.bpf.c: is read-only\n']);
  assert.match(out, /^a\.bpf\.c:\d+:\d+: error unreleased-reference/m, 'its finding is still there');
  assert.match(out, /^b\.bpf\.c:\d+: Release /m);
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), LEAK);
  assert.equal(readFileSync(join(cwd, 'b.bpf.c'), 'utf8'), MENDED);
});

test('a file that is not to be written, and a folder', { skip: noPermissions }, async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK, 'd/b.bpf.c': LEAK });
  chmodSync(cwd, 0o755);
  chmodSync(join(cwd, 'a.bpf.c'), 0o644);
  chmodSync(join(cwd, 'd'), 0o555);
  chmodSync(join(cwd, 'd/b.bpf.c'), 0o666);
  const { code, err } = await asUser(() => run(['--fix', 'a.bpf.c', 'd/b.bpf.c'], { cwd }));
  chmodSync(join(cwd, 'd'), 0o755);
  assert.equal(code, 2);
  assert.equal(err, 'bpf-cpumask: a.bpf.c: permission denied\nbpf-cpumask: d/b.bpf.c: permission denied\n');
  assert.equal(readFileSync(join(cwd, 'd/b.bpf.c'), 'utf8'), LEAK);
  assert.deepEqual(readdirSync(join(cwd, 'd')), ['b.bpf.c']);
});

/** Something happens to the file while it is fixed. */
const meanwhile =
  (action: (path: string) => void): FixText =>
  (path, ...rest) => {
    action(path);
    return fixText(path, ...rest);
  };

test('a file that vanishes or changes meanwhile is not written', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK, 'b.bpf.c': LEAK });
  const gone = await run(['--fix', 'a.bpf.c'], { cwd, fix: meanwhile(unlinkSync) });
  assert.deepEqual([gone.code, gone.err], [2, 'bpf-cpumask: a.bpf.c: no such file or directory\n']);
  const change = meanwhile((path) => writeFileSync(path, `${LEAK}// mine\n`));
  const changed = await run(['--fix', 'b.bpf.c'], { cwd, fix: change });
  assert.equal(changed.code, 2);
  assert.match(changed.err, /^bpf-cpumask: b\.bpf\.c: has changed since it was read; [^\n]+\n$/);
  assert.equal(readFileSync(join(cwd, 'b.bpf.c'), 'utf8'), `${LEAK}// mine\n`);
  assert.deepEqual(readdirSync(cwd), ['b.bpf.c']);
});

test('a link that leads out of the searched folder meanwhile', {
  skip: process.platform === 'win32',
}, async (t) => {
  const cwd = folder(t, { 'd/a.bpf.c': LEAK, 'outside.bpf.c': LEAK });
  const swap = meanwhile((path) => {
    unlinkSync(path);
    symlinkSync('../outside.bpf.c', path);
  });
  const { code, err } = await run(['--fix', 'd'], { cwd, fix: swap });
  assert.deepEqual([code, err], [2, 'bpf-cpumask: d/a.bpf.c: is a link that leads out of the directory\n']);
  assert.equal(readFileSync(join(cwd, 'outside.bpf.c'), 'utf8'), LEAK);
});

const UNTOUCHED: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['half a function', `${LEAK}\nstatic int half(int a)\n{\n\treturn (a +;\n}\n`, /could not be fully parsed/],
  ['an open brace', `${LEAK}\nstatic int open(int a)\n{\n`, /could not be fully parsed/],
  ['Latin-1', Buffer.from(`/* caf\xe9 */\n${LEAK}`, 'latin1'), /is not valid UTF-8/],
];
for (const [name, content, why] of UNTOUCHED)
  test(`not touched: ${name}`, async (t) => {
    const cwd = folder(t, { 'a.bpf.c': content });
    const { code, out, err } = await run(['--fix-all', 'a.bpf.c'], { cwd });
    assert.match(err, why);
    assert.match(err, /^bpf-cpumask: a\.bpf\.c: note: not changed: /m);
    assert.match(out, /: error unreleased-reference: /);
    assert.equal(code, 1);
    assert.deepEqual(readFileSync(join(cwd, 'a.bpf.c')), Buffer.from(content));
  });

test('a header is fixed before what includes it, and that is checked with it', async (t) => {
  const helper = `static int drop(void)
{
	struct bpf_cpumask *old = bpf_cpumask_create();

	if (!old)
		return 1;
	return 0;
}
`;
  const declarations = LEAK.slice(LEAK.indexOf('struct bpf_cpumask *'), LEAK.indexOf('struct saved_mask'));
  const main = LEAK.replace(declarations, '#include "drop.bpf.h"\n').replace('u32 key', 'drop();\n\tu32 key');
  const cwd = folder(t, { 'a.bpf.c': main, 'drop.bpf.h': declarations + helper });
  const { code, out } = await run(['--fix', 'a.bpf.c', 'drop.bpf.h'], { cwd });
  assert.equal(code, 0, out);
  assert.match(out, /^drop\.bpf\.h:\d+: [\s\S]*^a\.bpf\.c:\d+: /m);
  assert.equal((await run(['.'], { cwd })).code, 0);
});

test('standard input: the fixed text on standard output, the report on standard error', async () => {
  const { code, out, err } = await run(['--fix', '-'], { stdin: `\ufeff${LEAK}` });
  assert.deepEqual([code, out], [0, `\ufeff${MENDED}`]);
  assert.match(err, /^<stdin>:\d+: Release [^\n]+\n\nChecked 1 file [^\n]+ 1 fix applied, /);
  const left = await run(['--fix', '-'], { stdin: UNFIXABLE });
  assert.deepEqual([left.code, left.out], [1, UNFIXABLE]);
  const half = `${LEAK}int f(void) {`;
  assert.equal((await run(['--fix', '-'], { stdin: half })).out, half);
});

test('wrong use', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK });
  for (const argv of [
    ['--fix', '-', 'a.bpf.c'],
    ['--diff', '--format', 'json', 'a.bpf.c'],
    ['--diff', '--show-fixes', 'a.bpf.c'],
  ]) {
    const { code, err } = await run(argv, { cwd });
    assert.equal(code, 2);
    assert.match(err, /^bpf-cpumask: --[^\n]+ \(see bpf-cpumask check --help\)\n$/);
  }
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), LEAK);
});

test('--show-fixes lists what is offered and writes nothing', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK });
  const { code, out } = await run(['--show-fixes', 'a.bpf.c'], { cwd });
  assert.equal(code, 1);
  assert.match(out, new RegExp(`^ {2}safe fix: ${TITLE}\n\nChecked 1 file`, 'm'));
  assert.doesNotMatch((await run(['a.bpf.c'], { cwd })).out, /fix/);
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), LEAK);
});

test('JSON: fixes with --show-fixes, what was fixed with --fix', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK, 'b.bpf.c': UNFIXABLE });
  const json = async (...options: string[]) =>
    JSON.parse((await run([...options, '--format', 'json', 'a.bpf.c', 'b.bpf.c'], { cwd })).out).files;
  const [plain] = await json();
  assert.deepEqual([plain.diagnostics[0].fixes, 'fixed' in plain], [[], false]);
  const [shown] = await json('--show-fixes');
  const [fix] = shown.diagnostics[0].fixes;
  assert.deepEqual(Object.keys(fix), ['title', 'preferred', 'safe', 'edits']);
  assert.deepEqual([fix.title, fix.preferred, fix.safe, fix.edits.length > 0], [TITLE, true, true, true]);
  const [done, left] = await json('--fix');
  const line = MENDED.slice(0, MENDED.indexOf('return 0; /* nothing')).split('\n').length - 1;
  assert.deepEqual(done, {
    path: 'a.bpf.c',
    diagnostics: [],
    incomplete: [],
    fixed: [{ rule: 'unreleased-reference', title: TITLE, safe: true, position: { line, character: 2 } }],
  });
  assert.deepEqual([left.fixed, left.diagnostics.length], [[], 1]);
});

test('SARIF: fixes as artifact changes', async (t) => {
  const cwd = folder(t, { 'a b.bpf.c': LEAK });
  const { out } = await run(['--show-fixes', '--format', 'sarif', 'a b.bpf.c'], { cwd });
  const [result] = JSON.parse(out).runs[0].results;
  const [fix] = result.fixes;
  assert.equal(fix.description.text, TITLE);
  assert.deepEqual(fix.properties, { safe: true, preferred: true });
  const [change] = fix.artifactChanges;
  assert.equal(change.artifactLocation.uri, 'a%20b.bpf.c');
  assert.equal(applied(LEAK, change.replacements), MENDED);
  const plain = JSON.parse((await run(['--format', 'sarif', 'a b.bpf.c'], { cwd })).out);
  assert.ok(!('fixes' in plain.runs[0].results[0]));
});

interface Replacement {
  readonly deletedRegion: Readonly<Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>>;
  readonly insertedContent?: { readonly text: string };
}

/** As a reader of SARIF applies them: lines and columns from 1, the last first. */
function applied(text: string, replacements: readonly Replacement[]): string {
  const lines = text.split('\n');
  const at = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, column - 1);
  return replacements.toReversed().reduce((done, { deletedRegion: r, insertedContent }) => {
    const [start, end] = [at(r.startLine, r.startColumn), at(r.endLine, r.endColumn)];
    return done.slice(0, start) + (insertedContent?.text ?? '') + done.slice(end);
  }, text);
}

test('fixes end where the work does, and what is left is said', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': LEAK });
  const short: FixText = (path, text, reader, options) =>
    fixText(path, text, reader, { ...options, work: 1 });
  const { code, out, err } = await run(['--fix', 'a.bpf.c'], { cwd, fix: short });
  assert.equal(code, 1);
  assert.match(err, /a\.bpf\.c: note: the limit of work was reached: no fix was tried for 1 finding/);
  assert.match(out, /^ {2}not fixed: the limit of work is reached/m);
  assert.equal(readFileSync(join(cwd, 'a.bpf.c'), 'utf8'), LEAK);
});

const HEAD = LEAK.slice(0, LEAK.indexOf('SEC("tp_btf'));
const BODY = LEAK.slice(LEAK.indexOf('SEC("tp_btf'), LEAK.indexOf('char LICENSE'));

/** A file of so many programs, each with the one fault. */
function manyLeaks(count: number): string {
  const programs = Array.from({ length: count }, (_, i) => BODY.replace('on_newtask', `on_newtask_${i}`));
  return `${HEAD}${programs.join('\n')}${LEAK.slice(LEAK.indexOf('char LICENSE'))}`;
}

test('programs are fixed together: their number makes a check longer, and no more of them', () => {
  const fix = (count: number) =>
    fixText('a.bpf.c', manyLeaks(count), { read: () => undefined }, { kernel: '6.18', choice: 'safe' });
  const [few, many] = [fix(20), fix(160)];
  for (const [found, count] of [[few, 20] as const, [many, 160] as const])
    assert.deepEqual([found.applied.length, found.after.diagnostics, found.untried], [count, [], 0]);
  assert.ok(many.work < 10 * few.work, `${few.work} slices of 20, ${many.work} of 160`);
});

test('where the work ends on the way, what holds is kept and the rest is counted', () => {
  const text = manyLeaks(20);
  const whole = fixText('a.bpf.c', text, { read: () => undefined }, { kernel: '6.18', choice: 'safe' });
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    const work = Math.floor(whole.work * share);
    const found = fixText(
      'a.bpf.c',
      text,
      { read: () => undefined },
      { kernel: '6.18', choice: 'safe', work },
    );
    assert.equal(found.after.diagnostics.length, 20 - found.applied.length);
    assert.equal(found.untried, found.after.diagnostics.length);
    assert.ok(found.left.every((why) => why === 'limit'));
  }
});

test('a warning is fixed if that is asked for', () => {
  const text = readFileSync('test/fixtures/load-time-leak/bad-bound.bpf.c', 'utf8').replace(
    /^\/\/.*\n/gm,
    '',
  );
  const fix = (withWarnings: boolean) =>
    fixText(
      'a.bpf.c',
      text,
      { read: () => undefined },
      { kernel: '6.18', choice: 'preferred', withWarnings },
    );
  const kept = fix(false);
  assert.deepEqual([kept.text, kept.left], [text, ['warning']]);
  const found = fix(true);
  assert.deepEqual(
    [found.before.diagnostics.map(({ severity }) => severity), found.after.diagnostics, found.applied.length],
    [['warning'], [], 1],
  );
});

test('several fixes: each at its line before and after', () => {
  const body = LEAK.slice(LEAK.indexOf('SEC("tp_btf'), LEAK.indexOf('char LICENSE'));
  const text = `${LEAK}\n${body.replace('on_newtask', 'second')}`;
  const found = fixText('a.bpf.c', text, { read: () => undefined }, { kernel: '6.18', choice: 'safe' });
  const [was, now] = [text, found.text].map((one) =>
    one.split('\n').flatMap((line, i) => (line.includes('/* nothing is kept') ? [i] : [])),
  );
  assert.deepEqual(
    found.applied.map((fix) => fix.was.line),
    was,
  );
  assert.deepEqual(
    found.applied.map((fix) => fix.now.line),
    now,
  );
  assert.equal(found.after.diagnostics.length, 0);
});
