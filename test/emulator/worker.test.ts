/** The emulator's role in the bundle that it shares with the server: as a thread, and as a classic script in a browser. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createContext, Script } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { RunReply, RunRequest } from '../../emulator/worker/messages.ts';
import { root } from '../support/root.ts';

const dist = (name: string) => join(root, 'dist', name);

const REQUEST: RunRequest = {
  kind: 'run',
  id: 7,
  path: 'file:///nowhere/clean.bpf.c',
  text: readFileSync(join(root, 'examples/clean.bpf.c'), 'utf8'),
  files: {},
  target: { kind: 'function', name: 'on_newtask' },
  values: {},
  kernel: '6.18',
};

/** The request with what it needs, until it is answered. */
async function askUntilAnswered(ask: (request: RunRequest) => Promise<RunReply>): Promise<RunReply> {
  let files: RunRequest['files'] = {};
  for (let round = 0; round < 9; round++) {
    const reply = await ask({ ...REQUEST, files });
    if (reply.kind !== 'need') return reply;
    files = { ...files, ...Object.fromEntries(reply.paths.map((path) => [path, null])) };
  }
  throw new Error('it needs ever more');
}

function check(reply: RunReply): void {
  assert.equal(reply.kind, 'done', JSON.stringify(reply).slice(0, 300));
  assert.ok(reply.kind === 'done' && reply.id === 7);
  assert.equal(reply.record.title, 'on_newtask');
  assert.ok(reply.record.events.length >= 2);
}

test('a thread of a Node host', { timeout: 300_000 }, async (t) => {
  const worker = new Worker(dist('server.cjs'), { workerData: { role: 'emulator' } });
  t.after(() => worker.terminate());
  const reply = await askUntilAnswered(
    (request) =>
      new Promise((resolve, reject) => {
        const hear = (reply: RunReply) => {
          // A slow machine tells of its progress.
          if (reply.kind === 'progress') return;
          worker.off('message', hear);
          resolve(reply);
        };
        worker.on('message', hear);
        worker.once('error', reject);
        worker.postMessage(request);
      }),
  );
  check(reply);
});

test('a web worker, without anything of Node', { timeout: 300_000 }, async () => {
  let listener: ((event: { data: unknown }) => void) | undefined;
  let replied: (reply: RunReply) => void = () => {};
  const scope: Record<string, unknown> = createContext({
    performance,
    setTimeout,
    clearTimeout,
    queueMicrotask,
    TextDecoder,
    TextEncoder,
    URL,
    console,
    addEventListener(_: string, added: typeof listener) {
      listener = added;
    },
    importScripts() {},
    postMessage: (reply: RunReply) => replied(JSON.parse(JSON.stringify(reply))),
  });
  scope.self = scope;
  // As a structured clone gives it: of the worker's own realm.
  const clone = new Script('(bytes) => Uint8Array.from(bytes)').runInContext(scope);
  const bytes = (name: string) => clone(readFileSync(dist(name)));
  const code = `globalThis.bpfCpumaskRole = 'emulator';\n${readFileSync(dist('server.cjs'), 'utf8')}`;
  new Script(code, { filename: 'server.cjs' }).runInContext(scope);
  while (!listener) await new Promise((resolve) => setImmediate(resolve));
  const wasm = { runtime: bytes('web-tree-sitter.wasm'), grammar: bytes('tree-sitter-c.wasm') };
  listener({ data: { wasm } });
  check(
    await askUntilAnswered(
      (request) =>
        new Promise((resolve) => {
          replied = (reply) => {
            if (reply.kind !== 'progress') resolve(reply);
          };
          listener?.({ data: request });
        }),
    ),
  );
});
