/** What is explored from: programs and what the kernel enters, and of a file without any of them what nobody calls. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { lowerModule } from '../../bpf/flow/module.ts';
import { lookupWith } from '../../bpf/kernel/functions/project.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { rootsOf } from '../../server/analysis/roots.ts';

before(() => initSyntaxNode());

const HELPERS = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
static int inner(int n) { return n + 1; }
static int outer(int n) { return inner(n); }
static int alone(int n) { return n - 1; }
__noinline int global(int n) { return n; }
`;
const PROGRAM =
  'SEC("syscall") int program(void *ctx) { return outer(3); }\nchar LICENSE[] SEC("license") = "GPL";\n';

function rootsIn(text: string): string[] {
  const module = lowerModule(parseFile('r.bpf.c', text, { read: () => undefined }));
  return atOnce(rootsOf(module, lookupWith(undefined), '6.18', () => true)).map(
    ({ name, kind, isUsed }) => `${name} ${kind} ${isUsed}`,
  );
}

test('of a file without programs what nobody calls is explored', () => {
  assert.deepEqual(rootsIn(HELPERS), ['outer unknown true', 'alone unknown true', 'global global true']);
});

test('beside programs, what none of them calls is explored and told of less', () => {
  assert.deepEqual(rootsIn(HELPERS + PROGRAM), [
    'alone unknown false',
    'global unknown false',
    'program program true',
  ]);
});
