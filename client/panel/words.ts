/** Words that the page and the copied text have in common. */
import type { Place, RunRecord } from '../../emulator/worker/messages.ts';

/** 12345 as `12,345`. (The first `toLocaleString` of a page takes 20 ms.) */
export function grouped(count: number): string {
  return `${count}`.replace(/\B(?=(\d{3})+$)/g, ',');
}

export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `main.bpf.c:12`; `source` is the document that runs, whose places name no path ('' when it has no name). */
export function placeText({ range, path }: Place, source: string): string {
  const name = path === undefined ? source : plainName(path);
  return `${name ? `${name}:` : 'line '}${range.start.line + 1}`;
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
  const parts = [returns || 'Ended by a fault', more && counted(faults.length, 'fault')];
  return [...parts, counted(steps, 'step'), `${grouped(Math.ceil(milliseconds))} ms`]
    .filter(Boolean)
    .join(', ');
}

export function gapText(count: number): string {
  return `${counted(count, 'call')} left out`;
}

/** Calls that the run made, also those that are left out. */
export function callCount({ events, skipped }: RunRecord): number {
  return events.filter(({ kind }) => kind === 'call').length + (skipped?.count ?? 0);
}

/** Which call an event is, counted from 1. The event at 0 is the state before the run. */
export function callNumber({ skipped }: RunRecord, index: number): number {
  return skipped && index >= skipped.before ? index + skipped.count : index;
}
