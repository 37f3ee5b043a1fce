/** Every example is what it claims to be: the bad program is reported by its rule, in the good one nothing is found. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { allRules } from '../../server/rules/index.ts';
import type { Example } from '../../server/rules/rule.ts';
import { checkFile } from '../../server/service/check.ts';

before(() => initSyntaxNode());

const check = ({ file, kernel, beside }: Example, text: string) =>
  checkFile(
    file ?? 'example.bpf.c',
    text,
    { read: (path) => (path === beside?.file ? beside.text : undefined) },
    { kernel: kernel ?? '6.18' },
  );

for (const rule of allRules()) {
  describe(rule.id, () => {
    test('has an example', () => assert.ok(rule.examples.length > 0));
    rule.examples.forEach((example, i) => {
      const { bad, good } = example;
      test(`bad example ${i + 1}`, () => {
        const { diagnostics, incomplete } = check(example, bad);
        assert.deepEqual(incomplete, []);
        assert.deepEqual([...new Set(diagnostics.map((d) => d.rule))], [rule.id]);
        assert.equal(diagnostics.length, 1);
      });
      test(`good example ${i + 1}`, () => {
        const { diagnostics, incomplete } = check(example, good);
        assert.deepEqual([incomplete, diagnostics], [[], []]);
      });
    });
  });
}
