/** Everything that is visible comes out of a table: run in the pseudo-language, nothing is left outside of its marks. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lookupFunction } from '../../bpf/kernel/index.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { PSEUDO, useLanguage } from '../../bpf/words/language.ts';
import { panelHtml } from '../../client/panel/html.ts';
import { recordText } from '../../client/panel/text.ts';
import { statusText } from '../../client/server/status.ts';
import { hover } from '../../server/service/hover.ts';
import { functionHover } from '../../server/service/hover-function.ts';
import { ruleDocs } from '../../server/service/pages/rule-docs.ts';
import { rulePage } from '../../server/service/pages/rule-page.ts';
import { openSession } from '../../server/service/session.ts';
import { folder } from '../cli/support.ts';
import { ask } from '../emulator/selecting.ts';
import { outside, unsaid } from './marked.ts';
import { run } from './speaking.ts';

before(() => initSyntaxNode());
after(() => useLanguage(undefined));

const LEAK = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp_btf/task_newtask")
int prog(u64 *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(1, mask);
	return 0;
}

int torn(void)
{
	return 1 +;
}
`;

/** Nothing of it is a fault: the kernel's words are no part of the tables. */
const QUIET = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct { __uint(type, BPF_MAP_TYPE_ARRAY); __type(key, u32); __type(value, u64); __uint(max_entries, 1); } counts SEC(".maps");

SEC("tp_btf/task_newtask")
int quiet(u64 *ctx)
{
	u32 zero = 0;
	u64 *count = bpf_map_lookup_elem(&counts, &zero);

	if (count)
		*count += bpf_get_smp_processor_id();
	return 0;
}
`;

test('marks are read, and what stands outside of them is found', () => {
  assert.equal(outside('\u27e6a \u27e6b\u27e7 c\u27e7d'), ' d');
  assert.deepEqual(unsaid('\u27e6said\u27e7 not said by foo()', ['foo']), ['not', 'said', 'by']);
  assert.match(outside('\u27e6a'), /not closed/);
});

test('the command line: findings, the summary, help and complaints', async (t) => {
  const cwd = folder(t, { 'leak.bpf.c': LEAK, 'empty/a.txt': '' });
  const { out } = await run(['check', '--verbose', 'leak.bpf.c'], cwd);
  const source = LEAK.split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const kernel = ['Unreleased reference', 'BPF_EXIT instruction in main prog would lead to reference leak'];
  const names = [...source, ...kernel, 'leak.bpf.c', 'unreleased-reference', 'torn', 'prog', 'id='];
  assert.match(out, /unreleased-reference/);
  assert.deepEqual(unsaid(out.replaceAll('\t', ' '), names), []);

  for (const argv of [['--help'], ...['check', 'run', 'explain', 'lsp'].map((topic) => [topic, '--help'])])
    assert.deepEqual(unsaid((await run(argv, cwd)).out), [], argv.join(' '));
  const complaints = [
    [],
    ['frob'],
    ['chek'],
    ['check'],
    ['check', '--frob'],
    ['check', '--kernel', '1'],
    ['check', '--format', 'x', 'a'],
    ['check', 'missing.bpf.c'],
    ['check', 'empty'],
    ['check', '--kernel', '8.10', 'leak.bpf.c'],
    ['check', '--verbose=1'],
    ['run'],
    ['run', 'a', 'b'],
    ['run', '--cpus', 'x', 'a'],
    ['run', '--cpus', '9000', 'leak.bpf.c'],
    ['explain', 'a', 'b'],
    ['explain', 'leak'],
    ['run', '--program', 'nobody', 'leak.bpf.c'],
    ['run', '--task', 'x=1', 'a'],
    ['lsp', 'x'],
  ];
  for (const argv of complaints) {
    const { err } = await run(argv, cwd);
    assert.notEqual(err, '', argv.join(' '));
    assert.deepEqual(unsaid(err, ['bpf-cpumask', 'leak.bpf.c', 'missing.bpf.c', 'empty']), [], err);
  }
});

test('JSON: every message, step and reason', async (t) => {
  const cwd = folder(t, { 'leak.bpf.c': LEAK });
  const { files } = JSON.parse((await run(['check', '--format', 'json', 'leak.bpf.c'], cwd)).out);
  const [{ diagnostics, incomplete }] = files;
  assert.ok(diagnostics.length > 0 && incomplete.length > 0);
  for (const { message, path } of diagnostics)
    for (const text of [message, ...path.map((step: { message: string }) => step.message)])
      assert.deepEqual(unsaid(text), [], text);
  for (const { reason } of incomplete) assert.deepEqual(unsaid(reason), [], reason);
});

test('rules: titles, pages', () => {
  useLanguage(PSEUDO);
  for (const rule of ruleDocs()) {
    assert.deepEqual(unsaid(`${rule.title} ${rule.docs}`), [], rule.id);
    const code = rule.examples.flatMap(({ bad, good }) => [bad.trim(), good.trim()]);
    assert.deepEqual(unsaid(rulePage(rule), [...code, rule.id, '```c', rule.severity]), [], rule.id);
  }
});

test('hovers: functions, slots, values', () => {
  useLanguage(PSEUDO);
  for (const name of [
    'bpf_cpumask_create',
    'bpf_kptr_xchg',
    'bpf_map_lookup_elem',
    'bpf_cpumask_release',
    'bpf_cpumask_first',
  ]) {
    const fn = lookupFunction(name)!;
    const text = withoutCode(functionHover(fn, '6.18'));
    assert.deepEqual(unsaid(text), [], text);
  }
  const session = openSession('leak.bpf.c', LEAK, { read: () => undefined });
  for (const _ of session.check('6.18'));
  const known = () => ({ module: session.parsed().module, checked: session.checked() });
  for (const place of ['mask)\n\t\treturn', 'mask);\n\treturn']) {
    const answer = hover({ text: LEAK, offset: LEAK.indexOf(place), kernel: '6.18', known });
    assert.ok(answer, place);
    assert.deepEqual(unsaid(withoutCode(answer.text), ['NULL']), [], answer.text);
  }
});

/** Code in Markdown is C. */
function withoutCode(text: string): string {
  return text.replace(/```[^`]*```|`[^`]*`/g, ' ');
}

test('the panel: the page, a run as text, the status', () => {
  useLanguage(PSEUDO);
  const html = panelHtml({ script: 's', style: 't', nonce: 'n', cspSource: 'c' });
  assert.match(html, new RegExp(`<html lang="${PSEUDO}">`));
  const body = html.slice(html.indexOf('<body'));
  const shown = body.replace(/(?:title|aria-label)="([^"]*)"/g, '> $1 <').replace(/<[^>]*>/g, ' ');
  assert.deepEqual(unsaid(shown, ['printk']), []);

  const source = QUIET.replace('int quiet', 'int \u00a6quiet');
  const reply = ask(source, { language: PSEUDO });
  assert.ok(reply.kind === 'done');
  const text = recordText('a.bpf.c', reply.record);
  // `value of counts` is what the emulator calls an object.
  const code = [...new Set(source.match(/\w+/g))];
  assert.deepEqual(unsaid(text, ['value of counts', 'a.bpf.c', 'printk', 'ms', ...code]), [], text);

  for (const state of ['stopped', 'starting', 'running', 'failed'] as const) {
    const { text: line, detail } = statusText(state, undefined);
    assert.deepEqual(unsaid(`${line} ${detail}`), []);
  }
});
