/** The smallest extension that does what ours does: a diagnostic with related information, a hover, a status. */
import * as vscode from 'vscode';

/** `parse` is the host's way to a syntax tree: worker and wasm. */
export function start(context, parse) {
  const log = vscode.window.createOutputChannel('Probe', { log: true });
  log.info('Probe started');
  const diagnostics = vscode.languages.createDiagnosticCollection('probe');
  const check = () => {
    for (const document of vscode.workspace.textDocuments) report(document, diagnostics);
  };
  const status = vscode.languages.createLanguageStatusItem('probe', { language: 'c' });
  status.text = 'Probe is here';
  context.subscriptions.push(
    log,
    diagnostics,
    status,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(check),
    vscode.workspace.onDidChangeConfiguration(check),
    vscode.languages.registerHoverProvider('c', { provideHover: () => new vscode.Hover('Probe hover') }),
    vscode.languages.registerCodeActionsProvider('c', { provideCodeActions }),
    vscode.commands.registerCommand('probe.parse', async () => {
      const answer = await parse('int x;').catch((error) => String(error));
      vscode.window.showInformationMessage(`Parsed: ${answer}`);
    }),
    vscode.commands.registerCommand('probe.showLog', () => log.show()),
    // What the watch has to see.
    vscode.commands.registerCommand('probe.callOut', () =>
      fetch('https://probe.invalid/').catch(() => undefined),
    ),
  );
  check();
}

function provideCodeActions(document, _range, { diagnostics }) {
  return diagnostics.map((diagnostic) => {
    const action = new vscode.CodeAction('Probe: put 0 there', vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.edit = new vscode.WorkspaceEdit();
    action.edit.replace(document.uri, diagnostic.range, '0');
    return action;
  });
}

function report(document, diagnostics) {
  if (document.languageId !== 'c') return;
  const at = document.getText().indexOf('leak');
  if (at < 0) return diagnostics.set(document.uri, []);
  const severity = vscode.workspace.getConfiguration('probe').get('severity');
  const { Error: error, Warning: warning } = vscode.DiagnosticSeverity;
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 4));
  const found = new vscode.Diagnostic(range, 'Probe found a leak', severity === 'error' ? error : warning);
  const first = new vscode.Location(document.uri, new vscode.Range(0, 4, 0, 5));
  found.relatedInformation = [new vscode.DiagnosticRelatedInformation(first, 'It starts here')];
  diagnostics.set(document.uri, [found]);
}
