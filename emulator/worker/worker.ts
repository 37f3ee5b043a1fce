/** The emulator in a worker of its own, whatever the worker is made of: requests in, replies out. */
import { words } from '../../bpf/words/emulator.ts';
import { answer } from './answer.ts';
import type { RunReply, RunRequest } from './messages.ts';

/** Answers requests one after the other, each when `ready` is settled; a worker that cannot parse refuses them. */
export function answerRuns(ready: Promise<void>, post: (reply: RunReply) => void): (data: unknown) => void {
  return (data) => {
    if (!isRequest(data)) return;
    const { id } = data;
    ready
      .then(() => post(answer(data, (steps) => post({ kind: 'progress', id, steps }))))
      .catch((error: unknown) => {
        const message = words().failedBefore(error instanceof Error ? error.message : String(error));
        post({ kind: 'refused', id, message });
      });
  };
}

function isRequest(data: unknown): data is RunRequest {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'run';
}
