/**
 * The examples of the kernel's documentation of cpumask kfuncs, completed and told in other words. Each is clean from
 * the version in its first line on, and what the documentation says of casting up is refused.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import type { FileResult } from '../../server/service/types.ts';
import { kernelOf } from '../support/fixture.ts';

const FOLDER = 'test/documentation';
const VERSIONS = ['6.3', '6.4', '6.8', '6.12', '6.18', '7.0', '7.3'];
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.bpf.c'));

before(() => initSyntaxNode());

function check(name: string, kernel?: string): FileResult {
  const path = join(FOLDER, name);
  const text = readFileSync(path, 'utf8');
  return checkFile(path, text, { read: () => undefined }, { kernel: kernel ?? kernelOf(text) });
}

/** The first version a file is meant for and, unless its name ends in a version, all later ones. */
function meantFor(name: string): string[] {
  const first = kernelOf(readFileSync(join(FOLDER, name), 'utf8'));
  const from = VERSIONS.indexOf(first);
  assert.ok(from >= 0, `${name} is for a version of the list`);
  return /-\d+\.\d+\.bpf\.c$/.test(name) ? [first] : VERSIONS.slice(from);
}

for (const name of files.filter((file) => !file.startsWith('wrong-'))) {
  describe(name, () => {
    for (const kernel of meantFor(name)) {
      test(`clean on ${kernel}`, () => {
        const { diagnostics, incomplete } = check(name, kernel);
        assert.deepEqual(incomplete, []);
        assert.deepEqual(
          diagnostics.map((d) => `${d.range.start.line + 1} ${d.rule}: ${d.message}`),
          [],
        );
      });
    }
  });
}

test('a newer kernel no longer has bpf_cpumask_kptr_get()', () => {
  const { diagnostics } = check('borrow-by-kptr-get-6.3.bpf.c', '6.4');
  assert.deepEqual(
    diagnostics.map((d) => d.rule),
    ['kernel-version'],
  );
});

describe('wrong-casts.bpf.c', () => {
  const text = readFileSync(join(FOLDER, 'wrong-casts.bpf.c'), 'utf8');
  const refused = [...text.matchAll(/^\/\/ refused: (.*)\nSEC.*\nint BPF_PROG\((\w+)/gm)];

  test('every program says why it is refused', () => {
    assert.equal(refused.length, text.match(/BPF_PROG\(/g)?.length);
  });

  for (const [, message, program] of refused) {
    test(`${program} is refused in the kernel's words, once`, () => {
      const errors = check('wrong-casts.bpf.c').diagnostics.filter((d) => d.severity === 'error');
      assert.deepEqual(
        errors.filter((d) => d.program === program).map((d) => d.kernelMessage),
        [message],
      );
    });
  }
});
