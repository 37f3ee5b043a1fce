/** The life of a connection, and what is no protocol. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import { LEAK, SERVER, start } from './client.ts';

const children = new Set<ChildProcess>();
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

interface Ended {
  readonly code: number | null;
  readonly err: string;
  /** Messages that came back. */
  readonly answers: { id?: unknown; error?: { code: number }; result?: unknown }[];
}

/** Sends these bytes to a server, and leaves its input open: it has to end by itself. */
function send(...pieces: (string | Buffer)[]): Promise<Ended> {
  const child = spawn(process.execPath, [SERVER, '--stdio', '--code-cache=off']);
  children.add(child);
  let err = '';
  const out: Buffer[] = [];
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  child.stdout.on('data', (chunk) => out.push(chunk));
  child.stdin.on('error', () => {});
  for (const piece of pieces) child.stdin.write(piece);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      const bodies = String(Buffer.concat(out))
        .split(/Content-Length: \d+\r\n\r\n/)
        .slice(1);
      resolve({ code, err, answers: bodies.map((body) => JSON.parse(body)) });
    }),
  );
}

const frame = (message: unknown) => {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};
const request = (id: number, method: string, params: unknown = {}) =>
  frame({ jsonrpc: '2.0', id, method, params });
const INITIALIZE = { processId: null, rootUri: null, capabilities: {} };
const EXIT = frame({ jsonrpc: '2.0', method: 'exit' });

const BROKEN: Readonly<Record<string, string | Buffer>> = {
  'no number': 'Content-Length: abc\r\n\r\n{}',
  'no length': 'Content-Type: x\r\n\r\n{}',
  'a negative length': 'Content-Length: -5\r\n\r\n{}',
  'a length with an exponent': 'Content-Length: 1e9\r\n\r\n{}',
  'two lengths': 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
  'a huge length': 'Content-Length: 99999999999999999999\r\n\r\n{}',
  'a length of a gigabyte': 'Content-Length: 1000000000\r\n\r\n{}',
  'a line that is no field': 'garbage\r\n\r\n',
  'garbage without an end': Buffer.alloc(5_000, 0xfe),
  'invalid JSON': frame('{"jsonrpc":'),
  'an empty body': frame(''),
  'JSON that is no message': frame('[1,2]'),
  'a number': frame('5'),
  'an object that is no message': frame('{"a":1}'),
};

for (const [name, bytes] of Object.entries(BROKEN))
  test(`broken frames end the server with a line: ${name}`, async () => {
    for (const before of [[], [request(1, 'initialize', INITIALIZE)]]) {
      const { code, err, answers } = await send(...before, bytes);
      assert.equal(code, 1);
      assert.match(err, /^bpf-cpumask: the client broke the protocol: [^\n]+\n$/);
      assert.ok(answers.every(({ error }) => error === undefined));
    }
  });

test('frames in pieces, several in one, with other fields', async () => {
  const all = `content-type: application/vscode-jsonrpc; charset=utf-8\r\n${request(1, 'initialize', INITIALIZE)}${request(2, 'shutdown')}${EXIT}`;
  for (const size of [1, 7, 1_000_000]) {
    const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
      all.slice(i * size, (i + 1) * size),
    );
    const { code, err, answers } = await send(...pieces);
    assert.deepEqual([code, err], [0, '']);
    assert.ok(answers.some(({ id, result }) => id === 1 && result));
  }
});

test('before initialize: requests are errors, notifications are dropped', async () => {
  const { code, answers } = await send(
    request(1, 'textDocument/hover'),
    request(2, 'shutdown'),
    frame({ jsonrpc: '2.0', method: 'textDocument/didOpen', params: {} }),
    EXIT,
  );
  assert.equal(code, 1);
  assert.deepEqual(
    answers.map(({ id, error }) => [id, error?.code]),
    [
      [1, -32002],
      [2, -32002],
    ],
  );
});

test('a second initialize is an error, and the first holds', async () => {
  const client = await start();
  await assert.rejects(client.connection.sendRequest('initialize', INITIALIZE), { code: -32600 });
  client.open('file:///nowhere/leak.bpf.c', LEAK);
  assert.equal((await client.pushed('file:///nowhere/leak.bpf.c')).diagnostics.length, 1);
  assert.equal(await client.stop(), 0);
});

test('after shutdown: requests are errors, exit ends', async () => {
  const client = await start();
  await client.connection.sendRequest('shutdown');
  for (const method of ['textDocument/hover', 'shutdown', 'initialize'])
    await assert.rejects(client.connection.sendRequest(method, {}), { code: -32600 });
  void client.connection.sendNotification('exit');
  assert.equal(await client.exit, 0);
});

test('a socket serves as well', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address!.port : 0;
  const child = spawn(process.execPath, [SERVER, '--socket', `${port}`, '--code-cache=off']);
  children.add(child);
  const answered = new Promise<string>((resolve) =>
    server.once('connection', (socket) => {
      socket.on('error', () => {});
      socket.write(request(1, 'initialize', INITIALIZE));
      socket.once('data', (chunk) => {
        resolve(String(chunk));
        socket.end();
      });
    }),
  );
  assert.match(await answered, /Content-Length/);
  assert.equal(await new Promise((resolve) => child.on('exit', resolve)), 1);
  server.close();
});
