/**
 * `RULE/NAME.bpf.c` has one finding of the rule, `RULE/NAME.fixed.c` is what its preferred fix makes of it, under a line
 * for each fix that is offered: `// fix: TITLE (safe)`. For `none-*` there is none, and no second file.
 * `UPDATE_FIXES=1` writes them for review. `RULE/kernel.json` has a running kernel's verdict on each text, before and after.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { FAULTS, type FaultId } from '../../bpf/kernel/faults/index.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { Fix } from '../../server/service/types.ts';
import { applied, checkText, fixesOf } from '../support/fix.ts';

const ROOT = 'test/fixes';
const KERNEL = '6.18';
const rules = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());

before(() => initSyntaxNode());

for (const { name: rule } of rules) {
  describe(rule, () => {
    for (const file of readdirSync(join(ROOT, rule)).filter((name) => name.endsWith('.bpf.c')))
      test(file, () => verify(rule, join(ROOT, rule, file)));
  });
}

function verify(rule: string, path: string): void {
  const text = readFileSync(path, 'utf8');
  const own = fixesOf(path, text, KERNEL).filter(({ finding }) => finding.rule === rule);
  assert.equal(own.length, 1, 'one finding of the rule');
  const { fixes } = own[0]!.found;
  const target = path.replace(/\.bpf\.c$/, '.fixed.c');
  if (path.includes('/none-')) return assert.deepEqual(fixes, []);
  assert.deepEqual(
    fixes.map(({ preferred }) => preferred),
    fixes.map((_, i) => i === 0),
  );
  const fixed = applied(text, fixes[0]!);
  const written = `${fixes.map(headline).join('\n')}\n${fixed}`;
  if (process.env.UPDATE_FIXES) writeFileSync(target, written);
  assert.equal(written, readFileSync(target, 'utf8'));
  assert.deepEqual(checkText(path, fixed, KERNEL).diagnostics, []);
  verifyOtherLineEnds(path, text, fixed);
}

/** Not as files: a checkout may change what ends their lines. */
function verifyOtherLineEnds(path: string, text: string, fixed: string): void {
  const other = text.replaceAll('\n', '\r\n');
  const [own] = fixesOf(path, other, KERNEL);
  assert.equal(applied(other, own!.found.fixes[0]!), fixed.replaceAll('\n', '\r\n'));
}

const headline = ({ title, safe }: Fix): string => `// fix: ${title}${safe ? ' (safe)' : ''}`;

interface Verdicts {
  readonly [name: string]: { readonly text: string; readonly before: string; readonly accepted: boolean };
}

/** What identifies a text: it changes, and the kernel has to be asked again. */
function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

for (const { name: rule } of rules)
  test(`${rule}: a kernel refused each program before, and accepts it after`, () => {
    const folder = join(ROOT, rule);
    const { verdicts } = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as {
      verdicts: Verdicts;
    };
    const names = readdirSync(folder).filter(
      (name) => name.endsWith('.bpf.c') && existsSync(join(folder, name.replace('.bpf.c', '.fixed.c'))),
    );
    assert.deepEqual(Object.keys(verdicts).sort(), names.sort());
    for (const [name, { text, before: refusal, accepted }] of Object.entries(verdicts)) {
      const fixed = readFileSync(join(folder, name.replace('.bpf.c', '.fixed.c')), 'utf8');
      assert.equal(fingerprint(fixed), text, `${name} is not the text that the kernel was asked about`);
      // What a rule only warns of loads before the fix as well.
      if (FAULTS[rule as FaultId].severity === 'error') assert.notEqual(refusal, '', name);
      assert.ok(accepted, name);
    }
  });
