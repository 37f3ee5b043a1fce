// The extension's bundles for both hosts, and the rules' pages as data.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * VS Code loads both entries with something like `require`: Node hosts older than 1.100 know nothing else, and a web
 * host refuses ES modules to this day. Since package.json says "type": "module", a name with `.cjs` is what tells Node
 * and VS Code that these are CommonJS. A web host appends `.js` to every entry it loads, whatever its name: therefore
 * `client-web.cjs.js`, which the manifest calls `client-web.cjs`.
 */
export async function buildClient(root) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    format: 'cjs',
    logLevel: 'warning',
    external: ['vscode'],
    // Only the extension host reads it: names may go.
    minify: true,
  };
  await build({
    ...common,
    entryPoints: [join(root, 'client/node.ts')],
    outfile: join(root, 'dist/client.cjs'),
    platform: 'node',
    // The Node of VS Code 1.91.
    target: 'node20',
  });
  await build({
    ...common,
    entryPoints: [join(root, 'client/web.ts')],
    outfile: join(root, 'dist/client-web.cjs.js'),
    platform: 'browser',
    target: 'es2022',
  });
}

/** The rules as the program itself has them, bundled in memory. */
export async function loadRules(root) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['cli/rule-docs.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  const { ruleDocs } = await import(`data:text/javascript;base64,${source}`);
  return ruleDocs();
}

/** What the client shows of a rule: it knows the server's types only. */
export async function writeRules(root) {
  const rules = (await loadRules(root)).map(({ id, severity, title, docs, examples }) => {
    return { id, severity, title, docs, examples };
  });
  writeFileSync(join(root, 'dist/rules.json'), JSON.stringify(rules));
}
