/** The extension in a web worker: vscode.dev and its kin. Nothing here may need Node. */
import type { ExtensionContext } from 'vscode';
import { activateIn, type Deactivate } from './extension.ts';

let deactivateClient: Deactivate | undefined;

export function activate(context: ExtensionContext): void {
  deactivateClient = activateIn(context, {
    name: 'web',
    load: async () => (await import('./web-client.ts')).makeClient,
    loadEmulator: async () => (await import('./web-emulator.ts')).startEmulator,
  });
}

export function deactivate(): Promise<void> | undefined {
  return deactivateClient?.();
}
