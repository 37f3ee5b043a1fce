/** Runs inside the extension host. */
import * as vscode from 'vscode';

export async function run() {
  const [folder] = vscode.workspace.workspaceFolders;
  const uri = vscode.Uri.joinPath(folder.uri, 'a.c');
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  const messages = await diagnosticsOf(uri);
  if (messages.join() !== 'Probe found a leak') throw new Error(`diagnostics: ${messages}`);
  console.log(`in host: ${typeof process === 'object' && process.versions?.node ? 'node' : 'web'}`);
}

async function diagnosticsOf(uri) {
  for (let left = 100; left > 0; left--) {
    const found = vscode.languages.getDiagnostics(uri);
    if (found.length > 0) return found.map(({ message }) => message);
    await new Promise((done) => setTimeout(done, 50));
  }
  return [];
}
