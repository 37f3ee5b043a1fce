/** Headers on disk, by `file:` URI. A file is looked at again only now and then, or when the client says so. */
import { fileURLToPath } from 'node:url';
import { createNodeFiles, type NodeFiles } from '../../../bpf/syntax/includes/node-files.ts';

/** How long what the disk said holds without asking again. */
const TRUST_MS = 3_000;

export function createNodeReader(): NodeFiles {
  return createNodeFiles({ pathOf: localPath, trust: TRUST_MS });
}

/** Other schemes (`untitled:`, `vscode-vfs:`) have no files here. */
function localPath(uri: string): string | undefined {
  if (!/^file:/i.test(uri)) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}
