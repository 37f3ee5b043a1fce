/** Programs with comments that suppress, and what is seen of a check of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFile } from '../../server/service/check.ts';
import { linesOf, offsetAt } from '../../server/service/text.ts';
import type { FileResult, Range } from '../../server/service/types.ts';

export const HEAD = '#include "vmlinux.h"\n';
export const PROGRAM = `SEC("tp_btf/task_newtask")
int BPF_PROG(leaks, struct task_struct *task, u64 flags)
`;
/** A program of which one line is given. */
export const body = (lines: string) => `${HEAD}
${PROGRAM}{
	struct bpf_cpumask *mask = bpf_cpumask_create();

${lines}
}
`;
export const LEAK = 'unreleased-reference @ return mask ? 1 : 2;';
export const NULL = 'possibly-null-argument @ bpf_cpumask_set_cpu(4, mask);';

export interface Case {
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly kernel?: string;
  readonly shown?: readonly string[];
  /** Each with its reason. */
  readonly suppressed?: readonly string[];
  /** Each with what its range covers. */
  readonly complaints?: readonly string[];
  readonly incomplete?: number;
}

export const leak = (comment: string, behind = '') => body(`\t${comment}\n\treturn mask ? 1 : 2;${behind}`);
export const UNUSED = 'suppression-unused @ bpf-cpumask: ignore unreleased-reference -- kept';
export const GOOD = `${HEAD}
${PROGRAM}{
	// bpf-cpumask: ignore unreleased-reference -- kept
	return 0;
}
`;

interface Found {
  readonly rule: string;
  readonly range: Range;
}

export function run({ text, headers = {}, path = '/folder/some.bpf.c', kernel = '6.18' }: Case): FileResult {
  return checkFile(path, text, { read: (wanted) => headers[wanted] }, { kernel });
}

function seen(text: string, { diagnostics, suppressed = [], incomplete }: FileResult) {
  const lines = linesOf(text);
  const covered = ({ start, end }: Range) => text.slice(offsetAt(lines, start), offsetAt(lines, end));
  const lineOf = ({ rule, range: { start } }: Found) =>
    `${rule} @ ${text.slice(lines.starts[start.line], lines.ends[start.line]).trim()}`;
  const isAbout = ({ rule }: Found) => rule.startsWith('suppression-');
  return {
    shown: diagnostics.filter((found) => !isAbout(found)).map(lineOf),
    suppressed: suppressed.map((found) => `${lineOf(found)}: ${found.suppression.reason}`),
    complaints: diagnostics.filter(isAbout).map(({ rule, range }) => `${rule} @ ${covered(range)}`),
    incomplete: incomplete.length,
  };
}

/** Each text with both kinds of line ends: what is shown, what is suppressed, and what is said of comments. */
export function verifyAll(cases: Readonly<Record<string, Case>>): void {
  for (const [what, given] of Object.entries(cases)) {
    for (const end of ['\n', '\r\n']) {
      test(`suppression, ${JSON.stringify(end)}: ${what}`, () => {
        const text = given.text.replaceAll('\n', end);
        const { shown = [], suppressed = [], complaints = [], incomplete = 0 } = given;
        assert.deepEqual(seen(text, run({ ...given, text })), { shown, suppressed, complaints, incomplete });
      });
    }
  }
}
