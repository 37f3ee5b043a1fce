/**
 * The language server on a connection, whatever it runs in. Answers `initialize` at once and loads the parser behind
 * it. It reads what documents include and nothing else; it executes and fetches nothing.
 */
import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { resetSyntax } from '../../bpf/syntax/tree.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import manifest from '../../package.json';
import { openSession } from '../service/session.ts';
import { abilitiesOf } from './abilities.ts';
import { type Checks, createChecks } from './checks.ts';
import { createConfiguration } from './configure.ts';
import { SOURCE } from './convert.ts';
import { type Doc, decide, emptyResult, isCurrent, type Result } from './documents.ts';
import type { Host, InitializationOptions } from './host.ts';
import { hoverAt } from './hovers.ts';
import { createRemoteFiles, READ_FILE } from './remote-files.ts';
import { DEFAULTS, type Settings } from './settings.ts';

/** Serves until the connection ends. */
export function serve(connection: Connection, host: Host): void {
  connection.onInitialize((params) => {
    start(connection, host, params);
    return answer(params.capabilities);
  });
  connection.listen();
}

function answer(capabilities: ClientCapabilities): InitializeResult {
  const { pull } = abilitiesOf(capabilities);
  const diagnosticProvider = {
    identifier: SOURCE,
    interFileDependencies: false,
    workspaceDiagnostics: false,
  };
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      ...(pull ? { diagnosticProvider } : {}),
      workspace: { workspaceFolders: { supported: true } },
    },
    serverInfo: { name: 'bpf-cpumask', version: manifest.version },
  };
}

function start(connection: Connection, host: Host, params: InitializeParams): void {
  const abilities = abilitiesOf(params.capabilities);
  const options = (params.initializationOptions ?? {}) as InitializationOptions;
  const configuration = createConfiguration(connection, abilities);
  configuration.pushed(options.settings);
  const docs = new Map<string, Doc>();

  const remote = host.asksClient
    ? createRemoteFiles({
        ask: (uri) => connection.sendRequest(READ_FILE, { uri }),
        folders: () => [
          ...(params.workspaceFolders ?? []).map(({ uri }) => uri),
          ...[...docs.keys()].map((uri) => uri.slice(0, uri.lastIndexOf('/'))),
        ],
        arrived: filesChanged,
      })
    : undefined;
  const readerOf = (doc: { readonly reads: Set<string> }): FileReader => ({
    read(uri) {
      doc.reads.add(uri);
      return docs.get(uri)?.text.getText() ?? (remote ?? host.reader).read(uri);
    },
  });
  const load = () => host.loadSyntax(options);
  const checks: Checks = createChecks({
    connection,
    abilities,
    soon: host.soon,
    async reload() {
      resetSyntax();
      for (const doc of docs.values()) doc.session.reset();
      await load();
    },
    shown: publish,
  });

  load().then(
    () => checks.ready(),
    (error: unknown) => connection.console.error(`The parser cannot be loaded: ${String(error)}`),
  );

  function publish(doc: Doc): void {
    remote?.fetchMissed();
    if (abilities.pull || !doc.result) return;
    const { version, shown } = doc.result;
    void connection.sendDiagnostics({ uri: doc.uri, version, diagnostics: [...shown.items] });
  }

  /** After an edit or a change of settings. */
  function changed(doc: Doc, how: 'typing' | 'at once'): void {
    doc.revision++;
    decide(doc);
    if (doc.isOn) return checks.changed(doc, how);
    const before = doc.result;
    doc.result = emptyResult(doc);
    checks.settle(doc, doc.result);
    checks.forget(doc);
    if (before && before.shown.items.length > 0) publish(doc);
    if (before?.id !== 'none') checks.say(doc, 'off');
  }

  function configure(doc: Doc): void {
    configuration.of(doc.uri, (settings: Settings) => {
      if (docs.get(doc.uri) !== doc) return;
      if (doc.isSettled && JSON.stringify(settings) === JSON.stringify(doc.settings)) return;
      doc.settings = settings;
      const isFirst = !doc.isSettled;
      doc.isSettled = true;
      changed(doc, 'at once');
      if (!isFirst && abilities.refresh) void connection.languages.diagnostics.refresh();
    });
  }

  /** Documents that have read one of these files, or missed it. */
  function filesChanged(uris: readonly string[]): void {
    for (const doc of docs.values()) {
      if (!doc.isOn || !uris.some((uri) => doc.reads.has(uri))) continue;
      doc.session.reset();
      changed(doc, 'typing');
      if (abilities.refresh) void connection.languages.diagnostics.refresh();
    }
  }

  connection.onInitialized(() => {
    if (abilities.registerConfiguration)
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'bpfCpumask' });
  });
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const reads = new Set<string>();
    const doc: Doc = {
      uri,
      languageId,
      text: TextDocument.create(uri, languageId, version, text),
      session: openSession(uri, text, readerOf({ reads })),
      settings: DEFAULTS,
      isSettled: false,
      isOn: false,
      revision: 0,
      editedAt: Number.NEGATIVE_INFINITY,
      result: undefined,
      reads,
    };
    const before = docs.get(uri);
    if (before) checks.forget(before);
    docs.set(uri, doc);
    configure(doc);
    filesChanged([uri]);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const doc = docs.get(uri);
    if (!doc) return;
    TextDocument.update(doc.text, contentChanges, version);
    doc.session.setText(doc.text.getText());
    doc.editedAt = performance.now();
    if (doc.isSettled) changed(doc, 'typing');
    filesChanged([uri]);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    const doc = docs.get(uri);
    if (!doc) return;
    docs.delete(uri);
    checks.forget(doc);
    if (!abilities.pull && doc.result && doc.result.shown.items.length > 0)
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    filesChanged([uri]);
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    configuration.pushed(settings);
    for (const doc of docs.values()) configure(doc);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const uris = changes.map(({ uri }) => uri);
    host.filesChanged(uris);
    remote?.forget(uris);
    filesChanged(uris);
  });
  connection.languages.diagnostics.on(async ({ textDocument: { uri }, previousResultId }, token) => {
    const doc = docs.get(uri);
    if (!doc) return { kind: 'full', items: [] };
    if (doc.isSettled && !isCurrent(doc) && !checks.isBusy(doc)) checks.changed(doc, 'at once');
    const result = await until(checks.result(doc), token);
    return reportOf(result, previousResultId);
  });
  connection.onHover(({ textDocument: { uri }, position }) => {
    const doc = docs.get(uri);
    return doc ? hoverAt(doc, position, abilities.markdownHover) : null;
  });
  connection.onShutdown(() => {
    for (const doc of docs.values()) checks.forget(doc);
    docs.clear();
  });
  connection.console.info(`bpf-cpumask ${manifest.version} serves ${params.clientInfo?.name ?? 'a client'}.`);
}

function reportOf(result: Result | undefined, previous: string | undefined): DocumentDiagnosticReport {
  if (!result)
    throw new ResponseError(LSPErrorCodes.ServerCancelled, 'the text has changed', {
      retriggerRequest: true,
    });
  if (previous === result.id) return { kind: 'unchanged', resultId: result.id };
  return { kind: 'full', resultId: result.id, items: [...result.shown.items] };
}

/** The promise's value, or an end of the request when the client no longer wants it. */
function until<T>(promise: Promise<T>, token: CancellationToken): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled'));
    if (token.isCancellationRequested) return cancel();
    const listener = token.onCancellationRequested(cancel);
    void promise.then(resolve, reject).finally(() => listener.dispose());
  });
}
