/** The extension in a Node host: the desktop, a remote machine. */
import type { ExtensionContext } from 'vscode';
import { activateIn, type Deactivate } from './extension.ts';

let deactivateClient: Deactivate | undefined;

export function activate(context: ExtensionContext): void {
  deactivateClient = activateIn(context, {
    name: 'Node',
    load: async () => (await import('./node-client.ts')).makeClient,
    loadEmulator: async () => (await import('./node-emulator.ts')).startEmulator,
  });
}

export function deactivate(): Promise<void> | undefined {
  return deactivateClient?.();
}
