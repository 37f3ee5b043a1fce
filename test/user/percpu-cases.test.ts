import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { runText } from '../../emulator/user/service.ts';
import { root } from '../support/root.ts';
import { type Case, written } from './programs.ts';

before(() => initSyntaxNode());

const CASES: readonly Case[] = JSON.parse(
  readFileSync(join(root, 'test/truth/percpu_cases.json'), 'utf8'),
).cases;

/** Cases that C can ask: the others need an attached cgroup, or result in a pointer. */
const ASKED = CASES.flatMap((c) => {
  const text = written(c);
  return text ? [{ c, text }] : [];
});

test('most cases can be asked', () => {
  assert.equal(ASKED.length, 57);
});

for (const { c, text } of ASKED)
  test(`${c.id}: ${c.op} of ${c.map_type} (${c.api}, ${c.kernel}) prints what kernel and libbpf answer`, () => {
    const files: Readonly<Record<string, string>> = { [`/x/${c.id}.bpf.c`]: text.bpf };
    const path = `/x/${c.id}.${text.user ? '' : 'bpf.'}c`;
    const options = { kernel: c.kernel, cpus: Math.max(1, c.ncpus), libbpf: c.libbpf ?? '1.7' };
    const runs = runText(path, text.user ?? text.bpf, { read: (asked) => files[asked] }, options);
    const [run] = typeof runs === 'string' ? assert.fail(runs) : runs;
    assert.deepEqual(run!.faults, []);
    const result = text.user ? Number(run!.output[0]) : run!.returns! | 0;
    assert.equal(result, -(c.expect.errno ?? 0) | 0);
    const message = c.expect.libbpf_message?.replace("'M'", "'counters'");
    assert.deepEqual(run!.errors ?? [], message === undefined ? [] : [`libbpf: ${message}`]);
  });
