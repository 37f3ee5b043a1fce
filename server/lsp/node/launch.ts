/**
 * Starts the server in Node: `dist/server.js`, the CLI's `lsp` and VS Code's Node host come here. The server proper is
 * one script, `server.cjs`; it is run with the code that V8 made of it the last time, see code-cache.ts.
 */
import './engine.ts';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { type CodeCache, cacheFolder, openCodeCache } from './code-cache.ts';

/** Of server.cjs as it was built: V8 does not look whether code and script belong together. */
declare const BUILD: string;

const FILE = join(__dirname, 'server.cjs');
/** What a CommonJS module gets, and one more. */
const HEAD = '(function (exports, require, module, __filename, __dirname, keepCode) {';
/** Code that has become this much larger is written anew: the last time little of the server had run. */
const MUCH_LARGER = 1.1;

type Wrapped = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
  keepCode: () => void,
) => void;

function launch(): void {
  const require = createRequire(FILE);
  const folder = cacheFolder(process.argv.slice(2), process.env);
  if (folder === undefined) return void require(FILE);
  const cache = openCodeCache(folder, `server-${BUILD}-${process.arch}-${process.versions.v8}`);
  const cachedData = cache.read();
  const script = new Script(`${HEAD}${readFileSync(FILE, 'utf8')}\n})`, {
    filename: FILE,
    columnOffset: -HEAD.length,
    ...(cachedData ? { cachedData } : {}),
  });
  const known = script.cachedDataRejected === false ? cachedData!.length : 0;
  const module = { exports: {} };
  const run = script.runInThisContext() as Wrapped;
  run(module.exports, require, module, FILE, __dirname, () => keep(script, cache, known));
}

function keep(script: Script, cache: CodeCache, known: number): void {
  const code = script.createCachedData();
  if (code.length > known * MUCH_LARGER) cache.write(code);
}

launch();
