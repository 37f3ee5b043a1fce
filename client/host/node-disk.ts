/** Headers on disk, for runs: read as the language server reads them. */
import { fileURLToPath } from 'node:url';
import { createNodeFiles } from '../../bpf/syntax/includes/node-files.ts';
import type { Disk } from './host.ts';

/** A run asks for all that it includes within that time, and another run looks again. */
const TRUST_MS = 500;

export const disk: Disk = createNodeFiles({
  trust: TRUST_MS,
  pathOf(address) {
    try {
      return address.startsWith('file:') ? fileURLToPath(address) : undefined;
    } catch {
      return undefined;
    }
  },
});
