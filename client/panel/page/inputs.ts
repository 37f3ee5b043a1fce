/** The fields of what a run begins with. */
import { words } from '../../../bpf/words/panel.ts';
import type { Input, InputValues } from '../../../emulator/worker/messages.ts';
import type { Child } from './dom.ts';
import { byId, fill, group, h } from './dom.ts';
import { keep, kept } from './host.ts';

/** How a value of that kind is written. */
function hintOf({ kind, nullable }: Input): string {
  const { [kind]: hint } = words().hints;
  return nullable ? words().orNull(hint) : hint;
}

let inputs: readonly Input[] = [];
/** What was typed when the last run was asked for. */
let sent: InputValues = {};

/** What a field holds: what was typed since, or what ran. */
function heldIn({ id, value }: Input): string {
  return kept().edits[id] ?? value;
}

/** The values that differ from the usual ones, as a run is asked for with. */
export function takeValues(): InputValues {
  sent = kept().edits;
  const changed = inputs.filter((input) => heldIn(input) !== input.usual);
  return Object.fromEntries(changed.map((input) => [input.id, heldIn(input)]));
}

/** Inputs of a run that came back; what was typed while it ran stays. */
export function showInputs(next: readonly Input[]): void {
  inputs = next;
  const later = Object.entries(kept().edits).filter(([id, value]) => sent[id] !== value);
  keep({ edits: Object.fromEntries(later) });
  const focus = document.activeElement;
  byId('inputs').hidden = inputs.length === 0;
  fill(byId('fields'), ...(['Variables', 'Maps and globals', 'Machine'] as const).map(fieldGroup));
  showPending();
  // The fields are new ones: the reader goes on where he was.
  if (focus?.id.startsWith('in-') && !focus.isConnected) focusOn(focus.id);
}

function focusOn(id: string): void {
  const field = document.getElementById(id);
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}

function fieldGroup(name: Input['group']): Child {
  const mine = inputs.filter((input) => input.group === name);
  if (mine.length === 0) return undefined;
  const shown = words().groups[name];
  if (name !== 'Machine') return group(name, true, shown, ...mine.map(field));
  // It is long, and most of it stays as it is: what differs is told while it is closed.
  const told = mine.filter(({ value, usual }) => value !== usual);
  const summary = [shown, ...told.map(({ label, value }) => `${label} ${value}`)].join(', ');
  return group(
    name,
    mine.some(({ problem }) => problem),
    summary,
    ...mine.map(field),
  );
}

function field(input: Input): HTMLElement {
  const id = `in-${inputs.indexOf(input)}`;
  const control = controlOf(input, id);
  const back =
    input.usual === '' ? words().resetToNothing(input.label) : words().resetTo(input.label, input.usual);
  const reset = h(
    'button',
    { type: 'button', class: 'link reset', title: back, 'aria-label': back },
    words().reset,
  );
  const line = h(
    'div',
    { class: 'field' },
    h('label', { for: id, title: input.about }, input.label),
    control,
    reset,
    input.problem !== undefined && h('p', { id: `${id}-problem`, class: 'problem' }, input.problem),
  );
  const edited = () => {
    edit(input, control.value);
    line.classList.toggle('changed', control.value !== input.usual);
    reset.hidden = control.value === input.usual;
  };
  control.addEventListener('input', edited);
  reset.addEventListener('click', () => {
    control.value = input.usual;
    edited();
    control.focus();
  });
  line.classList.toggle('changed', heldIn(input) !== input.usual);
  reset.hidden = heldIn(input) === input.usual;
  return line;
}

function controlOf(input: Input, id: string): HTMLInputElement | HTMLSelectElement {
  const refused = input.problem !== undefined;
  const problem = { 'aria-describedby': refused && `${id}-problem`, 'aria-invalid': refused && 'true' };
  const { kind, choices = [] } = input;
  const value = heldIn(input);
  if (kind === 'choice') {
    const options = choices.map((choice) => h('option', { selected: choice === value }, choice));
    return h('select', { id, ...problem }, ...options);
  }
  const hint = hintOf(input);
  const title = [input.about, hint].filter(Boolean).join('\n');
  return h('input', { id, type: 'text', value, title, placeholder: hint, spellcheck: 'false', ...problem });
}

function edit({ id, value }: Input, typed: string): void {
  const { [id]: _, ...others } = kept().edits;
  keep({ edits: typed === value ? others : { ...others, [id]: typed } });
  showPending();
}

/** A button, when what is on screen ran with other values. Shown or not, it makes Enter run again in every field. */
function showPending(): void {
  byId('pending').hidden = Object.keys(kept().edits).length === 0;
}
