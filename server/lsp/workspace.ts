/** The open documents, and what a change of text, settings or headers means to each. */

import type { Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { reachOf } from '../../bpf/syntax/includes/include-roots.ts';
import { scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { basename } from '../../bpf/syntax/paths.ts';
import { printable } from '../../bpf/syntax/printable.ts';
import { resetSyntax } from '../../bpf/syntax/tree.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { words as common } from '../../bpf/words/common.ts';
import { words } from '../../bpf/words/server.ts';
import { openSession } from '../service/session.ts';
import { NOT_TYPING } from '../service/typing.ts';
import type { Abilities } from './abilities.ts';
import { type Checks, createChecks } from './checks.ts';
import type { Configuration } from './configure.ts';
import { type Doc, decide, emptyResult } from './documents.ts';
import type { Host } from './host.ts';
import { refreshLenses } from './lenses.ts';
import { createRemoteFiles, READ_FILE } from './remote-files.ts';
import { DEFAULTS } from './settings.ts';

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

export interface Workspace {
  readonly docs: ReadonlyMap<string, Doc>;
  readonly checks: Checks;
  open(opened: { uri: string; languageId: string; version: number; text: string }): void;
  edit(uri: string, version: number, changes: Parameters<typeof TextDocument.update>[1]): void;
  close(uri: string): void;
  /** Settings may have changed. */
  configure(): void;
  filesChanged(uris: readonly string[]): void;
  end(): void;
}

export function createWorkspace(setup: WorkspaceSetup): Workspace {
  const { connection, host, abilities, configuration, load } = setup;
  const docs = new Map<string, Doc>();

  const remote = host.asksClient
    ? createRemoteFiles({
        ask: (uri) => connection.sendRequest(READ_FILE, { uri }),
        arrived: depend,
      })
    : undefined;

  /** Open documents are read as they are on screen. */
  const readerFor = (reads: Set<string>): FileReader => ({
    read(uri, scope) {
      reads.add(uri);
      return docs.get(uri)?.text.getText() ?? (remote ?? host.reader).read(uri, scope);
    },
    scope: (uri) =>
      scopeOf(
        reachOf(
          { folders: setup.folders, repositoryOf: host.repositoryOf },
          uri,
          docs.get(uri)?.settings.includePaths ?? [],
        ),
      ),
    outside: (name, from) => tellOutside(`${from} ${name}`, name, from),
  });

  /** Once for each name: documents are read again with each key. */
  const told = new Set<string>();
  function tellOutside(key: string, name: string, from: string): void {
    if (told.has(key) || told.size >= MOST_TOLD) return;
    told.add(key);
    const where = words().includedBy(printable(name), printable(basename(from)));
    connection.console.info(words().headerNotRead(where, common().outside));
  }

  const checks = createChecks({
    connection,
    abilities,
    soon: host.soon,
    checked: () => host.checked?.(),
    rulePage: host.rulePage,
    async reload() {
      resetSyntax();
      for (const doc of docs.values()) doc.session.reset();
      await load();
    },
    shown: publish,
    changed() {
      if (abilities.pull) void connection.languages.diagnostics.refresh();
    },
  });

  function publish(doc: Doc): void {
    remote?.fetchMissed();
    if (abilities.pull || !doc.result) return;
    const { version, shown } = doc.result;
    void connection.sendDiagnostics({ uri: doc.uri, version, diagnostics: [...shown.items] });
  }

  function refresh(): void {
    if (abilities.refresh) void connection.languages.diagnostics.refresh();
    if (abilities.lensRefresh && setup.runs) refreshLenses(connection);
  }

  function changed(doc: Doc, how: 'typing' | 'at once'): void {
    doc.revision++;
    decide(doc);
    if (doc.isOn) return checks.changed(doc, how);
    const before = doc.result;
    doc.typing = NOT_TYPING;
    doc.result = emptyResult(doc);
    checks.settle(doc, doc.result);
    checks.forget(doc);
    if (before && before.shown.items.length > 0) publish(doc);
    if (before?.id !== 'none') checks.say(doc, 'off');
  }

  function configure(doc: Doc): void {
    configuration.of(doc.uri, (settings) => {
      if (docs.get(doc.uri) !== doc) return;
      if (doc.isSettled && JSON.stringify(settings) === JSON.stringify(doc.settings)) return;
      const isFirst = !doc.isSettled;
      if (!isFirst) doc.session.reset();
      doc.settings = settings;
      doc.isSettled = true;
      changed(doc, 'at once');
      if (!isFirst) refresh();
    });
  }

  /** Documents that have read one of these files, or missed it, are checked again. */
  function depend(uris: readonly string[], isTyped = false): void {
    for (const doc of docs.values()) {
      if (!doc.isOn || !uris.some((uri) => doc.reads.has(uri))) continue;
      doc.session.reset();
      if (isTyped) noteKey(doc);
      changed(doc, 'typing');
      refresh();
    }
  }

  function noteKey(doc: Doc): void {
    doc.isTyped = true;
    doc.editedAt = performance.now();
  }

  return {
    docs,
    checks,
    open({ uri, languageId, version, text }) {
      const before = docs.get(uri);
      if (before) checks.forget(before);
      const reads = new Set<string>();
      const doc: Doc = {
        uri,
        languageId,
        text: TextDocument.create(uri, languageId, version, text),
        session: openSession(uri, text, readerFor(reads)),
        settings: DEFAULTS,
        isSettled: false,
        isOn: false,
        revision: 0,
        result: undefined,
        typing: NOT_TYPING,
        isTyped: false,
        editedAt: 0,
        reads,
      };
      docs.set(uri, doc);
      configure(doc);
      depend([uri]);
    },
    edit(uri, version, changes) {
      const doc = docs.get(uri);
      if (!doc) return;
      TextDocument.update(doc.text, changes, version);
      doc.session.setText(doc.text.getText());
      noteKey(doc);
      if (doc.isSettled) changed(doc, 'typing');
      depend([uri], true);
    },
    close(uri) {
      const doc = docs.get(uri);
      if (!doc) return;
      docs.delete(uri);
      checks.forget(doc);
      doc.session.close();
      if (!abilities.pull && doc.result && doc.result.shown.items.length > 0)
        void connection.sendDiagnostics({ uri, diagnostics: [] });
      depend([uri]);
    },
    configure() {
      for (const doc of docs.values()) configure(doc);
    },
    filesChanged(uris) {
      host.filesChanged(uris);
      remote?.forget(uris);
      depend(uris);
    },
    end() {
      for (const doc of docs.values()) checks.forget(doc);
      docs.clear();
    },
  };
}
