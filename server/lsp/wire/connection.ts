/** The language server's side of the protocol, as far as this server speaks it: what may be asked, heard and said. */
import type * as lsp from 'vscode-languageserver';
import type { ListedRule } from '../assist/pages.ts';
import type { MessageReader, MessageWriter } from './messages.ts';
import { createRpc } from './rpc.ts';

/** Requests of the client: parameters and answer. */
export interface Requests {
  initialize: [lsp.InitializeParams, lsp.InitializeResult];
  shutdown: [undefined, null];
  'textDocument/codeAction': [lsp.CodeActionParams, lsp.CodeAction[] | null];
  'codeAction/resolve': [lsp.CodeAction, lsp.CodeAction];
  'textDocument/codeLens': [lsp.CodeLensParams, lsp.CodeLens[] | null];
  'textDocument/completion': [lsp.CompletionParams, lsp.CompletionList | null];
  'completionItem/resolve': [lsp.CompletionItem, lsp.CompletionItem];
  'textDocument/diagnostic': [lsp.DocumentDiagnosticParams, lsp.DocumentDiagnosticReport];
  'textDocument/definition': [lsp.DefinitionParams, lsp.Definition | null];
  'textDocument/documentLink': [lsp.DocumentLinkParams, lsp.DocumentLink[] | null];
  'textDocument/documentSymbol': [
    lsp.DocumentSymbolParams,
    (lsp.DocumentSymbol | lsp.SymbolInformation)[] | null,
  ];
  'textDocument/inlayHint': [lsp.InlayHintParams, lsp.InlayHint[] | null];
  'textDocument/hover': [lsp.HoverParams, lsp.Hover | null];
  /** The page about a rule or a function, by what it is about, as Markdown. */
  'bpfCpumask/page': [{ readonly subject: string }, string | null];
  /** What there are pages about, for a list to pick from. */
  'bpfCpumask/rules': [object, ListedRule[]];
  'textDocument/signatureHelp': [lsp.SignatureHelpParams, lsp.SignatureHelp | null];
}

/** What the client says without waiting for an answer. */
export interface Notifications {
  initialized: lsp.InitializedParams;
  exit: undefined;
  '$/setTrace': lsp.SetTraceParams;
  'workspace/didChangeConfiguration': lsp.DidChangeConfigurationParams;
  'workspace/didChangeWatchedFiles': lsp.DidChangeWatchedFilesParams;
  'textDocument/didOpen': lsp.DidOpenTextDocumentParams;
  'textDocument/didChange': lsp.DidChangeTextDocumentParams;
  'textDocument/didClose': lsp.DidCloseTextDocumentParams;
}

type Answer<M extends keyof Requests> = (
  params: Requests[M][0],
  token: lsp.CancellationToken,
) => Requests[M][1] | Promise<Requests[M][1]>;

export interface Connection {
  answer<M extends keyof Requests>(method: M, answerer: Answer<M>): void;
  hear<M extends keyof Notifications>(method: M, hearer: (params: Notifications[M]) => void): void;
  /** Asks the client. */
  ask(method: string, params?: unknown): Promise<unknown>;
  /** Asks the client for something that it may as well refuse. */
  suggest(method: string, params?: unknown): void;
  tell(method: string, params: unknown): void;
  readonly console: Readonly<Record<'error' | 'warn' | 'info' | 'log', (line: string) => void>>;
  /** For clients that have asked for a trace; `verbose` for those that want all of it. */
  trace(line: string, verbose?: string): void;
  /** What the client watches, and tells of, from now on. */
  register(method: string, options: unknown): void;
  publish(diagnostics: lsp.PublishDiagnosticsParams): void;
  listen(): void;
}

export interface Transport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** Runs something in the next turn of the event loop. */
  next(work: () => void): void;
}

export function createConnection(transport: Transport): Connection {
  const rpc = createRpc({ ...transport, failed: (line) => log(1)(line) });
  const log = (type: lsp.MessageType) => (message: string) =>
    rpc.tell('window/logMessage', { type, message });
  let trace: lsp.TraceValues = 'off';
  let registered = 0;
  const suggest = (method: string, params?: unknown) => void rpc.ask(method, params).catch(() => {});
  rpc.hear('$/setTrace', (params) => {
    trace = (params as lsp.SetTraceParams).value;
  });
  return {
    answer: (method, answerer) =>
      rpc.answer(method, (params, token) => {
        if (method === 'initialize') trace = (params as lsp.InitializeParams).trace ?? 'off';
        return answerer(params as never, token);
      }),
    hear: (method, hearer) => rpc.hear(method, (params) => hearer(params as never)),
    ask: rpc.ask,
    suggest,
    tell: rpc.tell,
    console: { error: log(1), warn: log(2), info: log(3), log: log(4) },
    trace(message, verbose) {
      if (trace === 'off') return;
      rpc.tell('$/logTrace', trace === 'verbose' ? { message, verbose } : { message });
    },
    register(method, registerOptions) {
      const id = `bpf-cpumask-${++registered}`;
      suggest('client/registerCapability', { registrations: [{ id, method, registerOptions }] });
    },
    publish: (diagnostics) => rpc.tell('textDocument/publishDiagnostics', diagnostics),
    listen: rpc.listen,
  };
}
