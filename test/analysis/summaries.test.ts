/** Summaries save time and nothing else: with every function entered the findings are the same, paths included. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { lowerModule } from '../../bpf/flow/module.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { BUDGET } from '../../server/analysis/budget.ts';
import type { CheckedRoot } from '../../server/analysis/check-root.ts';
import { checkModule } from '../support/check-module.ts';

before(() => initSyntaxNode());

function programsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.bpf.c'))
    .map((name) => join(folder, name));
}

function check(path: string, enterAll: boolean): CheckedRoot[] {
  const file = parseFile(path, readFileSync(path, 'utf8'), { read: () => undefined });
  const own = () => true;
  const sources = () => file.text;
  return checkModule(lowerModule(file), { kernel: '6.18', budget: BUDGET, sources, own, enterAll });
}

function findings(roots: readonly CheckedRoot[]): string[] {
  return roots.flatMap(({ root, faults }) =>
    faults.map((fault) => `${root.name}: ${fault.key} ${fault.what} after ${fault.trace?.length ?? 0} steps`),
  );
}

for (const folder of ['test/truth/verify', 'test/verdicts', 'examples']) {
  test(`${folder}: the same findings with and without summaries`, () => {
    for (const path of programsIn(folder))
      assert.deepEqual(findings(check(path, false)), findings(check(path, true)), path);
  });
}
