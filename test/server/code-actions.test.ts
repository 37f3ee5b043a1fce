/**
 * Code actions on the wire, for clients that can take little or much: `code-actions.golden` has what they say and are
 * answered. `UPDATE_RECORDED=1` rewrites it for review.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import type {
  ClientCapabilities,
  CodeAction,
  CodeActionContext,
  Diagnostic,
  Range,
} from 'vscode-languageserver';
import { pause, start } from './client.ts';
import { ask, askUntil, edited, FULL, lineOf, PLAIN, VERSIONED } from './code-actions.ts';

const URI = 'file:///nowhere/fixes.bpf.c';
const RECORD = 'test/server/code-actions.golden';

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
void bpf_cpumask_setall(struct bpf_cpumask *cpumask) __ksym;
`;

const program = (name: string, body: string) => `
SEC("tp_btf/task_newtask")
int BPF_PROG(${name}, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
${body}	bpf_cpumask_release(mask);
	return 0;
}
`;

const FIRST = program('first', '\tif (flags & 1)\n\t\treturn 1;\n');
const SECOND = program(
  'second',
  '\tif (flags & 2)\n\t\treturn 2;\n\tbpf_cpumask_setall(mask);\n\tflags++;\n\tflags++;\n\tif (flags & 3)\n\t\treturn 3;\n',
);
const SOURCE = `${HEAD}${FIRST}${SECOND}`;
const RULE = 'unreleased-reference';

const sections = new Map<string, string>();
if (existsSync(RECORD))
  for (const section of readFileSync(RECORD, 'utf8').split(/^## /m).slice(1)) {
    const end = section.indexOf('\n');
    sections.set(section.slice(0, end), section.slice(end + 1));
  }
const written = new Map<string, string>();
after(() => {
  if (!process.env.UPDATE_RECORDED) return;
  writeFileSync(RECORD, [...written].map(([name, text]) => `## ${name}\n${text}`).join(''));
});

/** Ranges on one line, and of a finding only which it is. */
function short(_: string, value: unknown): unknown {
  const { start, end, code, range } = (value ?? {}) as Partial<Diagnostic & Range>;
  if (start && end) return `${start.line}:${start.character}-${end.line}:${end.character}`;
  return code !== undefined && range ? `${code} ${short('', range)}` : value;
}

/** What goes over the wire, in order. */
class Transcript {
  #said = '';

  note(what: string, value: unknown): void {
    this.#said += `${what}\n${JSON.stringify(value, short, 1).replace(/^/gm, '  ')}\n`;
  }

  compare(name: string): void {
    written.set(name, `${this.#said}\n`);
    if (!process.env.UPDATE_RECORDED) assert.equal(written.get(name), sections.get(name));
  }
}

const hasFixes = (actions: readonly CodeAction[]) => actions.some(({ isPreferred }) => isPreferred);
const hasAll = (actions: readonly CodeAction[]) => actions.some(({ title }) => title.startsWith('Fix all'));
const titled = (actions: readonly CodeAction[], start: string) => {
  const found = actions.find(({ title }) => title.startsWith(start));
  assert.ok(found, actions.map(({ title }) => title).join(', '));
  return found;
};

const CLIENTS: Readonly<Record<string, ClientCapabilities>> = {
  'plain edits': PLAIN,
  'versioned edits': VERSIONED,
  'all that VS Code can': FULL,
};

for (const [name, capabilities] of Object.entries(CLIENTS))
  test(`a client of ${name}`, async () => {
    const client = await start({ capabilities });
    const said = new Transcript();
    said.note('codeActionProvider', client.answer.capabilities.codeActionProvider);
    client.open(URI, SOURCE);
    const at = lineOf(SOURCE, 'return 1;');
    said.note("at 'return 1;'", await askUntil(client, URI, at, hasAll));
    const far = await ask(client, URI, lineOf(SOURCE, 'return 2;'));
    said.note(
      "the preferred one at 'return 2;'",
      far.find(({ isPreferred }) => isPreferred),
    );
    said.note('source.fixAll', await ask(client, URI, at, { only: ['source.fixAll'] }));
    const typed = lineOf(SOURCE, 'return 1;');
    client.edit(URI, 2, '\t', { start: typed.start, end: typed.start });
    const [early] = await ask(client, URI, typed);
    said.note('directly after a key in that line', early);
    if (early?.data !== undefined)
      said.note('resolved', await client.connection.sendRequest('codeAction/resolve', early));
    said.compare(name);
    await client.stop();
  });

test('every action leaves a text in which its finding is gone', async () => {
  const client = await start({ capabilities: PLAIN });
  client.open(URI, SOURCE);
  const at = lineOf(SOURCE, 'return 1;');
  const actions = await askUntil(client, URI, at, hasAll);
  const left = async (action: CodeAction | undefined, version: number) => {
    client.edit(URI, version, edited(SOURCE, action?.edit));
    const { items } = await client.pull(URI);
    client.edit(URI, version + 1, SOURCE);
    await client.pull(URI);
    return items.map(({ code, range }) => `${code} ${range.start.line}`);
  };
  const there = await left(undefined, 2);
  assert.equal(there.length, 2);
  assert.deepEqual((await left(titled(actions, "Release 'mask'"), 4)).length, 1);
  assert.deepEqual(await left(titled(actions, 'Fix all 2'), 6), []);
  const only = ['source.fixAll.bpfCpumask'];
  const [safe] = await askUntil(client, URI, at, (found) => found.length > 0, { only });
  assert.deepEqual(await left(safe, 8), []);
  const suppressed = await left(titled(actions, `Suppress '${RULE}'`), 10);
  // That it asks for a reason waits until nobody is about to type one.
  assert.equal(suppressed.length, 1);
  await client.stop();
});

test('only the kinds that are asked for', async () => {
  const client = await start({ capabilities: PLAIN });
  client.open(URI, SOURCE);
  const at = lineOf(SOURCE, 'return 1;');
  await askUntil(client, URI, at, hasAll);
  const kinds = async (only?: string[]) =>
    (await ask(client, URI, at, only ? { only } : {})).map(({ kind }) => kind);
  assert.deepEqual(new Set(await kinds()), new Set(['quickfix']));
  assert.deepEqual(new Set(await kinds(['quickfix'])), new Set(['quickfix']));
  for (const only of ['source', 'source.fixAll', 'source.fixAll.bpfCpumask'])
    assert.deepEqual(await kinds([only]), ['source.fixAll.bpfCpumask']);
  for (const only of ['source.fixAll.other', 'source.fix', 'refactor', 'quickfix.other'])
    assert.deepEqual(await kinds([only]), []);
  // As Neovim's older versions say it.
  const loose = { diagnostics: {}, only: 'source.fixAll' } as unknown as CodeActionContext;
  assert.equal((await ask(client, URI, at, loose)).length, 1);
  await client.stop();
});

test('nothing is offered elsewhere, and in no other file', async () => {
  const client = await start({ capabilities: PLAIN });
  client.open(URI, SOURCE);
  await askUntil(client, URI, lineOf(SOURCE, 'return 1;'), hasFixes);
  assert.deepEqual(await ask(client, URI, lineOf(SOURCE, '#include')), []);
  assert.equal(await ask(client, 'file:///nowhere/other.bpf.c', lineOf(SOURCE, '#include')), null);
  await client.stop();
});

test('a client that only takes commands is told of no actions', async () => {
  const { codeAction: _, ...textDocument } = PLAIN.textDocument ?? {};
  const client = await start({ capabilities: { ...PLAIN, textDocument } });
  assert.equal(client.answer.capabilities.codeActionProvider, undefined);
  await client.stop();
});

test('what the client is asking about is answered, wherever its cursor is in the line', async () => {
  const client = await start({ capabilities: PLAIN });
  client.open(URI, SOURCE);
  const { items } = await client.pull(URI);
  const { start: before } = lineOf(SOURCE, 'return 1;');
  const cursor = { start: before, end: before };
  const actions = await askUntil(client, URI, cursor, hasFixes, { diagnostics: [items[0]!] });
  assert.deepEqual(titled(actions, "Release 'mask'").diagnostics, [items[0]]);
  assert.deepEqual(await ask(client, URI, cursor), []);
  await client.stop();
});

test('an edit elsewhere moves what is known; one in the function leaves it in doubt, and nothing is fixed unseen', async () => {
  const client = await start({ capabilities: FULL });
  client.open(URI, SOURCE);
  await askUntil(client, URI, lineOf(SOURCE, 'return 1;'), hasAll);
  // In the second function: the first is as it was.
  const added = SOURCE.replace('flags++;', 'flags++;\n\tflags--;');
  const place = lineOf(SOURCE, 'flags++;').start;
  const at = { line: place.line, character: '\tflags++;'.length };
  client.edit(URI, 2, '\n\tflags--;', { start: at, end: at });
  const [first] = await ask(client, URI, lineOf(added, 'return 1;'));
  assert.ok(first?.edit && first.isPreferred, JSON.stringify(first));
  const [second] = await ask(client, URI, lineOf(added, 'return 2;'));
  assert.ok(second && !second.edit && second.data, JSON.stringify(second));
  const [safe] = await ask(client, URI, lineOf(added, 'return 1;'), { only: ['source.fixAll'] });
  const fixed = edited(added, safe?.edit);
  assert.equal(
    fixed.split('bpf_cpumask_release(mask)').length,
    added.split('bpf_cpumask_release(mask)').length + 1,
  );
  const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', second);
  client.edit(URI, 3, edited(added, resolved.edit));
  const { items } = await client.pull(URI);
  assert.equal(items.length, 1);
  await client.stop();
});

test('a fix that is chosen when its text is gone does nothing', async () => {
  const client = await start({ capabilities: FULL });
  client.open(URI, SOURCE);
  const at = lineOf(SOURCE, 'return 1;');
  await askUntil(client, URI, at, hasAll);
  client.edit(URI, 2, ' ', { start: at.start, end: at.start });
  const [early] = await ask(client, URI, at);
  assert.ok(early?.data);
  client.edit(URI, 3, `${HEAD}${SECOND}`);
  await assert.rejects(client.connection.sendRequest('codeAction/resolve', early), { code: -32801 });
  await assert.rejects(
    client.connection.sendRequest('codeAction/resolve', { title: 'x', data: { id: 'y' } }),
    {
      code: -32801,
    },
  );
  client.edit(URI, 4, SOURCE);
  await client.pull(URI);
  await client.stop();
});

test('while a statement is half typed, the actions of its function and of others stay', async () => {
  const client = await start({ capabilities: FULL });
  client.open(URI, SOURCE);
  const at = lineOf(SOURCE, 'return 1;');
  await askUntil(client, URI, at, hasAll);
  const titles = async (line: number) => {
    const range = { start: { line, character: 0 }, end: { line, character: 99 } };
    return (await ask(client, URI, range))
      .map(({ title }) => title)
      .filter((title) => !title.startsWith('Fix all'));
  };
  const line = at.start.line;
  const second = lineOf(SOURCE, 'return 2;').start.line;
  const before = [await titles(line), await titles(second)];
  assert.ok(before.every(([title]) => title?.startsWith('Release')));
  const text = '\tbpf_cpumask_setall(mask);';
  let version = 2;
  for (let i = 0; i <= text.length; i++) {
    const end = { line: line + 2, character: i };
    const typed = i === 0 ? '\n' : text[i - 1]!;
    const place = i === 0 ? { line: line + 1, character: 1_000 } : { ...end, character: i - 1 };
    client.edit(URI, version++, typed, { start: place, end: place });
    assert.deepEqual([await titles(line), await titles(second + 1)], before, text.slice(0, i));
    // Now and then it rests.
    if (i % 9 === 4) await pause(500);
    assert.deepEqual([await titles(line), await titles(second + 1)], before, text.slice(0, i));
  }
  await client.stop();
});
