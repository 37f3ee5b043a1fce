/** Everything of the state that is not a mask: references, kptr fields, variables, maps, sections. */
import { words } from '../../../bpf/words/panel.ts';
import type { MapState, ReferenceState } from '../../../emulator/worker/messages.ts';
import type { Row, View } from '../model.ts';
import { elementRows, holdersText, nameOf, sectionLines, slotRows, variableRows } from '../model.ts';
import { entriesText, grouped } from '../words.ts';
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
    referenceTable(shown, references),
    rowTable(words().variables, words().variable, variableRows(view)),
    rowTable(words().slots, words().field, slotRows(shown.run, view)),
    ...maps.map((map) => mapTable(map, elementRows(map, view))),
  );
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

function mapTable({ name, type, entries, most }: MapState, rows: readonly Row[]): Child {
  // Some kinds of maps have no bound.
  const title = words().map(name, type, entriesText(entries, most));
  if (rows.length === 0) return h('p', {}, title);
  const more =
    entries > rows.length && h('p', { class: 'dim' }, words().more(grouped(entries - rows.length)));
  return group(`map ${name}`, true, title, table([words().key, words().value], rows.map(cells)), more);
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
