/** Texts that the page and the copied text have in common. */
import { grouped } from '../../bpf/words/grouped.ts';
import { words } from '../../bpf/words/panel.ts';
import type { Place, RunRecord } from '../../emulator/worker/messages.ts';

/** `12 of 64`; some kinds of maps have no bound. */
export function entriesText(entries: number, most: number): string {
  return most > 0 ? words().numberOf(grouped(entries), grouped(most)) : grouped(entries);
}

/** `main.bpf.c:12`; `source` is the document that runs, whose places name no path ('' when it has no name). */
export function placeText({ range, path }: Place, source: string): string {
  const name = path === undefined ? source : plainName(path);
  const line = range.start.line + 1;
  return name ? `${name}:${line}` : words().line(line);
}

/** The last part of an address, as a file is called. */
function plainName(path: string): string {
  const name = path.replace(/^.*[/\\]/, '');
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** How a run ended and what it took. */
export function resultText(record: RunRecord): string {
  const { returns, faults, steps, milliseconds } = record;
  // The one that ended it is named already.
  const more = faults.length > (returns ? 0 : 1);
  const parts = [returns || words().endedByFault, more && words().faultCount(faults.length)];
  return [...parts, words().steps(steps), `${grouped(Math.ceil(milliseconds))} ms`]
    .filter(Boolean)
    .join(', ');
}

/** Is it a run of user space? */
export function isProcess({ events }: RunRecord): boolean {
  return events[0]?.change.sections?.isUserSpace === true;
}

/** Over what a run printed. */
export function outputHead(record: RunRecord): string {
  return isProcess(record) ? words().output : 'printk';
}

export function gapText(count: number): string {
  return words().callsLeftOut(count);
}

/** Calls that the run made, also those that are left out. */
export function callCount({ events, skipped }: RunRecord): number {
  return events.filter(({ kind }) => kind === 'call').length + (skipped?.count ?? 0);
}

/** Which call an event is, counted from 1. The event at 0 is the state before the run. */
export function callNumber({ skipped }: RunRecord, index: number): number {
  return skipped && index >= skipped.before ? index + skipped.count : index;
}

export { grouped };
