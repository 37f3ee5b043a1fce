/** Runs inside the extension host: what the editor's interface for extensions shows of our findings. */
import * as vscode from 'vscode';

/** No `assert`: this runs in a web host as well. */
function same(actual, expected) {
  const [is, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (is !== wanted) throw new Error(`${is} instead of ${wanted}`);
}

function includes(text, part) {
  if (!text.includes(part)) throw new Error(`no ${part} in ${text}`);
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(predicate, what) {
  for (let left = 200; left > 0; left--) {
    const value = await predicate();
    if (value) return value;
    await wait(50);
  }
  throw new Error(`no ${what}`);
}

async function activation() {
  const extension = vscode.extensions.getExtension('bpf-cpumask.bpf-cpumask');
  same(extension.isActive, false);
  await extension.activate();
  same(extension.isActive, true);
}

async function findings() {
  const [folder] = vscode.workspace.workspaceFolders;
  const uri = vscode.Uri.joinPath(folder.uri, 'leak.bpf.c');
  const began = performance.now();
  await vscode.window.showTextDocument(uri);
  const [leak] = await until(() => {
    const found = vscode.languages.getDiagnostics(uri);
    return found.length > 0 && found;
  }, 'diagnostics');
  console.log(`from opening to diagnostics: ${(performance.now() - began).toFixed(0)} ms`);
  same(leak.code.value, 'unreleased-reference');
  same(leak.source, 'bpf-cpumask');
  same(leak.range.start.line, 38);
  same(
    leak.relatedInformation.map(({ location }) => location.range.start.line),
    [29, 30, 37],
  );
  const hovers = await vscode.commands.executeCommand(
    'vscode.executeHoverProvider',
    uri,
    new vscode.Position(33, 4),
  );
  includes(hovers.map(({ contents }) => contents.map((part) => part.value)).join(), 'bpf_cpumask_copy');
  const page = await vscode.workspace.openTextDocument(leak.code.target);
  includes(page.getText(), '# unreleased-reference');
}

export async function run() {
  await activation();
  await findings();
}
