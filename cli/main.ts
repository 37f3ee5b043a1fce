/** The executable: real streams and services for `runCli`. Sets the exit code and lets the streams run dry. */
import { availableParallelism, totalmem } from 'node:os';
import { initSyntaxNode } from '../bpf/syntax/node-wasm.ts';
import { runText } from '../emulator/user/service.ts';
import { optimiseLate } from '../server/lsp/node/flags.ts';
import { checkFile, unitOf } from '../server/service/check.ts';
import { fixText } from '../server/service/fix/fix-text.ts';
import { allDocs, withFixes } from '../server/service/pages/rule-docs.ts';
import { runCli } from './app.ts';
import { EXIT, type Services } from './services.ts';
import { nodeTerminal } from './terminal.ts';
import { openThread, serveThread, startOfThread } from './threads/node-thread.ts';

/** What a thread may come to hold while it checks large files. */
const MEMORY_OF_THREAD = 2 ** 30;

const args = process.argv.slice(2);

// V8 optimises early, and much of that in vain: a check ends before it pays (see server/lsp/node/engine.ts).
if (args[0] === 'check') optimiseLate();

const services: Services = {
  check: checkFile,
  unitOf,
  fix: fixText,
  init: initSyntaxNode,
  rules: allDocs,
  withFixes,
  // A bundle of its own beside this one: whoever checks files does not load the protocol.
  serve: () => import(new URL('./server.js', import.meta.url).href),
  run: runText,
  openThread,
  mostThreads: Math.min(availableParallelism(), Math.floor(totalmem() / MEMORY_OF_THREAD)),
};

const start = startOfThread();
if (start) await serveThread(start, services);
else await main();

async function main() {
  const terminal = nodeTerminal();
  if (typeof terminal === 'string') process.stderr.write(`bpf-cpumask: ${terminal}\n`);
  process.exitCode = typeof terminal === 'string' ? EXIT.wrongUse : await runCli(args, terminal, services);
}
