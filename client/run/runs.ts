/** "Run Selection": from the editor to the worker, from there to the panel, and back. Loaded when it is first used. */

import {
  type Disposable,
  type ExtensionContext,
  env,
  type FileRenameEvent,
  type LogOutputChannel,
  type TextDocumentChangeEvent,
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
import { columnOf, openDocument } from './editors.ts';
import { openHeaders } from './files.ts';
import { createFocus, type Focus } from './focus.ts';
import { createPanel } from './panel.ts';
import { editorRange, plainRange } from './ranges.ts';
import { type Desk, runSubject } from './run-subject.ts';
import { createRunner } from './runner.ts';
import { createSliderPlace } from './slider-place.ts';
import { follow, isAbout, nameOf, newSubject, placeNow, rename, type Subject, uriOf } from './subject.ts';
import { rememberValues } from './values.ts';

export interface Runs extends Disposable {
  /** What the editor in front has selected, or the function at its cursor. */
  runSelection(): Promise<void>;
  /** The command of the code lens. */
  runFunction(address: unknown, name: unknown): Promise<void>;
}

export function openRuns(context: ExtensionContext, host: ClientHost, log: LogOutputChannel): Runs {
  const headers = openHeaders(host);
  const focus = createFocus();
  const desk: Desk = {
    log,
    headers,
    runner: createRunner({
      start: async (events) => (await host.loadEmulator())(context, events),
      read: headers.read,
    }),
    panel: createPanel(context, {
      take: (message) => take(desk, focus, message),
      focused: () => focus.panelFocused(),
      closed: () => closed(desk),
    }),
    sliderPlace: createSliderPlace(),
    remembered: rememberValues(context.workspaceState),
    lastKeys: new Map(),
    subject: undefined,
    onScreen: undefined,
    turn: 0,
    began: undefined,
  };
  const following = [
    workspace.onDidChangeTextDocument((event) => changed(desk, event)),
    workspace.onDidRenameFiles((event) => renamed(desk, event)),
  ];
  return {
    runSelection: () => runSelection(desk),
    runFunction: (address, name) => runFunction(desk, address, name),
    dispose() {
      desk.runner.end();
      desk.panel.close();
      for (const one of following) one.dispose();
      desk.sliderPlace.dispose();
    },
  };
}

async function runSelection(desk: Desk): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor && isWanted(editor.document))
    return runSubject(desk, newSubject(editor.document.uri, selected(editor)));
  // The panel has the focus, most likely.
  if (!editor && desk.subject) return again(desk);
  void window.showInformationMessage(words().nothingToRun);
}

function selected({ selections }: TextEditor): Target {
  return { kind: 'at', ranges: selections.map(plainRange) };
}

async function runFunction(desk: Desk, address: unknown, name: unknown): Promise<void> {
  if (typeof address !== 'string' || typeof name !== 'string') return runSelection(desk);
  await runSubject(desk, newSubject(Uri.parse(address), { kind: 'function', name }));
}

async function again(desk: Desk, values?: InputValues): Promise<void> {
  const of = desk.onScreen ?? desk.subject;
  if (!of) return;
  if (values) of.values = values;
  await runSubject(desk, of);
}

/** What the page of the panel asks for. */
function take(desk: Desk, focus: Focus, message: FromPanel): void {
  switch (message.kind) {
    case 'run':
      return void again(desk, message.values);
    case 'cancel':
      return desk.runner.cancel();
    case 'at':
      return desk.onScreen && desk.sliderPlace.set(desk.onScreen, message.place);
    case 'reveal':
      return void reveal(desk, focus, message.place);
    case 'copy':
      return void env.clipboard.writeText(message.text);
    case 'drawn':
      return drawn(desk);
  }
}

function drawn(desk: Desk): void {
  if (desk.began === undefined) return;
  desk.log.info(words().drawnAfter((performance.now() - desk.began).toFixed(0)));
  desk.began = undefined;
}

/** Shows a place of the shown record in the source, as the text is now. */
async function reveal(desk: Desk, focus: Focus, place: Place): Promise<void> {
  const { onScreen } = desk;
  if (!onScreen) return;
  const now = placeNow(onScreen, place);
  const uri = uriOf(onScreen, now);
  const document = await openDocument(uri);
  if (!document) return void window.showInformationMessage(words().cannotOpen(nameOf(uri)));
  const viewColumn = columnOf(uri) ?? columnOf(desk.onScreen?.uri) ?? ViewColumn.One;
  await focus.show(document, { viewColumn, selection: editorRange(now.range) });
}

/** The panel is closed: nobody waits for a run any more. */
function closed(desk: Desk): void {
  desk.turn++;
  desk.sliderPlace.clear();
  desk.runner.cancel();
  desk.runner.rest();
  desk.subject = undefined;
  desk.onScreen = undefined;
}

function changed(desk: Desk, { document, contentChanges }: TextDocumentChangeEvent): void {
  const edits = contentChanges.map(({ range, text }) => ({ range: plainRange(range), text }));
  for (const one of followed(desk)) if (isAbout(one, document)) follow(one, edits);
  if (desk.onScreen && isAbout(desk.onScreen, document)) desk.sliderPlace.follow(desk.onScreen);
}

function renamed(desk: Desk, { files }: FileRenameEvent): void {
  for (const one of followed(desk)) for (const { oldUri, newUri } of files) rename(one, oldUri, newUri);
}

function followed({ subject, onScreen }: Desk): Set<Subject> {
  return new Set([subject, onScreen].filter((one) => one !== undefined));
}
