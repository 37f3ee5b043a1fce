/** Typing through the real server: nothing flashes, nothing is lost, and at rest all is as if opened anew. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.ts';
import { type Client, LEAK, PULL, start } from './client.ts';

const PLANT = `

SEC("tp_btf/task_newtask")
int BPF_PROG(planted_leak, struct task_struct *task, u64 clone_flags)
{
	struct bpf_cpumask *planted = bpf_cpumask_create();

	return planted ? 17 : 0;
}
`;
const PLANTED = 'unreleased-reference @ return planted ? 17 : 0;';
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '{': '}', '[': ']', '"': '"' };

/** The states of a text while it is typed, with brackets closed by the editor or not. */
function* states(text: string, closes: boolean): Generator<string> {
  let done = '';
  let tail = '';
  for (const key of text) {
    done += key;
    if (tail.startsWith(key) && closes) tail = tail.slice(1);
    else if (closes && CLOSING[key]) tail = CLOSING[key] + tail;
    yield done + tail;
  }
}

/** The states while the end of a text is deleted and typed again. */
function* retyped(text: string): Generator<string> {
  for (let length = text.length; length >= 0; length--) yield text.slice(0, length);
  for (let length = 1; length <= text.length; length++) yield text.slice(0, length);
}

class Desk {
  readonly #client: Client;
  readonly #uri: string;
  #text: string;
  #version = 1;

  constructor(client: Client, uri: string, text: string) {
    this.#client = client;
    this.#uri = uri;
    this.#text = text;
    client.open(uri, text);
  }

  /** What the server shows of the text now: `rule @ line`. */
  async shown(): Promise<Set<string>> {
    const { items } = await this.#client.pull(this.#uri);
    const lines = this.#text.split(/\r?\n/);
    return new Set(items.map(({ code, range }) => `${code} @ ${lines[range.start.line]!.trim()}`));
  }

  /** What is shown directly after an edit, and, if asked for, when the server says that it has nothing more to say. */
  async edit(text: string, rests: boolean): Promise<{ once: Set<string>; rested: Set<string> }> {
    const { log, next } = this.#client;
    const from = log.length;
    this.#text = text;
    this.#client.edit(this.#uri, ++this.#version, text);
    const once = await this.shown();
    if (!rests) return { once, rested: once };
    const isLater = (params: unknown) => log.findIndex((message) => message.params === params) >= from;
    await next('bpfCpumask/status', (p) => p.uri === this.#uri && p.state === 'idle' && isLater(p));
    return { once, rested: await this.shown() };
  }
}

interface Case {
  readonly name: string;
  readonly text: string;
  /** Lines that are typed anew, by a part of them. */
  readonly lines: readonly string[];
}

const CLEAN = readFileSync(join(root, 'examples/clean.bpf.c'), 'utf8');
const FORMS: readonly Case[] = [
  {
    name: 'statements',
    text: CLEAN,
    lines: ['if (!slot) {', 'pid_t pid', 'if (!mask)'],
  },
  {
    name: 'declarations, CRLF',
    text: CLEAN.replaceAll('\n', '\r\n'),
    lines: ['#include "vmlinux.h"', '__kptr *mask;', '__type(value'],
  },
];

for (const { name, text, lines } of FORMS) {
  test(`typing through the server: ${name}`, { timeout: 300_000 }, async () => {
    const client = await start({ capabilities: PULL });
    const uri = `file:///nowhere/typing.bpf.c`;
    const whole = text + (text.includes('\r') ? PLANT.replaceAll('\n', '\r\n') : PLANT);
    const desk = new Desk(client, uri, whole);
    assert.deepEqual([...(await desk.shown())], [PLANTED]);
    let count = 0;
    for (const part of lines) {
      const at = whole.indexOf(part);
      assert.ok(at >= 0, part);
      const from = whole.lastIndexOf('\n', at) + 1;
      const line = whole.slice(from, /\r?\n/.exec(whole.slice(at))!.index + at);
      const body = line.trimStart();
      const put = (typed: string) =>
        whole.slice(0, from + line.length - body.length) + typed + whole.slice(from + line.length);
      const empty = await desk.edit(put(''), true);
      const allowed = new Set([...empty.once, ...empty.rested, PLANTED]);
      for (const state of [...states(body, false), ...states(body, true), ...retyped(body)]) {
        const { once, rested } = await desk.edit(put(state), ++count % 6 === 0);
        for (const shown of [once, rested]) {
          assert.deepEqual(
            [...shown].filter((finding) => !allowed.has(finding)),
            [],
            state,
          );
          assert.ok(shown.has(PLANTED), `the planted one while ${state}`);
        }
      }
      assert.deepEqual([...(await desk.edit(whole, true)).rested], [PLANTED]);
    }
    const again = 'file:///nowhere/again.bpf.c';
    client.open(again, whole);
    const [kept, fresh] = [await client.pull(uri), await client.pull(again)];
    assert.deepEqual(JSON.parse(JSON.stringify(kept.items).replaceAll(uri, again)), fresh.items);
    await client.stop();
  });
}

test('a finding that is true comes when the text rests: pushed, or the client is told to ask', async () => {
  const uri = 'file:///nowhere/leak.bpf.c';
  const mended = LEAK.replace('flags & 1)\n\t\treturn 0;', 'flags & 1)\n\t\tgoto out;').replace(
    '\tbpf_',
    'out:\n\tbpf_',
  );
  const broken = mended.replace('\tbpf_cpumask_release(mask);', '\t');
  const pushed = await start();
  pushed.open(uri, mended);
  assert.deepEqual((await pushed.pushed(uri)).diagnostics, []);
  pushed.edit(uri, 2, broken);
  assert.deepEqual((await pushed.pushed(uri, 2)).diagnostics, []);
  const found = await pushed.next(
    'textDocument/publishDiagnostics',
    (p) => p.version === 2 && p.diagnostics.length > 0,
  );
  assert.equal(found.diagnostics[0].code, 'unreleased-reference');
  await pushed.stop();

  const pulled = await start({ capabilities: PULL });
  pulled.open(uri, mended);
  const before = await pulled.pull(uri);
  pulled.edit(uri, 2, broken);
  assert.deepEqual((await pulled.pull(uri)).items, before.items);
  await pulled.next('workspace/diagnostic/refresh');
  assert.equal((await pulled.pull(uri, before.resultId)).items[0]?.code, 'unreleased-reference');
  await pulled.stop();
});

test('a client that asks and cannot be told to is pushed to', async () => {
  const capabilities = { ...PULL, workspace: { configuration: true } };
  const client = await start({ capabilities });
  assert.equal(client.answer.capabilities.diagnosticProvider, undefined);
  client.open('file:///nowhere/leak.bpf.c', LEAK);
  assert.equal((await client.pushed('file:///nowhere/leak.bpf.c')).diagnostics.length, 1);
  await client.stop();
});
