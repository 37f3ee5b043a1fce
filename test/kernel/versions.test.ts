import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVersions, inRange, isKernel, numbers } from '../../bpf/kernel/versions.ts';

test('versions are compared by number', () => {
  assert.ok(compareVersions('6.9', '6.10') < 0);
  assert.ok(compareVersions('7.0', '6.19') > 0);
  assert.equal(compareVersions('6.18', '6.18'), 0);
  assert.equal(compareVersions('6.18.44', 'v6.18'), 0);
  assert.ok(compareVersions('', '6.3') < 0);
});

test('a range includes its first version and excludes its last', () => {
  assert.equal(inRange({ since: '6.3', until: '6.5' }, '6.3'), true);
  assert.equal(inRange({ since: '6.3', until: '6.5' }, '6.4'), true);
  assert.equal(inRange({ since: '6.3', until: '6.5' }, '6.5'), false);
  assert.equal(inRange({}, '0.1'), true);
});

test('versions are read as kernels print them', () => {
  const cases: readonly [string, readonly [number, number]][] = [
    ['6.18', [6, 18]],
    ['6.18.44', [6, 18]],
    ['v6.12', [6, 12]],
    ['7.0-rc1', [7, 0]],
    ['6.8.0-45-generic', [6, 8]],
    [' 6.06 ', [6, 6]],
    ['6', [6, 0]],
    ['six.3', [0, 0]],
    ['', [0, 0]],
  ];
  for (const [text, version] of cases) assert.deepEqual(numbers(text), version, text);
});

test('a target is a kernel with BPF, written as X.Y', () => {
  for (const text of ['3.18', '3.19', '4.0', '4.20', '5.19', '6.3', '6.18', '7.0', '8.19'])
    assert.ok(isKernel(text), text);
  for (const text of [
    '3.17',
    '3.20',
    '4.21',
    '5.20',
    '9.0',
    '6',
    '6.03',
    'v6.18',
    '6.18.44',
    ' 6.18',
    '6.18\n',
    '',
  ])
    assert.ok(!isKernel(text), text);
});
