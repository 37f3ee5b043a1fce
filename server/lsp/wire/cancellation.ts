/** Whether a request is still wanted, as the protocol's types say it. */
import type { CancellationToken } from 'vscode-languageserver';

export interface Cancellable {
  readonly token: CancellationToken;
  cancel(): void;
}

export function cancellable(): Cancellable {
  const listeners = new Set<() => void>();
  let isCancelled = false;
  return {
    token: {
      get isCancellationRequested() {
        return isCancelled;
      },
      onCancellationRequested(listener: (event: unknown) => unknown) {
        const call = () => void listener(undefined);
        if (isCancelled) call();
        else listeners.add(call);
        return { dispose: () => void listeners.delete(call) };
      },
    },
    cancel() {
      if (isCancelled) return;
      isCancelled = true;
      const all = [...listeners];
      listeners.clear();
      for (const call of all) call();
    },
  };
}
