/** Cards of masks: name, who holds it, its CPUs as text and as a picture. */
import { words } from '../../../bpf/words/panel.ts';
import type { MaskView, View } from '../model.ts';
import { holdersText, masksFirst, maskView } from '../model.ts';
import { grouped } from '../words.ts';
import { addPicture, beginPictures, removePicture, updatePicture } from './canvas.ts';
import type { Child } from './dom.ts';
import { byId, fill, h, placeLink } from './dom.ts';
import type { Shown } from './shown.ts';

interface Card {
  readonly element: HTMLElement;
  readonly words: HTMLElement;
  readonly canvas: HTMLCanvasElement;
}

/** Masks that are shown until all are asked for; those that the run does not use are not among them. */
const MOST = 24;

const cards = new Map<number, Card>();
const container = byId('masks');
const more = byId('more');

let shown: Shown | undefined;
let view: View | undefined;
let all = false;

export function listenToMasks(): void {
  more.addEventListener('click', () => {
    all = true;
    if (shown && view) showMasks(shown, view);
  });
}

export function showMasks(next: Shown, at: View): void {
  if (shown?.run !== next.run) {
    cards.clear();
    all = false;
    beginPictures(next.run.record.machine);
  }
  shown = next;
  view = at;
  const ids = all ? [...at.masks, ...at.others] : masksFirst(at, MOST);
  forget(new Set(ids));
  fill(container, ...ids.map((id) => cardOf(id).element));
  const rest = at.masks.length + at.others.length - ids.length;
  more.hidden = rest === 0;
  more.textContent = words().showMoreMasks(rest);
  byId('freed').textContent = noteText(at, ids.length);
}

function noteText({ freed }: View, count: number): string {
  if (freed.length === 0) return count === 0 ? words().noMasks : '';
  return words().freedEarlier(freed.slice(0, 12).join(', '), freed.length > 12);
}

function forget(wanted: ReadonlySet<number>): void {
  for (const [id, { canvas }] of cards) {
    if (wanted.has(id)) continue;
    removePicture(canvas);
    cards.delete(id);
  }
}

function cardOf(id: number): Card {
  const mask = maskView(shown!.run, view!, id);
  const old = cards.get(id);
  if (old) updatePicture(old.canvas, mask);
  const card = old ?? newCard(mask);
  cards.set(id, card);
  card.element.className = `mask${mask.touched ? ' touched' : ''}${mask.freed ? ' freed' : ''}`;
  fill(card.words, ...partsOf(mask));
  return card;
}

function newCard(mask: MaskView): Card {
  const words = h('div');
  const canvas = addPicture(mask);
  return { words, canvas, element: h('article', { 'aria-label': mask.info.name }, words, canvas) };
}

function partsOf(mask: MaskView): Child[] {
  const { info, freed, touched, weight, cpus, set, cleared, stray } = mask;
  return [
    h(
      'h3',
      {},
      info.name,
      h('span', { class: 'dim' }, ` ${info.struct}`),
      freed && h('span', { class: 'badge' }, words().freedByThis),
      !freed && touched && h('span', { class: 'badge' }, words().thisStep),
    ),
    heldBy(mask),
    h(
      'p',
      {},
      words().cpus,
      ' ',
      h('code', {}, cpus),
      weight > 1 && h('span', { class: 'dim' }, ` (${grouped(weight)})`),
    ),
    stray !== '' && h('p', { class: 'stray' }, words().strayBits, h('code', {}, stray)),
    (set !== '' || cleared !== '') &&
      h(
        'p',
        {},
        words().thisStepDoes,
        [set && words().sets(set), cleared && words().clears(cleared)].filter(Boolean).join(', '),
      ),
  ];
}

function heldBy({ info, references, slots }: MaskView): Child {
  const { by, place } = info;
  const held = [
    ...references.map((reference) => words().heldBy(holdersText(reference))),
    ...slots.map((slot) => words().inSlot(slot)),
  ];
  const link = place && placeLink(place, shown!.source);
  return h('p', { class: 'dim' }, by && words().from(by), link, ...held);
}
