// Compares what two runs of `check` find, byte by byte.
//   node scripts/compare-findings.mjs [--other CLI] [--busy N] [--without-words] PATH...
// The first run is this build's. The second is that of another build (`--other PATH/cli.js`), or this build's again; with
// `--busy N` beside N processes that only compute, since findings must not depend on how fast the machine is.
// `--without-words` leaves messages and paths' texts out. Prints the first differences; exits 1 when there are any.
import { spawn, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './setup.mjs';

const SHOWN = 20;
const WORDS = new Set(['message', 'kernelMessage', 'reason']);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    other: { type: 'string' },
    busy: { type: 'string', default: '0' },
    'without-words': { type: 'boolean', default: false },
  },
});

/** One line a finding and a line a function that was not fully checked. */
function findingsOf(cli) {
  const args = [cli, 'check', '--format', 'json', ...positionals];
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0 && status !== 1) throw new Error(`${cli} ended with ${status}:\n${stderr}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const keep = (key, value) => (values['without-words'] && WORDS.has(key) ? undefined : value);
  const lines = JSON.parse(stdout).files.flatMap(({ path, diagnostics, incomplete }) =>
    [...diagnostics, ...incomplete].map((one) => `${path} ${JSON.stringify(one, keep)}`),
  );
  return { lines, seconds };
}

function withBusyMachine(count, work) {
  const loops = Array.from({ length: count }, () => spawn(process.execPath, ['-e', 'for (;;);']));
  try {
    return work();
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
}

function main() {
  if (positionals.length === 0) {
    console.error('Name files or directories to check.');
    return 2;
  }
  const own = join(root, 'dist/cli.js');
  const other = values.other === undefined ? own : resolve(values.other);
  const first = findingsOf(own);
  const second = withBusyMachine(Number(values.busy), () => findingsOf(other));
  const before = new Set(second.lines);
  const now = new Set(first.lines);
  const changed = [
    ...first.lines.filter((line) => !before.has(line)).map((line) => `+ ${line}`),
    ...second.lines.filter((line) => !now.has(line)).map((line) => `- ${line}`),
  ];
  for (const line of changed.slice(0, SHOWN)) console.log(line);
  const isSame = first.lines.join('\n') === second.lines.join('\n');
  console.log(
    `${first.lines.length} findings in ${first.seconds} s, ${second.lines.length} in ${second.seconds} s: ${isSame ? 'the same' : `${changed.length} differ`}`,
  );
  return isSame ? 0 : 1;
}

process.exitCode = main();
