// `npm run fuzz`: builds the product and the fuzzer, and runs it. `npm run fuzz -- --help` says how.
import { join } from 'node:path';
import { buildFuzz } from './build-fuzz.mjs';
import { ensurePackages, root, run, runNode } from './setup.mjs';

/** A folder of its own: a second run must not take the programs of the first away. */
const folder = join(root, 'out/fuzz', `programs-${process.pid}`);

if (!ensurePackages() || !runNode('scripts/build.mjs')) process.exit(1);
await buildFuzz(root, folder);
if (!run(process.execPath, [join(folder, 'main.js'), ...process.argv.slice(2)])) process.exitCode = 1;
