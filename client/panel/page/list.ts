/** The list of calls: only the rows in sight are elements, so 20,000 of them cost nothing. */
import { words } from '../../../bpf/words/panel.ts';
import { changesMasks } from '../model.ts';
import { gapText } from '../words.ts';
import { byId, fill, h } from './dom.ts';
import { post } from './host.ts';
import type { Shown } from './shown.ts';

const ROW = 22;
const list = byId('list');
const space = h('div', { role: 'none' });
list.append(space);

let shown: Shown | undefined;
let selected = 0;

/** Row of an event: the gap is a row of its own. */
function rowOf(index: number): number {
  const { skipped } = shown!.run.record;
  return skipped && index >= skipped.before ? index + 1 : index;
}

function rowCount({ run }: Shown): number {
  return run.record.events.length + (run.record.skipped ? 1 : 0);
}

export function listenToList(moveTo: (index: number) => void): void {
  list.addEventListener('scroll', () => requestAnimationFrame(draw));
  list.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
    if (row) moveTo(Number(row.dataset.index));
  });
  list.addEventListener('keydown', (event) => {
    const to = keyTarget(event.key);
    if (to !== undefined) moveTo(to);
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) reveal();
    else return;
    event.preventDefault();
  });
}

function keyTarget(key: string): number | undefined {
  const page = Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
  const targets: Record<string, number> = {
    ArrowUp: selected - 1,
    ArrowDown: selected + 1,
    PageUp: selected - page,
    PageDown: selected + page,
    Home: 0,
    End: Number.POSITIVE_INFINITY,
  };
  return targets[key];
}

function reveal(): void {
  const event = shown?.run.record.events[selected];
  if (event) post({ kind: 'reveal', place: event.place });
}

export function showList(next: Shown, index: number): void {
  if (shown !== next) {
    shown = next;
    const height = rowCount(next) * ROW;
    space.style.height = `${height}px`;
    list.style.height = `${Math.min(height, 10 * ROW) + 2}px`;
    byId('calls-head').textContent = next.calls === 0 ? words().noCalls : words().callsHead;
  }
  selected = index;
  // With the rows around it.
  const top = (rowOf(index) - 1) * ROW;
  const bottom = top + 3 * ROW - list.clientHeight;
  list.scrollTop = Math.max(bottom, Math.min(list.scrollTop, top));
  draw();
}

/** The rows in sight, and the selected one wherever it is: the list names it as its active descendant. */
function draw(): void {
  if (!shown) return;
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
  const last = Math.min(rowCount(shown), first + Math.ceil(list.clientHeight / ROW) + 8);
  const wanted = new Set([rowOf(selected)]);
  for (let row = first; row < last; row++) wanted.add(row);
  fill(space, ...[...wanted].sort((a, b) => a - b).map((row) => rowElement(shown!, row)));
  list.setAttribute('aria-activedescendant', `row-${rowOf(selected)}`);
}

function rowElement(of: Shown, row: number): HTMLElement {
  const { skipped } = of.run.record;
  const element =
    skipped?.before === row
      ? gapRow(skipped.count)
      : eventRow(of, skipped && row > skipped.before ? row - 1 : row);
  element.id = `row-${row}`;
  element.style.top = `${row * ROW}px`;
  element.setAttribute('aria-posinset', String(row + 1));
  element.setAttribute('aria-setsize', String(rowCount(of)));
  return element;
}

function gapRow(count: number): HTMLElement {
  return h('div', { role: 'option', class: 'gap', 'aria-disabled': 'true' }, gapText(count));
}

function eventRow({ run }: Shown, index: number): HTMLElement {
  const event = run.record.events[index]!;
  const text = h('span', { class: 'text', title: event.text }, event.text);
  text.style.paddingLeft = `${event.depth * 12}px`;
  const changes = changesMasks(run.record, event, index);
  const mark = { class: 'mark', role: changes && 'img', 'aria-label': changes && words().changesAMask };
  return h(
    'div',
    { role: 'option', 'data-index': `${index}`, 'aria-selected': `${index === selected}` },
    h('span', mark, changes && '\u25cf'),
    text,
    h('span', { class: 'dim' }, `${event.place.range.start.line + 1}`),
  );
}
