/**
 * One run, from the command to the panel:
 *
 *     command ──▶ asked ──▶ done, refused ──▶ on screen
 *        ▲          │ ├───▶ choose: which program? ──▶ its command
 *        │          │ └───▶ cancelled, failed: the panel says so
 *        │          └── what it ran with was another selection's: asked again
 *        └── a newer command, or the panel is closed: of this run nothing is shown any more
 */
import { type LogOutputChannel, type TextDocument, window } from 'vscode';
import { words } from '../../bpf/words/client.ts';
import { columnOf, openDocument } from './editors.ts';
import type { Headers } from './files.ts';
import type { Panel } from './panel.ts';
import type { Outcome, Runner } from './runner.ts';
import type { SliderPlace } from './slider-place.ts';
import { nameOf, newSubject, question, type Subject, show } from './subject.ts';
import { takenValues, type Values } from './values.ts';

/** What the runs of a window share. */
export interface Desk {
  readonly log: LogOutputChannel;
  readonly panel: Panel;
  readonly runner: Runner;
  readonly headers: Headers;
  readonly sliderPlace: SliderPlace;
  readonly remembered: Values;
  /** Of the last run of each document, what its values are remembered by. */
  readonly lastKeys: Map<string, string>;
  /** What was asked for last, and what the panel shows: another one until that has run, or when it is cancelled. */
  subject: Subject | undefined;
  onScreen: Subject | undefined;
  /** Of the run that counts; of an earlier one nothing is shown any more. */
  turn: number;
  /** When the last command came, until the panel has drawn what it led to. */
  began: number | undefined;
}

/** Everything that a run goes through until something of it is on screen. */
export async function runSubject(desk: Desk, of: Subject): Promise<void> {
  const { panel } = desk;
  desk.began = performance.now();
  desk.subject = of;
  const mine = ++desk.turn;
  const isWanted = () => mine === desk.turn;
  const document = await openDocument(of.uri);
  if (!isWanted()) return;
  const wasOpen = panel.isOpen();
  panel.show(columnOf(of.uri));
  panel.post({ kind: 'running', title: titleOf(of) });
  if (!document) return refuse(desk, of, words().gone(nameOf(of.uri)));
  const since = of.edits.now();
  const outcome = await ask(desk, of, document, isWanted);
  if (isWanted()) await settle(desk, of, outcome, since, wasOpen);
}

/**
 * Which values are remembered of a selection is known only once the emulator has said what it is: it is taken to be
 * what the last one of the document was, and runs again if it is not.
 */
async function ask(
  desk: Desk,
  of: Subject,
  document: TextDocument,
  isWanted: () => boolean,
): Promise<Outcome> {
  const { remembered, lastKeys, runner } = desk;
  const progress = (steps: number) => desk.panel.post({ kind: 'progress', steps });
  const keyed = (key: string) => `${of.uri} ${key}`;
  const guess = of.target.kind === 'function' ? of.target.name : (lastKeys.get(of.uri.toString()) ?? '');
  const values = of.values ?? remembered.of(keyed(guess));
  // The same text for both: its places are mapped from one mark.
  const asked = { ...question(of, document), reach: await desk.headers.reachOf(document.uri) };
  if (!isWanted()) return { kind: 'cancelled' };
  const outcome = await runner.run({ ...asked, values }, progress);
  const key = keyOf(outcome);
  if (key === undefined || !isWanted()) return outcome;
  lastKeys.set(of.uri.toString(), key);
  if (of.values) {
    if (outcome.kind === 'done') remembered.keep(keyed(key), takenValues(of.values, outcome.record));
    return outcome;
  }
  const before = remembered.of(keyed(key));
  of.values = before;
  if (JSON.stringify(before) === JSON.stringify(values)) return outcome;
  return runner.run({ ...asked, values: before }, progress);
}

/** What becomes of an answer: a record or a refusal on screen, or a question which program is meant. */
async function settle(
  desk: Desk,
  of: Subject,
  outcome: Outcome,
  since: number,
  wasOpen: boolean,
): Promise<void> {
  const { panel, log } = desk;
  switch (outcome.kind) {
    case 'done': {
      const { record } = outcome;
      bring(desk, of, since);
      panel.title(words().runTitle(record.title));
      log.info(words().ran(record.title, record.steps, record.milliseconds.toFixed(1)));
      return panel.post({ kind: 'record', source: nameOf(of.uri), record });
    }
    case 'refused': {
      const { message, range } = outcome;
      bring(desk, of, since);
      panel.title(words().runTitle(titleOf(of)));
      return panel.post({
        kind: 'refused',
        title: titleOf(of),
        message,
        ...(range ? { place: { range } } : {}),
      });
    }
    case 'choose':
      return choose(desk, of, outcome.programs, wasOpen);
    case 'cancelled':
      return panel.post({ kind: 'cancelled' });
    case 'failed':
      log.warn(outcome.message);
      return refuse(desk, of, outcome.message);
  }
}

/** Says in the panel why nothing ran. */
function refuse(desk: Desk, of: Subject, message: string): void {
  bring(desk, of, of.edits.now());
  desk.panel.post({ kind: 'refused', title: titleOf(of), message });
}

/** Places that the panel shows from now on are those of a text: as it was at that mark. */
function bring(desk: Desk, of: Subject, since: number): void {
  desk.sliderPlace.clear();
  desk.onScreen = of;
  show(of, since);
}

/** Asks which program is meant; nothing runs meanwhile. */
async function choose(desk: Desk, of: Subject, programs: readonly string[], wasOpen: boolean): Promise<void> {
  if (programs.length === 0) return refuse(desk, of, words().noProgram);
  const { panel, turn } = desk;
  panel.post({ kind: 'cancelled' });
  const title = words().choose;
  const name = await window.showQuickPick([...programs], { title });
  if (turn !== desk.turn) return;
  if (name !== undefined) return runSubject(desk, newSubject(of.uri, { kind: 'function', name }));
  if (!wasOpen) panel.close();
}

/** Until the emulator has said what a selection is. */
function titleOf({ target, uri }: Subject): string {
  return target.kind === 'function' ? target.name : words().selectionIn(nameOf(uri));
}

function keyOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'done' ? outcome.record.key : undefined;
}
