// Generated parts of README.md and docs/rules.md, between `<!-- NAME -->` and `<!-- /NAME -->`:
//   README.md      rules    the table of rules, from the catalogue's fault kinds
//                  example  what the built program says about examples/leak.bpf.c
//   docs/rules.md  files    for each rule its source, its fixtures, and the rows of the verifier's rules that it stands for
//                  fixes    what is offered for each rule's bad examples, made by the program itself
// and in package.json the ids that the settings `bpfCpumask.severity` and `onlyRules` know, and the kernels of
// `targetKernel`, and `bugs` and `homepage` from `repository`; and project.schema.json, the schema of project files, from the settings that they share.
// `node scripts/docs.mjs` writes them, `--check` fails when they are not up to date.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadComplaints, loadFixesPage, loadKernels, loadRules } from './build-client.mjs';
import { root } from './setup.mjs';

const EXAMPLE = 'examples/leak.bpf.c';
/** Keys of package.nls.json (and package.nls.LANGUAGE.json) with the rules' titles. */
const RULE = 'rule.';
const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];

function stop(why) {
  console.error(why);
  process.exit(1);
}

function rulesTable(rules) {
  const rows = rules.map(({ id, severity, title }) => `| \`${id}\` | ${severity} | ${title} |`);
  return ['| rule | severity | what it finds |', '|---|---|---|', ...rows].join('\n');
}

/** Fixtures of a rule by kind: `bad`, `good`, `todo`. */
function fixtureCells(id) {
  const folder = `test/fixtures/${id}`;
  if (!existsSync(join(root, folder)))
    stop(`${folder} is missing. The rule ${id} needs a bad-*.bpf.c and a good-*.bpf.c in it.`);
  const names = readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.bpf.c'))
    .sort();
  return ['bad', 'good', 'todo'].map((kind) =>
    names
      .filter((name) => name.startsWith(`${kind}-`))
      .map((name) => `[${name.slice(kind.length + 1, -'.bpf.c'.length)}](../test/fixtures/${id}/${name})`)
      .join(', '),
  );
}

/** OW-1, OW-2, OW-3 to OW-1..3. */
function rowRanges(rows) {
  const runs = [];
  for (const row of rows) {
    const [group, number] = row.split('-');
    const last = runs.at(-1);
    if (last?.group === group && last.to === Number(number) - 1) last.to++;
    else runs.push({ group, from: Number(number), to: Number(number) });
  }
  return runs.map(({ group, from, to }) => (from === to ? `${group}-${from}` : `${group}-${from}..${to}`));
}

function filesTable(rules) {
  const rows = rules.map(({ id, rules: stands }) => {
    const cells = [`[${id}](../server/rules/${id}.ts)`, ...fixtureCells(id), rowRanges(stands).join(', ')];
    return `| ${cells.join(' | ')} |`;
  });
  return ['| rule | bad | good | still wrong | verifier rules |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
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

function replaceSection(file, text, name, content) {
  const open = `<!-- ${name} -->`;
  const close = `<!-- /${name} -->`;
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  if (start < 0 || end < start) throw new Error(`${file} has no ${open} ... ${close}`);
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`;
}

function withSections(file, text, sections) {
  return Object.entries(sections).reduce(
    (text, [name, content]) => replaceSection(file, text, name, content),
    text,
  );
}

/** The manifest with a schema for each rule's severity, and for the kernel. */
function withSettings(text, rules, kernels) {
  const manifest = JSON.parse(text);
  const setting = manifest.contributes.configuration.properties['bpfCpumask.severity'];
  const only = manifest.contributes.configuration.properties['bpfCpumask.onlyRules'];
  only.items.enum = rules.map(({ id }) => id).toSorted();
  setting.properties = Object.fromEntries(
    rules
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, severity }) => [
        id,
        { type: 'string', enum: SEVERITIES, default: severity, description: `%${RULE}${id}%` },
      ]),
  );
  Object.assign(manifest.contributes.configuration.properties['bpfCpumask.targetKernel'], kernels);
  // One address is written by hand: a fork changes `repository` and runs this.
  const home = manifest.repository.url.replace(/\.git$/, '');
  manifest.bugs = { url: `${home}/issues` };
  manifest.homepage = `${home}#readme`;
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest's English: the rules' titles are theirs, everything else is written there. */
function withTitles(text, rules) {
  const sentences = Object.entries(JSON.parse(text));
  const titles = rules
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, title }) => [`${RULE}${id}`, `${title}.`]);
  const first = sentences.findIndex(([key]) => key.startsWith(RULE));
  const others = sentences.filter(([key]) => !key.startsWith(RULE));
  others.splice(first < 0 ? others.length : first, 0, ...titles);
  return `${JSON.stringify(Object.fromEntries(others), null, 2)}\n`;
}

/** Settings that concern one user's editor, and no sources. */
const OF_THE_EDITOR = /^(?:enable|language|trace\.server|codeLens|inlayHints|suggest)$/;

/** JSON schema of project files, with the settings' English. */
function projectSchema(manifest, english) {
  const said = JSON.parse(JSON.stringify(manifest.contributes.configuration.properties), (_key, value) =>
    typeof value === 'string' ? value.replace(/^%([^%]+)%$/, (_, name) => english[name] ?? name) : value,
  );
  const properties = Object.entries(said).flatMap(([name, { scope: _, order: __, ...setting }]) => {
    const key = name.replace(/^bpfCpumask\./, '');
    if (OF_THE_EDITOR.test(key)) return [];
    const description = setting.markdownDescription.replaceAll(
      'the workspace folder',
      "the project file's folder",
    );
    return [[key, { description, ...setting, markdownDescription: description }]];
  });
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Project file of bpf-cpumask',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** Writes or checks one file. */
function update(file, change) {
  const before = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
  const after = change(before);
  if (after === before) {
    console.log(`${file} is up to date.`);
  } else if (process.argv.includes('--check')) {
    console.error(`${file} is not what the program says; \`npm run docs\` writes it.`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(root, file), after);
    console.log(`${file} written.`);
  }
}

const rules = await loadRules(root);
const readme = { example: exampleRun(), rules: rulesTable(rules) };
update('README.md', (text) => withSections('README.md', text, readme));
const pages = { files: filesTable(rules), fixes: await loadFixesPage(root) };
update('docs/rules.md', (text) => withSections('docs/rules.md', text, pages));
const kernels = await loadKernels(root);
const configured = [...rules, ...(await loadComplaints(root))];
update('package.json', (text) => withSettings(text, configured, kernels));
update('package.nls.json', (text) => withTitles(text, configured));
const [manifest, english] = ['package.json', 'package.nls.json'].map((file) =>
  JSON.parse(readFileSync(join(root, file), 'utf8')),
);
update('project.schema.json', () => projectSchema(manifest, english));
