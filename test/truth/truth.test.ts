/** Agreement with a 6.18 kernel's verifier on recorded programs: see README.md here and in ../verdicts. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { checkFile } from '../../server/service/check.ts';
import { agreement, loadVerdicts, type Agreement } from '../support/verdicts.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';

before(() => initSyntaxNode());

function show(score: Agreement): string {
  return `${score.right} of ${score.total} agree, ${score.falseAlarms.length} false alarms of ${score.accepted} accepted, ${score.missed.length} missed, the kernel's own message ${score.sameMessage} of ${score.hits}, on the kernel's line ${score.sameLine} of ${score.placed}`;
}

test('random programs: at least 97 % agreement, at most 1 % false alarms', (t) => {
  const score = agreement(loadVerdicts('test/truth/verify'));
  t.diagnostic(show(score));
  assert.ok(score.right / score.total >= 0.97, `${show(score)}\n${score.missed.join('\n')}`);
  assert.ok(score.falseAlarms.length / score.accepted <= 0.01, score.falseAlarms.join('\n'));
});

test('programs of many idioms: at least 97 % agreement, at most 1 % false alarms', (t) => {
  const score = agreement(loadVerdicts('test/verdicts'));
  t.diagnostic(show(score));
  assert.ok(score.right / score.total >= 0.97, `${show(score)}\n${score.missed.join('\n')}`);
  assert.ok(score.falseAlarms.length / score.accepted <= 0.01, score.falseAlarms.join('\n'));
});

test('nothing is wrong with programs that the kernel ran', () => {
  for (const folder of ['test/truth/run', 'test/truth/answers'])
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.bpf.c'))) {
      const text = readFileSync(join(folder, name), 'utf8');
      const { diagnostics } = checkFile(name, text, { read: () => undefined }, { kernel: '6.18' });
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      assert.deepEqual(errors, [], join(folder, name));
    }
});
