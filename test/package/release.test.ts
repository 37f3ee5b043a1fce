/** What a tag makes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { read } from '../architecture/sources.ts';
import { root } from '../support/root.ts';

interface Release {
  notesFor(changelog: string, version: string): string;
  wrongTag(tag: string, version: string): string | undefined;
}
const { notesFor, wrongTag }: Release = await import(pathToFileURL(join(root, 'scripts/release.mjs')).href);

test('notes are those of the version, else of what is not released yet', () => {
  const log =
    '# Log\n\n## [Unreleased]\n\n- new\n\n## [0.2.0] - 2026-01-01\n\n- two\n\n## [0.1.0]\n\n- one\n';
  assert.equal(notesFor(log, '0.2.0'), '- two');
  assert.equal(notesFor(log, '0.1.0'), '- one');
  assert.equal(notesFor(log, '0.3.0'), '- new');
  assert.equal(notesFor('# Log\n', '0.1.0'), '');
  assert.notEqual(notesFor(read('CHANGELOG.md'), JSON.parse(read('package.json')).version), '');
});

test('a tag of another version makes nothing', () => {
  assert.equal(wrongTag('v0.1.0', '0.1.0'), undefined);
  for (const tag of ['0.1.0', 'v0.1.1', ''])
    assert.match(wrongTag(tag, '0.1.0')!, /package\.json has version 0\.1\.0/);
  const { status, stderr } = spawnSync(process.execPath, ['scripts/release.mjs', 'v99.0.0'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stderr, /The tag is v99\.0\.0/);
});
