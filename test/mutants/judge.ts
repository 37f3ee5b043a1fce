/** Runs the tests of the analysis on the product with one mutant in it. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { context } from 'esbuild';
import { root } from '../support/root.ts';
import type { Mutant } from './places.ts';
import { applied } from './project.ts';

const BANNER = "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);";

/** The first that failed; '' when all passed. `how`: a test's name, or how the process ended. */
export interface Verdict {
  readonly how: string;
  /** Of processor time. */
  readonly seconds: number;
}

export interface Judge {
  /** undefined: the product as it is. */
  judge(mutant: Mutant | undefined): Promise<Verdict>;
  close(): Promise<void>;
}

/** One of several that work side by side. `tests`: files of one process each, in the order in which they run. `limit`: seconds of processor time for each. */
export async function openJudge(
  folder: string,
  tests: readonly (readonly string[])[],
  limit: number,
): Promise<Judge> {
  let mutant: Mutant | undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const name of ['web-tree-sitter', 'tree-sitter-c'])
    copyFileSync(join(root, 'node_modules', name, `${name}.wasm`), join(folder, `${name}.wasm`));
  for (const name of ['child.mjs', 'reporter.mjs'])
    copyFileSync(join(root, 'test/mutants', name), join(folder, name));
  for (const [i, files] of tests.entries()) {
    const imports = files.map((file) => `import ${JSON.stringify(join(root, file))};\n`);
    writeFileSync(join(folder, `test-${i}.ts`), imports.join(''));
  }
  const bundler = await context({
    absWorkingDir: root,
    entryPoints: tests.map((_, i) => join(folder, `test-${i}.ts`)),
    outdir: folder,
    outbase: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    // Chunks of a mutant before would stay otherwise.
    chunkNames: 'chunk-[name]-[hash]',
    banner: { js: BANNER },
    external: ['tree-sitter', 'tree-sitter-c', 'esbuild', 'typescript'],
    plugins: [
      {
        name: 'mutant',
        setup(build) {
          build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const text = readFileSync(path, 'utf8');
            const isIt = mutant !== undefined && path === join(root, mutant.file);
            return { contents: isIt ? applied(mutant!, text) : text, loader: 'ts' };
          });
        },
      },
    ],
  });
  return {
    async judge(next) {
      mutant = next;
      await bundler.rebuild();
      let seconds = 0;
      for (const i of tests.keys()) {
        const verdict = await runChild(folder, `test-${i}.js`, limit);
        seconds += verdict.seconds;
        if (verdict.how !== '') return { how: `${fileOf(tests[i]!)}: ${verdict.how}`, seconds };
      }
      return { how: '', seconds };
    },
    close: () => bundler.dispose(),
  };
}

/** The file, or the folder of several. */
function fileOf(tests: readonly string[]): string {
  return tests.length === 1 ? tests[0]! : dirname(tests[0]!);
}

function runChild(folder: string, file: string, limit: number): Promise<Verdict> {
  const args = [
    '--max-old-space-size=1024',
    `--test-reporter=${join(folder, 'reporter.mjs')}`,
    join(folder, 'child.mjs'),
    file,
    String(limit),
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      const failed = /^failed: (.*)$/m.exec(output)?.[1];
      const seconds = Number(/^seconds: (.*)$/m.exec(output)?.[1] ?? limit);
      const how = failed ?? (code === 0 ? '' : `ended with ${signal ?? code}`);
      resolve({ how, seconds });
    });
  });
}
