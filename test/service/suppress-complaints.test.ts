/** What is said of comments that suppress: no reason, no such rule, nothing hit. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import {
  body,
  type Case,
  GOOD,
  HEAD,
  LEAK,
  leak,
  NULL,
  PROGRAM,
  run,
  UNUSED,
  verifyAll,
} from './suppress-support.ts';

before(() => initSyntaxNode());

const CASES: Readonly<Record<string, Case>> = {
  'without a reason it counts, and one is asked for': {
    text: leak('// bpf-cpumask: ignore unreleased-reference'),
    suppressed: [`${LEAK}: `],
    complaints: ['suppression-without-reason @ bpf-cpumask: ignore unreleased-reference'],
  },
  'dashes, a place for a reason and words without dashes are no reason': {
    text: body(
      [
        '\t// bpf-cpumask: ignore possibly-null-argument -- <reason>',
        '\tbpf_cpumask_set_cpu(4, mask);',
        '\treturn 0; // bpf-cpumask: ignore unreleased-reference since the map, for one, keeps it',
      ].join('\n'),
    ),
    suppressed: [
      `${NULL}: `,
      'unreleased-reference @ return 0; // bpf-cpumask: ignore unreleased-reference since the map, for one, keeps it: ',
    ],
    complaints: [
      'suppression-without-reason @ bpf-cpumask: ignore possibly-null-argument -- <reason>',
      'suppression-without-reason @ bpf-cpumask: ignore unreleased-reference since the map, for one, keeps it',
    ],
  },
  'dashes alone': {
    text: leak('// bpf-cpumask: ignore unreleased-reference -- '),
    suppressed: [`${LEAK}: `],
    complaints: ['suppression-without-reason @ bpf-cpumask: ignore unreleased-reference --'],
  },
  'an unknown rule, with the nearest known one': {
    text: leak('// bpf-cpumask: ignore unreleased-refrence, not-owned -- kept'),
    shown: [LEAK],
    complaints: ['suppression-unknown-rule @ unreleased-refrence', 'suppression-unused @ not-owned'],
  },
  'no rule at all': {
    text: leak('// bpf-cpumask: ignore -- everything'),
    shown: [LEAK],
    complaints: ['suppression-unknown-rule @ bpf-cpumask: ignore -- everything'],
  },
  'of several rules, the one that hits nothing': {
    text: leak('// bpf-cpumask: ignore unreleased-reference, not-owned -- kept'),
    suppressed: [`${LEAK}: kept`],
    complaints: ['suppression-unused @ not-owned'],
  },
  'a complaint is not suppressed': {
    text: leak('// bpf-cpumask: ignore unreleased-reference, suppression-unused -- kept'),
    suppressed: [`${LEAK}: kept`],
    complaints: ['suppression-unknown-rule @ suppression-unused'],
  },
  'hits nothing in a whole function': { text: GOOD, complaints: [UNUSED] },
  'hits nothing on one kernel': {
    text: `${HEAD}
${PROGRAM}{
	// bpf-cpumask: ignore kernel-version -- loaded from 6.4 on only
	return bpf_cpumask_first_and(task->cpus_ptr, task->cpus_ptr);
}
`,
    kernel: '6.3',
    suppressed: [
      'kernel-version @ return bpf_cpumask_first_and(task->cpus_ptr, task->cpus_ptr);: loaded from 6.4 on only',
    ],
  },
  'a function that is half typed says nothing of its comments': {
    text: GOOD.replace('return 0;', 'bpf_cpumask_first('),
    incomplete: 1,
  },
  'nor does one that only such a function leads to': {
    text: `${HEAD}
// bpf-cpumask: ignore possibly-null-argument -- never NULL
static void set(struct bpf_cpumask *mask)
{
	if (mask)
		bpf_cpumask_set_cpu(4, mask);
}

${PROGRAM}{
	set(bpf_cpumask_create();
	return 0;
}
`,
    incomplete: 1,
  },
  'another function that is not whole leaves it alone': {
    text: `${GOOD}\nstatic int other(int a)\n{\n\treturn a +;\n}\n`,
    complaints: [UNUSED],
    incomplete: 1,
  },
  'a header is not told that its comments hit nothing, but what they lack': {
    path: '/folder/some.bpf.h',
    text: GOOD.replace('return 0;', '// bpf-cpumask: ignore not-owned\n\treturn 0;'),
    complaints: ['suppression-without-reason @ bpf-cpumask: ignore not-owned'],
  },
  'on the line of a directive': {
    text: `#define FOUR 4 // bpf-cpumask: ignore not-owned -- four\n${leak('// bpf-cpumask: ignore unreleased-reference -- kept')}`,
    suppressed: [`${LEAK}: kept`],
    complaints: ['suppression-unused @ bpf-cpumask: ignore not-owned -- four'],
  },
};

verifyAll(CASES);

test('what is said of comments names the nearest rule, the kernel and the form', () => {
  const said = (comment: string) => run({ text: leak(comment) }).diagnostics.map(({ message }) => message);
  assert.match(
    said('// bpf-cpumask: ignore unreleased-refrence -- kept').join(),
    /Did you mean 'unreleased-reference'\?/,
  );
  assert.match(said('// bpf-cpumask: ignore zzz -- kept').join(), /no rule 'zzz'.*explain/);
  assert.match(
    said('// bpf-cpumask: ignore not-owned -- kept').join(),
    /'not-owned' is not reported here for kernel 6\.18\. Remove/,
  );
  assert.match(said('// bpf-cpumask: ignore unreleased-reference').join(), /without a reason.*-- reason/);
});
