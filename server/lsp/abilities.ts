/** What the client can do, as far as the server acts on it. */
import type { ClientCapabilities } from 'vscode-languageserver';
import { DiagnosticTag } from './wire/values.ts';

export interface Abilities {
  /** It asks for diagnostics, also when it is told to; else they are pushed. Never both. */
  readonly pull: boolean;
  readonly refresh: boolean;
  readonly lensRefresh: boolean;
  readonly configuration: boolean;
  readonly registerConfiguration: boolean;
  readonly registerFiles: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticData: boolean;
  /** Shows that something is of no use. */
  readonly unnecessary: boolean;
  readonly progress: boolean;
  readonly markdownHover: boolean;
  readonly completion: boolean;
  readonly signatures: boolean;
  readonly links: boolean;
  readonly definitions: boolean;
  readonly hints: boolean;
  readonly hintRefresh: boolean;
  readonly symbols: boolean;
  /** Symbols may have others inside. */
  readonly symbolTrees: boolean;
  /** Completions may have places for the cursor to stop. */
  readonly snippets: boolean;
  readonly markdownCompletion: boolean;
  /** It takes actions with edits; older clients only took commands. */
  readonly codeActions: boolean;
  /** It asks for the edit of an action that came without one. */
  readonly resolvesEdits: boolean;
  /** Edits may name the version of the document that they are for. */
  readonly documentChanges: boolean;
  /** It can ask before it applies an edit. */
  readonly changeAnnotations: boolean;
  /** It puts the cursor where a snippet wants it. */
  readonly snippetEdits: boolean;
}

export function abilitiesOf({ textDocument, workspace, window }: ClientCapabilities): Abilities {
  // What is shown changes when the text rests: a client that only asks after a key has to be told.
  const refresh = workspace?.diagnostics?.refreshSupport === true;
  const pull = textDocument?.diagnostic !== undefined && refresh;
  // Since 3.18 the pull side says for itself what it shows; clients before that meant both.
  const shows = { ...textDocument?.publishDiagnostics, ...(pull ? textDocument?.diagnostic : {}) };
  const completion = textDocument?.completion;
  const item = completion?.completionItem;
  const action = textDocument?.codeAction;
  const edit = workspace?.workspaceEdit;
  const documentChanges = edit?.documentChanges === true;
  return {
    pull,
    refresh,
    lensRefresh: workspace?.codeLens?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    registerConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registerFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    relatedInformation: shows.relatedInformation === true,
    codeDescription: shows.codeDescriptionSupport === true,
    diagnosticData: shows.dataSupport === true,
    unnecessary: shows.tagSupport?.valueSet.includes(DiagnosticTag.Unnecessary) === true,
    progress: window?.workDoneProgress === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    completion: completion !== undefined,
    signatures: textDocument?.signatureHelp !== undefined,
    links: textDocument?.documentLink !== undefined,
    definitions: textDocument?.definition !== undefined,
    hints: textDocument?.inlayHint !== undefined,
    hintRefresh: workspace?.inlayHint?.refreshSupport === true,
    symbols: textDocument?.documentSymbol !== undefined,
    symbolTrees: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    snippets: item?.snippetSupport === true,
    markdownCompletion: item?.documentationFormat?.includes('markdown') ?? false,
    codeActions: action?.codeActionLiteralSupport !== undefined,
    resolvesEdits:
      action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    documentChanges,
    changeAnnotations: documentChanges && edit?.changeAnnotationSupport !== undefined,
    snippetEdits: documentChanges && edit?.snippetEditSupport === true,
  };
}
