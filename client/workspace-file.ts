/** Reads headers for what has no file system of its own: a server in a browser, the emulator. */
import { FileType, Uri, workspace } from 'vscode';
import { climbs } from './readable-files.ts';

const LONGEST = 2 * 1024 * 1024;

/** The text of a file inside the workspace; null for everything else, for what is too large and what is not there. */
export async function readWorkspaceFile(address: string): Promise<string | null> {
  try {
    const uri = Uri.parse(address, true);
    return climbs(uri.path) || !workspace.getWorkspaceFolder(uri) ? null : await readText(uri);
  } catch {
    return null;
  }
}

/** The text of a file, also outside the workspace; null for what is too large and what is not there. */
async function readText(uri: Uri): Promise<string | null> {
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.File) === 0 || size > LONGEST) return null;
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
