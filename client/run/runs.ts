/** "Run Selection": from the editor to the worker, from there to the panel, and back. Loaded when it is first used. */

import {
  type Disposable,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  type TextDocument,
  type TextEditor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { words } from '../../bpf/words/client.ts';
import type { InputValues, Place, Target } from '../../emulator/worker/messages.ts';
import { isWanted } from '../documents.ts';
import type { ClientHost } from '../host/host.ts';
import type { FromPanel } from '../panel/messages.ts';
import { openHeaders } from './files.ts';
import { createFront } from './focus.ts';
import { createPanel } from './panel.ts';
import { editorRange, plainRange } from './ranges.ts';
import { createRunner, type Outcome } from './runner.ts';
import { createStanding } from './slider-place.ts';
import {
  follow,
  isAbout,
  nameOf,
  newSubject,
  placeNow,
  question,
  rename,
  type Subject,
  show,
  uriOf,
} from './subject.ts';
import { rememberValues, takenValues } from './values.ts';

export interface Runs extends Disposable {
  /** What the editor in front has selected, or the function at its cursor. */
  runSelection(): Promise<void>;
  /** The command of the code lens. */
  runFunction(address: unknown, name: unknown): Promise<void>;
}

export function openRuns(context: ExtensionContext, host: ClientHost, log: LogOutputChannel): Runs {
  const remembered = rememberValues(context.workspaceState);
  const headers = openHeaders(host);
  const runner = createRunner({
    start: async (events) => (await host.loadEmulator())(context, events),
    read: headers.read,
  });
  const standing = createStanding();
  const front = createFront();
  const panel = createPanel(context, { take, focused: () => front.panelFocused(), closed });
  /** What was asked for last, and what the panel shows: another one until that has run, or when it is cancelled. */
  let subject: Subject | undefined;
  let onScreen: Subject | undefined;
  /** Of the run that counts; of an earlier one nothing is shown any more. */
  let turn = 0;
  let began: number | undefined;
  /** Of the last run of each document, what its values are remembered by. */
  const lastKeys = new Map<string, string>();

  const changes = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    const edits = contentChanges.map(({ range, text }) => ({ range: plainRange(range), text }));
    for (const one of followed()) if (isAbout(one, document)) follow(one, edits);
    if (onScreen && isAbout(onScreen, document)) standing.follow(onScreen);
  });
  const renames = workspace.onDidRenameFiles(({ files }) => {
    for (const one of followed()) for (const { oldUri, newUri } of files) rename(one, oldUri, newUri);
  });

  function followed(): Set<Subject> {
    return new Set([subject, onScreen].filter((one) => one !== undefined));
  }

  function closed(): void {
    turn++;
    standing.clear();
    runner.cancel();
    runner.rest();
    subject = undefined;
    onScreen = undefined;
  }

  function take(message: FromPanel): void {
    switch (message.kind) {
      case 'run':
        return void again(message.values);
      case 'cancel':
        return runner.cancel();
      case 'at':
        return onScreen && standing.set(onScreen, message.place);
      case 'reveal':
        return void reveal(message.place);
      case 'copy':
        return void env.clipboard.writeText(message.text);
      case 'drawn':
        return drawn();
    }
  }

  function drawn(): void {
    if (began === undefined) return;
    log.info(words().drawnAfter((performance.now() - began).toFixed(0)));
    began = undefined;
  }

  async function again(values?: InputValues): Promise<void> {
    const of = onScreen ?? subject;
    if (!of) return;
    if (values) of.values = values;
    await run(of);
  }

  /** Everything that a run goes through until something of it is on screen. */
  async function run(of: Subject): Promise<void> {
    began = performance.now();
    subject = of;
    const mine = ++turn;
    const document = await openDocument(of.uri);
    if (mine !== turn) return;
    const wasOpen = panel.isOpen();
    panel.show(columnOf(of.uri));
    panel.post({ kind: 'running', title: titleOf(of) });
    if (!document) return refuse(of, words().gone(nameOf(of.uri)));
    const since = of.edits.now();
    const outcome = await ask(of, document, () => mine === turn);
    if (mine === turn) await settle(of, outcome, since, wasOpen);
  }

  /**
   * Which values are remembered of a selection is known only once the emulator has said what it is: it is taken to be
   * what the last one of the document was, and runs again if it is not.
   */
  async function ask(of: Subject, document: TextDocument, isWanted: () => boolean): Promise<Outcome> {
    const progress = (steps: number) => panel.post({ kind: 'progress', steps });
    const keyed = (key: string) => `${of.uri} ${key}`;
    const guess = of.target.kind === 'function' ? of.target.name : (lastKeys.get(of.uri.toString()) ?? '');
    const values = of.values ?? remembered.of(keyed(guess));
    // The same text for both: its places are mapped from one mark.
    const asked = { ...question(of, document), reach: await headers.reachOf(document.uri) };
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

  async function settle(of: Subject, outcome: Outcome, since: number, wasOpen: boolean): Promise<void> {
    switch (outcome.kind) {
      case 'done': {
        const { record } = outcome;
        bring(of, since);
        panel.title(words().runTitle(record.title));
        log.info(words().ran(record.title, record.steps, record.milliseconds.toFixed(1)));
        return panel.post({ kind: 'record', source: nameOf(of.uri), record });
      }
      case 'refused': {
        const { message, range } = outcome;
        bring(of, since);
        panel.title(words().runTitle(titleOf(of)));
        return panel.post({
          kind: 'refused',
          title: titleOf(of),
          message,
          ...(range ? { place: { range } } : {}),
        });
      }
      case 'choose':
        return choose(of, outcome.programs, wasOpen);
      case 'cancelled':
        return panel.post({ kind: 'cancelled' });
      case 'failed':
        log.warn(outcome.message);
        return refuse(of, outcome.message);
    }
  }

  function refuse(of: Subject, message: string): void {
    bring(of, of.edits.now());
    panel.post({ kind: 'refused', title: titleOf(of), message });
  }

  /** Places that the panel shows from now on are those of a text: as it was at that mark. */
  function bring(of: Subject, since: number): void {
    standing.clear();
    onScreen = of;
    show(of, since);
  }

  async function choose(of: Subject, programs: readonly string[], wasOpen: boolean): Promise<void> {
    if (programs.length === 0) return refuse(of, words().noProgram);
    const mine = turn;
    // Nothing runs while it is asked.
    panel.post({ kind: 'cancelled' });
    const title = words().choose;
    const name = await window.showQuickPick([...programs], { title });
    if (mine !== turn) return;
    if (name !== undefined) return run(newSubject(of.uri, { kind: 'function', name }));
    if (!wasOpen) panel.close();
  }

  async function reveal(place: Place): Promise<void> {
    if (!onScreen) return;
    const now = placeNow(onScreen, place);
    const uri = uriOf(onScreen, now);
    const document = await openDocument(uri);
    if (!document) return void window.showInformationMessage(words().cannotOpen(nameOf(uri)));
    const viewColumn = columnOf(uri) ?? columnOf(onScreen?.uri) ?? ViewColumn.One;
    await front.show(document, { viewColumn, selection: editorRange(now.range) });
  }

  return {
    async runSelection() {
      const editor = window.activeTextEditor;
      if (editor && isWanted(editor.document)) return run(newSubject(editor.document.uri, selected(editor)));
      // The panel has the focus, most likely.
      if (!editor && subject) return again();
      void window.showInformationMessage(words().nothingToRun);
    },
    async runFunction(address, name) {
      if (typeof address !== 'string' || typeof name !== 'string') return this.runSelection();
      await run(newSubject(Uri.parse(address), { kind: 'function', name }));
    },
    dispose() {
      runner.end();
      panel.close();
      changes.dispose();
      renames.dispose();
      standing.dispose();
    },
  };
}

function selected({ selections }: TextEditor): Target {
  return { kind: 'at', ranges: selections.map(plainRange) };
}

/** Until the emulator has said what a selection is. */
function titleOf({ target, uri }: Subject): string {
  return target.kind === 'function' ? target.name : words().selectionIn(nameOf(uri));
}

function keyOf(outcome: Outcome): string | undefined {
  return outcome.kind === 'done' ? outcome.record.key : undefined;
}

async function openDocument(uri: Uri): Promise<TextDocument | undefined> {
  const key = uri.toString();
  const open = workspace.textDocuments.find((document) => document.uri.toString() === key);
  if (open) return open;
  // It would be made anew, and empty.
  if (uri.scheme === 'untitled') return undefined;
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

function columnOf(uri: Uri | undefined): ViewColumn | undefined {
  const key = uri?.toString();
  return window.visibleTextEditors.find(({ document }) => document.uri.toString() === key)?.viewColumn;
}
