// Generated parts of README.md, between `<!-- NAME -->` and `<!-- /NAME -->`:
//   rules    the table of rules, from the catalogue's fault kinds
//   example  what the built program says about examples/leak.bpf.c
// `node scripts/docs.mjs` writes them, `--check` fails when they are not up to date.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './setup.mjs';

const README = join(root, 'README.md');
const EXAMPLE = 'examples/leak.bpf.c';

/** The rules as the program itself has them, bundled in memory. */
async function loadRules() {
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

function rulesTable(rules) {
  const rows = rules.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`);
  return ['| rule | severity | what it finds |', '|---|---|---|', ...rows].join('\n');
}

function exampleRun() {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' };
  const { stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', 'check', EXAMPLE], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  return ['```text', `$ bpf-cpumask check ${EXAMPLE}`, stdout.trimEnd(), '```'].join('\n');
}

function replaceSection(text, name, content) {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`README.md has no ${open} ... ${close}`);
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`;
}

const before = readFileSync(README, 'utf8');
const sections = { example: exampleRun(), rules: rulesTable(await loadRules()) };
const after = Object.entries(sections).reduce(
  (text, [name, content]) => replaceSection(text, name, content),
  before,
);

if (after === before) {
  console.log('README.md is up to date.');
} else if (process.argv.includes('--check')) {
  console.error('README.md is not what the program says; `npm run docs` writes it.');
  process.exitCode = 1;
} else {
  writeFileSync(README, after);
  console.log('README.md written.');
}
