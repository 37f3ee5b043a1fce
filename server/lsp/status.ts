/** `bpfCpumask/status`: what the status item of an editor shows of a document. */
import { kernelOf } from '../service/settings/merge.ts';
import type { Incomplete, Severity } from '../service/types.ts';
import type { Doc } from './documents.ts';

export const STATUS = 'bpfCpumask/status';

export interface Status {
  readonly uri: string;
  readonly state: 'working' | 'idle' | 'off';
  readonly findings: Readonly<Record<Severity, number>>;
  /** Functions that could not be fully checked: their silence says nothing. */
  readonly incomplete: readonly Incomplete[];
  readonly kernel: string;
}

const NONE = { error: 0, warning: 0, information: 0, hint: 0 };

export function statusOf(doc: Doc, state: Status['state']): Status {
  const { result } = doc;
  return {
    uri: doc.uri,
    state,
    findings: state === 'off' ? NONE : (result?.shown.counts ?? NONE),
    incomplete: state === 'off' ? [] : (result?.file.incomplete ?? []),
    kernel: kernelOf(doc.settings),
  };
}
