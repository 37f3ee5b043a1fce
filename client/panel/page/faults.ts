/** Faults of a run with the path that led to each, and why nothing ran. */
import type { RecordFault } from '../../../emulator/worker/messages.ts';
import type { ToPanel } from '../messages.ts';
import { byId, fill, h, placeLink } from './dom.ts';

export function showFaults(faults: readonly RecordFault[], source: string): void {
  byId('faults').hidden = faults.length === 0;
  fill(byId('fault-list'), ...faults.map((fault) => faultItem(fault, source)));
}

function faultItem({ kind, message, place, path }: RecordFault, source: string): HTMLElement {
  const steps = path.map((step) => h('li', {}, `${step.message} `, placeLink(step.place, source)));
  return h(
    'li',
    {},
    h('code', { class: 'bad' }, kind),
    ' ',
    placeLink(place, source),
    h('p', {}, message),
    steps.length > 0 && h('ol', {}, ...steps),
  );
}

export function showRefusal(
  refusal: Extract<ToPanel, { kind: 'refused' }> | undefined,
  source: string,
): void {
  byId('refused').hidden = !refusal;
  if (!refusal) return;
  const { message, place } = refusal;
  fill(byId('reason'), h('p', {}, `${message} `, place && placeLink(place, source)));
}
