/** Programs that a 6.18 kernel ran, and the value that it returned for each: see test/truth/README.md. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { root } from '../support/root.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

interface Recorded {
  readonly programs: readonly { readonly program: string; readonly returns: number }[];
}

/** Compares a folder's recorded programs; the result is what was wrong. */
function compare(folder: string): { readonly total: number; readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  let total = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const recorded: Recorded = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const text = readFileSync(join(folder, name.replace('.json', '.bpf.c')), 'utf8');
    const runs = new Map(runAll(text).map((run) => [run.program, run]));
    for (const { program, returns } of recorded.programs) {
      total++;
      const run = runs.get(program);
      if (run?.returns !== returns || run.faults.length > 0)
        wrong.push(`${name} ${program}: ${run?.returns} ${run?.faults[0]?.message ?? ''}, not ${returns}`);
    }
  }
  return { total, wrong };
}

const FOLDERS = {
  'random programs': 'test/truth/run',
  'one question each: memory that is used again, errnos, texts, widths and signs': 'test/truth/answers',
};

for (const [name, folder] of Object.entries(FOLDERS)) {
  test(`what the kernel returned: ${name}`, (t) => {
    const { total, wrong } = compare(join(root, folder));
    t.diagnostic(`${total - wrong.length} of ${total} agree`);
    assert.deepEqual(wrong, []);
  });
}
