/** What the language status item says of a document: words only. */
import { words } from '../../bpf/words/client.ts';
import type { Status } from '../../server/lsp/status.ts';
import type { ServerState } from './supervisor.ts';

export interface StatusText {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'information' | 'error';
  readonly busy: boolean;
  readonly command: 'showLog' | 'restart';
}

export function statusText(server: ServerState, status: Status | undefined): StatusText {
  const calm = { severity: 'information', busy: false, command: 'showLog' } as const;
  switch (server) {
    case 'failed':
      return {
        ...calm,
        text: words().stopped,
        detail: words().cannotRun,
        severity: 'error',
        command: 'restart',
      };
    case 'stopped':
      return { ...calm, text: words().stopped, detail: '', command: 'restart' };
    case 'starting':
      return { ...calm, text: words().starting, detail: '', busy: true };
    case 'running':
      return { ...calm, ...documentText(status) };
  }
}

function documentText(status: Status | undefined): Pick<StatusText, 'text' | 'detail' | 'busy'> {
  if (!status || status.state === 'working')
    return { text: words().checking, detail: kernelText(status), busy: true };
  if (status.state === 'off') return { text: words().off, detail: '', busy: false };
  const gaps = status.incomplete.length;
  const detail = [kernelText(status), gaps > 0 && words().gaps(gaps)];
  return {
    text: words().verdict(findingsText(status.findings) || (gaps > 0 ? words().noFindings : words().clean)),
    detail: detail.filter(Boolean).join(', '),
    busy: false,
  };
}

function findingsText({ error, warning, information, hint }: Status['findings']): string {
  const parts = [
    error > 0 && words().errors(error),
    warning > 0 && words().warnings(warning),
    information + hint > 0 && words().notes(information + hint),
  ];
  return parts.filter(Boolean).join(', ');
}

/** What is said of a function that was not followed to its end, for the item's tooltip-like detail. */
function kernelText(status: Status | undefined): string {
  return status ? words().kernel(status.kernel) : '';
}
