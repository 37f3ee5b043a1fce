/** Tells the editor's menus whether the document in front is ours. */
import { commands, type Disposable, window } from 'vscode';
import { isWanted } from './documents.ts';

/** As `when` clauses in the manifest name it. */
const IS_OURS = 'bpfCpumask.isBpfC';

export interface Active extends Disposable {
  /** Something may have changed about the document in front. */
  refresh(): void;
}

export function watchActive(): Active {
  let told = false;
  const refresh = () => {
    const document = window.activeTextEditor?.document;
    const is = document !== undefined && isWanted(document);
    if (is === told) return;
    told = is;
    void commands.executeCommand('setContext', IS_OURS, is);
  };
  const listener = window.onDidChangeActiveTextEditor(refresh);
  refresh();
  return { refresh, dispose: () => listener.dispose() };
}
