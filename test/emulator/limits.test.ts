/** Programs without an end are stopped, soon and with a reason. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

const SOON_MS = 2000;

const ROWS: readonly (readonly [string, string, RegExp])[] = [
  ['step-limit', 'SEC("syscall") int t(void *c) { for (;;) ; return 0; }', /may loop for ever/],
  [
    'step-limit',
    'u64 n; SEC("syscall") int t(void *c) { while (1) n += 0x9e3779b97f4a7c15ULL * n; return 0; }',
    /may loop for ever/,
  ],
  [
    'memory-limit',
    'SEC("syscall") int t(void *c) { int i; bpf_for(i, 0, 8000000) bpf_cpumask_create(); return 0; }',
    /may allocate for ever/,
  ],
  [
    'call-depth',
    'static int f(int n) { return f(n + 1) + 1; } SEC("syscall") int t(void *c) { return f(0); }',
    /calls itself/,
  ],
  [
    'step-limit',
    'static long cb(u32 i, void *c) { int j; bpf_for(j, 0, 100000) ; return 0; } SEC("syscall") int t(void *c) { bpf_loop(8000000, cb, NULL, 0); return 0; }',
    /may loop for ever/,
  ],
];

for (const [kind, text, reason] of ROWS)
  test(`${kind}: ${text.slice(0, 60)}`, () => {
    const start = performance.now();
    const [run] = runAll(text);
    const took = performance.now() - start;
    assert.equal(run!.faults.at(-1)?.kind, kind);
    assert.match(run!.faults.at(-1)!.message, reason);
    assert.equal(run!.returns, null);
    assert.ok(took < SOON_MS, `${Math.round(took)} ms`);
  });

test('a run can be cancelled', () => {
  let asked = 0;
  const [run] = runAll('SEC("syscall") int t(void *c) { for (;;) ; return 0; }', {
    maxSteps: 1e12,
    cancelled: () => ++asked > 3,
  });
  assert.equal(run!.faults[0]?.kind, 'cancelled');
});

test('bpf_loop() refuses too many rounds and flags', () => {
  const text = (count: string, flags: string) =>
    `static long cb(u32 i, void *c) { return i == 4; } SEC("syscall") int t(void *c) { return bpf_loop(${count}, cb, NULL, ${flags}); }`;
  assert.equal(runAll(text('8388609', '0'))[0]!.returns! | 0, -7);
  assert.equal(runAll(text('10', '1'))[0]!.returns! | 0, -22);
  assert.equal(runAll(text('10', '0'))[0]!.returns, 5);
  assert.equal(runAll(text('3', '0'))[0]!.returns, 3);
});
