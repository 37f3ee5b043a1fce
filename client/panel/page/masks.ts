/** Cards of masks: name, who holds it, its CPUs as text and as a picture. */
import type { MaskView, View } from '../model.ts';
import { holdersText, masksFirst, maskView } from '../model.ts';
import { counted, grouped } from '../words.ts';
import { addPicture, beginPictures, removePicture, updatePicture } from './canvas.ts';
import type { Child } from './dom.ts';
import { byId, fill, group, h, placeLink } from './dom.ts';
import type { Shown } from './shown.ts';

interface Card {
  readonly element: HTMLElement;
  readonly words: HTMLElement;
  readonly canvas: HTMLCanvasElement;
}

/** Masks that are shown until more are asked for. */
const MOST = 24;

const cards = new Map<number, Card>();
const used = h('div');
const others = h('div');
const othersHead = h('span');
const more = h('button', { type: 'button', class: 'second' });
const note = h('p', { class: 'dim' });

let shown: Shown | undefined;
let view: View | undefined;
let most = MOST;
let othersGroup: HTMLElement | undefined;

export function listenToMasks(): void {
  othersGroup = group('others', false, othersHead, others);
  byId('masks').append(used, more, note, othersGroup);
  more.addEventListener('click', () => {
    most = Number.POSITIVE_INFINITY;
    if (shown && view) showMasks(shown, view);
  });
  othersGroup.addEventListener('toggle', () => shown && view && showMasks(shown, view));
}

export function showMasks(next: Shown, at: View): void {
  if (shown?.run !== next.run) {
    cards.clear();
    most = MOST;
    beginPictures(next.run.record.machine);
  }
  shown = next;
  view = at;
  const first = masksFirst(at, most);
  // What is closed is not drawn.
  const rest = othersGroup instanceof HTMLDetailsElement && othersGroup.open ? at.others.slice(0, MOST) : [];
  place(used, first);
  place(others, rest);
  forget(new Set([...first, ...rest]));
  more.hidden = first.length === at.masks.length;
  more.textContent = `Show all ${grouped(at.masks.length)} masks`;
  fill(note, noteText(at));
  othersHead.textContent = `${counted(at.others.length, 'mask')} that the run does not use`;
  othersGroup!.hidden = at.others.length === 0;
}

function noteText({ masks, freed }: View): string {
  if (freed.length > 0)
    return `Freed earlier: ${freed.slice(0, 12).join(', ')}${freed.length > 12 ? ` and ${grouped(freed.length - 12)} more` : ''}.`;
  return masks.length === 0 ? 'No masks here.' : '';
}

/** Puts the cards of masks into a container, and moves those that stand elsewhere. */
function place(container: HTMLElement, ids: readonly number[]): void {
  ids.forEach((id, index) => {
    const card = cardOf(id);
    const here = container.children[index];
    if (here !== card.element) container.insertBefore(card.element, here ?? null);
  });
}

function forget(wanted: ReadonlySet<number>): void {
  for (const [id, { element, canvas }] of cards) {
    if (wanted.has(id)) continue;
    element.remove();
    removePicture(canvas);
    cards.delete(id);
  }
  const known = new Set([...cards.values()].map(({ element }) => element as Element));
  for (const element of [...used.children, ...others.children]) if (!known.has(element)) element.remove();
}

function cardOf(id: number): Card {
  const mask = maskView(shown!.run, view!, id);
  const old = cards.get(id);
  if (old) updatePicture(old.canvas, mask);
  const card = old ?? newCard(mask);
  cards.set(id, card);
  card.element.className = `mask${mask.touched ? ' touched' : ''}${mask.freed ? ' freed' : ''}`;
  fill(card.words, ...wordsOf(mask));
  return card;
}

function newCard(mask: MaskView): Card {
  const words = h('div');
  const canvas = addPicture(mask);
  return { words, canvas, element: h('article', { 'aria-label': mask.info.name }, words, canvas) };
}

function wordsOf(mask: MaskView): Child[] {
  const { info, freed, touched, weight, cpus, set, cleared, stray } = mask;
  return [
    h(
      'h3',
      {},
      info.name,
      h('span', { class: 'dim' }, ` ${info.struct}`),
      freed && h('span', { class: 'badge' }, 'freed by this step'),
      !freed && touched && h('span', { class: 'badge' }, 'this step'),
    ),
    heldBy(mask),
    h(
      'p',
      {},
      'CPUs ',
      h('code', {}, cpus),
      weight > 1 && h('span', { class: 'dim' }, ` (${grouped(weight)})`),
    ),
    stray !== '' && h('p', { class: 'stray' }, 'Stray bits ', h('code', {}, stray)),
    (set !== '' || cleared !== '') &&
      h(
        'p',
        {},
        'This step: ',
        [set && `sets ${set}`, cleared && `clears ${cleared}`].filter(Boolean).join(', '),
      ),
  ];
}

function heldBy({ info, references, slots }: MaskView): Child {
  const { source } = shown!;
  const made =
    info.by !== undefined && h('span', {}, `${info.by} `, info.place && placeLink(info.place, source));
  const held = [
    ...references.map((reference) => `reference held by ${holdersText(reference)}`),
    ...slots.map((slot) => `in ${slot}`),
  ].join('; ');
  if (!made && held === '') return undefined;
  return h('p', { class: 'dim' }, made && 'From ', made, made && held !== '' && '; ', held);
}
