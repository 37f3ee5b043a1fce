/** What a fix promises, held against every program of the fixtures: by a fresh check, not by the one that chose the fix. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import type { Diagnostic, FileResult, Fix } from '../../server/service/types.ts';
import { applied, checkText, fixesOf } from '../support/fix.ts';
import { kernelOf, strip } from '../support/fixture.ts';

const ROOT = 'test/fixtures';
const folders = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());

/** Programs of these rules that no fix is offered for, each with the reason. */
const WITHOUT: ReadonlyMap<string, string> = new Map([
  ['invalid-flags/bad-no-such-cpu.bpf.c', 'which CPU was meant is not known'],
  ['kptr-slot/bad-misaligned.bpf.c', 'which of the two fields is meant cannot be told'],
  ['kptr-slot/bad-number.bpf.c', 'a number stands for no object'],
  ['kptr-slot/bad-too-many.bpf.c', 'which of the slots go elsewhere is for the author to say'],
  ['kptr-slot/bad-written-by-helper.bpf.c', 'the value has no other field that could be filled'],
  ['kptr-slot/bad-wrong-struct.bpf.c', 'no slot for a task is there'],
  ['pointer-arithmetic/bad-past-end.bpf.c', 'no mask has a word there'],
  ['program-type/bad-syscall-6.9.bpf.c', 'a syscall program is run by user space: nothing else is'],
  ['program-type/bad-xdp.bpf.c', 'no other program sees the packet'],
  ['possibly-null-argument/bad-literal-callback.bpf.c', 'which function was meant is not known'],
  ['possibly-null-argument/bad-literal-map.bpf.c', 'which map was meant is not known'],
  ['possibly-null-argument/bad-literal-null.bpf.c', 'which mask was meant is not known'],
  ['call-not-allowed-here/bad-iterator-not-started.bpf.c', 'started first, it would be lost on the way out'],
  [
    'outside-rcu-section/bad-iterator-after-section.bpf.c',
    'not written yet: the unlock goes behind the end of the iterator',
  ],
  [
    'unreleased-reference/bad-throw-in-loop.bpf.c',
    'not written yet: the loop is left, and it throws behind it',
  ],
  ['call-not-allowed-here/bad-sleep-in-rcu.bpf.c', 'what it depends on is known in the section alone'],
  ['call-not-allowed-here/bad-sleep-in-tracepoint.bpf.c', 'no tracepoint may sleep'],
  ['call-not-allowed-here/bad-tail-call-sleeping.bpf.c', 'a syscall program always may sleep'],
  ['not-owned/bad-borrowed-task.bpf.c', 'a task is no mask, and nothing says which mask is meant'],
  [
    'use-after-release/bad-packet-slice.bpf.c',
    'a slice taken again may be NULL, and what to do then is not said',
  ],
  ['untrusted-pointer/bad-user-cpus-ptr.bpf.c', 'no function returns that mask'],
  ['program-type/bad-untraced.bpf.c', 'no other program is at the same place'],
  ['read-only-memory/bad-key.bpf.c', 'what the copy is called is for the author to say'],
  ['read-only-memory/bad-store.bpf.c', 'what the copy is called is for the author to say'],
  ['write-to-mask/bad-objects-of-the-kernel.bpf.c', 'where the value belongs only its author knows'],
  ['write-to-mask/bad-field-of-task.bpf.c', 'where the value belongs only its author knows'],
  ['wrong-mask-type/bad-node-and-per-cpu.bpf.c', 'which member or variable was meant is not to be seen'],
  ['write-to-mask/bad-kernel-mask.bpf.c', 'nothing changes a mask of the kernel'],
  ['plain-memory-mask/bad-global.bpf.c', 'who would fill a slot instead is not said'],
  ['plain-memory-mask/bad-map-value.bpf.c', 'user space reads the value as it is'],
  ['wrong-mask-type/bad-context.bpf.c', 'the context has no mask'],
  [
    'wrong-mask-type/bad-context-named-task.bpf.c',
    'that the argument of the tracepoint was meant is a guess',
  ],
  ['wrong-mask-type/bad-fallback.bpf.c', 'on other paths a mask of the program is changed'],
  ['wrong-mask-type/bad-number.bpf.c', 'nothing was ever stored in that number'],
  ['wrong-mask-type/bad-stored-number.bpf.c', 'the mask is released by then'],
]);
/** Rules whose fixes are there. */
const COVERED: ReadonlySet<string> = new Set([
  'unreleased-reference',
  'load-time-leak',
  'wrong-null-check',
  'kptr-direct-store',
  'kptr-slot',
  'subprogram-argument',
  'pointer-arithmetic',
  'kernel-version',
  'invalid-flags',
  'return-range',
  'populate-arguments',
  'program-type',
  'possibly-null-argument',
  'possibly-null-dereference',
  'uninitialised-pointer',
  'outside-rcu-section',
  'unbalanced-rcu-section',
  'call-not-allowed-here',
  'not-owned',
  'use-after-release',
  'untrusted-pointer',
  'kernel-mask-written',
  'write-to-mask',
  'plain-memory-mask',
  'wrong-mask-type',
]);

before(() => initSyntaxNode());

for (const { name: rule } of folders) {
  describe(rule, () => {
    for (const file of readdirSync(join(ROOT, rule)).filter((name) => /^(?:bad|good)-/.test(name)))
      test(file, () => verify(rule, file));
  });
}

function verify(rule: string, file: string): void {
  const path = join(ROOT, rule, file);
  const annotated = readFileSync(path, 'utf8');
  const [text, kernel] = [strip(annotated), kernelOf(annotated)];
  const was = checkText(path, text, kernel);
  let offered = 0;
  for (const { finding, found } of fixesOf(path, text, kernel)) {
    for (const fix of found.fixes) verifyFix({ path, text, kernel, was, finding, fix });
    if (finding.rule === rule) offered += found.fixes.length;
  }
  if (file.startsWith('good-')) assert.equal(offered, 0);
  else if (COVERED.has(rule)) assert.equal(offered > 0, !WITHOUT.has(`${rule}/${file}`));
}

interface Case {
  readonly path: string;
  readonly text: string;
  readonly kernel: string;
  readonly was: FileResult;
  readonly finding: Diagnostic;
  readonly fix: Fix;
}

function verifyFix({ path, text, kernel, was, finding, fix }: Case): void {
  const fixed = applied(text, fix);
  const now = checkText(path, fixed, kernel);
  const count = countsOf(now);
  const before = countsOf(was);
  // One section may be what several findings ask for.
  assert.ok((count.get(finding.rule) ?? 0) < before.get(finding.rule)!, `${fix.title}: it is gone`);
  for (const [rule, n] of count) assert.ok(n <= (before.get(rule) ?? 0), `${fix.title}: ${rule} is new`);
  assert.deepEqual(now.incomplete, was.incomplete);
  const again = fixesOf(path, fixed, kernel).filter(
    ({ finding: left }) => left.rule === finding.rule && left.message === finding.message,
  );
  const twins = was.diagnostics.filter(
    ({ rule, message }) => rule === finding.rule && message === finding.message,
  );
  assert.ok(again.length < twins.length, `${fix.title}: nothing more is proposed for it`);
}

function countsOf({ diagnostics }: FileResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of diagnostics) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}
