// `npm run package`: builds, and writes bpf-cpumask-VERSION.vsix without a network. `--out FILE` names another file;
// `--no-build` takes dist/ as it is.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NOTICES } from './notices.mjs';
import { ensurePackages, root, runNode } from './setup.mjs';

/** The README as the gallery and the extension's page show it: what lies beside it in the repository is not there. */
function galleryReadme() {
  return readFileSync(join(root, 'README.md'), 'utf8')
    .replace(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n+/gm, '')
    .replace(/\[([^\]]*)\]\((?!https:|#)[^)]*\)/g, '$1')
    .replace(/^<!-- .* -->\n/gm, '');
}

function makePackage(out) {
  if (!existsSync(join(root, NOTICES))) {
    console.error(
      `${NOTICES} is missing, and nothing ships without the licences in it: run \`npm run build\`.`,
    );
    return false;
  }
  const readme = 'dist/README.md';
  writeFileSync(join(root, readme), galleryReadme());
  // Everything is bundled, so there are no dependencies to look for.
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const args = ['package', ...options, '--readme-path', readme, '--out', out];
  return runNode('node_modules/@vscode/vsce/vsce', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function main() {
  const { values } = parseArgs({ options: { out: { type: 'string' }, 'no-build': { type: 'boolean' } } });
  if (!values['no-build'] && !(ensurePackages() && runNode('scripts/build.mjs'))) return false;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const out = resolve(root, values.out ?? `bpf-cpumask-${version}.vsix`);
  if (!makePackage(out)) return false;
  console.log(`${relative(process.cwd(), out)}: ${(statSync(out).size / 1024).toFixed(0)} KB`);
  return true;
}

if (!main()) process.exitCode = 1;
