/** The emulator's worker, as the runner sees it on either host. */
import type { ExtensionContext } from 'vscode';
import type { RunReply, RunRequest } from '../../emulator/worker/messages.ts';

export interface Emulator {
  ask(request: RunRequest): void;
  /** Ends it at once, whatever it does. */
  end(): void;
}

export interface EmulatorEvents {
  reply(reply: RunReply): void;
  /** It ended without having been told to; may be called more than once, also after `end()`. */
  lost(why: string): void;
}

export type StartEmulator = (context: ExtensionContext, events: EmulatorEvents) => Promise<Emulator>;
