/** Headers for a run: as they are on screen, else as they are on disk. */
import { Uri, workspace } from 'vscode';
import type { ClientHost } from '../host.ts';
import { readText, readWorkspaceFile } from '../workspace-file.ts';
import type { ReadFile } from './gather.ts';

/** On disk a header may lie beside a file that no folder holds, as the language server reads it too. */
export function fileReader(host: ClientHost): ReadFile {
  return async (address) => {
    // A document without a folder, as an untitled one, leads to addresses that are none: this throws.
    const uri = Uri.parse(address, true);
    const key = uri.toString();
    const open = workspace.textDocuments.find((document) => document.uri.toString() === key);
    if (open) return open.getText();
    return host.name === 'Node' && uri.scheme === 'file' ? readText(uri) : readWorkspaceFile(address);
  };
}
