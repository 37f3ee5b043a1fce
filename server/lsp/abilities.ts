/** What the client can do, as far as the server acts on it. */
import { type ClientCapabilities, DiagnosticTag } from 'vscode-languageserver';

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
}

export function abilitiesOf({ textDocument, workspace, window }: ClientCapabilities): Abilities {
  // What is shown changes when the text rests: a client that only asks after a key has to be told.
  const refresh = workspace?.diagnostics?.refreshSupport === true;
  const pull = textDocument?.diagnostic !== undefined && refresh;
  // Since 3.18 the pull side says for itself what it shows; clients before that meant both.
  const shows = { ...textDocument?.publishDiagnostics, ...(pull ? textDocument?.diagnostic : {}) };
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
  };
}
