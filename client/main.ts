/** The extension in a Node host (the desktop, a remote machine) or in a web worker (vscode.dev and its kin). */
import type { ExtensionContext } from 'vscode';
import { activateIn, type Deactivate } from './extension.ts';
import type { ClientHost } from './host/host.ts';

const NODE: ClientHost = {
  name: 'Node',
  load: async () => (await import('./host/node-client.ts')).makeClient,
  loadEmulator: async () => (await import('./host/node-emulator.ts')).startEmulator,
  loadDisk: async () => (await import('./host/node-disk.ts')).disk,
};

/** Nothing that this leads to may need Node. */
const WEB: ClientHost = {
  name: 'web',
  load: async () => (await import('./host/web-client.ts')).makeClient,
  loadEmulator: async () => (await import('./host/web-emulator.ts')).startEmulator,
};

const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';

let deactivateClient: Deactivate | undefined;

export function activate(context: ExtensionContext): void {
  deactivateClient = activateIn(context, isNode ? NODE : WEB);
}

export function deactivate(): Promise<void> | undefined {
  return deactivateClient?.();
}
