/** Headers for a run: as they are on screen, else as they are on disk; and how far a document's includes lead. */
import { Uri, workspace } from 'vscode';
import { reachOf } from '../../bpf/syntax/includes/include-roots.ts';
import { type Reach, scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { SECTION } from '../documents.ts';
import type { ClientHost, Disk } from '../host/host.ts';
import { readWorkspaceFile } from '../workspace-file.ts';
import type { ReadFile } from './requested-files.ts';

export interface Headers {
  readonly read: ReadFile;
  reachOf(uri: Uri): Promise<Reach>;
}

/** On disk a header may lie beside a file that no folder holds, as the language server reads it too. */
export function openHeaders(host: ClientHost): Headers {
  let opened: Promise<Disk> | undefined;
  const disk = async (): Promise<Disk | undefined> => {
    opened ??= host.loadDisk?.();
    return await opened;
  };
  return {
    async read(address, reach) {
      // A document without a folder, as an untitled one, leads to addresses that are none: this throws.
      const uri = Uri.parse(address, true);
      const key = uri.toString();
      const open = workspace.textDocuments.find((document) => document.uri.toString() === key);
      if (open) return open.getText();
      if (uri.scheme !== 'file') return readWorkspaceFile(address);
      return (await disk())?.read(address, scopeOf(reach)) ?? null;
    },
    async reachOf(uri) {
      const files = await disk();
      const folders = (workspace.workspaceFolders ?? []).map((folder) => folder.uri.toString());
      const repositoryOf = (folder: string) => files?.repositoryOf(folder);
      return reachOf({ folders, repositoryOf }, uri.toString(), includePaths(uri));
    },
  };
}

/** The setting, or nothing where it is no list of folders: the language server says so in its log. */
function includePaths(uri: Uri): readonly string[] {
  const paths = workspace.getConfiguration(SECTION, uri).get<unknown>('includePaths');
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string' && path.trim() !== '') : [];
}
