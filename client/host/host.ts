/** What differs between the extension hosts, and what the parts of the client hand each other. */
import type { ExtensionContext } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import type { NodeFiles } from '../../bpf/syntax/includes/node-files.ts';
import type { StartEmulator } from '../run/emulator.ts';

/** A language client that is not started yet. */
export interface MadeClient {
  readonly client: BaseLanguageClient;
  /** Ends what a stopped client may leave behind. */
  end(): void;
}

export type MakeClient = (
  context: ExtensionContext,
  options: LanguageClientOptions,
  /** Called when the server is lost without its connection being closed. */
  lost: (why: string) => void,
) => Promise<MadeClient>;

/** Files by `file:` address, within bounds. */
export type Disk = Pick<NodeFiles, 'read' | 'repositoryOf'>;

export interface ClientHost {
  readonly name: 'Node' | 'web';
  /** Loads the code that makes clients: it is large, and a window without BPF never needs it. */
  load(): Promise<MakeClient>;
  /** The code that starts the emulator's worker. */
  loadEmulator(): Promise<StartEmulator>;
  /** Files of this machine, where there are some. */
  loadDisk?(): Promise<Disk>;
}
