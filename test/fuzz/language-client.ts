/** A language client that keeps count: a server in a process of its own, and how long it takes to answer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Diagnostic, MessageConnection } from 'vscode-languageserver/node';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Status } from '../../server/lsp/status.ts';
import { root } from '../support/root.ts';

/** Only against waiting for ever; a busy machine may take long. */
const PATIENCE_MS = 60_000;

export interface LanguageClient {
  notify(method: string, params: unknown): void;
  ask<T>(method: string, params: unknown): Promise<T>;
  /** Sends a request and takes it back. */
  drop(method: string, params: unknown): void;
  /** What the server last said of a document. */
  status(uri: string): Status | undefined;
  settings: unknown;
  /** Answers that took longer than 200 ms, of how many. */
  readonly counts: { asked: number; slow: number };
  isGone(): boolean;
  stop(): void;
}

export class NoAnswer extends Error {}

export async function startClient(): Promise<LanguageClient> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(root, 'dist/server.js'), '--stdio', '--code-cache=off'],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const connection: MessageConnection = createMessageConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  const gone = new Promise<never>((_, reject) =>
    child.on('exit', (code) => reject(new NoAnswer(`the server ended with ${code}`))),
  );
  gone.catch(() => {});
  const statuses = new Map<string, Status>();
  const counts = { asked: 0, slow: 0 };
  let isStopped = false;
  connection.onError(() => {});
  child.stdin!.on('error', () => {});
  connection.onNotification('bpfCpumask/status', (status: Status) => {
    statuses.set(status.uri, status);
  });
  connection.onRequest((method, params) => {
    const { items } = (params ?? {}) as { items?: unknown[] };
    return method === 'workspace/configuration' ? items!.map(() => client.settings) : null;
  });
  connection.listen();

  const client: LanguageClient = {
    settings: null,
    counts,
    notify: (method, params) => void connection.sendNotification(method, params).catch(() => {}),
    async ask(method, params) {
      const began = performance.now();
      let late: NodeJS.Timeout | undefined;
      const patience = new Promise<never>((_, reject) => {
        late = setTimeout(() => reject(new NoAnswer(`no answer to ${method}`)), PATIENCE_MS);
      });
      try {
        return await Promise.race([connection.sendRequest<never>(method, params), gone, patience]);
      } finally {
        clearTimeout(late);
        counts.asked++;
        if (performance.now() - began > 200) counts.slow++;
      }
    },
    drop(method, params) {
      connection.sendRequest(method, params).catch(() => {});
    },
    status: (uri) => statuses.get(uri),
    isGone: () => child.exitCode !== null && !isStopped,
    stop() {
      isStopped = true;
      connection.dispose();
      child.kill('SIGKILL');
    },
  };
  await client.ask('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { diagnostics: { refreshSupport: true }, configuration: true },
      textDocument: {
        diagnostic: {},
        publishDiagnostics: { relatedInformation: true },
        hover: { contentFormat: ['markdown'] },
      },
    },
    initializationOptions: { run: true },
  });
  client.notify('initialized', {});
  return client;
}

/** The diagnostics of a document; undefined: the server wants to be asked again. */
export async function pull(client: LanguageClient, uri: string): Promise<readonly Diagnostic[] | undefined> {
  try {
    return (await client.ask<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } }))
      .items;
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    return undefined;
  }
}
