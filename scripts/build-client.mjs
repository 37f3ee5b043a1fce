// The extension's bundle, its panel's page, and the rules' pages as files.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { slimClient } from './slim-client.mjs';

/**
 * One bundle for both hosts, since the protocol's library is most of it; each loads its own half when it needs it.
 * VS Code loads it with something like `require`: Node hosts older than 1.100 know nothing else, and a web host refuses
 * ES modules to this day. A web host takes the "type" of the manifest for what it is, so package.json has none, and wants
 * a name that ends in `.js`; what is ES modules in dist/ (the CLI) is told so by a package.json of its own, so the client
 * has a folder of its own too.
 * @returns esbuild's metafiles: what is in the bundles.
 */
export async function buildClient(root) {
  const folder = join(root, 'dist/client');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: [join(root, 'client/main.ts')],
    outfile: join(folder, 'main.js'),
    bundle: true,
    platform: 'node',
    conditions: ['node', 'browser'],
    format: 'cjs',
    // The Node of VS Code 1.91.
    target: ['node20', 'es2022'],
    logLevel: 'warning',
    external: ['vscode'],
    // Only the extension host reads it: names may go.
    minify: true,
    plugins: [slimClient(root)],
  });
  // From a build of before.
  for (const old of ['client.cjs', 'client-web.js']) rmSync(join(root, 'dist', old), { force: true });
  return [metafile, await buildPanel(root)];
}

/** The panel's page: it runs in a webview, for which the extension names both files. */
async function buildPanel(root) {
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
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
  return metafile;
}

/** A module of the program, bundled. As a file, since the parser's library asks where it is. */
async function load(root, path) {
  const folder = mkdtempSync(join(tmpdir(), 'bpf-cpumask-build-'));
  const outfile = join(folder, 'module.mjs');
  try {
    await build({
      absWorkingDir: root,
      entryPoints: [path],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How a user names the kernel: its default and its pattern. */
export async function loadKernels(root) {
  const { DEFAULT_KERNEL, KERNEL_PATTERN } = await load(root, 'bpf/kernel/versions.ts');
  return { default: DEFAULT_KERNEL, pattern: KERNEL_PATTERN };
}

/** What may be said of comments that suppress findings. */
export async function loadComplaints(root) {
  return (await load(root, 'server/service/pages/rule-docs.ts')).complaintDocs();
}

/** The rules as the program itself has them, in English. */
export async function loadRules(root) {
  return (await load(root, 'server/service/pages/rule-docs.ts')).ruleDocs();
}

/** Markdown: what fixes the rules offer for their examples. */
export async function loadFixesPage(root) {
  return (await load(root, 'cli/rule-docs.ts')).todaysFixes(wasm(root));
}

/** The parser, as `initSyntax` takes it. */
function wasm(root) {
  const file = (name) => new Uint8Array(readFileSync(join(root, 'node_modules', name, `${name}.wasm`)));
  return { runtime: file('web-tree-sitter'), grammar: file('tree-sitter-c') };
}

/** Editors without a client of ours are led to pages as files, in English. */
export async function writeRules(root) {
  const { rulePages } = await load(root, 'cli/rule-docs.ts');
  mkdirSync(join(root, 'dist/rules'), { recursive: true });
  for (const [id, page] of await rulePages(wasm(root)))
    writeFileSync(join(root, 'dist/rules', `${id}.md`), page);
  // From a build of before.
  rmSync(join(root, 'dist/rules.json'), { force: true });
}
