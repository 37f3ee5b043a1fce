/** Random sessions in the real language server, compared with a fresh one that is shown the texts as they are. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Action, apply, type Desk, sessionOf } from './actions.ts';
import { corpus } from './corpus.ts';
import { type LanguageClient, NoAnswer, pull, startClient } from './language-client.ts';
import { reducedList } from './minimise.ts';
import type { Options } from './options.ts';
import { hashOf, randomOf } from './random.ts';
import { note, openStore, type Store } from './state.ts';

const ACTIONS = 100;
const TRIES = 40;
/** A finding may wait for a pause, and a busy machine may take long over it. */
const REST_TRIES = 25;
const REST_MS = 200;

interface Outcome {
  readonly actions: number;
  readonly failure: { readonly kind: string; readonly detail: string } | undefined;
  readonly asked: number;
  readonly slow: number;
}

/** `count` of the options is a number of actions here. */
export async function fuzzEditor(options: Options): Promise<Store> {
  const store = openStore(options.stateFolder, `editor-${options.seed}`, options.isFresh);
  const { state } = store;
  const end = state.next + Math.ceil(options.count / ACTIONS);
  const programs = corpus();
  let given = state.next;
  const open = new Set<number>();
  const add = (name: string, value: number) => {
    state.figures[name] = (state.figures[name] ?? 0) + value;
  };
  const worker = async () => {
    while (given < end) {
      const index = given++;
      open.add(index);
      const session = sessionOf(programs, randomOf('editor', options.seed, index), ACTIONS);
      const outcome = await perform(session);
      state.executions += outcome.actions;
      add('requests', outcome.asked);
      add('answers after more than 200 ms', outcome.slow);
      if (outcome.failure) await keep(index, session, outcome.failure, options, state);
      open.delete(index);
      state.next = Math.min(given, ...open);
      store.save();
      if (index % 10 === 9)
        options.say(
          `editor: ${state.executions} actions, ${Object.keys(state.found).length} kinds of failure`,
        );
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
  return store;
}

async function keep(
  index: number,
  session: readonly Action[],
  failure: NonNullable<Outcome['failure']>,
  options: Options,
  state: Store['state'],
): Promise<void> {
  const { kind, detail } = failure;
  if (!note(state, kind, { case: index, executions: state.executions, recipe: 'session', detail })) return;
  options.say(`FAILURE ${kind}\n  session ${index}: ${detail}`);
  if (!options.minimises) return;
  const actions = await reducedList(
    session,
    TRIES,
    async (fewer) => (await perform(fewer)).failure?.kind === kind,
  );
  const name = `editor-${hashOf(JSON.stringify(actions)).toString(16).padStart(8, '0')}.json`;
  mkdirSync(options.fixtures, { recursive: true });
  writeFileSync(join(options.fixtures, name), `${JSON.stringify({ failure, actions }, null, 2)}\n`);
  state.found[kind]!.fixture = name;
}

/** Does a session in a server of its own. `start`: the tests bring servers that do not hear all. */
export async function perform(session: readonly Action[], start = startClient): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'cpumask-fuzz-'));
  const client = await start();
  const desk: Desk = new Map();
  let done = 0;
  let failure: Outcome['failure'];
  try {
    for (const action of session) {
      done++;
      failure = await step(client, folder, desk, action);
      if (failure || client.isGone()) break;
    }
    if (!failure && client.isGone()) failure = { kind: 'server ended', detail: '' };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    failure = { kind: error.message, detail: JSON.stringify(session[done - 1]).slice(0, 300) };
  } finally {
    client.stop();
    rmSync(folder, { recursive: true });
  }
  return { actions: done, failure, ...client.counts };
}

const uriOf = (folder: string, name: string): string => `${pathToFileURL(folder).href}/${name}`;

async function step(
  client: LanguageClient,
  folder: string,
  desk: Desk,
  action: Action,
): Promise<Outcome['failure']> {
  apply(desk, action);
  const uri = 'name' in action ? uriOf(folder, action.name) : '';
  const textDocument = { uri };
  switch (action.do) {
    case 'open':
      return (
        client.notify('textDocument/didOpen', {
          textDocument: { uri, languageId: 'c', version: 1, text: action.text },
        }) ?? undefined
      );
    case 'close':
      return client.notify('textDocument/didClose', { textDocument }) ?? undefined;
    case 'edit': {
      const version = desk.get(action.name)?.version;
      if (version !== undefined)
        client.notify('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: action.changes,
        });
      return undefined;
    }
    case 'hover':
      if (desk.has(action.name))
        await client.ask('textDocument/hover', { textDocument, position: action.position });
      return undefined;
    case 'lenses':
    case 'pull': {
      const method = action.do === 'pull' ? 'textDocument/diagnostic' : 'textDocument/codeLens';
      if (!desk.has(action.name)) return undefined;
      if (action.isDropped) client.drop(method, { textDocument });
      else
        await client
          .ask(method, { textDocument })
          .catch((error) => (error instanceof NoAnswer ? Promise.reject(error) : undefined));
      return undefined;
    }
    case 'header': {
      const header = uriOf(folder, 'common.h');
      writeFileSync(join(folder, 'common.h'), action.text);
      client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: header, type: 2 }] });
      return undefined;
    }
    case 'settings':
      client.settings = { targetKernel: action.kernel, severity: action.severity };
      client.notify('workspace/didChangeConfiguration', { settings: null });
      return undefined;
    case 'compare':
      return compare(client, folder, desk);
  }
}

/**
 * A fresh server is asked about each open document. Of a text that it cannot check as a whole the older one may keep what
 * it knew, so only the others are compared.
 */
async function compare(client: LanguageClient, folder: string, desk: Desk): Promise<Outcome['failure']> {
  const fresh = await startClient();
  try {
    fresh.settings = client.settings;
    for (const [name, document] of desk)
      fresh.notify('textDocument/didOpen', {
        textDocument: { uri: uriOf(folder, name), languageId: 'c', version: 1, text: document.getText() },
      });
    for (const name of desk.keys()) {
      const uri = uriOf(folder, name);
      const theirs = await settled(fresh, uri);
      if ((fresh.status(uri)?.incomplete.length ?? 0) > 0) continue;
      let ours = await settled(client, uri);
      for (let i = 0; i < REST_TRIES && ours !== theirs; i++) {
        await new Promise((done) => setTimeout(done, REST_MS));
        ours = await settled(client, uri);
      }
      if (ours !== theirs)
        return {
          kind: 'edited is not fresh',
          detail: `${name}: ${ours}\n  fresh: ${theirs}`.slice(0, 1_500),
        };
    }
    return undefined;
  } finally {
    fresh.stop();
  }
}

async function settled(client: LanguageClient, uri: string): Promise<string> {
  for (let i = 0; i < REST_TRIES; i++) {
    const items = await pull(client, uri);
    if (items) return JSON.stringify(items.map(({ code, message, range }) => [code, message, range]));
  }
  throw new NoAnswer('no diagnostics');
}
