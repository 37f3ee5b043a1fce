/** The manifest says what the client does, and knows the rules that there are. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isKernel } from '../../bpf/kernel/index.ts';
import { allRules } from '../../server/rules/index.ts';
import { COMPLAINT_IDS } from '../../server/service/suppress/complaints.ts';
import { filesUnder, read } from '../architecture/sources.ts';
import { root } from '../support/root.ts';

const raw = read('package.json');
const english: Readonly<Record<string, string>> = JSON.parse(read('package.nls.json'));
/** As VS Code shows it in English. */
const manifest = JSON.parse(raw, (_, value: unknown) =>
  typeof value === 'string'
    ? value.replace(/^%([^%]+)%$/, (_, key: string) => english[key] ?? `%${key}%`)
    : value,
);
const { commands, configuration, walkthroughs } = manifest.contributes;
const sources = filesUnder('client').filter((file) => file.endsWith('.ts'));

test('the setting for severities knows every rule and no other', () => {
  const { properties } = configuration.properties['bpfCpumask.severity'];
  const rules = [...allRules().map(({ id }) => id), ...COMPLAINT_IDS];
  assert.deepEqual(Object.keys(properties), rules.sort(), '`npm run docs` writes them');
});

test('every sentence of the manifest stands in package.nls.json, and nothing else', () => {
  const used = [...raw.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(english).sort());
});

test('what VS Code shows of the manifest is a key', () => {
  const shown = /"(?:title|(?:markdown)?[dD]escription|altText|patternErrorMessage)": "(?!%)([^"]*)"/g;
  // npm and the gallery show the product's own description; the name is a name.
  const allowed = [manifest.description, manifest.displayName, manifest.name];
  const found = [...raw.matchAll(shown)].map(([, text]) => text);
  assert.deepEqual(
    found.filter((text) => !allowed.includes(text)),
    [],
  );
});

test('every setting is described, and is of a folder unless it is about the window', () => {
  for (const [name, setting] of Object.entries<Record<string, string>>(configuration.properties)) {
    assert.match(name, /^bpfCpumask\./);
    assert.ok(setting.markdownDescription, name);
    assert.equal(setting.scope, name.startsWith('bpfCpumask.trace') ? 'window' : 'resource', name);
  }
});

test('every command is registered, and every registered command is in the palette', () => {
  const texts = sources.map(read).join('\n');
  const registered = [...texts.matchAll(/registerCommand\(\s*'([^']+)'/g)].map(([, id]) => id);
  assert.deepEqual(commands.map(({ command }: { command: string }) => command).sort(), registered.sort());
});

test('the walkthrough: three steps with pictures, and commands that exist', () => {
  const [{ steps }] = walkthroughs;
  assert.equal(steps.length, 3);
  const known = new Set(commands.map(({ command }: { command: string }) => command));
  for (const { description, media, completionEvents } of steps) {
    assert.ok(existsSync(join(root, media.svg)), media.svg);
    assert.ok(completionEvents.length > 0);
    for (const [, id] of description.matchAll(/\(command:(bpfCpumask\.\w+)/g)) assert.ok(known.has(id), id);
  }
});

test('the icon is a small square PNG', () => {
  const png = readFileSync(join(root, manifest.icon));
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 256]);
  assert.ok(png.length < 15_000);
});

test('untrusted and virtual workspaces are supported, with the reason', () => {
  const { untrustedWorkspaces, virtualWorkspaces } = manifest.capabilities;
  // What a workspace may have read from elsewhere is asked of people who trust it.
  assert.equal(untrustedWorkspaces.supported, 'limited');
  assert.deepEqual(untrustedWorkspaces.restrictedConfigurations, ['bpfCpumask.includePaths']);
  assert.match(untrustedWorkspaces.description, /Nothing in a workspace is executed/);
  assert.equal(virtualWorkspaces.supported, true);
});

test('the setting takes the kernels that the program takes', () => {
  const pattern = new RegExp(
    manifest.contributes.configuration.properties['bpfCpumask.targetKernel'].pattern,
  );
  for (let major = 0; major < 12; major++)
    for (let minor = 0; minor < 110; minor++)
      assert.equal(pattern.test(`${major}.${minor}`), isKernel(`${major}.${minor}`), `${major}.${minor}`);
});

test('no type in the manifest: a web host would take its entry for an ES module', () => {
  assert.equal(manifest.type, undefined);
});
