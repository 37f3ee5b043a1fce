/** Functions of the kind that makes states multiply are checked to their end, and with no more states than they had. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { HARD, type Hard, sourceOf } from './hard-functions.ts';

before(() => initSyntaxNode());

function statesOf(hard: Hard): number {
  const reader = { read: () => undefined };
  const options = { kernel: '6.18', isMeasured: true };
  const { diagnostics, incomplete, cost = [] } = checkFile('hard.bpf.c', sourceOf(hard), reader, options);
  assert.deepEqual(incomplete, [], hard.name);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
    hard.name,
  );
  return cost.flatMap(({ functions }) => functions).reduce((sum, { states }) => sum + states, 0);
}

for (const hard of HARD) {
  test(`${hard.name}: ${hard.why}`, () => {
    const states = statesOf(hard);
    assert.ok(states <= hard.most, `${states} states, ${hard.most} before`);
    assert.ok(states >= hard.most / 2, `${states} states: lower the bound of ${hard.most}`);
  });
}
