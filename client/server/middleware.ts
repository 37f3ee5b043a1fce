/** Between the editor and the server: documents that are none of its business, and links to the pages of rules. */
import { type Diagnostic, type TextDocument, Uri } from 'vscode';
import { type Middleware, vsdiag } from 'vscode-languageclient';
import { isOurs, isProjectFile } from '../documents.ts';
import { rulePageAt } from '../rules.ts';

export function createMiddleware(): Middleware {
  return {
    didOpen: (document, next) => (isHeardOf(document) ? next(document) : done),
    didChange: (event, next) => (isHeardOf(event.document) ? next(event) : done),
    didSave: (document, next) => (isHeardOf(document) ? next(document) : done),
    didClose: (document, next) => (isHeardOf(document) ? next(document) : done),
    provideHover: (document, position, token, next) =>
      isOurs(document) ? next(document, position, token) : undefined,
    provideCodeLenses: (document, token, next) => (isOurs(document) ? next(document, token) : []),
    async provideDiagnostics(document, previous, token, next) {
      if ('languageId' in document && !isOurs(document)) return NOTHING;
      const report = await next(document, previous, token);
      if (report?.kind === vsdiag.DocumentDiagnosticReportKind.full) linkRules(report.items);
      return report;
    },
    handleDiagnostics(uri, diagnostics, next) {
      linkRules(diagnostics);
      next(uri, diagnostics);
    },
  };
}

const isHeardOf = (document: TextDocument): boolean => isOurs(document) || isProjectFile(document);

const done = Promise.resolve();
const NOTHING: vsdiag.DocumentDiagnosticReport = {
  kind: vsdiag.DocumentDiagnosticReportKind.full,
  items: [],
};

/** The rule's name opens its page in the editor: it is there offline, and of this version. */
function linkRules(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const { code } = diagnostic;
    const value = typeof code === 'object' ? code.value : code;
    if (typeof value === 'string') diagnostic.code = { value, target: Uri.from(rulePageAt(value)) };
  }
}
