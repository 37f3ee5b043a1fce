// `npm start`: sets up, builds, checks the bundled example and runs it.
import { spawnSync } from 'node:child_process';
import { ensurePackages, root, runNode } from './setup.mjs';

const EXAMPLE = 'examples/leak.bpf.c';
/** The example has a fault on purpose: "errors found" is what the checker must answer. */
const ERRORS_FOUND = 1;

function start() {
  if (!ensurePackages() || !runNode('scripts/build.mjs')) return 1;
  console.log(`\n$ bpf-cpumask check ${EXAMPLE}\n`);
  const args = ['dist/cli.js', 'check', EXAMPLE];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== ERRORS_FOUND) {
    console.error(`The check of ${EXAMPLE} ended with ${status}; it should find one error and end with 1.`);
    return 1;
  }
  console.log(`\n$ bpf-cpumask run --explore ${EXAMPLE}\n`);
  const run = ['dist/cli.js', 'run', '--explore', EXAMPLE];
  const ran = spawnSync(process.execPath, run, { cwd: root, stdio: 'inherit' });
  if (ran.status !== ERRORS_FOUND) {
    console.error(`The run of ${EXAMPLE} ended with ${ran.status}; it should show the fault and end with 1.`);
    return 1;
  }
  console.log('\nYour own code:   node dist/cli.js check PATH...');
  console.log('What it means:   node dist/cli.js explain unreleased-reference');
  return 0;
}

process.exitCode = start();
