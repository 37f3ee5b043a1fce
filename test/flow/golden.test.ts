/**
 * Every golden/NAME.bpf.c against its graphs in golden/NAME.txt. To look at a change on purpose, run with
 * WRITE_GOLDEN=1 and read the difference.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { printGraph } from '../../bpf/flow/print.ts';
import { root } from '../support/root.ts';
import { lower } from './helpers.ts';

const folder = join(root, 'test/flow/golden');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.bpf.c'))) {
  test(`golden graphs: ${file}`, () => {
    const module = lower(readFileSync(join(folder, file), 'utf8'));
    const found = [...module.functions.values()].map((info) => `${printGraph(info.graph())}\n`).join('\n');
    const golden = join(folder, file.replace('.bpf.c', '.txt'));
    if (process.env.WRITE_GOLDEN) writeFileSync(golden, found);
    assert.equal(found, readFileSync(golden, 'utf8'));
    for (const info of module.functions.values()) assert.deepEqual(info.graph().incomplete, [], info.name);
  });
}
