/** Which pointer a block asks for at its end. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { lowerModule } from '../../bpf/flow/module.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { sumUp } from '../../server/analysis/engine/block-places.ts';

before(() => initSyntaxNode());

/** Names of what is asked for NULL in a function with this condition. */
function asked(condition: string): (string | undefined)[] {
  const text = `#include "vmlinux.h"
int f(struct task_struct *task, struct task_struct *other, int n)
{
	n += 7;
	if (${condition})
		return 5;
	return 9;
}
`;
  const graph = lowerModule(parseFile('b.bpf.c', text, { read: () => undefined }))
    .functions.get('f')!
    .graph();
  return graph.blocks.flatMap((_, i) => {
    const found = sumUp(graph, i).asked;
    return found ? [found.name] : [];
  });
}

for (const [condition, names] of [
  ['task', ['task']],
  ['!task', ['task']],
  ['task == NULL', ['task']],
  ['0 != other', ['other']],
  ['task == other', []],
  ['n == 5', []],
  ['n == 0', []],
  ['task == (void *)5', []],
] as const)
  test(`if (${condition})`, () => assert.deepEqual(asked(condition), names));
