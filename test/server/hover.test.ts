import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { allFunctions } from '../../bpf/kernel/index.ts';
import { functionHover } from '../../server/service/hover-function.ts';
import { wordAt } from '../../server/service/word.ts';
import { type Client, start } from './client.ts';

const URI = 'file:///nowhere/hover.bpf.c';

const SOURCE = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

private(A) struct bpf_cpumask __kptr *shared;

static void give_back(struct bpf_cpumask *passed)
{
	if (passed)
		bpf_cpumask_release(passed);
}

SEC("tp_btf/task_newtask")
int BPF_PROG(hovers, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask, *old, *seen, *maybe = NULL;

	mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	/* bpf_cpumask_release(mask) */
	bpf_cpumask_set_cpu(1, mask);
	bpf_rcu_read_lock(); // "tp_btf/task
	seen = shared;
	if (seen)
		bpf_cpumask_first((const struct cpumask *)seen);
	bpf_rcu_read_unlock();
	if (bpf_cpumask_test_cpu(2, (const struct cpumask *)seen))
		return 1;
	if (flags & 1)
		maybe = bpf_cpumask_create();
	give_back(maybe);
	old = bpf_kptr_xchg(&shared, mask);
	if (old)
		bpf_cpumask_release(old);
	bpf_cpumask_first((const struct cpumask *)mask);
	bpf_cpumask_first((const struct cpumask *)old);
	return bpf_cpumask_test_cpu(1, task->cpus_ptr);
}
`;

let client: Client;
before(async () => {
  client = await start();
  client.open(URI, SOURCE);
  await client.idle(URI);
});

const SLOT =
  '`__kptr` slot for a `struct bpf_cpumask`; it owns what it holds. A plain load gives an RCU pointer, or NULL, valid until the RCU section ends; in a sleepable program outside `bpf_rcu_read_lock()` it is untrusted. Only `bpf_kptr_xchg()` moves ownership in and out.';

/** A piece of the source with a bar where the pointer is, and what is said of it. */
const STATES: readonly [string, string][] = [
  ['ma|sk = bpf_cpumask_create', '`mask`: owned since line 17 (`bpf_cpumask_create`), may be NULL'],
  ['if (!ma|sk)', '`mask`: owned since line 17 (`bpf_cpumask_create`), may be NULL'],
  ['set_cpu(1, ma|sk)', '`mask`: owned since line 17 (`bpf_cpumask_create`)'],
  ['if (se|en)', '`seen`: RCU pointer, valid until line 26 (`bpf_rcu_read_unlock`), may be NULL'],
  ['cpumask *)se|en);', '`seen`: RCU pointer, valid until line 26 (`bpf_rcu_read_unlock`)'],
  ['*)se|en))', '`seen`: untrusted: its RCU section ended at line 26; on another path NULL'],
  [
    'give_back(may|be)',
    '`maybe`: owned since line 30 (`bpf_cpumask_create`), may be NULL; on another path NULL',
  ],
  ['if (pas|sed)', '`passed`: owned since line 30 (`bpf_cpumask_create`), may be NULL; on another path NULL'],
  ['release(pas|sed)', '`passed`: owned since line 30 (`bpf_cpumask_create`)'],
  ['&sha|red', SLOT],
  [
    'seen = sha|red',
    `\`shared\`: RCU pointer, valid until line 26 (\`bpf_rcu_read_unlock\`), may be NULL\n\n${SLOT}`,
  ],
  ['release(o|ld)', '`old`: owned since line 32 (`bpf_kptr_xchg`)'],
  ['*)ma|sk);', '`mask`: moved away at line 32: a kptr slot or container owns it'],
  ['*)o|ld);\n\treturn', '`old`: released at line 34 (`bpf_cpumask_release`); on another path NULL'],
  ['ta|sk->cpus_ptr', '`task`: trusted: an argument passed by the kernel'],
  ['fl|ags & 1', ''],
  ['bpf_cpumask_rel|ease(mask) */', ''],
  ['// "tp_btf/ta|sk', ''],
];

for (const [place, said] of STATES) {
  test(`hover: ${place.replaceAll(/\s+/g, ' ')}`, async () => {
    assert.ok(SOURCE.includes(place.replace('|', '')));
    assert.equal(await client.hover(URI, SOURCE, place), said);
  });
}

test('hover: a kernel function', async () => {
  assert.equal(
    await client.hover(URI, SOURCE, 'mask = bpf_cpumask_cr|eate'),
    `\`\`\`c
struct bpf_cpumask *bpf_cpumask_create(void);
\`\`\`

Allocates a mask with no bit set and returns the only reference to it, or NULL when memory is short. Never sleeps. Test the result, and end the reference on every path with bpf_cpumask_release() or by moving it into a kptr with bpf_kptr_xchg().

- **kfunc:** since Linux 6.3
- **Returns:** an owned reference, or NULL; \`bpf_cpumask_release\` ends it
- **Context:** \`KF_ACQUIRE\` \`KF_RET_NULL\`
- **Programs:** tracing (tp_btf, fentry, fexit, fmod_ret, iter), LSM, tracepoint, perf event, struct_ops, syscall
- **Known from:** programs loaded on Linux 6.18
- struct bpf_cpumask takes 40 bytes with NR_CPUS=256: the bits, a reference count, padding.`,
  );
});

test('while somebody types, functions are still explained', async () => {
  client.edit(URI, 2, '\n', { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  assert.match(
    await client.hover(URI, `\n${SOURCE}`, 'mask = bpf_cpumask_cr|eate'),
    /^```c\nstruct bpf_cpumask/,
  );
});

test('every function of the catalogue has words, on every kernel', () => {
  for (const fn of allFunctions()) {
    for (const kernel of ['5.15', '6.3', '6.12', '6.18', '7.0']) {
      const text = functionHover(fn, kernel);
      assert.ok(text.startsWith(`\`\`\`c\n${fn.prototype}\n`), fn.name);
      assert.doesNotMatch(text, /undefined|\n{3}|- $/m);
    }
  }
});

test('a function that the target kernel does not have', () => {
  const fn = allFunctions().find(({ name }) => name === 'bpf_cpumask_populate')!;
  assert.match(functionHover(fn, '6.12'), /\*\*not in Linux 6\.12\*\* \(since Linux 6\.\d+\)/);
});

test('words: not in comments, strings and numbers', () => {
  const at = (marked: string) => wordAt(marked.replace('|', ''), marked.indexOf('|'))?.text;
  assert.equal(at('int na|me;'), 'name');
  assert.equal(at('|name'), 'name');
  assert.equal(at('name|'), 'name');
  assert.equal(at('/* a */ na|me'), 'name');
  assert.equal(at('"a" na|me'), 'name');
  assert.equal(at('"/*" na|me'), 'name');
  for (const quiet of [
    '// na|me',
    '/* na|me */',
    '/*\n na|me',
    '"na|me"',
    '"\\"na|me"',
    '1|2',
    '| ',
    ' /* a\n/* b */ "x|"',
  ])
    assert.equal(at(quiet), undefined, quiet);
});
