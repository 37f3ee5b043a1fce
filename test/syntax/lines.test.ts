import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { linesOf, offsetAt, positionAt } from '../../bpf/syntax/lines.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { root } from '../support/root.ts';

test('no position lies in or behind a line break of its line', () => {
  const lines = linesOf('ab\r\nc\rd\n\r\n');
  const at = [...'ab\r\nc\rd\n\r\n', ''].map((_, offset) => {
    const { line, character } = positionAt(lines, offset);
    return `${line}:${character}`;
  });
  assert.deepEqual(at, ['0:0', '0:1', '0:2', '0:2', '1:0', '1:1', '2:0', '2:1', '3:0', '3:0', '4:0']);
  assert.equal(offsetAt(lines, { line: 0, character: 99 }), 2);
  assert.equal(offsetAt(lines, { line: 1, character: 99 }), 5);
  assert.equal(offsetAt(lines, { line: 4, character: 99 }), 10);
  assert.equal(offsetAt(lines, { line: 99, character: 0 }), 10);
});

test('the same findings at the same places, also where CR LF ends the lines', async () => {
  await initSyntaxNode();
  const options = { kernel: '6.18' };
  for (const name of ['examples/leak.bpf.c', 'examples/rcu.bpf.c', 'test/verdicts/kptr_slots.bpf.c']) {
    const text = readFileSync(join(root, name), 'utf8');
    const check = (ending: string) =>
      checkFile('/w/a.bpf.c', text.replaceAll('\n', ending), { read: () => undefined }, options);
    const { diagnostics } = check('\n');
    assert.ok(diagnostics.length > 0, name);
    assert.deepEqual(check('\r\n').diagnostics, diagnostics, name);
  }
});
