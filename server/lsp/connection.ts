/**
 * The language server on a connection, whatever it runs in. Answers `initialize` at once and loads the parser behind
 * it. It reads what documents include and nothing else; it executes and fetches nothing.
 */

import type {
  CancellationToken,
  DocumentDiagnosticReport,
  InitializeParams,
  InitializeResult,
} from 'vscode-languageserver';
import { DEFAULT_KERNEL } from '../../bpf/kernel/versions.ts';
import { PROJECT_FILE } from '../../bpf/syntax/detect.ts';
import { useLanguage } from '../../bpf/words/language.ts';
import { words } from '../../bpf/words/server.ts';
import { version } from '../../package.json';
import { functionSubject, pageAbout } from '../service/pages/page.ts';
import { kernelOf } from '../service/settings/merge.ts';
import { type Abilities, abilitiesOf } from './abilities.ts';
import { codeActionOptions, codeActions, resolveCodeAction } from './actions/code-actions.ts';
import { completions, resolveCompletion, TRIGGERS } from './assist/completion.ts';
import { inlayHints } from './assist/hints.ts';
import { links, type PageOf } from './assist/links.ts';
import { definitionOf, listedRules } from './assist/pages.ts';
import { signatureHelp } from './assist/signature.ts';
import { documentSymbols } from './assist/symbols.ts';
import { createConfiguration } from './configure.ts';
import { type RulePage, SOURCE } from './convert.ts';
import { isCurrent, type Result } from './documents.ts';
import type { Host, InitializationOptions } from './host.ts';
import { hoverAt } from './hovers.ts';
import { settledLenses } from './lenses.ts';
import { SECTION } from './settings.ts';
import type { Connection } from './wire/connection.ts';
import { ResponseError } from './wire/messages.ts';
import { ErrorCode, TextDocumentSyncKind } from './wire/values.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** Serves until the connection ends. */
export function serve(connection: Connection, host: Host): void {
  connection.answer('initialize', (params) => {
    if (typeof params.processId === 'number') host.servedTo?.(params.processId);
    start(connection, host, params);
    return answer(params);
  });
  connection.listen();
}

function answer({ capabilities, initializationOptions }: InitializeParams): InitializeResult {
  const abilities = abilitiesOf(capabilities);
  const { pull } = abilities;
  const { run, alone, rulePages } = optionsOf(initializationOptions);
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
      ...(abilities.codeActions ? { codeActionProvider: codeActionOptions(abilities) } : {}),
      ...(abilities.completion
        ? { completionProvider: { triggerCharacters: TRIGGERS, resolveProvider: true } }
        : {}),
      ...(abilities.signatures ? { signatureHelpProvider: { triggerCharacters: ['(', ','] } } : {}),
      ...(abilities.symbols ? { documentSymbolProvider: { label: 'BPF' } } : {}),
      ...(abilities.links ? { documentLinkProvider: {} } : {}),
      // A compiler's server leads to declarations, and two answers would make a list.
      ...(abilities.definitions && alone === true && rulePages !== undefined
        ? { definitionProvider: true }
        : {}),
      ...(abilities.hints ? { inlayHintProvider: true } : {}),
      ...(run === true ? { codeLensProvider: {} } : {}),
      workspace: { workspaceFolders: { supported: true } },
    },
    serverInfo: { name: 'bpf-cpumask', version: version },
  };
}

function optionsOf(raw: unknown): InitializationOptions {
  return (raw ?? {}) as InitializationOptions;
}

/** Clients of the old kind have one folder at most. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (Array.isArray(workspaceFolders)) return workspaceFolders.map(({ uri }) => uri);
  return typeof rootUri === 'string' ? [rootUri] : [];
}

function start(connection: Connection, host: Host, params: InitializeParams): void {
  useLanguage(params.locale);
  const abilities = abilitiesOf(params.capabilities);
  const options = optionsOf(params.initializationOptions);
  const configuration = createConfiguration(connection, abilities);
  configuration.pushed(options.settings);
  const load = () => host.loadSyntax(options);
  const folders = foldersOf(params);
  const runs = options.run === true;
  const workspace = createWorkspace({ connection, host, abilities, configuration, folders, load, runs });
  const loaded = load();
  loaded.then(
    () => workspace.checks.ready(),
    (error: unknown) => connection.console.error(words().parserLost(String(error))),
  );
  connection.hear('initialized', () => {
    if (abilities.registerConfiguration)
      connection.register('workspace/didChangeConfiguration', { section: SECTION });
    if (abilities.registerFiles && options.watchesFiles !== true)
      connection.register('workspace/didChangeWatchedFiles', { watchers: HEADERS });
  });
  connection.hear('workspace/didChangeConfiguration', ({ settings }) => {
    configuration.pushed(settings);
    workspace.configure();
  });
  listen(connection, workspace);
  answerRequests(connection, workspace, abilities, options, host.rulePage);
  answerPages(connection, workspace, options, loaded);
  connection.console.info(words().serves(version, params.clientInfo?.name));
}

/** What may be included, and project files: they change on disk by a build, by git, in another editor. */
const HEADERS = [{ globPattern: '**/*.{c,h}' }, { globPattern: `**/${PROJECT_FILE}` }];

function listen(connection: Connection, workspace: Workspace): void {
  connection.hear('textDocument/didOpen', ({ textDocument }) => workspace.open(textDocument));
  connection.hear('textDocument/didChange', ({ textDocument: { uri, version }, contentChanges }) =>
    workspace.edit(uri, version, contentChanges),
  );
  connection.hear('textDocument/didClose', ({ textDocument: { uri } }) => workspace.close(uri));
  connection.hear('workspace/didChangeWatchedFiles', ({ changes }) =>
    workspace.filesChanged(changes.map(({ uri }) => uri)),
  );
  connection.answer('shutdown', () => {
    workspace.end();
    return null;
  });
}

function answerRequests(
  connection: Connection,
  workspace: Workspace,
  abilities: Abilities,
  { alone, rulePages }: InitializationOptions,
  page: RulePage,
): void {
  const { docs, checks } = workspace;
  connection.answer('textDocument/diagnostic', async ({ textDocument: { uri }, previousResultId }, token) => {
    const doc = docs.get(uri);
    if (!doc) return { kind: 'full', items: [] };
    if (doc.isSettled && !isCurrent(doc) && !checks.isBusy(doc)) checks.changed(doc, 'at once');
    return reportOf(await until(checks.result(doc), token), previousResultId);
  });
  connection.answer('textDocument/hover', ({ textDocument: { uri }, position }) => {
    const doc = docs.get(uri);
    return doc ? hoverAt(doc, position, abilities.markdownHover) : null;
  });
  connection.answer('textDocument/completion', (params) => {
    const doc = docs.get(params.textDocument.uri);
    return doc ? completions(doc, params, abilities, alone === true) : null;
  });
  connection.answer('textDocument/signatureHelp', ({ textDocument: { uri }, position }) => {
    const doc = docs.get(uri);
    return doc ? signatureHelp(doc, position, alone === true) : null;
  });
  const pageOf: PageOf = {
    rule: (id) => (rulePages === undefined ? page(id) : addressOf(rulePages, id)),
    function: (name) => rulePages && addressOf(rulePages, functionSubject(name)),
  };
  connection.answer('textDocument/documentLink', ({ textDocument: { uri } }, token) => {
    const doc = docs.get(uri);
    const isWanted = () => docs.get(uri) === doc && !token.isCancellationRequested;
    return doc ? links(doc, checks, pageOf, isWanted) : null;
  });
  connection.answer('textDocument/documentSymbol', ({ textDocument: { uri } }, token) => {
    const doc = docs.get(uri);
    const isWanted = () => docs.get(uri) === doc && !token.isCancellationRequested;
    return doc ? documentSymbols(doc, checks, abilities.symbolTrees, isWanted) : null;
  });
  connection.answer('completionItem/resolve', (item) => resolveCompletion(item, docs, abilities));
  connection.answer('textDocument/codeAction', (params) => {
    const doc = docs.get(params.textDocument.uri);
    return doc ? codeActions(doc, params, abilities, checks.fixes) : null;
  });
  connection.answer('codeAction/resolve', (action, token) =>
    until(resolveCodeAction(action, docs, abilities, checks.fixes), token),
  );
  connection.answer('textDocument/codeLens', ({ textDocument: { uri } }, token) => {
    const doc = docs.get(uri);
    const isWanted = () => docs.get(uri) === doc && !token.isCancellationRequested;
    return doc ? settledLenses(doc, checks, isWanted) : null;
  });
  connection.answer('textDocument/inlayHint', ({ textDocument: { uri }, range }, token) => {
    const doc = docs.get(uri);
    const isWanted = () => docs.get(uri) === doc && !token.isCancellationRequested;
    return doc ? inlayHints(doc, range, checks, isWanted) : null;
  });
}

/** For clients that show pages. They are made when they are asked for: few ever are. */
function answerPages(
  connection: Connection,
  { docs }: Workspace,
  { rulePages }: InitializationOptions,
  loaded: Promise<void>,
): void {
  connection.answer('bpfCpumask/rules', () => listedRules());
  connection.answer('bpfCpumask/page', async ({ subject }) => {
    await loaded;
    const inFront = [...docs.values()].at(-1);
    return pageAbout(subject, inFront ? kernelOf(inFront.settings) : DEFAULT_KERNEL) ?? null;
  });
  connection.answer('textDocument/definition', ({ textDocument: { uri }, position }) => {
    const doc = docs.get(uri);
    if (!doc || rulePages === undefined) return null;
    return definitionOf(doc, position, (name) => addressOf(rulePages, functionSubject(name)));
  });
}

const addressOf = (pages: string, subject: string): string => `${pages}${subject}.md`;

function reportOf(result: Result | undefined, previous: string | undefined): DocumentDiagnosticReport {
  if (!result)
    throw new ResponseError(ErrorCode.ServerCancelled, words().textChanged, {
      retriggerRequest: true,
    });
  if (previous === result.id) return { kind: 'unchanged', resultId: result.id };
  return { kind: 'full', resultId: result.id, items: [...result.shown.items] };
}

/** The promise's value, or an end of the request when the client no longer wants it. */
function until<T>(promise: Promise<T>, token: CancellationToken): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new ResponseError(ErrorCode.RequestCancelled, 'cancelled'));
    if (token.isCancellationRequested) return cancel();
    const listener = token.onCancellationRequested(cancel);
    void promise.then(resolve, reject).finally(() => listener.dispose());
  });
}
