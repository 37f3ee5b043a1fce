import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lex } from '../../bpf/syntax/preprocess/lexer.ts';

for (const [text, from, to] of [
  ['', 0, 321],
  ['int', 1, 400],
  ['a /* b', 0, 7],
  ['#define', 0, 9],
  ['"', 0, 5],
  ['1', 2, 3],
] as const)
  test(`what is behind the end of ${JSON.stringify(text)} is nothing`, () => {
    const { count, end } = lex(text, from, to);
    assert.ok(count <= 1);
    assert.ok(end.every((at) => at <= text.length));
  });
