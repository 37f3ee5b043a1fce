/**
 * Runs inside the extension host: types into a file key by key, as the editor's own `type` command does (brackets close
 * by themselves), and watches every set of findings that the editor shows. What is typed is right once it is whole, so
 * the one finding, in another function, must be shown at each moment, and no other.
 */
import * as vscode from 'vscode';

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const BETWEEN_KEYS = 60;
/** Findings of a line that looks unfinished are held back for two seconds: on a machine that takes longer for a key, typing has stopped. */
const STOPPED = 1500;
const REST = 2500;

async function until(predicate, what) {
  for (let left = 400; left > 0; left--) {
    if (predicate()) return;
    await wait(50);
  }
  throw new Error(`no ${what}`);
}

/** Rules with the text of their lines: lines move while somebody types above them. */
function shown(document) {
  return vscode.languages
    .getDiagnostics(document.uri)
    .map(({ code, range }) => `${code.value}: ${document.lineAt(range.start.line).text.trim()}`);
}

/** What is typed, and behind what. */
const EDITS = [
  ['bpf_cpumask_clear_cpu(0, mask);', '\nif (clone_flags)\nbpf_cpumask_set_cpu(4, mask);'],
  ['pid_t pid = task->pid;', '\nif (!task->mm)\nreturn 0;'],
  [
    'bpf_cpumask_copy(mask, task->cpus_ptr);',
    '\nbpf_cpumask_set_cpu(bpf_cpumask_first(task->cpus_ptr), mask);',
  ],
  ['bpf_cpumask_copy(mask, task->cpus_ptr);', '\ni'],
];

async function typeInto(editor, behind, text) {
  const { document } = editor;
  const source = document.getText();
  const end = document.positionAt(source.indexOf(behind) + behind.length);
  const before = shown(document);
  const states = [];
  let lastKey = Date.now();
  let hasStopped = false;
  const look = () => {
    hasStopped ||= Date.now() - lastKey > STOPPED;
    if (!hasStopped) states.push(shown(document));
  };
  const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (uris.some((uri) => String(uri) === String(document.uri))) look();
  });
  editor.selection = new vscode.Selection(end, end);
  for (const key of text) {
    await vscode.commands.executeCommand('type', { text: key });
    look();
    lastKey = Date.now();
    await wait(BETWEEN_KEYS);
    look();
  }
  await wait(REST);
  await until(() => String(shown(document)) === String(before), `rest after ${JSON.stringify(text)}`);
  listening.dispose();
  const noisy = states.find((state) => String(state) !== String(before));
  if (noisy) throw new Error(`while ${JSON.stringify(text)} is typed: ${JSON.stringify(noisy)}`);
  console.log(
    `${JSON.stringify(text)}: ${states.length} states, all quiet${hasStopped ? '; the machine was too slow for the rest' : ''}`,
  );
  const everything = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  await editor.edit((change) => change.replace(everything, source));
}

export async function run() {
  const [folder] = vscode.workspace.workspaceFolders;
  const editor = await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, 'typed.bpf.c'));
  await until(() => shown(editor.document).length === 1, 'finding');
  for (const [behind, text] of EDITS) await typeInto(editor, behind, text);
}
