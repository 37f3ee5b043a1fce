import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesUnder, read } from './sources.ts';

const BINARY = /\.(?:wasm|png|ico|vsix|tgz|zip)$/;
/** Fixtures that are odd on purpose. */
const ODD = /^test\/.*\/bytes\//;

const files = filesUnder().filter((file) => !BINARY.test(file) && !ODD.test(file));
const mine = files.filter((file) => file !== 'test/architecture/hygiene.test.ts');

/** Lines of the repository that match, as `file:line: text`. */
function linesWith(pattern: RegExp, among: readonly string[] = mine): string[] {
  return among.flatMap((file) => {
    const text = read(file);
    if (!pattern.test(text)) return [];
    const lines = text.split('\n').map((line, index) => ({ line, at: `${file}:${index + 1}` }));
    return lines
      .filter(({ line }) => pattern.test(line))
      .map(({ line, at }) => `${at}: ${line.trim().slice(0, 120)}`);
  });
}

test('no path of anybody\u2019s machine', () => {
  assert.deepEqual(linesWith(/(?<![\w.\]*~-])\/(?:home|Users|root|work|mnt|tmp|var\/tmp)\/\w/), []);
  assert.deepEqual(linesWith(/\b[A-Z]:\\\\?(?:Users|Temp)\b/), []);
});

test('nothing outside the repository is needed', () => {
  const climbing = /(?<![\w./])(?:\.\.\/)+(?:shared|facts|truth|seeds|oracle|recipes)\b/;
  assert.deepEqual(linesWith(climbing), []);
});

test('the lock names no registry, so it serves any', () => {
  assert.doesNotMatch(read('package-lock.json'), /"resolved"/);
  assert.deepEqual(linesWith(/https?:\/\/(?:registry\.|[\w.-]*\b(?:artifactory|verdaccio|nexus)\b)/), []);
});

test('every package of every platform is in the lock', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  const missing = Object.values<{ optionalDependencies?: object }>(packages).flatMap((entry) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !(`node_modules/${name}` in packages)),
  );
  assert.deepEqual(missing, []);
});

test('text is UTF-8 with LF', () => {
  assert.deepEqual(
    files.filter((file) => /\r|\ufffd|^\ufeff/.test(read(file))),
    [],
  );
});

test('everything is bundled: no package is needed at run time', () => {
  const manifest = JSON.parse(read('package.json'));
  assert.deepEqual(manifest.dependencies ?? {}, {});
});

/** Time may decide when to pause or to give up waiting, never what is found. */
test('no clock where findings are made', () => {
  // How long what was read of a file may be trusted is a matter of the edge.
  const making = mine.filter((file) =>
    /^(?:bpf\/(?!syntax\/(?:includes\/)?node-)|server\/(?:analysis|rules|service)\/)/.test(file),
  );
  assert.ok(making.length > 50);
  assert.deepEqual(linesWith(/\bperformance\.|\bDate\b|\bhrtime\b|\bset(?:Timeout|Interval)\b/, making), []);
});

test('scripts need no shell', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const odd = Object.entries(scripts).filter(
    ([, line]) => !/^(?:node [\w./-]+\.mjs|tsc|biome)(?: [\w.-]+)*$/.test(line),
  );
  assert.deepEqual(odd, []);
});
