import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable } from '../../bpf/syntax/printable.ts';
import { layout, windowOf } from '../../cli/output/cells.ts';
import { sourceLines } from '../../cli/output/source.ts';
import { excerptOf, frameOf } from '../../cli/output/source-frame.ts';
import type { Range } from '../../server/service/types.ts';
import { unitsOf } from '../support/work.ts';
import { range } from './support.ts';

function frame(text: string, at: Range, width = 60): string[] {
  return frameOf(sourceLines(text), at, width).map((line) => `${line.label.padStart(2)}|${line.text}`);
}

test('two lines before, carets, one line after', () => {
  assert.deepEqual(frame('a\nb\nc\nd = e;\nf\ng\n', range(3, 4, 5)), [
    ' 2|b',
    ' 3|c',
    ' 4|d = e;',
    '  |    ^',
    ' 5|f',
  ]);
});

test('blank lines at the edges are left out', () => {
  assert.deepEqual(frame('\n\nx\n\n', range(2, 0, 1)), [' 3|x', '  |^']);
});

test('tabs take the cells they take in a terminal', () => {
  assert.deepEqual(frame('\tif\t(x)', range(0, 4, 7)), [' 1|        if      (x)', '  |                ^^^']);
});

test('wide and combining characters', () => {
  assert.deepEqual(frame('/* 掩码 */ e\u0301 = m;', range(0, 14, 15)), [
    ' 1|/* 掩码 */ e\u0301 = m;',
    `  |${' '.repeat(15)}^`,
  ]);
  assert.deepEqual(frame('"😀" m', range(0, 5, 6)), [' 1|"😀" m', '  |     ^']);
});

test('CRLF and a lone CR end lines and are not shown', () => {
  assert.deepEqual(frame('a\r\nb\r\nc\r\n', range(1, 0, 1)), [' 1|a', ' 2|b', '  |^', ' 3|c']);
  assert.deepEqual(frame('a\rb', range(1, 0, 1)), [' 1|a', ' 2|b', '  |^']);
});

test('a range over lines is marked on each, up to four', () => {
  assert.deepEqual(frame('f(a,\n  b,\n  c);\nx', range(0, 0, 4, 2)), [
    ' 1|f(a,',
    '  |^^^^',
    ' 2|  b,',
    '  |  ^^',
    ' 3|  c);',
    '  |  ^^',
    ' 4|x',
  ]);
  const long = frame('1\n2\n3\n4\n5\n6\n7', range(0, 0, 1, 5));
  assert.deepEqual(long.slice(-4), [' 4|4', '  |^', '  |...', ' 7|7']);
});

test('an empty range still has a caret', () => {
  assert.deepEqual(frame('ab', range(0, 2, 2)), [' 1|ab', '  |  ^']);
  assert.deepEqual(frame('', range(0, 0, 0)), [' 1|', '  |^']);
});

test('a range outside the text does not throw', () => {
  assert.deepEqual(frame('ab', range(9, 9, 9)), [' 1|ab', '  |^^']);
  assert.deepEqual(frame('ab\ncd', range(1, 9, 3, 0)).at(-1), '  |  ^');
});

test('a long line is cut around the range', () => {
  const text = `${'a'.repeat(100)}MASK${'b'.repeat(100)}`;
  const [line, carets] = frame(text, range(0, 100, 104), 40);
  assert.equal(line?.slice(3).length, 40);
  assert.match(line ?? '', /\|\.\.\.a+MASKb+\.\.\.$/);
  assert.equal(line?.slice(carets?.indexOf('^'), (carets?.lastIndexOf('^') ?? 0) + 1), 'MASK');
});

test('a long line is not cut where the range is near its start', () => {
  const [line] = frame(`MASK${'b'.repeat(100)}`, range(0, 0, 4), 40);
  assert.match(line ?? '', /\|MASKb+\.\.\.$/);
});

test('the cut does not split a wide character', () => {
  const cells = layout('掩'.repeat(50));
  const { text } = windowOf(cells, 50, 52, 21);
  assert.match(text, /^\.\.\.掩+\.\.\.$/);
});

test('a line of megabytes costs no more than its window', () => {
  const text = `${'x '.repeat(3_000_000)}MASK;`;
  let lines: string[] = [];
  const units = unitsOf(() => {
    lines = frame(text, range(0, 6_000_000, 6_000_004), 60);
  });
  assert.ok(units < 40, `${units} units of work`);
  const [line, carets] = lines;
  assert.match(line ?? '', /^ 1\|\.\.\..*MASK;$/);
  assert.match(carets ?? '', /\^\^\^\^$/);
});

test('an excerpt is the first line without its indentation', () => {
  assert.equal(excerptOf(sourceLines('\t\tfoo(a,\n\t\t    b);'), range(0, 2, 9, 1), 60), 'foo(a,');
});

test('nothing that a terminal would obey gets through', () => {
  assert.equal(printable('a\u001b[2Jb\u0007\u202ec\u009b'), 'a\ufffd[2Jb\ufffd\ufffdc\ufffd');
  assert.deepEqual(frame('x = "\u001b]0;t\u0007";', range(0, 0, 1))[0], ' 1|x = "\ufffd]0;t\ufffd";');
});
