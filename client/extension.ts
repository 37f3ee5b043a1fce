/**
 * The client on both hosts. What is here runs in every window with a C file, so it is little: it looks for BPF C and
 * loads the rest when there is some.
 */

import {
  commands,
  type Disposable,
  type ExtensionContext,
  env,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import { words } from '../bpf/words/client.ts';
import { useLanguage } from '../bpf/words/language.ts';
import { watchActive } from './active.ts';
import { isOurs, isWanted, SECTION } from './documents.ts';
import type { ClientHost } from './host/host.ts';
import { createRulePages, openSample } from './pages.ts';
import type { Runs } from './run/runs.ts';
import type { Session } from './server/session.ts';

export type Deactivate = () => Promise<void> | undefined;

/** A pause in typing after which a document is looked at again. */
const PAUSE_MS = 300;

export function activateIn(context: ExtensionContext, host: ClientHost): Deactivate {
  const began = performance.now();
  useLanguage(env.language);
  let introduction = '';
  let session: Session | undefined;
  let loading: Promise<Session> | undefined;
  let runs: Promise<Runs> | undefined;

  const load = (): Promise<Session> => {
    loading ??= import('./server/session.ts').then(({ openSession }) => {
      session = openSession(context, host, introduction);
      return session;
    });
    return loading;
  };
  const loadRuns = (): Promise<Runs> => {
    runs ??= Promise.all([import('./run/runs.ts'), load()]).then(([{ openRuns }, { log }]) =>
      openRuns(context, host, log),
    );
    return runs;
  };
  const anyWanted = () => workspace.textDocuments.some(isWanted);
  const start = async () => (await load()).start();
  /** Starts or stops the server by what is open and what the settings say of it. */
  const follow = async () => {
    if (anyWanted()) await start();
    else await session?.stop();
    session?.refresh();
    active.refresh();
  };

  const active = watchActive();
  const pages = createRulePages(async (method, params) => (await load()).ask(method, params));
  context.subscriptions.push(
    active,
    pages,
    commands.registerCommand('bpfCpumask.run', async () => (await loadRuns()).runSelection()),
    commands.registerCommand('bpfCpumask.runFunction', async (address?: unknown, name?: unknown) =>
      (await loadRuns()).runFunction(address, name),
    ),
    commands.registerCommand('bpfCpumask.restart', async () => {
      if (anyWanted()) return (await load()).restart();
      void window.showInformationMessage(words().nothingOpen);
    }),
    commands.registerCommand('bpfCpumask.showLog', async () => (await load()).showLog()),
    commands.registerCommand('bpfCpumask.openSample', (name?: unknown) => openSample(context, name)),
    commands.registerCommand('bpfCpumask.showRule', (id?: unknown) => pages.show(id)),
    ...watchDocuments(start, follow, active.refresh),
  );
  void follow();

  introduction = words().activated((performance.now() - began).toFixed(1), host.name);
  return async () => {
    (await runs?.catch(() => undefined))?.dispose();
    await session?.dispose();
  };
}

/** Calls `start` when a document has become ours, `seen` when it was looked at, `follow` when settings have changed. */
function watchDocuments(start: () => void, follow: () => void, seen: () => void): Disposable[] {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (document: TextDocument) => {
    if (isWanted(document)) start();
    seen();
  };
  return [
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!isOurs(document)) return;
      clearTimeout(timer);
      timer = setTimeout(() => look(document), PAUSE_MS);
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(SECTION)) follow();
    }),
    { dispose: () => clearTimeout(timer) },
  ];
}
