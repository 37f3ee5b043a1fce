/** The seeds in an editor: flags of per-CPU maps in user space, their hovers, hovers in Chinese, and the kernel of a run. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { closeBrowser } from './harness/browser.mjs';
import { root } from './harness/paths.mjs';
import { product } from './harness/product.mjs';
import { ended, give, LENS, runByLens } from './harness/run-panel.mjs';
import { shareEditor } from './harness/session.mjs';
import { makeWorkspace } from './harness/workspace.mjs';

const example = (name) => readFileSync(join(root, 'examples', name), 'utf8');
const SHIFTED = `#include <bpf/libbpf.h>
#include "percpu_flags.skel.h"

int main(void)
{
	struct percpu_flags_bpf *skel = percpu_flags_bpf__open_and_load();
	__u32 key = 0, value = 0;
	int cpu = 1;

	if (!skel)
		return 1;
	return bpf_map__update_elem(skel->maps.counters, &key, sizeof(key), &value, sizeof(value),
				    BPF_F_CPU | (cpu << 32));
}
`;
const SHIFT_LINE = 13;
/** Newer kernels take the mask as it is. */
const POPULATES = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("syscall")
int counts_words(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();
	u64 words[16] = { 7 };
	int found;

	if (!mask)
		return 0;
	found = bpf_cpumask_populate((struct cpumask *)mask, words, sizeof(words));
	if (!found)
		found = bpf_cpumask_weight((const struct cpumask *)mask);
	bpf_cpumask_release(mask);
	return found;
}

char LICENSE[] SEC("license") = "GPL";
`;
const FILES = {
  'percpu_flags.bpf.c': example('percpu_flags.bpf.c'),
  'percpu_flags.c': example('percpu_flags.c'),
  'shifted.c': SHIFTED,
  'clean.bpf.c': example('clean.bpf.c'),
  'words.bpf.c': POPULATES,
};
const ALL_CPUS_LINE =
  example('percpu_flags.c')
    .split('\n')
    .findIndex((line) => line.includes('BPF_F_ALL_CPUS);')) + 1;
const MAIN_LINE =
  example('percpu_flags.c')
    .split('\n')
    .findIndex((line) => line.startsWith('int main')) + 1;
const FOR_7_0 = { 'bpfCpumask.targetKernel': '7.0', 'bpfCpumask.libbpf': '1.7' };

after(closeBrowser);

const setup = (host) => ({
  name: `user-space-${host}`,
  host,
  extensions: [product],
  folder: makeWorkspace(FILES),
  settings: FOR_7_0,
});

const squiggled = async (editor) =>
  (await editor.squiggles()).map(({ severity, line }) => `${severity} ${line}`).join();

const seeSquiggles = (editor, wanted) =>
  editor.waitFor(async () => (await squiggled(editor)) === wanted, `squiggles: ${wanted || 'none'}`);

/** The finding goes when the number is converted first; the fix writes the cast. */
async function shift(editor) {
  await editor.openFile('shifted.c');
  await seeSquiggles(editor, `warning ${SHIFT_LINE}`);
  const hover = await editor.hover('cpu << 32', { expect: /map-operation-fails/ });
  assert.match(hover, /shifted by 32/);
  await editor.screenshot(`user-space-shift-${editor.host}`);
  await editor.goTo(SHIFT_LINE, 18);
  await editor.type('(__u64)');
  await seeSquiggles(editor, '');
}

/** main() runs against the maps of the BPF file; each CPU's value leads to the call that wrote it. */
async function cpuByCpu(editor) {
  await editor.openFile('percpu_flags.c');
  await editor.goTo(MAIN_LINE);
  const frame = await runByLens(editor, 'main', /exit code 0/);
  const values = frame.locator('#tables ol.cpus').first().locator('li');
  assert.deepEqual((await values.allInnerTexts()).slice(0, 2).map(inOneLine), [
    'CPU 0 1 call 23',
    'CPU 1 1 call 27',
  ]);
  await values.nth(1).locator('button').click();
  await editor.waitFor(async () => /bpf_map_update_elem/.test(await chosen(frame)), 'the call that wrote it');
  assert.match(inOneLine(await values.nth(1).innerText()), /^CPU 1 1 this step$/);
  await editor.screenshot(`user-space-cpus-${editor.host}`);
}

const inOneLine = (text) => text.replace(/\s+/g, ' ').trim();
const chosen = (frame) => frame.locator('#list [aria-selected="true"]').innerText();

/** What the flag does, by kernel and map. */
async function flags(editor) {
  await editor.openFile('percpu_flags.c');
  await seeSquiggles(editor, '');
  await editor.goTo(ALL_CPUS_LINE);
  assert.match(await editor.hover('BPF_F_ALL_CPUS);', { expect: /7\.0/ }), /BPF_F_ALL_CPUS/);
  editor.editSettings({ 'bpfCpumask.targetKernel': '6.18' });
  await editor.waitFor(async () => /^warning \d/.test(await squiggled(editor)), 'warnings for 6.18');
  await editor.screenshot(`user-space-flags-${editor.host}`);
}

async function chinese(editor) {
  editor.editSettings({ 'bpfCpumask.language': 'zh-cn' });
  await editor.openFile('clean.bpf.c');
  const hover = await editor.hover('bpf_cpumask_create', { expect: /[\u4e00-\u9fff]{4}/ });
  assert.match(hover, /bpf_cpumask_create/);
  await editor.screenshot(`user-space-chinese-${editor.host}`);
}

/** The run is on the kernel that the panel says, whatever the target of the checks is. */
async function kernelOfRun(editor) {
  await editor.openFile('words.bpf.c');
  const lenses = editor.page.locator('.editor-group-container.active').locator(LENS);
  await editor.waitFor(async () => (await lenses.count()) === 1, 'a lens');
  await runByLens(editor, 'counts_words', /returned (0x3|3)/);
  await give(editor, 'Linux', '6.12', ended(/fault|ended/i));
  await editor.screenshot(`user-space-kernel-${editor.host}`);
}

for (const host of ['node', 'web'])
  test(`user space, Chinese and the kernel of a run in the ${host} host`, (t) =>
    shareEditor(t, setup(host), {
      'a CPU that is shifted away': shift,
      'values of per-CPU maps, CPU by CPU': cpuByCpu,
      'flags for CPUs': flags,
      'hovers in Chinese': chinese,
      'the kernel of a run': kernelOfRun,
    }));
