/** How far a newcomer has come in the walkthrough: a finding was seen, a document with findings became clean. */
import type { Status } from '../server/lsp/status.ts';

export type Milestone = 'sawFinding' | 'fixedFinding';

/** The milestone that a document's new status reaches, if any. */
export function milestone(before: Status | undefined, now: Status): Milestone | undefined {
  if (now.state !== 'idle') return undefined;
  if (total(now) > 0) return 'sawFinding';
  return before && total(before) > 0 ? 'fixedFinding' : undefined;
}

function total({ findings }: Status): number {
  return findings.error + findings.warning + findings.information + findings.hint;
}
