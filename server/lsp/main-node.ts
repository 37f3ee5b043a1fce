/** The server as a Node program: `dist/server.js --stdio`, and the CLI's `lsp`. */
import './node-engine.ts';
import { existsSync } from 'node:fs';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { initSyntaxNode } from '../../bpf/syntax/node.ts';
import manifest from '../../package.json';
import { serve } from './connection.ts';
import type { RulePage } from './convert.ts';
import { createNodeReader } from './node-reader.ts';

const HELP = `The language server of bpf-cpumask. An editor starts it.

Usage:
  server.js [--stdio | --node-ipc | --socket=PORT | --pipe=NAME]   (default: --stdio)

Options:
  --clientProcessId=PID   end when that process does
  --help, --version
`;

const TRANSPORT = /^--(?:stdio|node-ipc|socket|pipe)(?:=|$)/;

function main(args: readonly string[]): void {
  if (args.includes('--help') || args.includes('-h')) return void process.stdout.write(HELP);
  if (args.includes('--version')) return void process.stdout.write(`bpf-cpumask ${manifest.version}\n`);
  // The library reads the transport from the command line itself.
  if (!args.some((arg) => TRANSPORT.test(arg))) process.argv.push('--stdio');
  // The wasm compiles while the client makes up its mind.
  const early = initSyntaxNode();
  early.catch(() => {});
  const connection = createConnection(ProposedFeatures.all);
  const reader = createNodeReader();
  // Over IPC nothing else tells that the parent is gone.
  process.on('disconnect', () => process.exit(1));
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'ECONNRESET') process.exit(1);
    connection.console.error(`Internal error: ${error.stack ?? String(error)}`);
  });
  process.on('unhandledRejection', (reason) => {
    connection.console.error(`Internal error: ${reason instanceof Error ? reason.stack : String(reason)}`);
  });
  serve(connection, {
    loadSyntax: () => initSyntaxNode(),
    reader,
    filesChanged: (uris) => reader.forget(uris),
    soon: (work) => void setImmediate(work),
    rulePage: rulePages(),
    asksClient: false,
  });
}

/** Pages that lie beside the server: the npm package has them. VS Code's client opens pages of its own. */
function rulePages(): RulePage {
  const folder = new URL('rules/', import.meta.url);
  if (!existsSync(folder)) return () => undefined;
  return (rule) => new URL(`${rule}.md`, folder).href;
}

main(process.argv.slice(2));
