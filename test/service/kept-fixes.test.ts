/** Fixes that move with a text, and fixes that are applied together. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { fixesKept, type KeptFixes, keptFinding, moveFixes } from '../../server/service/fix/kept.ts';
import { holdTogether, type Part } from '../../server/service/fix/together.ts';
import { fixerIn } from '../../server/service/fixes.ts';
import { openSession } from '../../server/service/session.ts';
import { linesOf } from '../../server/service/text.ts';
import { applyEdits, spanEdits } from '../../server/service/text-edits.ts';
import type { Diagnostic, Fix } from '../../server/service/types.ts';

const KERNEL = '6.18';
const READER = { read: () => undefined };

const program = (name: string, n: number) => `
SEC("tp_btf/task_newtask")
int BPF_PROG(${name}, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (flags & ${n})
		return ${n};
	bpf_cpumask_release(mask);
	return 0;
}
`;
const TEXT = `#include "vmlinux.h"
struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
${program('first', 1)}${program('second', 2)}`;

interface Made {
  readonly finding: Diagnostic;
  readonly fix: Fix;
}

let made: readonly Made[] = [];
let kept: KeptFixes;

before(async () => {
  await initSyntaxNode();
  const session = openSession('kept.bpf.c', TEXT, READER);
  const { diagnostics } = atOnce(session.check(KERNEL));
  const functions = [...session.parsed().module.functions.values()].map(({ start, end }) => ({ start, end }));
  const fixer = fixerIn(session.beside(), KERNEL);
  made = diagnostics.map((finding) => {
    const [fix] = atOnce(fixer.fixesFor(TEXT, finding)).fixes;
    assert.ok(fix, finding.message);
    return { finding, fix };
  });
  const about = { lines: linesOf(TEXT), functions };
  const findings = made.map(({ finding, fix }, i) => keptFinding(i, finding, [fix], about));
  kept = { text: TEXT, functions, findings, groups: [] };
  assert.equal(findings.length, 2);
});

/** Whether the fixes of the first and of the second finding are sure, in doubt or gone in a text. */
function states(now: string): string {
  const { findings } = moveFixes(kept, now);
  return [0, 1]
    .map((id) => {
      const found = findings.find((one) => one.id === id);
      if (!found || found.fixes.length === 0) return 'gone';
      return found.isSure ? 'sure' : 'in doubt';
    })
    .join();
}

/** The text with something put in the body of a program. */
const inBody = (n: number, what: string) =>
  TEXT.replace(`\tif (flags & ${n})`, `\t${what}\n\tif (flags & ${n})`);

test('an edit in another function leaves a fix sure, one in its own in doubt', () => {
  assert.equal(states(TEXT), 'sure,sure');
  for (const what of ['flags++;', 'flags = f(flags);', '', 'while (flags) { flags--; }']) {
    assert.equal(states(inBody(1, what)), 'in doubt,sure', what);
    assert.equal(states(inBody(2, what)), 'sure,in doubt', what);
  }
});

test('what may change how the text behind it is read leaves nothing sure', () => {
  for (const what of [
    'if (',
    '{',
    '}',
    'f(")");',
    "c = '{';",
    '/* x',
    'x */',
    '// {',
    '#define X',
    'x \\',
    '} {',
    ')(',
  ])
    assert.equal(states(inBody(1, what)), 'in doubt,in doubt', what);
  assert.equal(states(TEXT.replace('flags & 1', 'flags /* 1')), 'in doubt,in doubt');
  assert.equal(states(`int outside;\n${TEXT}`), 'in doubt,in doubt');
  assert.equal(states(TEXT.replace('void bpf_', 'int bpf_')), 'in doubt,in doubt');
});

test('half of a mark that was there before counts too', () => {
  const starred = TEXT.replace('if (flags & 1)', 'if (flags & *p)');
  const from = { ...kept, text: starred };
  const now = starred.replace('& *p', '& /*p');
  assert.ok(moveFixes(from, now).findings.every(({ isSure }) => !isSure));
});

test('a fix goes with its finding, or with what it replaces', () => {
  assert.equal(states(TEXT.replace('\t\treturn 1;\n', '')), 'gone,sure');
  assert.equal(states(TEXT.replace('return 1;', 'return 10;')), 'gone,sure');
  assert.equal(states(TEXT.replace(program('first', 1), '')), 'gone,in doubt');
});

test('a moved fix does in the other text what it did', () => {
  const texts = [
    inBody(1, 'flags++;'),
    `/* one */\n${TEXT}`,
    TEXT.replace('\n\n', '\n\n\n\n'),
    inBody(2, 'x();\n\ty();'),
  ];
  for (const now of texts) {
    const { findings } = moveFixes(kept, now);
    assert.equal(findings.length, 2);
    for (const { fixes } of findings) {
      const text = applyEdits(now, fixes[0]!.edits);
      assert.ok(text);
      const left = openSession('moved.bpf.c', text, READER);
      assert.equal(atOnce(left.check(KERNEL)).diagnostics.length, 1);
    }
  }
});

test('what is kept is found by its finding, and by no other', () => {
  const [first] = made;
  const place = kept.findings[0]!.place;
  assert.equal(fixesKept(kept, first!.finding, place)?.id, 0);
  assert.equal(fixesKept(kept, { ...first!.finding, rule: 'not-owned' }, place), undefined);
  assert.equal(fixesKept(kept, { ...first!.finding, message: 'other' }, place), undefined);
  assert.equal(fixesKept(kept, first!.finding, { ...place, end: place.end + 1 }), undefined);
});

function held(parts: readonly Part[]): readonly number[] {
  return atOnce(
    holdTogether({ session: openSession('together.bpf.c', '', READER), kernel: KERNEL }, TEXT, parts),
  );
}

const partOf = ({ finding, fix }: Made): Part => ({ finding, edits: spanEdits(linesOf(TEXT), fix.edits) });

test('fixes that hold together are all taken, and what two do alike is done once', () => {
  const parts = made.map(partOf);
  assert.deepEqual(held(parts), [0, 1]);
  assert.deepEqual(held([parts[0]!, parts[0]!, parts[1]!]), [0, 1, 2]);
  assert.deepEqual(held([]), []);
});

test('a fix that is in the way of others is left out', () => {
  const [first, second] = made.map(partOf) as [Part, Part];
  const at = TEXT.indexOf('\treturn 0;\n}');
  // Released twice in the first program.
  const bad = {
    ...second,
    edits: [...second.edits, { start: at, end: at, newText: '\tbpf_cpumask_release(mask);\n' }],
  };
  assert.deepEqual(held([first, bad]), [0]);
  assert.deepEqual(held([bad, first]), [1]);
  const overlapping = { ...second, edits: [{ start: 0, end: TEXT.length, newText: '' }] };
  assert.deepEqual(held([first, overlapping, second]), [0, 2]);
  const ofNothing = { ...second, finding: { ...second.finding, message: 'no such finding' } };
  assert.deepEqual(held([first, ofNothing]), [0]);
});
