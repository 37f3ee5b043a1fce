/** What the catalogue calls verified is what the recorded verdicts are about. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { VERIFIED_ON } from '../../bpf/kernel/changes.ts';
import { VERIFIED } from '../../bpf/kernel/functions/verified.ts';
import { allFunctions, availableAt } from '../../bpf/kernel/index.ts';
import { root } from '../support/root.ts';

const FOLDER = join(root, 'test/verdicts');
const files = readdirSync(FOLDER);
const text = files
  .filter((name) => name.endsWith('.bpf.c'))
  .map((name) => readFileSync(join(FOLDER, name), 'utf8'))
  .join('\n');
const called = new Set([...text.matchAll(/\b(\w+)\s*\(/g)].map(([, name]) => name!));

test('verified is what programs with a recorded verdict call', () => {
  const wanted = allFunctions()
    .filter((fn) => called.has(fn.name) && availableAt(fn, VERIFIED_ON))
    .map(({ name }) => name);
  assert.deepEqual([...VERIFIED].sort(), wanted.sort());
});

test('the verdicts are of that kernel', () => {
  for (const name of files.filter((file) => file.endsWith('.json'))) {
    const { kernel } = JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
    assert.match(kernel, new RegExp(`^${VERIFIED_ON.replace('.', '\\.')}\\.`), name);
  }
});

test('the record says which', () => {
  for (const fn of allFunctions())
    assert.equal(fn.verifiedOn, VERIFIED.has(fn.name) ? VERIFIED_ON : undefined, fn.name);
});
