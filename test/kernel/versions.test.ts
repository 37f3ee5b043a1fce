import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVersions, parseVersion } from '../../bpf/kernel/index.ts';
import { inRange } from '../../bpf/kernel/versions.ts';

test('versions are compared by number', () => {
  assert.ok(compareVersions('6.9', '6.10') < 0);
  assert.ok(compareVersions('7.0', '6.19') > 0);
  assert.equal(compareVersions('6.18', '6.18'), 0);
  assert.equal(compareVersions('6.18.44', 'v6.18'), 0);
  assert.ok(compareVersions('', '6.3') < 0);
});

test('versions are read as kernels print them', () => {
  const cases: readonly [string, string | undefined][] = [
    ['6.18', '6.18'],
    ['6.18.44', '6.18'],
    ['v6.12', '6.12'],
    ['7.0-rc1', '7.0'],
    ['6.8.0-45-generic', '6.8'],
    ['6.12.9+deb13', '6.12'],
    [' 6.06 ', '6.6'],
    ['6', undefined],
    ['', undefined],
    ['six.3', undefined],
    ['6.x', undefined],
    ['99999.1', undefined],
  ];
  for (const [text, version] of cases) assert.equal(parseVersion(text), version, text);
});

test('a range includes its first version and excludes its last', () => {
  assert.equal(inRange({ since: '6.3', until: '6.5' }, '6.3'), true);
  assert.equal(inRange({ since: '6.3', until: '6.5' }, '6.4'), true);
  assert.equal(inRange({ since: '6.3', until: '6.5' }, '6.5'), false);
  assert.equal(inRange({}, '0.1'), true);
});
