/** The command line in the pseudo-language. */
import assert from 'node:assert/strict';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { PSEUDO } from '../../bpf/words/language.ts';
import { runCli } from '../../cli/app.ts';
import type { Services } from '../../cli/services.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { runFile } from '../../emulator/service.ts';
import { checkFile, unitOf } from '../../server/service/check.ts';
import { fixText } from '../../server/service/fix/fix-text.ts';
import { ruleDocs, withFixes } from '../../server/service/pages/rule-docs.ts';
import { sink } from '../cli/support.ts';

export async function run(argv: readonly string[], cwd: string): Promise<{ out: string; err: string }> {
  const out = sink();
  const err = sink();
  const terminal: Terminal = {
    ...{ cwd, env: {}, out, err },
    readStdin: async () => ({ kind: 'bytes', bytes: Buffer.from('') }),
  };
  const services: Services = {
    check: checkFile,
    unitOf,
    fix: fixText,
    init: initSyntaxNode,
    rules: ruleDocs,
    withFixes,
    serve: async () => {},
    run: (path, text, reader, options) => runFile(parseFile(path, text, reader), options),
    openThread: () => assert.fail('nothing here needs threads'),
    mostThreads: 1,
  };
  await runCli(['--lang', PSEUDO, ...argv], terminal, services);
  return { out: out.text(), err: err.text() };
}
