import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import type { CheckFile } from '../../server/service/types.ts';
import { asUser, cli, finding, folder, markedCheck, noPermissions } from './support.ts';

test('exit codes: 0 clean or warnings, 1 errors, 2 unreadable', async (t) => {
  const cwd = folder(t, { 'ok.bpf.c': 'int x;', 'warn.bpf.c': '@warning', 'bad.bpf.c': '@error' });
  assert.equal((await cli(['check', 'ok.bpf.c'], { cwd })).code, 0);
  assert.equal((await cli(['check', 'ok.bpf.c', 'warn.bpf.c'], { cwd })).code, 0);
  assert.equal((await cli(['check', '.'], { cwd })).code, 1);
  assert.equal((await cli(['check', 'bad.bpf.c', 'nope'], { cwd })).code, 2);
  assert.equal((await cli(['check', 'nope'], { cwd })).code, 2);
});

test('the summary counts', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': '@error\n@error\n@hint', 'b.bpf.c': '@warning @incomplete' });
  const summary = (out: string) => out.trimEnd().split('\n').at(-1);
  assert.equal(
    summary((await cli(['check', '.'], { cwd })).out),
    'Checked 2 files for kernel 6.18: 2 errors, 1 warning, 1 hint, 1 function not fully checked (--verbose lists them)',
  );
  const verbose = (await cli(['check', '-v', '--kernel', '6.9', 'b.bpf.c'], { cwd })).out;
  assert.match(verbose, /^b\.bpf\.c: not fully checked: big: too many states$/m);
  assert.equal(
    summary(verbose),
    'Checked 1 file for kernel 6.9: 0 errors, 1 warning, 1 function not fully checked',
  );
});

test('standard input is <stdin>, and includes are looked for in the current directory', async (t) => {
  const cwd = folder(t, { 'h.bpf.h': 'int h;' });
  const check: CheckFile = (path, text, reader) => {
    assert.equal(reader.read(path.replace('<stdin>', 'h.bpf.h')), 'int h;');
    return markedCheck(path, text, reader, { kernel: '' });
  };
  const { code, out } = await cli(['check', '-'], { cwd, check, stdin: '@error' });
  assert.equal(code, 1);
  assert.match(out, /^<stdin>:1:1: error some-rule: a error$/m);
});

test('the whole text of a finding', async (t) => {
  const source = ['mask = create();', '\tif (!slot)', '\t\treturn 0;', '}'].join('\n');
  const cwd = folder(t, { 'a.bpf.c': source, 'h.bpf.h': '\n  helper();\n' });
  const check: CheckFile = (path) => ({
    path,
    diagnostics: [
      {
        ...finding('error', 2, 0),
        rule: 'unreleased-reference',
        message: 'The mask\n  is still owned.',
        kernelMessage: 'Unreleased reference id=2\nBPF_EXIT would leak',
        program: 'on_newtask',
        range: { start: { line: 2, character: 2 }, end: { line: 2, character: 11 } },
        path: [
          { message: 'acquired', range: finding('error', 0, 16).range },
          { message: 'seen', range: finding('error', 1, 11).range, path: path.replace('a.bpf.c', 'h.bpf.h') },
          {
            message: 'unknown file',
            range: finding('error', 6, 1).range,
            path: path.replace('a.bpf.c', 'gone.h'),
          },
        ],
      },
    ],
    incomplete: [],
  });
  const { out } = await cli(['check', 'a.bpf.c'], { cwd, check });
  assert.equal(
    out,
    `a.bpf.c:3:3: error unreleased-reference: The mask is still owned.

  1 | mask = create();
  2 |         if (!slot)
  3 |                 return 0;
    |                 ^^^^^^^^^
  4 | }

  kernel 6.18: Unreleased reference id=2
               BPF_EXIT would leak

  path through 'on_newtask':
    1. acquired
       1 | mask = create();
    2. seen
       h.bpf.h:2 | helper();
    3. unknown file
       gone.h:7 |

Checked 1 file for kernel 6.18: 1 error, 0 warnings
`,
  );
});

test('JSON: the contract, with a line a file', async (t) => {
  const cwd = folder(t, { 'd/a.bpf.c': 'x\n@error', 'd/b.bpf.c': '@incomplete' });
  const { code, out, err } = await cli(['check', '--format', 'json', '--kernel', '6.12', 'd/', 'gone'], {
    cwd,
  });
  assert.equal(code, 2);
  assert.equal(err, 'bpf-cpumask: gone: no such file or directory\n');
  assert.deepEqual(JSON.parse(out), {
    version: 1,
    kernel: '6.12',
    files: [
      { path: 'd/a.bpf.c', diagnostics: [finding('error', 1, 6)], incomplete: [] },
      { path: 'd/b.bpf.c', diagnostics: [], incomplete: [{ function: 'big', reason: 'too many states' }] },
    ],
  });
});

test('JSON: the keys are the contract\u2019s, in its order, whatever the service carries', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': 'x' });
  const check: CheckFile = (path) => ({
    ...{ extra: 1 },
    path,
    diagnostics: [
      {
        ...{ extra: 1 },
        ...finding('error', 0, 1),
        path: [{ message: 'm', range: finding('error', 0, 1).range, path: path.replace('a.', 'h.') }],
      },
    ],
    incomplete: [],
  });
  const [file] = JSON.parse((await cli(['check', '--format=json', 'a.bpf.c'], { cwd, check })).out).files;
  assert.deepEqual(Object.keys(file), ['path', 'diagnostics', 'incomplete']);
  assert.deepEqual(
    Object.keys(file.diagnostics[0]),
    'rule severity message kernelMessage range program path fixes'.split(' '),
  );
  assert.equal(file.diagnostics[0].path[0].path, 'h.bpf.c');
});

test('JSON: nothing readable is still JSON', async (t) => {
  const { code, out } = await cli(['check', '--format', 'json', 'gone'], { cwd: folder(t, {}) });
  assert.equal(code, 2);
  assert.deepEqual(JSON.parse(out).files, []);
});

const BAD: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['binary', Buffer.from('\x7fELF\0\0'), /is a binary file, not C source/],
  ['UTF-16', Buffer.from('\ufeffint x;', 'utf16le'), /is UTF-16 text; save it as UTF-8/],
  ['too large', Buffer.alloc(33 * 1024 * 1024, 0x20), /is larger than 32 MB/],
];

for (const [name, content, expected] of BAD) {
  test(`refused input: ${name}`, async (t) => {
    const cwd = folder(t, { 'a.bpf.c': content, 'b.bpf.c': '@error' });
    const { code, out, err } = await cli(['check', 'a.bpf.c', 'b.bpf.c'], { cwd });
    assert.equal(code, 2);
    assert.match(err, expected);
    assert.match(err, /^bpf-cpumask: a\.bpf\.c: [^\n]+\n$/);
    assert.match(out, /^Checked 1 file/m, 'the other file is checked');
  });
}

test('unreadable input: no permission', { skip: noPermissions }, async (t) => {
  const cwd = folder(t, { 'a.bpf.c': 'x' });
  chmodSync(cwd, 0o755);
  chmodSync(join(cwd, 'a.bpf.c'), 0);
  const { code, err } = await asUser(() => cli(['check', 'a.bpf.c'], { cwd }));
  assert.deepEqual([code, err], [2, 'bpf-cpumask: a.bpf.c: permission denied\n']);
});

test('a device is no source', { skip: sep === '\\' }, async () => {
  const { code, err } = await cli(['check', '/dev/zero']);
  assert.deepEqual([code, err], [2, 'bpf-cpumask: /dev/zero: is not a regular file\n']);
});

test('an empty file is clean; a BOM and CRLF change nothing', async (t) => {
  const cwd = folder(t, { 'e.bpf.c': '', 'b.bpf.c': '\ufeff@error\r\nnext\r\n' });
  const { code, out } = await cli(['check', 'e.bpf.c', 'b.bpf.c'], { cwd });
  assert.equal(code, 1);
  assert.match(out, /^b\.bpf\.c:1:1: /m);
  assert.match(out, /^ {2}1 \| @error\n {4}\| \^{6}\n {2}2 \| next$/m);
  assert.doesNotMatch(out, /\r|\ufeff/);
});

test('bytes that are not UTF-8 are replaced, and said', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': Buffer.from('/* caf\xe9 */ @error', 'latin1') });
  const { code, out, err } = await cli(['check', 'a.bpf.c'], { cwd });
  assert.equal(code, 1);
  assert.match(out, /caf\ufffd \*\/ @error/);
  assert.match(err, /^bpf-cpumask: a\.bpf\.c: note: not valid UTF-8; [^\n]+\n$/);
});

test('a fault of ours is one line that asks for a report, and the other files are checked', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': '@crash', 'b.bpf.c': '@error' });
  const { code, out, err } = await cli(['check', '.'], { cwd });
  assert.equal(code, 2);
  assert.match(out, /^Checked 1 file .* 1 error/m);
  assert.match(
    err,
    /^bpf-cpumask \S+: internal error while checking \S+a\.bpf\.c: TypeError: of something undefined; please report [^\n]+\n$/,
  );
  const debug = await cli(['check', '--debug', '.'], { cwd });
  assert.match(debug.err, /\n {4}at /);
});

test('a fault of ours elsewhere is one line too', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': '' });
  const { code, err } = await cli(['check', 'a.bpf.c'], {
    cwd,
    check: () => {
      throw { toString: () => 'odd\nthing' };
    },
  });
  assert.equal(code, 2);
  assert.match(err, /^[^\n]*: odd; please report[^\n]*\n$/);
});

test('colours: a terminal, FORCE_COLOR, NO_COLOR', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': '@error' });
  const coloured = async (isTerminal: boolean, env: Record<string, string>) =>
    (await cli(['check', 'a.bpf.c'], { cwd, isTerminal, env })).out.includes('\u001b[');
  assert.equal(await coloured(false, {}), false);
  assert.equal(await coloured(true, {}), true);
  assert.equal(await coloured(true, { NO_COLOR: '1' }), false);
  assert.equal(await coloured(true, { NO_COLOR: '' }), true);
  assert.equal(await coloured(true, { TERM: 'dumb' }), false);
  assert.equal(await coloured(false, { FORCE_COLOR: '1' }), true);
  assert.equal(await coloured(true, { FORCE_COLOR: '0' }), false);
});

test('progress: on a terminal with many files, and gone at the end', async (t) => {
  const files = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.bpf.c`, '']));
  const many = await cli(['check', '.'], { cwd: folder(t, files(9)), isTerminal: true, columns: 40 });
  const erase = '\r\u001b[K';
  assert.ok(many.err.startsWith(`${erase}[1/9] `) && many.err.endsWith(erase), many.err);
  assert.equal((await cli(['check', '.'], { cwd: folder(t, files(9)) })).err, '');
  assert.equal((await cli(['check', '.'], { cwd: folder(t, files(2)), isTerminal: true })).err, '');
});

test('nobody reads any more: the rest is not checked', async (t) => {
  let checked = 0;
  const check: CheckFile = (...args) => {
    checked++;
    return markedCheck(...args);
  };
  const cwd = folder(t, { 'a.bpf.c': '@error', 'b.bpf.c': '@error', 'c.bpf.c': '@error' });
  await cli(['check', '.'], { cwd, check, closesAfter: 1 });
  assert.equal(checked, 1);
});

test('a file that is checked and included is read once', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': 'x', 'h.bpf.h': 'h' });
  const seen: (string | undefined)[] = [];
  const check: CheckFile = (path, text, reader, options) => {
    const header = path.replace('a.bpf.c', 'h.bpf.h');
    seen.push(reader.read(header), reader.read(`file://${header}`), reader.read(`${header}.gone`));
    seen.push(reader.read(cwd), reader.read('/dev/zero'), reader.read('a\0b'), reader.read('file:%'));
    return markedCheck(path, text, reader, options);
  };
  await cli(['check', 'a.bpf.c'], { cwd, check });
  assert.deepEqual(seen.slice(0, 1), ['h']);
  assert.deepEqual(seen.slice(2), [undefined, undefined, undefined, undefined, undefined]);
});
