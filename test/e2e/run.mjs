/**
 * `npm run test:e2e`: installs the editors if need be, builds, and runs the tests in them. `-- WORD...` runs the files whose name
 * has the words in it.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, runNode } from '../../scripts/setup.mjs';
import { e2e } from './harness/paths.mjs';
import { stageProduct } from './harness/product.mjs';
import { install } from './install.mjs';

const words = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));

function testFiles() {
  return readdirSync(e2e)
    .filter((name) => name.endsWith('.e2e.mjs') && words.every((word) => name.includes(word)))
    .sort()
    .map((name) => join(e2e, name));
}

function main() {
  const start = Date.now();
  if (!ensurePackages() || !runNode('scripts/build.mjs') || !install()) return false;
  const files = testFiles();
  if (files.length === 0) {
    console.error(`No test has ${words.join(' and ')} in its name.`);
    return false;
  }
  stageProduct();
  const reporter = process.stdout.isTTY ? 'spec' : 'tap';
  // One at a time: each has an editor and a browser.
  const args = ['--test', '--test-concurrency=1', `--test-reporter=${reporter}`, ...files];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', cwd: e2e });
  console.log(`End-to-end tests: ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return status === 0;
}

if (!main()) process.exitCode = 1;
