// `npm test`: sets up, then types, lint, generated text, build and tests. `npm test -- cli` runs the tests whose path
// has `cli` in it; `npm test -- --tap` prints TAP also on a terminal.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensurePackages, root, run, runNode } from './setup.mjs';
import { checkTypes } from './types.mjs';

const args = process.argv.slice(2);
const reporter = args.includes('--tap') || !process.stdout.isTTY ? 'tap' : 'spec';
const words = args.filter((arg) => !arg.startsWith('-'));

const STEPS = [
  ['packages', () => ensurePackages()],
  ['types', checkTypes],
  ['lint', () => runNode('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])],
  ['build', () => runNode('scripts/build.mjs', ['--tests'])],
  ['generated text', () => runNode('scripts/docs.mjs', ['--check'])],
  ['tests', runTests],
];

function runTests() {
  const files = testFiles(join(root, 'out/test')).filter((file) =>
    words.every((word) => file.includes(word)),
  );
  if (files.length === 0) {
    console.error(`No test has ${words.join(' and ')} in its path.`);
    return false;
  }
  // Node leaves one of the processors to itself, which on a machine of two is half of it.
  const concurrency = `--test-concurrency=${availableParallelism()}`;
  return run(process.execPath, ['--test', concurrency, `--test-reporter=${reporter}`, ...files]);
}

/** By name: `node --test FOLDER` means different things to Node 20 and 22. */
function testFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(folder, name));
}

for (const [name, step] of STEPS) {
  if (step()) continue;
  console.error(`npm test: ${name} failed.`);
  process.exitCode = 1;
  break;
}
