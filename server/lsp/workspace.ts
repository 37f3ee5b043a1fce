/** The open documents, and what a change of text, settings or headers means to each. */

import { TextDocument } from 'vscode-languageserver-textdocument';
import { addressesOf, reachOf, type ScopeHost } from '../../bpf/syntax/includes/include-roots.ts';
import { type Scope, scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { resetSyntax } from '../../bpf/syntax/parser.ts';
import { basename, dirname } from '../../bpf/syntax/paths.ts';
import { printable } from '../../bpf/syntax/printable.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { words as common } from '../../bpf/words/common.ts';
import { words } from '../../bpf/words/server.ts';
import { NO_FIXES } from '../service/fix/kept.ts';
import { openSession } from '../service/session.ts';
import { over, projectOf } from '../service/settings/merge.ts';
import { NOT_TYPING } from '../service/typing.ts';
import type { Abilities } from './abilities.ts';
import { refreshHints } from './assist/hints.ts';
import { type Checks, createChecks } from './checks.ts';
import type { Configuration } from './configure.ts';
import { type Doc, decide, emptyResult, forgetChecks } from './documents.ts';
import type { Host } from './host.ts';
import { refreshLenses } from './lenses.ts';
import { createProjectFiles, isProjectFile, type ProjectFiles } from './project-files.ts';
import { createRemoteFiles, READ_FILE, type RemoteFiles } from './remote-files.ts';
import { DEFAULTS } from './settings.ts';
import type { Connection } from './wire/connection.ts';

/** Names of which the log says that they are not read. */
const MOST_TOLD = 100;

export interface WorkspaceSetup {
  readonly connection: Connection;
  readonly host: Host;
  readonly abilities: Abilities;
  readonly configuration: Configuration;
  /** Addresses of the workspace's folders. */
  readonly folders: readonly string[];
  load(): Promise<void>;
  /** The client shows lenses that run something. */
  readonly runs: boolean;
}

interface Opened {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

type Changes = Parameters<typeof TextDocument.update>[1];

export interface Workspace {
  readonly docs: ReadonlyMap<string, Doc>;
  readonly checks: Checks;
  open(opened: Opened): void;
  edit(uri: string, version: number, changes: Changes): void;
  close(uri: string): void;
  /** Settings may have changed. */
  configure(): void;
  filesChanged(uris: readonly string[]): void;
  end(): void;
}

/** The documents, and what all of them need. */
interface State {
  readonly setup: WorkspaceSetup;
  readonly docs: Map<string, Doc>;
  readonly checks: Checks;
  /** Files that only the client can read. */
  readonly remote: RemoteFiles | undefined;
  /** Names that are not read and were told of, each once: documents are read again with each key. */
  readonly told: Set<string>;
  readonly projects: ProjectFiles;
  /** Of a change of a project file: it is read when it rests. */
  reread: ReturnType<typeof setTimeout> | undefined;
  /** Documents that are looked at again when another file of their object rests. */
  readonly relinks: Map<Doc, ReturnType<typeof setTimeout>>;
}

export function createWorkspace(setup: WorkspaceSetup): Workspace {
  const { connection, host } = setup;
  const state: State = {
    setup,
    docs: new Map(),
    checks: createChecks({
      connection,
      abilities: setup.abilities,
      soon: host.soon,
      checked: () => host.checked?.(),
      rulePage: host.rulePage,
      reload: () => reload(state),
      shown: (doc) => publish(state, doc),
      changed() {
        if (setup.abilities.pull) connection.suggest('workspace/diagnostic/refresh');
      },
    }),
    remote: host.asksClient
      ? createRemoteFiles({
          ask: (uri) => connection.ask(READ_FILE, { uri }),
          arrived: (uris) => depend(state, uris),
        })
      : undefined,
    told: new Set(),
    projects: createProjectFiles(connection, {
      read: (uri, scope) => textOf(state, uri, scope),
      list: (folder, scope) => setup.host.reader.list?.(folder, scope),
    }),
    reread: undefined,
    relinks: new Map(),
  };
  const { docs, checks } = state;
  return {
    docs,
    checks,
    open: (opened) => open(state, opened),
    edit: (uri, version, changes) => edit(state, uri, version, changes),
    close: (uri) => close(state, uri),
    configure() {
      for (const doc of docs.values()) configure(state, doc);
    },
    filesChanged(uris) {
      host.filesChanged(uris);
      state.remote?.forget(uris);
      depend(state, uris);
    },
    end() {
      for (const doc of docs.values()) checks.forget(doc);
      clearTimeout(state.reread);
      for (const timer of state.relinks.values()) clearTimeout(timer);
      docs.clear();
    },
  };
}

function open(state: State, { uri, languageId, version, text }: Opened): void {
  const { docs, checks } = state;
  const before = docs.get(uri);
  if (before) leave(checks, before);
  const reads = new Set<string>();
  const looks = new Set<string>();
  const doc: Doc = {
    uri,
    languageId,
    text: TextDocument.create(uri, languageId, version, text),
    session: openSession(uri, text, readerFor(state, reads, looks)),
    user: DEFAULTS,
    settings: DEFAULTS,
    project: undefined,
    isSettled: false,
    isOn: false,
    revision: 0,
    result: undefined,
    typing: NOT_TYPING,
    isTyped: false,
    editedAt: 0,
    reads,
    looks,
    kept: NO_FIXES,
    trials: undefined,
  };
  docs.set(uri, doc);
  configure(state, doc);
  depend(state, [uri]);
}

function edit(state: State, uri: string, version: number, changes: Changes): void {
  const doc = state.docs.get(uri);
  if (!doc) return;
  TextDocument.update(doc.text, changes, version);
  doc.session.setText(doc.text.getText());
  noteKey(doc);
  if (doc.isSettled) changed(state, doc, 'typing');
  depend(state, [uri], true);
}

function close(state: State, uri: string): void {
  const { docs, checks, setup } = state;
  const doc = docs.get(uri);
  if (!doc) return;
  docs.delete(uri);
  leave(checks, doc);
  if (!setup.abilities.pull && doc.result && doc.result.shown.items.length > 0)
    setup.connection.publish({ uri, diagnostics: [] });
  if (doc.project !== undefined) rereadLater(state);
  depend(state, [uri]);
}

/** Nothing may be asked of it any more, and what is under way for it ends. */
function leave(checks: Checks, doc: Doc): void {
  doc.isOn = false;
  checks.forget(doc);
  doc.session.close();
}

/** Asks for a document's settings; what they change is checked at once. */
function configure(state: State, doc: Doc): void {
  state.setup.configuration.of(doc.uri, (user) => {
    if (state.docs.get(doc.uri) !== doc) return;
    doc.user = user;
    applySettings(state, doc);
  });
}

/** The project file of the document comes before what the client says. */
function applySettings(state: State, doc: Doc): void {
  const { path, values } = state.projects.of(doc.uri, scopeFor(state, doc.uri, []));
  doc.project = path;
  const settings = { ...doc.user, ...over(values, doc.user) };
  if (doc.isSettled && JSON.stringify(settings) === JSON.stringify(doc.settings)) return;
  const isFirst = !doc.isSettled;
  if (!isFirst) forgetChecks(doc);
  doc.settings = settings;
  doc.isSettled = true;
  changed(state, doc, 'at once');
  if (!isFirst) refresh(state);
}

/** How long a project file that is typed into rests before it counts. */
const REREAD_MS = 300;

function rereadLater(state: State): void {
  clearTimeout(state.reread);
  state.reread = setTimeout(() => reread(state), REREAD_MS);
}

function reread(state: State): void {
  for (const doc of state.docs.values()) if (doc.isSettled) applySettings(state, doc);
  state.projects.keep(new Set([...state.docs.values()].flatMap(({ project }) => project ?? [])));
}

/** Documents that have read one of these files, or missed it, are checked again; those that only looked at it, later. */
function depend(state: State, uris: readonly string[], isTyped = false): void {
  if (uris.some(isProjectFile)) rereadLater(state);
  for (const doc of state.docs.values()) {
    if (!doc.isOn) continue;
    if (!uris.some((uri) => doc.reads.has(uri))) {
      if (uris.some((uri) => uri !== doc.uri && looksAt(doc, uri))) relinkLater(state, doc);
      continue;
    }
    forgetChecks(doc);
    if (isTyped) noteKey(doc);
    changed(state, doc, 'typing');
    refresh(state);
  }
}

/** How long other files of an object rest before those that call them are checked again. */
const RELINK_MS = 600;

const looksAt = ({ looks }: Doc, uri: string): boolean => looks.has(uri);

function relinkLater(state: State, doc: Doc): void {
  const { relinks } = state;
  clearTimeout(relinks.get(doc));
  const again = () => {
    relinks.delete(doc);
    if (state.docs.get(doc.uri) !== doc || !doc.isOn || !doc.session.parsed().whole.unlinked) return;
    doc.session.relink();
    changed(state, doc, 'typing');
    refresh(state);
  };
  relinks.set(doc, setTimeout(again, RELINK_MS));
}

function noteKey(doc: Doc): void {
  doc.isTyped = true;
  doc.editedAt = performance.now();
}

/** Something that a document's result depends on has changed: it is checked again, or off and without findings. */
function changed(state: State, doc: Doc, how: 'typing' | 'at once'): void {
  const { checks } = state;
  doc.revision++;
  decide(doc);
  if (doc.isOn) return checks.changed(doc, how === 'typing' && doc.session.mayWait() ? 'resting' : how);
  const before = doc.result;
  doc.typing = NOT_TYPING;
  doc.result = emptyResult(doc);
  checks.settle(doc, doc.result);
  checks.forget(doc);
  if (before && before.shown.items.length > 0) publish(state, doc);
  if (before?.id !== 'none') checks.say(doc, 'off');
}

function publish({ setup, remote }: State, doc: Doc): void {
  remote?.fetchMissed();
  if (setup.abilities.pull || !doc.result) return;
  const { version, shown } = doc.result;
  setup.connection.publish({ uri: doc.uri, version, diagnostics: [...shown.items] });
}

/** Tells the client to ask again. */
function refresh({ setup }: State): void {
  const { abilities, connection } = setup;
  if (abilities.refresh) connection.suggest('workspace/diagnostic/refresh');
  if (abilities.lensRefresh && setup.runs) refreshLenses(connection);
  if (abilities.hintRefresh && abilities.hints) refreshHints(connection);
}

async function reload({ docs, setup }: State): Promise<void> {
  resetSyntax();
  for (const doc of docs.values()) forgetChecks(doc);
  await setup.load();
}

/** Open documents are read as they are on screen. */
function readerFor(state: State, reads: Set<string>, looks: Set<string>): FileReader {
  const { docs, setup } = state;
  const { host } = setup;
  return {
    read(uri, scope) {
      reads.add(uri);
      return textOf(state, uri, scope);
    },
    peek(uri, scope) {
      looks.add(uri);
      return textOf(state, uri, scope);
    },
    list(folder, scope) {
      looks.add(`${folder}/`);
      const open = [...docs.keys()].filter((uri) => dirname(uri) === folder).map(basename);
      return [...new Set([...(host.reader.list?.(folder, scope) ?? []), ...open])];
    },
    scope: (uri) => scopeFor(state, uri, docs.get(uri)?.settings.includePaths ?? []),
    project(uri) {
      const settings = docs.get(uri)?.settings ?? DEFAULTS;
      const objects = (settings.objects ?? []).map((files) => addressesOf(placesIn(setup), uri, files));
      return projectOf({ ...settings, objects });
    },
    outside: (name, from) => tellOutside(state, name, from),
  };
}

function textOf({ docs, remote, setup }: State, uri: string, scope: Scope | undefined): string | undefined {
  return docs.get(uri)?.text.getText() ?? (remote ?? setup.host.reader).read(uri, scope);
}

const placesIn = ({ folders, host }: WorkspaceSetup): ScopeHost => ({
  folders,
  repositoryOf: host.repositoryOf,
});

function scopeFor({ setup }: State, uri: string, includePaths: readonly string[]): Scope {
  return scopeOf(reachOf(placesIn(setup), uri, includePaths));
}

function tellOutside({ setup, told }: State, name: string, from: string): void {
  const key = `${from} ${name}`;
  if (told.has(key) || told.size >= MOST_TOLD) return;
  told.add(key);
  const where = words().includedBy(printable(name), printable(basename(from)));
  setup.connection.console.info(words().headerNotRead(where, common().outside));
}
