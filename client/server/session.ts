/** The living part of the client: server, logs, status. Loaded with the first document that is BPF C. */

import {
  commands,
  type Disposable,
  type ExtensionContext,
  extensions,
  type FileSystemWatcher,
  type LogOutputChannel,
  window,
  workspace,
} from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  ErrorAction,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient';
import { PROJECT_FILE } from '../../bpf/syntax/detect.ts';
import { words } from '../../bpf/words/client.ts';
import type { Status } from '../../server/lsp/status.ts';
import type { ClientHost } from '../host/host.ts';
import { milestone } from '../progress.ts';
import { RULE_SCHEME } from '../rules.ts';
import { createChannel } from './channels.ts';
import { MOST_CRASHES, WITHIN_MS } from './crashes.ts';
import { createMiddleware } from './middleware.ts';
import { statusText } from './status.ts';
import { createStatusItem } from './status-item.ts';
import { NoAnswer, type Server, supervise } from './supervisor.ts';

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 2_000;
const LINES_SHOWN = 3;

/** They complete what a file declares. */
const OTHERS = ['llvm-vs-code-extensions.vscode-clangd', 'ms-vscode.cpptools'];

export interface Session {
  start(): void;
  stop(): Promise<void>;
  restart(): Promise<void>;
  showLog(): void;
  /** Asks the server, which is started if need be. */
  ask<T>(method: string, params: object): Promise<T>;
  readonly log: LogOutputChannel;
  /** Something may have changed about the document in front. */
  refresh(): void;
  dispose(): Promise<void>;
}

/** `introduction` is the log's first line. */
export function openSession(context: ExtensionContext, host: ClientHost, introduction: string): Session {
  const own = createChannel('bpf-cpumask Client');
  const served = createChannel('bpf-cpumask Server');
  const headers = workspace.createFileSystemWatcher(`**/{*.[ch],${PROJECT_FILE}}`);
  const statuses = new Map<string, Status>();
  own.channel.info(introduction);

  const supervisor = supervise({
    create,
    changed(state) {
      own.channel.info(words().serverIs[state]);
      if (state !== 'running') statuses.clear();
      item.refresh();
    },
    crashed: (why) => own.channel.warn(words().serverLost(why)),
    gaveUp: (why, isSilent) => void sayGivenUp(why, isSilent),
    now: Date.now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const item = createStatusItem((document) =>
    statusText(supervisor.state(), statuses.get(document.uri.toString())),
  );
  const closing = workspace.onDidCloseTextDocument(({ uri }) => void statuses.delete(uri.toString()));

  async function create(lost: (why: string) => void): Promise<Server> {
    const began = performance.now();
    const make = await host.load();
    const options = clientOptions(served.channel, headers, () => lost(words().connectionClosed));
    const { client, end } = await make(context, options, lost);
    quieten(client, (line) => served.channel.error(line));
    client.onNotification('bpfCpumask/status', take);
    return {
      ask: (method, params) => client.sendRequest(method, params),
      async start() {
        await withTimeout(client.start());
        own.channel.info(words().serverAnswered((performance.now() - began).toFixed(0)));
      },
      async stop() {
        await client.dispose(STOP_TIMEOUT_MS).catch(() => {});
        end();
      },
    };
  }

  function take(status: Status): void {
    const before = statuses.get(status.uri);
    const reached = milestone(before, status);
    // While it works, what it found before still counts for what it then has.
    statuses.set(status.uri, status.state === 'working' && before ? { ...before, state: 'working' } : status);
    if (reached) void commands.executeCommand('setContext', `bpfCpumask.${reached}`, true);
    item.refresh();
  }

  async function sayGivenUp(why: string, isSilent: boolean): Promise<void> {
    const lines = served.last.summary(LINES_SHOWN) || why;
    const say = words();
    const what = isSilent ? why : say.stoppedOften(MOST_CRASHES, WITHIN_MS / 60_000);
    const answer = await window.showErrorMessage(say.givenUp(what, lines), say.restart, say.showLog);
    if (answer === say.restart) await supervisor.restart();
    if (answer === say.showLog) served.channel.show();
  }

  return {
    start: () => supervisor.start(),
    stop: () => supervisor.stop(),
    restart: () => supervisor.restart(),
    showLog: () => (supervisor.state() === 'stopped' ? own : served).channel.show(),
    async ask<T>(method: string, params: object) {
      supervisor.start();
      return (await (await supervisor.running()).ask(method, params)) as T;
    },
    log: own.channel,
    refresh: () => item.refresh(),
    async dispose() {
      await supervisor.stop();
      const parts: Disposable[] = [closing, item, headers, own.channel, served.channel];
      for (const part of parts) part.dispose();
    },
  };
}

function clientOptions(
  outputChannel: LogOutputChannel,
  headers: FileSystemWatcher,
  closed: () => void,
): LanguageClientOptions {
  return {
    // Every scheme: what is typed into an untitled or a virtual document is checked as well.
    documentSelector: [{ language: 'c' }, { language: 'cpp' }, { pattern: `**/${PROJECT_FILE}` }],
    outputChannel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: createMiddleware(),
    // There are commands for its lenses, and files are watched, as the server would ask for otherwise.
    initializationOptions: {
      run: true,
      watchesFiles: true,
      rulePages: `${RULE_SCHEME}:/`,
      alone: !OTHERS.some((id) => extensions.getExtension(id)),
    },
    // What is included may change on disk: by a build, by git.
    synchronize: { fileEvents: headers },
    initializationFailedHandler: () => false,
    errorHandler: {
      // What cannot be read or written is logged; if it matters, the connection ends.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed() {
        closed();
        // Starting again is the supervisor's.
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
  };
}

/** The client would pop up a message for each failure; the supervisor says it once, when it gives up. */
function quieten(client: BaseLanguageClient, log: (line: string) => void): void {
  client.error = (message: string, data?: unknown) => {
    // It tries to stop what has just failed to start: the reason was said before.
    if (message.startsWith('Stopping server')) return;
    const reason = data instanceof Error ? data.message : data === undefined ? '' : String(data);
    log(reason === '' ? message : `${message} ${reason}`);
  };
}

function withTimeout(started: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const seconds = START_TIMEOUT_MS / 1000;
    const late = () => reject(new NoAnswer(words().noAnswer(seconds)));
    const timer = setTimeout(late, START_TIMEOUT_MS);
    started.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
