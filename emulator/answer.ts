/** The worker's side of messages.ts: one request, one answer. */
import type { RunReply, RunRequest } from './messages.ts';

/**
 * Runs what was asked for; blocks until it is done. The syntax must have been loaded (initSyntax). `progress` is called
 * every 100 ms or so. Never throws.
 */
export function answer(request: RunRequest, progress: (steps: number) => void): RunReply {
  void progress;
  return { kind: 'refused', id: request.id, title: 'Run', message: 'Not there yet.' };
}
