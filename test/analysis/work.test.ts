/** How much work a check is: what is cheap is fully checked, and what is not is given up at the same place each time. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { lowerModule } from '../../bpf/flow/module.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { BUDGET, type Budget, holdsFor, openPurse } from '../../server/analysis/budget.ts';
import type { CheckedRoot } from '../../server/analysis/check-root.ts';
import { chargeTo, type Expense, newExpense } from '../../server/analysis/domain/exploration.ts';
import { openSession, type Session } from '../../server/service/session.ts';
import { checkModule } from '../support/check-module.ts';
import { branching, combined, deciding, fileOf, HASHES, leaking, type Program } from './programs.ts';

before(() => initSyntaxNode());

const reader = { read: () => undefined };

function check(programs: readonly Program[], budget: Budget = BUDGET): CheckedRoot[] {
  return checkText(fileOf(programs), budget);
}

function checkText(text: string, budget: Budget, enterAll = false): CheckedRoot[] {
  const file = parseFile('work.bpf.c', text, reader);
  const sources = () => file.text;
  return checkModule(lowerModule(file), { kernel: '6.18', budget, sources, own: () => true, enterAll });
}

function givenUp(roots: readonly CheckedRoot[]): string[] {
  return roots.flatMap(({ incomplete }) => [...incomplete.keys()]);
}

function spentOn(roots: readonly CheckedRoot[]): number {
  const charged = new Set<Expense>();
  return roots.reduce((sum, { expense }) => sum + chargeTo(charged, expense), 0);
}

for (const program of HASHES) {
  test(`${program.name}: fully checked, in work that its length explains`, () => {
    const roots = check([program]);
    assert.deepEqual(givenUp(roots), []);
    assert.deepEqual(
      roots.flatMap(({ faults }) => faults),
      [],
    );
    assert.ok(spentOn(roots) < 100_000, `${spentOn(roots)} units`);
  });
}

for (const operator of ['|', '&'] as const) {
  test(`a chain of ${operator}: each operand is assumed once`, () => {
    const short = spentOn(check([combined(5, operator)]));
    const long = spentOn(check([combined(10, operator)]));
    assert.ok(long < 3 * short, `${short} units, twice as long ${long}`);
  });
}

const SMALL: Budget = { root: 60_000, file: 150_000 };

const CHEAP = [leaking('first'), deciding('second', 'a += b;'), leaking('third')];

test('expensive programs do not starve cheap ones, wherever they stand', () => {
  const expensive = Array.from({ length: 6 }, (_, i) => branching(`expensive_${i}`, 30));
  for (const programs of [
    [...expensive, ...CHEAP],
    [...CHEAP, ...expensive],
  ]) {
    const roots = check(programs, SMALL);
    assert.deepEqual(
      givenUp(roots),
      expensive.map(({ name }) => name),
    );
    assert.deepEqual(
      roots.filter(({ faults }) => faults.length > 0).map(({ root }) => root.name),
      ['first', 'third'],
    );
    assert.ok(spentOn(roots) < 1.1 * SMALL.file, `${spentOn(roots)} units`);
  }
});

test('one expensive program may take what is not kept for others', () => {
  const purse = openPurse({ root: 600, file: 1_000 }, 5);
  const pay = (work: number) => purse.pay({ share: 0, needed: 0, expense: { ...newExpense(), work } });
  assert.equal(purse.share(), 600);
  pay(600);
  assert.equal(purse.share(), 100);
  pay(1);
  assert.equal(purse.share(), 199);
  pay(199);
  assert.equal(purse.share(), 100);
  pay(0);
  assert.equal(purse.share(), 200);
});

test('half of the file is shared out evenly, whatever a program may take', () => {
  for (const [roots, share] of [
    [0, 500],
    [1, 500],
    [2, 250],
    [5, 100],
  ] as const)
    assert.equal(openPurse({ root: 50, file: 1_000 }, roots).share(), share);
});

test('work is paid for once, whoever needs it', () => {
  const inner: Expense = { work: 5, uses: new Set() };
  const outer: Expense = { work: 3, uses: new Set([inner]) };
  const charged = new Set<Expense>();
  assert.equal(chargeTo(charged, { work: 1, uses: new Set([outer, inner]) }), 9);
  assert.equal(chargeTo(charged, { work: 1, uses: new Set([outer]) }), 1);
});

test('a function given up keeps what was found in it before', () => {
  const { source } = branching('both', 30);
  const early = 'if (a == 7) {\n\t\tbpf_cpumask_create();\n\t\treturn 0;\n\t}';
  const roots = check(
    [{ name: 'both', source: source.replace('u32 n = 0;', `u32 n = 0;\n\t${early}`) }],
    SMALL,
  );
  assert.deepEqual(givenUp(roots), ['both']);
  assert.deepEqual(
    roots.flatMap(({ faults }) => faults.map(({ id }) => id)),
    ['unreleased-reference'],
  );
});

interface Part {
  readonly branches: number;
  readonly call: string;
}

/** Programs that share a function, so that who makes its summaries first differs between a new text and an edited one. */
function sharing(parts: readonly Part[]): string {
  const bits = Array.from({ length: 7 }, (_, i) => 2 ** i);
  const helper = `static __noinline int helper(u64 a, u64 b)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 n = 0;

	if (mask)
		bpf_cpumask_release(mask);
	if (a > b)
		return 1;
	${bits.map((bit) => `if (a & ${bit}) n |= ${bit};`).join('\n\t')}
	${bits.map((bit) => `if (n & ${bit}) bpf_get_prandom_u32();`).join('\n\t')}
	return n ? 2 : 3;
}
`;
  const programs = parts.map(({ branches, call }, i) =>
    branching(`p${i}`, branches).source.replace('return n;', `return n + ${call};`),
  );
  return `${fileOf([])}${helper}${programs.join('\n')}`;
}

function costsOf(session: Session): unknown[] {
  return session.checked().roots.map(({ root, needed }) => [root.name, needed]);
}

const CALLS = ['helper(a, n)', 'helper(n, a)', 'helper(1, a)', 'helper(a, 2)', '0'];

test('the work of a summary is paid for by those who use it, once', () => {
  const cost = (...calls: readonly string[]) =>
    spentOn(checkText(sharing(calls.map((call) => ({ branches: 3, call }))), BUDGET));
  const [none, one, both] = [cost('0', '0'), cost('helper(a, n)', '0'), cost('helper(a, n)', 'helper(a, n)')];
  assert.ok(one > 2 * none && both - one < none / 10, `${none}, ${one} and ${both} units`);
});

test('beyond the budget an edited text gets the answer of a new one', () => {
  const parts: Part[] = Array.from({ length: 6 }, (_, i) => ({
    branches: 4 + i,
    call: CALLS[i % CALLS.length]!,
  }));
  const session = openSession('edited.bpf.c', sharing(parts), reader, SMALL);
  const lists = new Set<string>();
  for (let i = 0; i < 40; i++) {
    parts[(i * 5) % parts.length] = { branches: 3 + ((i * 7) % 9), call: CALLS[(i * 3) % CALLS.length]! };
    session.setText(sharing(parts));
    const anew = openSession(session.path, session.text(), reader, SMALL);
    const result = atOnce(anew.check('6.18'));
    assert.deepEqual(atOnce(session.check('6.18')), result, `edit ${i}`);
    assert.deepEqual(costsOf(session), costsOf(anew), `edit ${i}`);
    lists.add(JSON.stringify(result.incomplete));
  }
  assert.ok(lists.size > 5, `who gets too little differs: ${[...lists].join(' ')}`);
});

for (const [needed, now, holds] of [
  [20, 20, true],
  [20, 50, true],
  [21, 20, false],
  [Number.POSITIVE_INFINITY, 100, true],
  [Number.POSITIVE_INFINITY, 101, false],
] as const)
  test(`a check with a share of 100 that needed ${needed} ${holds ? 'holds' : 'does not hold'} for ${now}`, () => {
    assert.equal(holdsFor({ share: 100, needed, expense: newExpense() }, now), holds);
  });

test('a loop that a table of load-time constants decides ends as one that data decide', () => {
  const text = fileOf([
    {
      name: 'choose',
      source: `const volatile u32 shares[5];
SEC("syscall")
int choose(void *ctx)
{
	u32 roll = bpf_get_prandom_u32();

	for (int i = 0; i < 5; ++i)
		if (roll <= shares[i])
			return i;
	return -1;
}
`,
    },
  ]);
  assert.deepEqual(givenUp(checkText(text, BUDGET)), []);
});

test('what is explored twice is paid for twice', () => {
  const text = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
static __noinline void ask(u32 n)
{
	if (n > 3)
		bpf_ktime_get_ns();
}
SEC("syscall") int leaks(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u32 n = bpf_get_prandom_u32(), sum = 0;

	if (!mask)
		return 0;
	ask(n);
	if (n == 77)
		return 1;
	${Array.from({ length: 12 }, (_, i) => `if (n > ${i}) sum += ${i};`).join(' ')}
	if (sum != 77)
		bpf_cpumask_release(mask);
	return sum;
}
char LICENSE[] SEC("license") = "GPL";
`;
  const once = spentOn(checkText(text, BUDGET, true));
  const twice = spentOn(checkText(text, BUDGET));
  assert.ok(twice > once, `${twice} units, and ${once} without summaries`);
});
