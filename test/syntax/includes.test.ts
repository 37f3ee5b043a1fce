import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFile } from '../../bpf/syntax/file.ts';
import { ancestors, basename, dirname, join, joiner } from '../../bpf/syntax/paths.ts';
import type { ParsedFile } from '../../bpf/syntax/types.ts';
import { parse } from './helpers.ts';

const paths = (file: ParsedFile): unknown[] => file.includes.map((header) => [header.path, ...paths(header)]);

test('quoted includes are relative to the file that asks', () => {
  const file = parse('#include "sub/a.h"\nint x;\n', {
    '/w/src/sub/a.h': '#include "b.h"\n#include "../c.h"\nint a;\n',
    '/w/src/sub/b.h': 'int b;\n',
    '/w/src/c.h': 'int c;\n',
  });
  assert.deepEqual(paths(file), [['/w/src/sub/a.h', ['/w/src/sub/b.h'], ['/w/src/c.h']]]);
  assert.deepEqual(file.missing, []);
});

test('angled includes are looked for in the folders above', () => {
  const file = parse('#include <scx/common.bpf.h>\n#include <lib/x.h>\n#include <errno.h>\n', {
    '/w/scheds/include/scx/common.bpf.h': '#define FROM_SCX 1\n',
    '/w/include/lib/x.h': 'int x;\n',
  });
  assert.deepEqual(paths(file), [['/w/scheds/include/scx/common.bpf.h'], ['/w/include/lib/x.h']]);
  assert.deepEqual(file.missing, ['errno.h']);
  assert.ok(file.macros.has('FROM_SCX'));
});

test('BPF code of another crate is found in its sources', () => {
  const file = parse(
    '#include "other/main.bpf.c"\n#include "other/types.h"\n',
    { '/w/scheds/other/src/bpf/main.bpf.c': 'int a;\n', '/w/scheds/other/src/bpf/types.h': 'int b;\n' },
    '/w/scheds/mine/src/bpf/main.bpf.c',
  );
  assert.deepEqual(paths(file), [['/w/scheds/other/src/bpf/main.bpf.c']]);
  assert.deepEqual(file.missing, ['other/types.h']);
});

test('Windows paths and URIs', () => {
  const windows = parse(
    '#include "..\\\\a.h"\n#include "b/c.h"\n',
    { 'C:\\w\\a.h': 'int a;', 'C:\\w\\src\\b\\c.h': 'int c;' },
    'C:\\w\\src\\m.bpf.c',
  );
  assert.deepEqual(paths(windows), [['C:\\w\\a.h'], ['C:\\w\\src\\b\\c.h']]);
  const uri = parse(
    '#include "../a.h"\n',
    { 'vscode-vfs://github/o/r/a.h': 'int a;' },
    'vscode-vfs://github/o/r/src/m.bpf.c',
  );
  assert.deepEqual(paths(uri), [['vscode-vfs://github/o/r/a.h']]);
});

test('vmlinux.h and huge headers are never read', () => {
  const asked: string[] = [];
  const reader = {
    read: (path: string) => {
      asked.push(path);
      return path.endsWith('huge.h') ? 'int x;\n'.repeat(300_000) : undefined;
    },
  };
  const file = parseFile(
    '/w/m.bpf.c',
    '#include "vmlinux.h"\n#include "../vmlinux.h"\n#include "huge.h"\n',
    reader,
  );
  assert.deepEqual(file.missing, ['vmlinux.h', '../vmlinux.h', 'huge.h']);
  assert.ok(!asked.some((path) => path.endsWith('vmlinux.h')));
});

test('include guards, #pragma once, and twice without either', () => {
  const files = {
    '/w/src/guard.h': '#ifndef G\n#define G\nint g;\n#endif\n',
    '/w/src/once.h': '#pragma once\nint o;\n',
    '/w/src/x.h': 'X(a)\n',
  };
  const twice = (name: string): number =>
    parse(`#include "${name}"\n#include "${name}"\n`, files).includes.length;
  assert.equal(twice('guard.h'), 1);
  assert.equal(twice('once.h'), 1);
  assert.equal(twice('x.h'), 2);
});

test('cycles end', () => {
  const file = parse('#include "a.h"\nint x;\n', {
    '/w/src/a.h': '#include "b.h"\nint a;\n',
    '/w/src/b.h': '#include "a.h"\nint b;\n',
  });
  assert.deepEqual(paths(file), [['/w/src/a.h', ['/w/src/b.h']]]);
});

test('a header is parsed once for equal surroundings, again when they differ', () => {
  const files: Record<string, string> = {
    '/w/src/h.h': '#ifdef MODE\nint mode;\n#else\nint plain;\n#endif\n',
  };
  const first = parse('#include "h.h"\nint a;\n', files);
  const second = parse('#include "h.h"\nint b;\n', files);
  const third = parse('#define MODE\n#include "h.h"\n', files);
  assert.equal(first.includes[0], second.includes[0]);
  assert.notEqual(first.includes[0], third.includes[0]);
  assert.match(third.includes[0]!.masked, /mode/);
});

test('a header is parsed again when a header of its own changed or appeared', () => {
  const outer = '#include "inner.h"\nint outer;\n';
  const text = '#include "outer.h"\nint a;\n';
  const without = parse(text, { '/w/src/outer.h': outer });
  const one = parse(text, { '/w/src/outer.h': outer, '/w/src/inner.h': 'int one;\n' });
  const two = parse(text, { '/w/src/outer.h': outer, '/w/src/inner.h': 'int two;\n' });
  assert.deepEqual(without.includes[0]!.missing, ['inner.h']);
  assert.equal(one.includes[0]!.includes[0]!.text, 'int one;\n');
  assert.equal(two.includes[0]!.includes[0]!.text, 'int two;\n');
});

test('functions of a header keep the macros of their place', () => {
  const file = parse('#include "h.h"\n#undef TWICE\n#define TWICE(x) wrong\n', {
    '/w/src/h.h': '#define TWICE(x) ((x) * 2)\nstatic int g(int a) { return TWICE(a); }\n',
  });
  const header = file.includes[0]!;
  const result = header.expand(header.root.kids.find((kid) => kid.type === 'function_definition')!);
  assert.ok(result !== undefined && 'parsed' in result);
  assert.match(result.parsed.text, /\* 2/);
});

test('paths', () => {
  assert.equal(join('/a/b', '../c/./d.h'), '/a/c/d.h');
  assert.equal(join('/a', '../../../x.h'), '/x.h');
  assert.equal(join('a/b', '../../../x.h'), '../x.h');
  assert.equal(join('/a', '/abs.h'), '/abs.h');
  assert.equal(join('C:\\a\\b', '../c.h'), 'C:\\a\\c.h');
  assert.equal(join('file:///c%3A/a', '../b c.h'), 'file:///c%3A/b%20c.h');
  assert.equal(dirname('/a/b.c'), '/a');
  assert.equal(dirname('/a'), '/');
  assert.equal(dirname('a.c'), '.');
  assert.equal(dirname('C:\\a.c'), 'C:\\');
  assert.equal(dirname('file:///a/b.c'), 'file:///a');
  assert.equal(basename('C:\\x\\vmlinux.h'), 'vmlinux.h');
  assert.deepEqual(ancestors('/a/b', 12), ['/a/b', '/a', '/']);
  assert.equal(ancestors('/1/2/3/4/5', 3).length, 3);
});

test('what is joined many times is joined as once', () => {
  const folders = [
    '/',
    '/w',
    '/w/./a//b/',
    '.',
    '',
    'a',
    '..',
    'C:',
    'C:\\w',
    'C:/w',
    '\\\\host\\share',
    'file:///',
    'file:///w/a',
  ];
  const names = [
    'a.h',
    'a/b.h',
    '../a.h',
    './a.h',
    'a/../b.h',
    'a//b.h',
    'a/',
    '',
    '..',
    '...',
    '.a/..b.h',
    'a b.h',
    '/a.h',
    'C:\\a.h',
    'a\\b.h',
    'file:///a.h',
  ];
  for (const folder of folders) {
    const under = joiner(folder);
    for (const name of names) assert.equal(under(name), join(folder, name), `${folder} and ${name}`);
  }
});
