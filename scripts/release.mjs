// `node scripts/release.mjs vX.Y.Z`: what a release has to offer, in release/ (the .vsix, the npm tarball, their checksums), and what
// the changelog says of it in release-notes.md. Fails when the tag is not the version of package.json. Publishes nothing.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runNode } from './setup.mjs';

/** The part of a changelog about a version, or about what is not released yet when there is none; '' if there is neither. */
export function notesFor(changelog, version) {
  const parts = changelog.split(/^## /m).slice(1);
  const part =
    parts.find((one) => one.startsWith(`[${version}]`)) ??
    parts.find((one) => one.startsWith('[Unreleased]'));
  return part?.replace(/^.*\n/, '').trim() ?? '';
}

/** undefined: the tag is that of the version. */
export function wrongTag(tag, version) {
  return tag === `v${version}` ? undefined : `The tag is ${tag}, and package.json has version ${version}.`;
}

function pack(out) {
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' };
  return spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', out], options).status === 0;
}

function main(tag) {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wrong = wrongTag(tag, version);
  if (wrong !== undefined) {
    console.error(wrong);
    return false;
  }
  const out = join(root, 'release');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  const vsix = join('release', `${name}-${version}.vsix`);
  if (!runNode('scripts/package.mjs', ['--out', vsix]) || !pack(out)) return false;
  const files = readdirSync(out).sort();
  const sums = files.map((file) => `${sha256(join(out, file))}  ${file}\n`);
  writeFileSync(join(out, 'SHA256SUMS'), sums.join(''));
  writeFileSync(
    join(root, 'release-notes.md'),
    `${notesFor(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version)}\n`,
  );
  return true;
}

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && !main(process.argv[2] ?? ''))
  process.exitCode = 1;
