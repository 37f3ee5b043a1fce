// Checks a checkout of sched-ext/scx and compares the errors with the recorded list, where each has its reason.
//   node scripts/scx-report.mjs CHECKOUT [--write]
// Prints what is new and what is gone, and fails when there is any; `--write` records what was found, with an empty
// reason for what is new: look at each and say why it is true, or mend the checker.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './setup.mjs';

const RECORD = join(root, 'test/scx/expected.json');

function checkAll(checkout) {
  const args = [join(root, 'dist/cli.js'), 'check', '--format', 'json', checkout];
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0 && status !== 1) throw new Error(`check ended with ${status}:\n${stderr}`);
  return { files: JSON.parse(stdout).files, seconds: (performance.now() - start) / 1000 };
}

/** Every error as the record names it, in order. */
function errorsOf(files, checkout) {
  return files.flatMap(({ path, diagnostics }) =>
    diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ rule, range, message, program }) => ({
        path: relative(checkout, path).replaceAll('\\', '/'),
        line: range.start.line + 1,
        rule,
        message,
        program,
      })),
  );
}

const keyOf = ({ path, line, rule }) => `${path}:${line} ${rule}`;

function commitOf(checkout) {
  const { status, stdout } = spawnSync('git', ['-C', checkout, 'rev-parse', 'HEAD'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '';
}

/** How often each name is in the list, one line each. */
function printCounts(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const name of [...counts.keys()].sort())
    console.log(`  ${String(counts.get(name)).padStart(4)}  ${name}`);
}

function printTotals(files, seconds) {
  const gaps = files.flatMap(({ incomplete }) => incomplete);
  console.log(`${files.length} files in ${seconds.toFixed(1)} s, ${gaps.length} functions not fully checked`);
  printCounts(
    files.flatMap(({ diagnostics }) => diagnostics.map(({ severity, rule }) => `${severity} ${rule}`)),
  );
  printCounts(gaps.map(({ reason }) => `incomplete: ${reason}`));
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { write: { type: 'boolean', default: false } },
  });
  const checkout = positionals[0] === undefined ? undefined : resolve(positionals[0]);
  if (checkout === undefined || !existsSync(checkout)) {
    console.error('usage: node scripts/scx-report.mjs CHECKOUT [--write]');
    return 2;
  }
  const { files, seconds } = checkAll(checkout);
  printTotals(files, seconds);

  const record = existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) : { commit: '', errors: [] };
  const commit = commitOf(checkout);
  if (record.commit !== commit)
    console.log(
      `The record is of commit ${record.commit || '(none)'}, this is ${commit || '(not a git checkout)'}.`,
    );
  const found = errorsOf(files, checkout);
  const known = new Map(record.errors.map((error) => [keyOf(error), error]));
  const seen = new Set(found.map(keyOf));
  if (values.write) {
    const errors = found.map((error) => {
      const { path, line, rule } = error;
      return { path, line, rule, why: known.get(keyOf(error))?.why ?? '' };
    });
    writeFileSync(RECORD, `${JSON.stringify({ commit, errors }, null, 2)}\n`);
  }

  const added = found.filter((error) => !known.has(keyOf(error)));
  const gone = record.errors.filter((error) => !seen.has(keyOf(error)));
  const unexplained = record.errors.filter((error) => error.why.trim() === '');
  for (const error of added) console.log(`new:  ${keyOf(error)} (${error.program}): ${error.message}`);
  for (const error of gone) console.log(`gone: ${keyOf(error)}: ${error.why}`);
  for (const error of unexplained) console.log(`without a reason: ${keyOf(error)}`);
  console.log(
    `${found.length} errors, ${added.length} new, ${gone.length} gone, ${unexplained.length} without a reason`,
  );
  return added.length + gone.length + unexplained.length === 0 ? 0 : 1;
}

process.exitCode = main();
