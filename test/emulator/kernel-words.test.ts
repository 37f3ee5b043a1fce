/** Checker and emulator quote the target kernel in the same words, for what both of them find in the fixtures. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { strip } from '../support/fixture.ts';
import { runAll } from './support.ts';

before(() => initSyntaxNode());

const FOLDER = 'test/fixtures';
const KERNELS = ['6.12', '6.18', '7.1'];

/** Where the two stop at different places, or the run sees an object and not the one that it lies in. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'call-not-allowed-here/bad-global-function.bpf.c',
  'possibly-null-argument/bad-global-function.bpf.c',
  'wrong-mask-type/bad-cpus-mask.bpf.c',
]);

const programs = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => /bad[^/]*\.bpf\.c$/.test(name))
  .sort();

/** What the emulator quotes, and what the checker says of the same rule. */
function quotes(name: string, kernel: string): { kind: string; quoted: string; words: string[] }[] {
  const text = strip(readFileSync(join(FOLDER, name), 'utf8'));
  const { diagnostics } = checkFile(name, text, { read: () => undefined }, { kernel });
  return runAll(text, { kernel })
    .flatMap((run) => run.faults)
    .flatMap(({ kind, message }) => {
      const quoted = /\("(.*)"\)/.exec(message)?.[1];
      const same = diagnostics.filter((found) => found.rule === kind && found.kernelMessage !== '');
      const words = same.map((found) => found.kernelMessage.split('\n')[0]!);
      return quoted === undefined || words.length === 0 ? [] : [{ kind, quoted, words }];
    });
}

for (const kernel of KERNELS)
  test(`both quote Linux ${kernel} alike`, () => {
    const all = programs.flatMap((name) => quotes(name, kernel).map((quote) => ({ name, ...quote })));
    assert.ok(all.length > 20, `${all.length}`);
    const compared = all.filter(({ name }) => !ELSEWHERE.has(name));
    const different = compared.filter(({ quoted, words }) => !words.includes(quoted));
    assert.deepEqual(different, []);
  });
