/** What the terminal says of a finding that a comment suppresses, in each format. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { allDocs } from '../../server/service/pages/rule-docs.ts';
import { cli, folder } from './support.ts';

before(() => initSyntaxNode());

const SOURCE = `#include "vmlinux.h"
#include "set.h"
SEC("tp_btf/task_newtask")
int BPF_PROG(keep, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	set(mask);
	// bpf-cpumask: ignore unreleased-reference -- the map [keeps](it)
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(good, struct task_struct *task, u64 flags)
{
	return 0; // bpf-cpumask: ignore not-owned -- kept
}
`;
const HEADER = `static void set(struct bpf_cpumask *mask)
{
	bpf_cpumask_set_cpu(0, mask); /* bpf-cpumask: ignore possibly-null-argument */
}
`;
const FILES = { 'a.bpf.c': SOURCE, 'set.h': HEADER };

test('text: the summary counts what is suppressed, which is no error; --verbose lists it', async (t) => {
  const setup = { cwd: folder(t, FILES), check: checkFile };
  const { code, out } = await cli(['check', 'a.bpf.c'], setup);
  assert.equal(code, 0);
  assert.equal(
    out,
    `a.bpf.c:16:15: hint suppression-unused: The comment suppresses nothing: 'not-owned' is not reported here for kernel 6.18. Remove the comment.

  14 | int BPF_PROG(good, struct task_struct *task, u64 flags)
  15 | {
  16 |         return 0; // bpf-cpumask: ignore not-owned -- kept
     |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  17 | }

Checked 1 file for kernel 6.18: 0 errors, 0 warnings, 1 hint, 2 suppressed
`,
  );
  const verbose = await cli(['check', '--verbose', 'a.bpf.c'], setup);
  assert.match(
    verbose.out,
    /^a\.bpf\.c:8:2: suppressed: possibly-null-argument: no reason given\n\na\.bpf\.c:10:2: suppressed: unreleased-reference: the map \[keeps\]\(it\)\n/m,
  );
});

test('text: without the comments both are errors', async (t) => {
  const plain = (text: string) => text.replace(/bpf-cpumask: ignore/g, '');
  const cwd = folder(t, { 'a.bpf.c': plain(SOURCE), 'set.h': plain(HEADER) });
  const { code, out } = await cli(['check', 'a.bpf.c'], { cwd, check: checkFile });
  assert.equal(code, 1);
  assert.match(out, /: 2 errors, 0 warnings\n$/);
});

test('JSON: suppressed findings are apart from the others', async (t) => {
  const cwd = folder(t, FILES);
  const { code, out } = await cli(['check', '--format', 'json', 'a.bpf.c'], { cwd, check: checkFile });
  assert.equal(code, 0);
  const [file] = JSON.parse(out).files;
  assert.deepEqual(Object.keys(file), ['path', 'diagnostics', 'incomplete', 'suppressed']);
  assert.deepEqual(
    file.diagnostics.map(({ rule }: { rule: string }) => rule),
    ['suppression-unused'],
  );
  const [inHeader, here] = file.suppressed;
  assert.deepEqual([inHeader.rule, inHeader.program], ['possibly-null-argument', 'keep']);
  assert.deepEqual(inHeader.suppression, {
    reason: '',
    range: { start: { line: 2, character: 34 }, end: { line: 2, character: 76 } },
    path: 'set.h',
  });
  assert.deepEqual(here.suppression, {
    reason: 'the map [keeps](it)',
    range: { start: { line: 8, character: 4 }, end: { line: 8, character: 67 } },
  });
  const clean = await cli(['check', '--format', 'json', 'set.h'], { cwd, check: checkFile });
  assert.ok(!('suppressed' in JSON.parse(clean.out).files[0]) || clean.out.includes('possibly-null'));
});

test('SARIF: every result says whether it is suppressed, where and why', async (t) => {
  const cwd = folder(t, FILES);
  const { code, out } = await cli(['check', '--format', 'sarif', 'a.bpf.c'], { cwd, check: checkFile });
  assert.equal(code, 0);
  const { results } = JSON.parse(out).runs[0];
  assert.deepEqual(
    results.map(({ ruleId, suppressions }: { ruleId: string; suppressions: unknown }) => [
      ruleId,
      suppressions,
    ]),
    [
      ['suppression-unused', []],
      [
        'possibly-null-argument',
        [
          {
            kind: 'inSource',
            location: {
              physicalLocation: {
                artifactLocation: { uri: 'set.h' },
                region: { startLine: 3, startColumn: 35, endLine: 3, endColumn: 77 },
              },
            },
          },
        ],
      ],
      [
        'unreleased-reference',
        [
          {
            kind: 'inSource',
            justification: 'the map [keeps] (it)',
            location: {
              physicalLocation: {
                artifactLocation: { uri: 'a.bpf.c' },
                region: { startLine: 9, startColumn: 5, endLine: 9, endColumn: 68 },
              },
            },
          },
        ],
      ],
    ],
  );
});

test('what is said of comments has a page and a severity as rules have', () => {
  for (const id of ['suppression-unused', 'suppression-without-reason', 'suppression-unknown-rule']) {
    const doc = allDocs().find((known) => known.id === id);
    assert.ok(
      doc && doc.title.length > 0 && doc.docs.includes('bpf-cpumask: ignore') && doc.severity !== 'error',
      id,
    );
  }
});
