/** A language client for tests: a real server process on real streams, every message kept. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { after } from 'node:test';
import {
  type ClientCapabilities,
  createMessageConnection,
  type Diagnostic,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Status } from '../../server/lsp/status.ts';
import { root } from '../support/root.ts';

export const SERVER = join(root, 'dist/server.js');

export interface Message {
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server sends
  readonly params: any;
}

export interface Client {
  readonly connection: MessageConnection;
  readonly child: ChildProcess;
  readonly answer: InitializeResult;
  /** What the server has sent without being asked, requests to the client included, in order. */
  readonly log: Message[];
  /** Resolves with the first message, also one already there, that fits. */
  next(method: string, fits?: (params: Message['params']) => boolean): Promise<Message['params']>;
  open(uri: string, text: string, languageId?: string, version?: number): void;
  /** Replaces the whole text, or a range. */
  edit(uri: string, version: number, text: string, range?: unknown): void;
  /** Diagnostics that were pushed for that version or a later one. */
  pushed(uri: string, version?: number): Promise<PublishDiagnosticsParams>;
  pull(uri: string, previousResultId?: string): Promise<PullReport>;
  hover(uri: string, text: string, mark: string): Promise<string>;
  /** The next status of a document that says it is done. */
  idle(uri: string): Promise<Status>;
  readonly exit: Promise<number | null>;
  stop(): Promise<number | null>;
}

export interface PullReport {
  readonly kind: 'full' | 'unchanged';
  readonly resultId?: string;
  readonly items: readonly Diagnostic[];
}

export interface Setup {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** What the editor says that its reader speaks. */
  readonly locale?: string;
  /** Answers `workspace/configuration`, by address. */
  readonly configuration?: (uri: string) => unknown;
  readonly command?: readonly string[];
  /** Addresses of the workspace's folders. */
  readonly folders?: readonly string[];
}

/** Clients of the old kind: diagnostics are pushed to them. */
export const PUSH: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
  },
};

export const PULL: ClientCapabilities = {
  workspace: { diagnostics: { refreshSupport: true }, configuration: true },
  textDocument: { ...PUSH.textDocument, diagnostic: {} },
};

/** Only against waiting for ever. */
const PATIENCE_MS = 300_000;

const children = new Set<ChildProcess>();
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts a server and initializes it. */
export async function start(setup: Setup = {}): Promise<Client> {
  const [program = SERVER, ...args] = setup.command ?? [SERVER, '--stdio'];
  const cache = args.some((arg) => arg.startsWith('--code-cache=')) ? [] : ['--code-cache=off'];
  const child = spawn(process.execPath, [program, ...args, ...cache], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.add(child);
  const exit = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onError(() => {});
  const { log, next } = listen(connection, setup);
  connection.listen();
  const answer: InitializeResult = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    ...(setup.folders ? { workspaceFolders: setup.folders.map((uri) => ({ uri, name: '' })) } : {}),
    capabilities: setup.capabilities ?? PUSH,
    initializationOptions: setup.initializationOptions,
    ...(setup.locale === undefined ? {} : { locale: setup.locale }),
  });
  void connection.sendNotification('initialized', {});
  return {
    connection,
    child,
    answer,
    log,
    next,
    ...documents(connection, next),
    exit,
    async stop() {
      await connection.sendRequest('shutdown');
      void connection.sendNotification('exit');
      return exit;
    },
  };
}

function listen(connection: MessageConnection, setup: Setup): Pick<Client, 'log' | 'next'> {
  const log: Message[] = [];
  const waiting = new Set<() => void>();
  const note = (method: string, params: unknown) => {
    log.push({ method, params });
    for (const wake of [...waiting]) wake();
  };
  connection.onNotification((method, params) => note(method, params));
  // The library keeps this one to itself otherwise.
  connection.onNotification('$/logTrace', (params) => note('$/logTrace', params));
  connection.onRequest((method, params) => {
    note(method, params);
    const { items } = params as { items: { scopeUri: string }[] };
    return method === 'workspace/configuration'
      ? Promise.all(items.map(async ({ scopeUri }) => (await setup.configuration?.(scopeUri)) ?? null))
      : null;
  });
  const next: Client['next'] = (method, fits = () => true) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const found = log.find((message) => message.method === method && fits(message.params));
        if (!found) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve(found.params);
      };
      const seen = () => log.map((message) => message.method).join(', ');
      const late = setTimeout(() => reject(new Error(`no ${method}; there were: ${seen()}`)), PATIENCE_MS);
      waiting.add(look);
      look();
    });
  return { log, next };
}

function documents(connection: MessageConnection, next: Client['next']) {
  return {
    open(uri: string, text: string, languageId = 'c', version = 1) {
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version, text },
      });
    },
    edit(uri: string, version: number, text: string, range?: unknown) {
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [range ? { range, text } : { text }],
      });
    },
    pushed: (uri: string, version = 0): Promise<PublishDiagnosticsParams> =>
      next('textDocument/publishDiagnostics', (p) => p.uri === uri && (p.version ?? 0) >= version),
    pull: (uri: string, previousResultId?: string): Promise<PullReport> =>
      connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, previousResultId }),
    async hover(uri: string, text: string, mark: string): Promise<string> {
      const at = text.indexOf(mark.replace('|', ''));
      const before = text.slice(0, at + mark.indexOf('|')).split('\n');
      const position = { line: before.length - 1, character: before.at(-1)!.length };
      const answer: { contents: { value: string } } | null = await connection.sendRequest(
        'textDocument/hover',
        { textDocument: { uri }, position },
      );
      return answer?.contents.value ?? '';
    },
    idle: (uri: string): Promise<Status> =>
      next('bpfCpumask/status', (p) => p.uri === uri && p.state === 'idle'),
  };
}

/** A mask that is not released where the program ends early. */
export const LEAK = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

SEC("tp_btf/task_newtask")
int BPF_PROG(leaks, struct task_struct *task, u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	if (flags & 1)
		return 0;
	bpf_cpumask_release(mask);
	return 0;
}
`;

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
