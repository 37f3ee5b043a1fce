/** Making elements. Text of a record only ever becomes text, never markup. */
import type { Place } from '../../../emulator/worker/messages.ts';
import { placeText } from '../words.ts';
import { keep, kept, post } from './host.ts';

export type Child = Node | string | false | undefined;
type Setting = string | boolean | ((event: Event) => void);

/** An element: strings are attributes, functions listen, `true` is an attribute without a value. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  settings: Readonly<Record<string, Setting>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, setting] of Object.entries(settings)) {
    if (typeof setting === 'function') element.addEventListener(name, setting);
    else if (setting !== false) element.setAttribute(name, setting === true ? '' : setting);
  }
  element.append(...present(children));
  return element;
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...present(children));
}

function present(children: Child[]): (Node | string)[] {
  return children.filter((child) => child !== false && child !== undefined && child !== '') as (
    | Node
    | string
  )[];
}

/** An element of the page as it was written. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** A link to a place of the source. */
export function placeLink(place: Place, source: string): HTMLElement {
  const click = () => post({ kind: 'reveal', place });
  return h('button', { type: 'button', class: 'link', click }, placeText(place, source));
}

/** A group that opens and closes, and is again as the user left it. */
export function group(name: string, open: boolean, summary: Child, ...children: Child[]): HTMLElement {
  const details = h('details', { open: kept().open[name] ?? open }, h('summary', {}, summary), ...children);
  details.addEventListener('toggle', () => {
    if (details.open !== (kept().open[name] ?? open))
      keep({ open: { ...kept().open, [name]: details.open } });
  });
  return details;
}
