/** Everything of the state that is not a mask: references, kptr fields, variables, maps, sections. */
import type { MapState, ReferenceState } from '../../../emulator/worker/messages.ts';
import type { Row, View } from '../model.ts';
import { elementRows, holdersText, nameOf, sectionLines, slotRows, variableRows } from '../model.ts';
import { grouped } from '../words.ts';
import type { Child } from './dom.ts';
import { byId, fill, group, h, placeLink } from './dom.ts';
import type { Shown } from './shown.ts';

/** Rows of one table at most. */
const MOST = 200;

export function showTables(shown: Shown, view: View): void {
  const { references, maps, sections } = view.state;
  fill(
    byId('tables'),
    h('p', {}, `The program is ${sectionLines(sections).join(', ')}.`),
    referenceTable(shown, references),
    rowTable('Local variables', 'Variable', variableRows(view)),
    rowTable('kptr fields', 'Field', slotRows(shown.run, view)),
    ...maps.map((map) => mapTable(map, elementRows(map, view))),
  );
}

function referenceTable({ run, source }: Shown, references: readonly ReferenceState[]): Child {
  const rows = references.map((reference) => [
    nameOf(run, reference.object),
    h('span', {}, `${reference.by} `, placeLink(reference.place, source)),
    holdersText(reference),
  ]);
  if (rows.length === 0) return h('p', {}, 'It owns no references.');
  return group(
    'References',
    true,
    `References to give back (${rows.length})`,
    table(['Object', 'From', 'Held by'], rows),
  );
}

function rowTable(name: string, column: string, rows: readonly Row[]): Child {
  return rows.length > 0 && group(name, true, name, table([column, 'Value'], rows.map(cells)));
}

function mapTable({ name, type, entries, most }: MapState, rows: readonly Row[]): Child {
  // Some kinds of maps have no bound.
  const title = `Map ${name} (${type}), entries: ${grouped(entries)}${most > 0 ? ` of ${grouped(most)}` : ''}`;
  if (rows.length === 0) return h('p', {}, title);
  const more = entries > rows.length && h('p', { class: 'dim' }, `${grouped(entries - rows.length)} more`);
  return group(`map ${name}`, true, title, table(['Key', 'Value'], rows.map(cells)), more);
}

function cells({ name, value, changed }: Row): Child[] {
  const now = h('b', {}, value, h('span', { class: 'dim' }, ' (this step)'));
  return [name, changed ? now : value];
}

function table(columns: readonly string[], rows: readonly (readonly Child[])[]): HTMLElement {
  const head = h('tr', {}, ...columns.map((column) => h('th', { scope: 'col' }, column)));
  const body = rows.slice(0, MOST).map((row) => h('tr', {}, ...row.map((cell) => h('td', {}, cell))));
  const more = rows.length > MOST && h('caption', {}, `The first ${MOST} of ${grouped(rows.length)}`);
  return h('table', {}, more, h('thead', {}, head), h('tbody', {}, ...body));
}
