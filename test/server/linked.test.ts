/** Files of one object in the editor: a change in one is found in the others, without a key there. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { start } from './client.ts';

const TOP = '#include <scx/common.bpf.h>\n';
const MAIN = `${TOP}char _license[] SEC("license") = "GPL";
void drop(struct bpf_cpumask *mask) __hidden;
SEC("tp_btf/task_newtask")
int BPF_PROG(runs, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	if (mask)
		drop(mask);
	return 0;
}
`;
const PART = `${TOP}__hidden void drop(struct bpf_cpumask *mask)\n{\n\tbpf_cpumask_release(mask);\n}\n`;

test('a release that is taken out of one file is missed in the other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'linked-'));
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
  writeFileSync(join(folder, 'main.bpf.c'), MAIN);
  writeFileSync(join(folder, 'part.bpf.c'), PART);
  const client = await start();
  client.open(uriOf('main.bpf.c'), MAIN);
  assert.deepEqual((await client.pushed(uriOf('main.bpf.c'))).diagnostics, []);
  client.open(uriOf('part.bpf.c'), PART);
  client.edit(uriOf('part.bpf.c'), 2, PART.replace('\tbpf_cpumask_release(mask);\n', ''));
  const { diagnostics } = await client.next(
    'textDocument/publishDiagnostics',
    ({ uri, diagnostics: found }) => uri === uriOf('main.bpf.c') && found.length > 0,
  );
  assert.deepEqual(
    diagnostics.map(({ code }: { code: string }) => code),
    ['unreleased-reference'],
  );
  await client.stop();
});
