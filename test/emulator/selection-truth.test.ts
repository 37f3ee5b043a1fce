/** Lines of programs that the kernel accepts, taken out and run: what is not known of before them is no fault. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { answer } from '../../emulator/worker/answer.ts';
import { root } from '../support/root.ts';

before(() => initSyntaxNode());

const FOLDER = join(root, 'test/truth/verify');
/** Lines a selection has, and lines from one to the next. */
const LINES = 5;
const STEP = 3;

interface Recorded {
  readonly programs: readonly { startLine: number; endLine: number; accepted: boolean }[];
}

test('selections of accepted programs run without a fault', (t) => {
  const faults: string[] = [];
  let runs = 0;
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.bpf.c'))) {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const { programs }: Recorded = JSON.parse(
      readFileSync(join(FOLDER, file.replace('.bpf.c', '.json')), 'utf8'),
    );
    for (const { startLine, endLine } of programs.filter(({ accepted }) => accepted))
      for (let line = startLine + 1; line + LINES < endLine; line += STEP) {
        const start = { line, character: 0 };
        const target = {
          kind: 'at',
          ranges: [{ start, end: { line: line + LINES, character: 0 } }],
        } as const;
        const common = { kind: 'run', id: 1, path: file, text, files: {}, kernel: '6.18' } as const;
        const reply = answer({ ...common, target, values: { 'machine.cpus': '2' } }, () => {});
        if (reply.kind !== 'done') continue;
        runs++;
        const [fault] = reply.record.faults;
        if (fault) faults.push(`${file}:${fault.place.range.start.line + 1} ${fault.kind}`);
      }
  }
  t.diagnostic(`${runs} selections`);
  assert.ok(runs > 1000);
  // A double release behind a look-up that the verifier knows to succeed: the lines are wrong, only nothing reaches them.
  assert.deepEqual([...new Set(faults)], ['11.bpf.c:1205 use-after-release']);
});
