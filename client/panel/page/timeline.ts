/** The slider with its buttons, and what it stands at. */
import { words } from '../../../bpf/words/panel.ts';
import type { View } from '../model.ts';
import { callNumber, gapText, grouped } from '../words.ts';
import { byId, fill, h, placeLink } from './dom.ts';
import type { Shown } from './shown.ts';

const slider = byId<HTMLInputElement>('slider');

export function listenToSlider(moveTo: (index: number) => void): void {
  slider.addEventListener('input', () => moveTo(slider.valueAsNumber));
  byId('previous').addEventListener('click', () => moveTo(slider.valueAsNumber - 1));
  byId('next').addEventListener('click', () => moveTo(slider.valueAsNumber + 1));
}

export function showTimeline({ run, source, calls }: Shown, view: View): void {
  const last = run.record.events.length - 1;
  const { event, index, gap } = view;
  const number = words().numberOf(grouped(callNumber(run.record, index)), grouped(calls));
  slider.max = String(last);
  slider.value = String(index);
  slider.setAttribute(
    'aria-valuetext',
    event.kind === 'call' ? words().callIs(number, event.text) : event.text,
  );
  fill(
    byId('now'),
    event.kind === 'call' && h('span', { class: 'dim' }, words().call(number)),
    h('code', {}, event.text),
    ' ',
    placeLink(event.place, source),
    event.depth > 0 && words().inFunction(event.function),
    gap > 0 && h('span', { class: 'dim' }, words().gapBefore(gapText(gap))),
  );
}
