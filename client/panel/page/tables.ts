/** Everything of the state that is not a mask: references, kptr fields, variables, maps, sections. */
import { words } from '../../../bpf/words/panel.ts';
import type { ElementState, MapState, ReferenceState, RunRecord } from '../../../emulator/worker/messages.ts';
import type { Row, View } from '../model.ts';
import { elementRows, holdersText, nameOf, sectionLines, slotRows, variableRows } from '../model.ts';
import { type CpuValue, cpuValues } from '../per-cpu.ts';
import { callNumber, entriesText, grouped } from '../words.ts';
import type { Child } from './dom.ts';
import { byId, fill, group, h, placeLink } from './dom.ts';
import type { Shown } from './shown.ts';

/** Rows of one table at most. */
const MOST = 200;

export function showTables(shown: Shown, view: View): void {
  const { references, maps, sections } = view.state;
  fill(
    byId('tables'),
    h('p', {}, words().programIs(sectionLines(sections).join(', '))),
    !sections.isUserSpace && referenceTable(shown, references),
    rowTable(words().variables, words().variable, variableRows(view)),
    rowTable(words().slots, words().field, slotRows(shown.run, view)),
    ...maps.map((map) => mapTable(shown, map, view)),
  );
}

/** The event that wrote a value is a click away. */
export function listenToTables(moveTo: (index: number) => void): void {
  byId('tables').addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest<HTMLElement>('[data-event]') : null;
    if (link) moveTo(Number(link.dataset.event));
  });
}

function referenceTable({ run, source }: Shown, references: readonly ReferenceState[]): Child {
  const rows = references.map((reference) => [
    nameOf(run, reference.object),
    h('span', {}, `${reference.by} `, placeLink(reference.place, source)),
    holdersText(reference),
  ]);
  if (rows.length === 0) return h('p', {}, words().noReferences);
  return group(
    'References',
    true,
    words().references(rows.length),
    table([words().objectColumn, words().fromColumn, words().heldByColumn], rows),
  );
}

function rowTable(name: string, column: string, rows: readonly Row[]): Child {
  return rows.length > 0 && group(name, true, name, table([column, words().value], rows.map(cells)));
}

function mapTable(shown: Shown, map: MapState, view: View): Child {
  const { name, type, entries, most, elements } = map;
  // Some kinds of maps have no bound.
  const title = words().map(name, type, entriesText(entries, most));
  if (elements.length === 0) return h('p', {}, title);
  const left = entries - elements.length;
  const more = left > 0 && h('p', { class: 'dim' }, words().more(grouped(left)));
  const body = elements[0]!.cpus
    ? elements.flatMap((element) => cpuGrid(shown, map, element, view))
    : [table([words().key, words().value], elementRows(map, view).map(cells))];
  return group(`map ${name}`, true, title, ...body, more);
}

/** The values of one key, CPU by CPU; below each, the call that wrote it last. */
function cpuGrid({ run }: Shown, map: MapState, element: ElementState, view: View): Child[] {
  const { record } = run;
  const values = cpuValues(record, view, map, element);
  const left = record.machine.cpus - values.length;
  return [
    h('p', {}, words().keyIs(element.key)),
    h('ol', { class: 'cpus' }, ...values.map((value, cpu) => cpuCell(record, value, cpu))),
    left > 0 && h('p', { class: 'dim' }, words().moreCpus(left)),
  ];
}

function cpuCell(record: RunRecord, { value, changed, by }: CpuValue, cpu: number): HTMLElement {
  const title = by !== undefined && record.events[by]!.text;
  const link =
    by !== undefined &&
    h(
      'button',
      { type: 'button', class: 'link', title, 'data-event': `${by}` },
      changed ? words().thisStep : words().callAt(grouped(callNumber(record, by))),
    );
  return h(
    'li',
    { class: changed && 'touched' },
    h('span', { class: 'dim' }, words().cpuAt(cpu)),
    h(changed ? 'b' : 'span', {}, value),
    link,
  );
}

function cells({ name, value, changed }: Row): Child[] {
  const now = h('b', {}, value, h('span', { class: 'dim' }, words().byThisStep));
  return [name, changed ? now : value];
}

function table(columns: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const head = h('tr', {}, ...columns.map((column) => h('th', { scope: 'col' }, column)));
  const body = rows.slice(0, MOST).map((row) => h('tr', {}, ...row.map((cell) => h('td', {}, cell))));
  const more = rows.length > MOST && h('caption', {}, words().firstOf(MOST, grouped(rows.length)));
  return h('table', {}, more, h('thead', {}, head), h('tbody', {}, ...body));
}
