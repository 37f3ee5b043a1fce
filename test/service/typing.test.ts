/** Transcripts of typing: what is shown at once after each edit, and what when the text rests. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { openSession } from '../../server/service/session.ts';
import type { Diagnostic, FileResult } from '../../server/service/types.ts';
import {
  after,
  lastEdit,
  NOT_TYPING,
  opened,
  type Typing,
  typed,
  type View,
} from '../../server/service/typing.ts';

before(() => initSyntaxNode());

const TEXT = `#include "vmlinux.h"
#define LIMIT 8
struct saved {
	struct bpf_cpumask __kptr *mask;
};

SEC("tp_btf/task_newtask")
int BPF_PROG(typed, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(4, mask);
	bpf_cpumask_copy(mask, task->cpus_ptr);
	bpf_cpumask_release(mask);
	return 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(planted, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *lost = bpf_cpumask_create();

	return lost ? LIMIT : 2;
}
`;

/** The one finding of TEXT. */
const LOST = 'unreleased-reference @ return lost ? LIMIT : 2;';
const LEAK = 'unreleased-reference @ return 1;';
const NULL = 'possibly-null-argument @ bpf_cpumask_set_cpu(4, mask);';

interface Step {
  /** What replaces `from` of the text before. */
  readonly from: string;
  readonly to: string;
  readonly once: readonly string[];
  /** After a pause and after a long one, if the text is left alone for so long. */
  readonly pause?: readonly string[];
  readonly long?: readonly string[];
}

const TRANSCRIPTS: Readonly<Record<string, readonly Step[]>> = {
  'a true finding waits for the pause, and goes at once when it is mended': [
    { from: '\tbpf_cpumask_release(mask);\n', to: '\t\n', once: [LOST], pause: [LEAK, LOST] },
    { from: '\t\n', to: '\tbpf_cpumask_release(mask);\n', once: [LOST], pause: [LOST] },
  ],
  'a finding that came with a pause stays when another line is typed': [
    { from: '\tbpf_cpumask_release(mask);\n', to: '\t\n', once: [LOST], pause: [LEAK, LOST] },
    {
      from: 'set_cpu(4, mask)',
      to: 'set_cpu(4, )',
      once: [LEAK, LOST],
      pause: [LEAK, LOST],
    },
    { from: 'set_cpu(4, )', to: 'set_cpu(42, mask)', once: [LEAK, LOST], pause: [LEAK, LOST] },
  ],
  'what a pause showed of half a line goes when the line goes on': [
    { from: '\tif (!mask)\n\t\treturn 0;\n', to: '\n', once: [LOST, NULL].reverse(), pause: [NULL, LOST] },
  ],
  'statements that are not whole, however long they rest': [
    { from: 'set_cpu(4, mask);', to: 'set_cpu(4, mask', once: [LOST], pause: [LOST] },
    { from: 'set_cpu(4, mask', to: 'set_cpu(4,)', once: [LOST], pause: [LOST] },
    { from: 'set_cpu(4,)', to: 'first(task->)', once: [LOST], pause: [LOST] },
    { from: 'bpf_cpumask_first(task->)', to: '"', once: [LOST], pause: [LOST] },
    { from: '\t"', to: '\t/*', once: [LOST], pause: [LOST] },
    { from: '\t/*', to: '\t}', once: [LOST], pause: [LOST] },
    { from: '\t}\n\tbpf', to: '\tif (mask) {\n\tbpf', once: [LOST], pause: [LOST] },
    { from: 'if (mask) {', to: '#if', once: [LOST], pause: [LOST] },
    { from: '#if', to: '#def', once: [LOST], pause: [LOST] },
    { from: '#def', to: 'bpf_cpumask_set_cpu(4, mask);', once: [LOST], pause: [LOST] },
  ],
  'whole C that does not look finished waits for a long pause': [
    { from: '\tbpf_cpumask_set_cpu(4, mask);', to: '\ti', once: [LOST], pause: [LOST] },
    { from: '\ti\n', to: '\tif (!mask)\n', once: [LOST], pause: [LOST], long: [LOST] },
    {
      from: '\tif (!mask)\n\tbpf',
      to: '\tbpf_cpumask_set_cpu(4, mask);\n\tbpf',
      once: [LOST],
      pause: [LOST],
    },
    {
      from: 'release(mask);',
      to: 'rel(mask);',
      once: [LOST],
      pause: [LOST],
      long: ['kernel-version @ bpf_cpumask_rel(mask);', LOST],
    },
    { from: 'rel(mask);', to: 'release();', once: [LOST], pause: [LOST] },
    { from: 'bpf_cpumask_release();', to: 'mask;', once: [LOST], pause: [LOST], long: [LEAK, LOST] },
    { from: '\tmask;', to: '\tbpf_cpumask_release(mask);', once: [LOST], pause: [LOST] },
  ],
  'a new line behind what goes on is not the beginning of the next statement': [
    { from: 'cpus_ptr);\n\tbpf', to: 'cpus_ptr);\n\n\n\tbpf', once: [LOST], pause: [LOST] },
    { from: 'bpf_cpumask_copy(mask, task->cpus_ptr);', to: 'if (flags)', once: [LOST], pause: [LOST] },
    { from: 'if (flags)\n', to: 'if (flags)\n\n', once: [LOST], pause: [LOST] },
    { from: 'if (flags)\n', to: 'if (flags)\n\t\n', once: [LOST], pause: [LOST], long: [LEAK, LOST] },
  ],
  'a line that is not indented says nothing of the next': [
    {
      from: '\tbpf_cpumask_copy(mask, task->cpus_ptr);',
      to: 'if (flags)',
      once: [LOST],
      pause: [LOST],
      long: [LEAK, LOST],
    },
  ],
  'an empty line ends what is typed before it': [
    { from: 'cpus_ptr);\n\tbpf', to: 'cpus_ptr);\n\n\t\tbpf', once: [LOST], pause: [LOST] },
    { from: 'bpf_cpumask_copy(mask, task->cpus_ptr);', to: 'if (flags)', once: [LOST], pause: [LOST] },
  ],
  'an arm that is missing': [
    { from: 'cpus_ptr);\n\tbpf', to: 'cpus_ptr);\n\n\tbpf', once: [LOST], pause: [LOST] },
    { from: 'bpf_cpumask_copy(mask, task->cpus_ptr);', to: 'flags = flags', once: [LOST], pause: [LOST] },
    { from: 'flags = flags', to: 'flags = flags ? 4 :', once: [LOST], pause: [LOST] },
    { from: 'flags ? 4 :', to: 'flags ? 4 : 5;', once: [LOST], pause: [LOST] },
  ],
  'a name whose middle is typed anew': [
    {
      from: 'struct bpf_cpumask *mask =',
      to: 'struct bpmask *mask =',
      once: [LOST],
      pause: [LOST],
      long: [LOST],
    },
    { from: 'struct bpmask *mask =', to: 'struct bpf_cpumask *mask =', once: [LOST], pause: [LOST] },
  ],
  'declarations and macros that others depend on': [
    { from: '#define LIMIT 8', to: '#define LIM', once: [LOST], pause: [LOST], long: [LOST] },
    { from: '#define LIM', to: '#def', once: [LOST], pause: [LOST] },
    { from: '#def\n', to: '#define LIMIT 8\n', once: [LOST], pause: [LOST] },
    { from: '#include "vmlinux.h"', to: '#include "vm', once: [LOST], pause: [LOST] },
    { from: '#include "vm\n', to: '#include "vmlinux.h"\n', once: [LOST], pause: [LOST] },
    { from: 'struct saved {', to: 'struct sav', once: [LOST], pause: [LOST] },
  ],
  'a finding moves with its text and goes with it': [
    { from: 'LIMIT 8\n', to: 'LIMIT 8\n\n\n', once: [LOST], pause: [LOST] },
    { from: '\treturn lost', to: '\t{\n\treturn lost', once: [LOST], pause: [LOST] },
    { from: '\treturn lost ? LIMIT : 2;', to: '\tretu', once: [], pause: [] },
    { from: '\t{\n\tretu', to: '\treturn lost ? LIMIT : 2;', once: [LOST], pause: [LOST] },
  ],
  'a finding that a pause took back does not come again in what is malformed': [
    { from: '\tbpf_cpumask_release(mask);\n', to: '\t\n', once: [LOST], pause: [LEAK, LOST] },
    { from: 'LIMIT 8', to: 'LIMIT 9', once: [LEAK, LOST], pause: [LEAK, LOST] },
    { from: '\t\n', to: '\tbpf_cpumask_release(mask);\n', once: [LOST], pause: [LOST] },
    { from: 'release(mask);', to: 'release(mask', once: [LOST], pause: [LOST] },
    { from: 'release(mask', to: 'release(mask);', once: [LOST], pause: [LOST] },
    { from: 'set_cpu(4, mask);', to: 'set_cpu(4, mask', once: [LOST], pause: [LOST] },
  ],
  'a block that is pasted is nothing half typed': [
    {
      from: '\treturn 1;\n',
      to: '\tmask = bpf_cpumask_create();\n\tif (!mask)\n\t\treturn 5;\n\treturn 1;\n',
      once: [LEAK, LOST],
      pause: [LEAK, LOST],
    },
  ],
  'code that a comment takes in': [
    { from: 'struct saved {', to: '/* struct saved {', once: [LOST], pause: [LOST] },
    { from: ': 2;\n}\n', to: ': 2;\n}\n*/ LICENSE[', once: [LOST], pause: [LOST], long: [] },
    { from: '/* struct saved {', to: 'struct saved {', once: [], pause: [] },
  ],
  'a comment that suppresses, word by word': [
    { from: '\treturn lost', to: '\t\n\treturn lost', once: [LOST], pause: [LOST] },
    { from: '\t\n\treturn lost', to: '\t//\n\treturn lost', once: [LOST], pause: [LOST] },
    { from: '\t//\n', to: '\t// bpf-cpumask: ign\n', once: [LOST], pause: [LOST], long: [LOST] },
    {
      from: 'ign\n',
      to: 'ignore\n',
      once: [LOST],
      pause: [LOST],
      long: ['suppression-unknown-rule @ // bpf-cpumask: ignore', LOST],
    },
    { from: 'ignore\n', to: 'ignore unreleased\n', once: [LOST], pause: [LOST] },
    {
      from: 'ignore unreleased\n',
      to: 'ignore unreleased-reference\n',
      once: [],
      pause: [],
      long: ['suppression-without-reason @ // bpf-cpumask: ignore unreleased-reference'],
    },
    { from: 'reference\n', to: 'reference -- k\n', once: [], pause: [] },
    { from: '-- k\n', to: '-- kept\n', once: [], pause: [] },
    { from: 'unreleased-reference', to: 'unrel', once: [], pause: [] },
    { from: 'unrel ', to: 'unreleased-reference ', once: [], pause: [] },
  ],
  'a comment in a function hits nothing while what calls the function is typed': [
    {
      from: 'struct saved {',
      to: 'static void set(struct bpf_cpumask *to)\n{\n\t// bpf-cpumask: ignore possibly-null-argument -- never NULL\n\tbpf_cpumask_set_cpu(4, to);\n}\n\nstruct saved {',
      once: ['suppression-unused @ // bpf-cpumask: ignore possibly-null-argument -- never NULL', LOST],
    },
    { from: '\n\n\tif (!mask)', to: '\n\n\tset(mask);\n\tif (!mask)', once: [LOST] },
    {
      from: '\tset(mask);',
      to: '\tmask;',
      once: [LOST],
      pause: [LOST],
      long: ['suppression-unused @ // bpf-cpumask: ignore possibly-null-argument -- never NULL', LOST],
    },
  ],
  'a comment hits nothing while what it is about is typed': [
    {
      from: '\treturn lost',
      to: '\t// bpf-cpumask: ignore unreleased-reference -- kept\n\treturn lost',
      once: [],
    },
    { from: 'return lost ? LIMIT : 2;', to: 'return lost ?', once: [], pause: [] },
    { from: 'return lost ?', to: 'retu', once: [], pause: [] },
    {
      from: '\tretu\n}',
      to: '\tif (lost)\n\t\tbpf_cpumask_release(lost);\n\treturn 0;\n}',
      once: ['suppression-unused @ // bpf-cpumask: ignore unreleased-reference -- kept'],
    },
  ],
};

function desk(text: string) {
  const session = openSession('/folder/typing.bpf.c', text, { read: () => undefined });
  const check = (): FileResult => {
    const slices = session.check('6.18');
    for (let next = slices.next(); ; next = slices.next()) if (next.done) return next.value;
  };
  const look = (typing: Typing, isTyped: boolean) => {
    const edit = isTyped ? lastEdit(typing, session.text()) : undefined;
    const { diagnostics } = check();
    return { text: session.text(), findings: diagnostics, ...session.doubts(edit) };
  };
  return { session, look, check };
}

function named(text: string, findings: readonly Diagnostic[]): string[] {
  const lines = text.split(/\r?\n/);
  return findings.map(({ rule, range }) => `${rule} @ ${lines[range.start.line]!.trim()}`);
}

for (const [what, steps] of Object.entries(TRANSCRIPTS)) {
  for (const end of ['\n', '\r\n']) {
    test(`typing, ${JSON.stringify(end)}: ${what}`, () => {
      const { session, look, check } = desk(TEXT.replaceAll('\n', end));
      let view: View = opened(NOT_TYPING, look(NOT_TYPING, false));
      assert.deepEqual(named(session.text(), view.show), [LOST]);
      for (const step of steps) {
        const from = step.from.replaceAll('\n', end);
        assert.ok(session.text().includes(from), `${from} in the text`);
        session.setText(session.text().replace(from, step.to.replaceAll('\n', end)));
        const now = look(view.typing, true);
        view = typed(view.typing, now);
        const shown = () => named(session.text(), view.show);
        assert.deepEqual(shown(), step.once, `at once: ${step.to}`);
        if (step.pause) {
          view = after('pause', view.typing, now);
          assert.deepEqual(shown(), step.pause, `after a pause: ${step.to}`);
        }
        if (step.long) {
          assert.equal(view.next, 'long pause', step.to);
          view = after('long pause', view.typing, now);
          assert.deepEqual(shown(), step.long, `after a long pause: ${step.to}`);
        }
        if (view.next === undefined && !now.doubtful)
          assert.deepEqual(view.show, check().diagnostics, 'at rest');
      }
    });
  }
}
