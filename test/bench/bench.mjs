// A benchmark, not a test: how long whole runs of the built program take, and their peak memory.
//   npm run bench -- [--runs N] [--scx CHECKOUT] [--json]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { sourceOfLength } from './inputs.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const CLI = join(root, 'dist/cli.js');
const TRUTH = join(root, 'test/truth/verify');

/** One run: wall time in ms, peak memory in MiB, exit code. */
function measure(args) {
  return new Promise((done, fail) => {
    const start = performance.now();
    const preload = pathToFileURL(join(here, 'peak.mjs')).href;
    const child = spawn(process.execPath, ['--import', preload, CLI, ...args], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    let peak = '';
    child.stdio[3].on('data', (chunk) => {
      peak += chunk;
    });
    child.on('error', fail);
    child.on('close', (code) => done({ ms: performance.now() - start, mib: Number(peak) / 1024, code }));
  });
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Several runs, one after the other: two at once would measure each other. */
async function bench({ name, args, goal }, runs) {
  const all = [];
  for (let run = 0; run < runs; run++) all.push(await measure(args));
  const times = all.map(({ ms }) => ms);
  return {
    name,
    ms: Math.round(median(times)),
    fastest: Math.round(Math.min(...times)),
    slowest: Math.round(Math.max(...times)),
    mib: Math.round(median(all.map(({ mib }) => mib))),
    exit: all[0].code,
    goal: goal ?? '',
  };
}

function casesFor(folder, scx) {
  const file = (lines) => {
    const path = join(folder, `${lines}.bpf.c`);
    writeFileSync(path, sourceOfLength(lines));
    return path;
  };
  const cases = [
    { name: 'start (--version)', args: ['--version'] },
    { name: 'one file of 1,000 lines', args: ['check', file(1000)] },
    { name: 'one file of 5,000 lines', args: ['check', file(5000)] },
  ];
  if (existsSync(TRUTH)) {
    const files = readdirSync(TRUTH)
      .filter((name) => name.endsWith('.bpf.c'))
      .sort();
    const args = ['check', '--format', 'json', ...files.map((name) => join(TRUTH, name))];
    cases.push({ name: `${files.length} truth files in one run`, args, goal: '2,000 ms' });
  }
  if (scx !== undefined) {
    cases.push({
      name: 'a checkout of scx',
      args: ['check', '--format', 'json', scx],
      goal: '5,000 ms, 400 MiB',
    });
  }
  return cases;
}

function print(rows) {
  const head = ['what', 'median ms', 'range', 'peak MiB', 'exit', 'goal'];
  const cells = rows.map((row) => [
    row.name,
    row.ms.toLocaleString('en'),
    `${row.fastest}-${row.slowest}`,
    String(row.mib),
    String(row.exit),
    row.goal,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column].length)),
  );
  const line = (row) =>
    row.map((cell, i) => (i === 0 || i === 5 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
  for (const row of [head, ...cells]) console.log(line(row).join('  ').trimEnd());
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    scx: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
if (!existsSync(CLI)) {
  console.error('There is no dist/cli.js yet: npm run build');
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'bpf-cpumask-bench-'));
try {
  const rows = [];
  for (const one of casesFor(folder, values.scx))
    rows.push(await bench(one, Math.max(1, Number(values.runs) || 5)));
  if (values.json) console.log(JSON.stringify(rows));
  else {
    print(rows);
    spawnSync(process.execPath, [join(here, 'emulator.mjs')], { stdio: 'inherit' });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
