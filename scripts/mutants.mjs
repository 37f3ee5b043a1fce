// `npm run mutants`: plants faults in the analysis and sees whether its tests notice. `npm run mutants -- --help` says how.
import { join } from 'node:path';
import { build } from 'esbuild';
import { ensurePackages, root, run } from './setup.mjs';

const program = join(root, 'out/mutants/main.mjs');

if (!ensurePackages()) process.exit(1);
await build({
  absWorkingDir: root,
  entryPoints: ['test/mutants/main.ts'],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
  external: ['esbuild', 'typescript'],
});
if (!run(process.execPath, [program, ...process.argv.slice(2)])) process.exitCode = 1;
