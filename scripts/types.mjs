// `npm run types`: everything but the panel's page is typed for Node; the page, which runs in a browser, for the DOM.
import { fileURLToPath } from 'node:url';
import { runNode } from './setup.mjs';

export function checkTypes() {
  const projects = { 'tsconfig.json': 'node', 'client/panel/page/tsconfig.json': 'page' };
  return Object.entries(projects).every(([path, name]) =>
    runNode('node_modules/typescript/bin/tsc', [
      ...['--noEmit', '-p', path],
      // What did not change since the last time is not looked at again.
      ...['--incremental', '--tsBuildInfoFile', `out/types-${name}.tsbuildinfo`],
    ]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !checkTypes()) process.exitCode = 1;
