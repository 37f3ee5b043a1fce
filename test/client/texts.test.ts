import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { climbs } from '../../client/readable-files.ts';
import { besideSample, SAMPLES, sampleOf, sampleText } from '../../client/samples.ts';
import { rememberLines } from '../../client/server/last-lines.ts';
import { rulePage } from '../../server/service/pages/rule-page.ts';
import { root } from '../support/root.ts';

test('every example is a sample, with words of its own', () => {
  const shown = SAMPLES.flatMap((sample) => [sample, besideSample(sample) ?? []].flat());
  assert.deepEqual(shown.sort(), readdirSync(join(root, 'examples')).sort());
  assert.equal(new Set(SAMPLES.map((sample) => sampleText(sample).title)).size, SAMPLES.length);
});

test('a sample is named with or without its ending', () => {
  assert.equal(sampleOf('leak'), 'leak.bpf.c');
  assert.equal(sampleOf('leak.bpf.c'), 'leak.bpf.c');
  assert.equal(sampleOf('percpu_flags'), 'percpu_flags.c');
  assert.equal(sampleOf('../package.json'), undefined);
  assert.equal(sampleOf(undefined), undefined);
});

test('the last lines of a log, in one', () => {
  const lines = rememberLines();
  assert.equal(lines.summary(3), '');
  lines.add('one');
  lines.add('two\n\n  three \r\nfour');
  assert.equal(lines.summary(3), 'two \u2022 three \u2022 four');
  lines.add('x'.repeat(1000));
  assert.equal(lines.summary(1).length, 301);
});

test('paths that climb are seen', () => {
  for (const path of ['/a/../b', '..', '/a/..', 'a\\..\\b']) assert.ok(climbs(path), path);
  for (const path of ['/a/b', '/a/..b', '/a/b..', '/a/...']) assert.ok(!climbs(path), path);
});

test('the page of a rule', () => {
  const page = rulePage({
    id: 'some-rule',
    severity: 'warning',
    title: 'Something is odd',
    docs: 'Why.\n',
    rules: [],
    examples: [{ bad: '\nint bad;\n', good: 'int good;' }],
  });
  const bad = '## Reported\n\n```c\nint bad;\n```';
  const good = '## Correct\n\n```c\nint good;\n```';
  assert.equal(page, `# some-rule\n\n**Something is odd** (warning)\n\nWhy.\n\n${bad}\n\n${good}\n`);
});
