/** A few lines typed in the real editor; every state of thirty more is looked at through the server (test/service/typing.test.ts). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { runInHost } from './harness/in-host.mjs';
import { e2e, root } from './harness/paths.mjs';
import { product } from './harness/product.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

after(closeBrowser);

/** Clean code to type into, and a leak in a function before it. */
const LEAKS = `SEC("tp_btf/task_newtask")
int BPF_PROG(leaks, struct task_struct *task, u64 clone_flags)
{
	bpf_cpumask_create();
	return 0;
}

`;
const CLEAN = readFileSync(join(root, 'examples/clean.bpf.c'), 'utf8');
const TYPED = CLEAN.replace(/^SEC\("tp_btf/m, (section) => LEAKS + section);

for (const host of ['node', 'web']) {
  test(`typing in the ${host} host shows no finding of a half-typed line`, async (t) => {
    const folder = makeWorkspace({ 'typed.bpf.c': TYPED });
    const tests = join(e2e, 'in-host/typing.js');
    for (const line of await runInHost({ name: `typing-${host}`, extension: product, tests, folder, host }))
      t.diagnostic(line);
  });
}
