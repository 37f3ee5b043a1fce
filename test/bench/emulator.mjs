// A benchmark, not a test: kfunc calls a second of the emulator, through a mask that lies in a callback's context.
//   node test/bench/emulator.mjs [--rounds N]
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** Below dist, where the wasm files are found. */
const BUNDLE = join(root, 'dist/bench-emulator.mjs');
const GOAL = 5_000_000;
const CALLS_A_ROUND = 2;

const ENTRY = `
export { parseFile } from './bpf/syntax/file.ts';
export { initSyntaxNode } from './bpf/syntax/node-wasm.ts';
export { runFile } from './emulator/service.ts';
`;

async function load() {
  await build({
    stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: BUNDLE,
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);",
    },
  });
  const loaded = await import(pathToFileURL(BUNDLE).href);
  rmSync(BUNDLE);
  return loaded;
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1000000' } } });
const rounds = Number(values.rounds);
const text = readFileSync(join(root, 'test/bench/mask-loop.bpf.c'), 'utf8').replace(
  '1000000',
  String(rounds),
);
const { parseFile, initSyntaxNode, runFile } = await load();
await initSyntaxNode();
const file = parseFile('mask-loop.bpf.c', text, { read: () => undefined });
const rates = [];
for (let i = 0; i < 7; i++) {
  const start = performance.now();
  const [run] = runFile(file, { maxSteps: 1e12 });
  const seconds = (performance.now() - start) / 1000;
  if (run.returns !== rounds / 2) throw new Error(`wrong result: ${run.returns}`);
  rates.push((CALLS_A_ROUND * rounds) / seconds);
}
const show = (rate) => `${(rate / 1e6).toFixed(1)} million`;
const sorted = rates.toSorted((a, b) => a - b);
console.log(
  `kfunc calls a second: median ${show(sorted[3])}, best ${show(sorted[6])}, first run ${show(rates[0])} (goal ${show(GOAL)})`,
);
