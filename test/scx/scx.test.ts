/** Real code: every error that is reported in sched-ext/scx is recorded with the reason why it is one. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.ts';

const checkout = process.env.BPF_CPUMASK_SCX ?? '';
const skip = existsSync(checkout) ? false : 'BPF_CPUMASK_SCX names no checkout of sched-ext/scx';

test('the errors in sched-ext/scx are the recorded ones', { skip }, () => {
  const script = join(root, 'scripts/scx-report.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, checkout], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});

test('every recorded error has its reason', () => {
  const { errors } = JSON.parse(readFileSync(join(root, 'test/scx/expected.json'), 'utf8'));
  for (const { path, line, rule, why } of errors) assert.ok(why.length > 20, `${path}:${line} ${rule}`);
});
