// The extension's bundles for both hosts, its panel's page, and the rules' pages as data.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * VS Code loads both entries with something like `require`: Node hosts older than 1.100 know nothing else, and a web
 * host refuses ES modules to this day. It takes the "type" of the manifest for what they are, so package.json has none;
 * the ES modules in dist/ (the CLI) are told so by a package.json of their own, and for Node `.cjs` says that the client
 * is not one of them. (For the web host a `.cjs` is no way out: old ones append `.js` to it, new ones do not.)
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
    outfile: join(root, 'dist/client-web.js'),
    platform: 'browser',
    target: 'es2022',
  });
  await buildPanel(root);
}

/** The panel's page: it runs in a webview, for which the extension names both files. */
async function buildPanel(root) {
  await build({
    absWorkingDir: root,
    entryPoints: [
      { in: join(root, 'client/panel/page/main.ts'), out: 'panel' },
      { in: join(root, 'client/panel/panel.css'), out: 'panel' },
    ],
    outdir: join(root, 'dist'),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'warning',
  });
}

/** A module of the program, bundled in memory. */
async function load(root, path) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [path],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}

/** The rules as the program itself has them. */
export async function loadRules(root) {
  return (await load(root, 'cli/rule-docs.ts')).ruleDocs();
}

/** What the client shows of a rule: it knows the server's types only. Other editors are led to the same pages as files. */
export async function writeRules(root) {
  const rules = (await loadRules(root)).map(({ id, severity, title, docs, examples }) => {
    return { id, severity, title, docs, examples };
  });
  writeFileSync(join(root, 'dist/rules.json'), JSON.stringify(rules));
  const { rulePage } = await load(root, 'client/rules.ts');
  mkdirSync(join(root, 'dist/rules'), { recursive: true });
  for (const rule of rules) writeFileSync(join(root, 'dist/rules', `${rule.id}.md`), rulePage(rule));
}
