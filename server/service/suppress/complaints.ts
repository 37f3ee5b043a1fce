/**
 * What is wrong with a comment that suppresses. These are findings about comments and no faults of programs: the kernel
 * has nothing to say of them, so they have ids of their own beside the rules'.
 */
import { words } from '../../../bpf/words/suppress.ts';
import type { Severity } from '../types.ts';

/** Never renamed, as the rules' are not. */
export const COMPLAINT_IDS = [
  'suppression-unused',
  'suppression-without-reason',
  'suppression-unknown-rule',
] as const;
export type ComplaintId = (typeof COMPLAINT_IDS)[number];

/** Unless the settings say otherwise. None is an error: the program is what it was. */
export const COMPLAINT_SEVERITY: Readonly<Record<ComplaintId, Severity>> = {
  'suppression-unused': 'hint',
  'suppression-without-reason': 'information',
  'suppression-unknown-rule': 'warning',
};

export function isComplaint(id: string): id is ComplaintId {
  return COMPLAINT_IDS.some((known) => known === id);
}

/** What is to be read of one: one line for lists, and a page. */
export function complaintTexts(id: ComplaintId): { readonly title: string; readonly docs: string } {
  return { title: words().titles[id], docs: words().pages[id] };
}
