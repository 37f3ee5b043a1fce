// `npm run types`: everything but the panel's page is typed for Node; the page, which runs in a browser, for the DOM.
import { fileURLToPath } from 'node:url';
import { runNode } from './setup.mjs';

export function checkTypes() {
  const projects = ['tsconfig.json', 'client/panel/page/tsconfig.json'];
  return projects.every((path) => runNode('node_modules/typescript/bin/tsc', ['--noEmit', '-p', path]));
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !checkTypes()) process.exitCode = 1;
