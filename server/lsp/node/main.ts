/** The server as a Node program; launch.ts starts it. */
import { existsSync } from 'node:fs';
import { initSyntaxNode } from '../../../bpf/syntax/node-wasm.ts';
import { printable } from '../../../bpf/syntax/printable.ts';
import { words } from '../../../bpf/words/server.ts';
import { version } from '../../../package.json';
import { serve } from '../connection.ts';
import type { RulePage } from '../convert.ts';
import { gateOf } from '../gate.ts';
import { createTurns } from '../turns.ts';
import { createConnection } from '../wire/connection.ts';
import { exitWith } from './parent.ts';
import { createNodeReader } from './reader.ts';
import { openTransport } from './transport.ts';
import { growingYoungSpace } from './young-space.ts';

/** Keeps what is compiled by now for the next process; not there when that is switched off. */
declare const keepCode: (() => void) | undefined;

/** After the first check: within that time its answer has gone out and the next key has not come. */
const KEEP_AFTER_MS = 200;

export function serveProcess(args: readonly string[]): void {
  if (args.includes('--help') || args.includes('-h')) return void process.stdout.write(words().help);
  if (args.includes('--version')) return void process.stdout.write(`bpf-cpumask ${version}\n`);
  // The wasm compiles while the client makes up its mind.
  const early = initSyntaxNode();
  early.catch(() => {});
  const young = growingYoungSpace();
  const { reader: incoming, writer } = openTransport(args, {
    closed: () => exit(),
    broken(why) {
      process.stderr.write(words().protocolBroken(printable(why)));
      process.exit(1);
    },
  });
  const next = (work: () => void) => void setImmediate(work);
  const turns = createTurns(next);
  const gate = gateOf(incoming, writer, turns.arrived);
  const exit = () => process.exit(gate.life() === 'ended' ? 0 : 1);
  const connection = createConnection({ reader: gate.reader, writer, next });
  connection.hear('exit', exit);
  const parent = exitWith(args, exit);
  const reader = createNodeReader();
  // Over IPC nothing else tells that the parent is gone.
  process.on('disconnect', () => process.exit(1));
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'ECONNRESET') process.exit(1);
    connection.console.error(words().internalError(error.stack ?? String(error)));
  });
  process.on('unhandledRejection', (reason) => {
    connection.console.error(
      words().internalError(reason instanceof Error ? (reason.stack ?? String(reason)) : String(reason)),
    );
  });
  serve(connection, {
    loadSyntax: () => initSyntaxNode(),
    reader,
    repositoryOf: (folder) => reader.repositoryOf(folder),
    filesChanged: (uris) => reader.forget(uris),
    soon: (work) =>
      turns.soon(() => {
        young.look();
        work();
      }),
    checked: () => {
      // V8 takes what it has compiled with other flags for something else.
      young.settle();
      setTimeout(keep, KEEP_AFTER_MS).unref();
    },
    rulePage: rulePages(),
    asksClient: false,
    servedTo: parent.watch,
  });
}

function keep(): void {
  if (typeof keepCode === 'function') keepCode();
}

/** Pages that lie beside the server: the npm package has them. VS Code's client opens pages of its own. */
function rulePages(): RulePage {
  const folder = new URL('rules/', import.meta.url);
  if (!existsSync(folder)) return () => undefined;
  return (rule) => new URL(`${rule}.md`, folder).href;
}
