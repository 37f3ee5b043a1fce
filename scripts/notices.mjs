// The licences of what the packages hold of others: found from what esbuild really bundled and from the wasm files.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Stands in dist/, and from there in the .vsix and in the npm tarball. */
export const NOTICES = 'dist/THIRD-PARTY-NOTICES.txt';

const LICENCE = /^(?:licen[cs]e|copying|notice|third-?party-?notices)(?:[.-]|$)/i;
const RULE = `\n\n${'-'.repeat(80)}\n\n`;

/** Compiled into web-tree-sitter.wasm, whose package has the licence of tree-sitter itself only. */
const IN_THE_RUNTIME = [
  {
    name: 'ICU (UTF-8 and UTF-16 macros)',
    licence: 'ICU',
    file: 'node_modules/tree-sitter/vendor/tree-sitter/lib/src/unicode/LICENSE',
  },
  { name: 'Emscripten', licence: 'MIT', file: 'scripts/licences/emscripten.txt' },
  { name: 'musl', licence: 'MIT', file: 'scripts/licences/musl.txt' },
];

/** The folder of the package that a file belongs to, from the root: `node_modules/@scope/name`, also when it is nested. */
function packageOf(path) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replaceAll('\\', '/'))?.[0];
}

/**
 * The folders of packages of which something is in the outputs, sorted.
 * @param metafiles esbuild's; what was shaken off a tree counts for nothing.
 * @param copied paths from the root of files that ship as they are
 */
export function bundledPackages(metafiles, copied = []) {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path);
  const folders = [...inputs, ...copied].map(packageOf).filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}

/** Every licence text of a package; throws when it has none, since then it must not ship. */
function noticeOf(root, folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const files = readdirSync(join(root, folder))
    .filter((file) => LICENCE.test(file))
    .sort();
  if (!files.some((file) => /^(?:licen[cs]e|copying)/i.test(file)))
    throw new Error(`${name} ${version} is bundled, but ${folder} has no licence file.`);
  if (!license) throw new Error(`${name} ${version} is bundled, but its package.json names no licence.`);
  const texts = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}

function partNotice(root, { name, licence, file }) {
  if (!existsSync(join(root, file))) throw new Error(`${name} is bundled, but ${file} is missing.`);
  const text = readFileSync(join(root, file), 'utf8').trim();
  return `${name}, in web-tree-sitter.wasm (${licence})\n\n${text}`;
}

/** The text of the notices for these package folders. Throws an error that names the package without a licence. */
export function noticesText(root, folders) {
  const packages = folders.map((folder) => noticeOf(root, folder));
  const parts = folders.includes('node_modules/web-tree-sitter')
    ? IN_THE_RUNTIME.map((part) => partNotice(root, part))
    : [];
  const head = 'bpf-cpumask contains software by others, under the licences below. Its own is in LICENSE.';
  return `${[head, ...packages, ...parts].join(RULE).replaceAll('\r\n', '\n')}\n`;
}

/** Writes the notices; without a licence for each package there is no file, and packaging refuses to go on without it. */
export function writeNotices(root, metafiles, copied) {
  rmSync(join(root, NOTICES), { force: true });
  writeFileSync(join(root, NOTICES), noticesText(root, bundledPackages(metafiles, copied)));
}
