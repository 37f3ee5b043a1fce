/** The executable: real streams and services for `runCli`. Sets the exit code and lets the streams run dry. */
import { parseFile } from '../bpf/syntax/file.ts';
import { initSyntaxNode } from '../bpf/syntax/node.ts';
import { runFile } from '../emulator/service.ts';
import { checkFile } from '../server/service/check.ts';
import { runCli } from './app.ts';
import { ruleDocs } from './rule-docs.ts';
import { nodeTerminal } from './terminal.ts';

process.exitCode = await runCli(process.argv.slice(2), nodeTerminal(), {
  check: checkFile,
  init: initSyntaxNode,
  rules: ruleDocs,
  // A bundle of its own beside this one: whoever checks files does not load the protocol.
  serve: () => import(new URL('./server.js', import.meta.url).href),
  run: (path, text, reader, options) => runFile(parseFile(path, text, reader), options),
});
