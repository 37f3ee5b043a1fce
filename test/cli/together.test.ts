import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import type { CheckFile, UnitOf } from '../../server/service/types.ts';
import { cli, folder, markedCheck } from './support.ts';

const FILES = { 'a.bpf.h': '@error', 'b.bpf.c': '@error', 'c.bpf.c': '@error', 'd.bpf.h': '@error' };

/** Headers are parts of c.bpf.c. */
const unitOf: UnitOf = (path) => path.replace(/[ad]\.bpf\.h$/, 'c.bpf.c');

/** The files in the order in which they were checked, and in that of the report. */
async function orders(cwd: string, args: readonly string[], units: UnitOf = unitOf) {
  const checked: string[] = [];
  const check: CheckFile = (path, ...others) => {
    checked.push(basename(path));
    return markedCheck(path, ...others);
  };
  const { out } = await cli(['check', ...args, '.'], { cwd, check, unitOf: units });
  return { checked, told: [...out.matchAll(/^\.\/(\S+?):1:1: error/gm)].map(([, name]) => name) };
}

test('a header is checked with the file that it is a part of, and told in its own turn', async (t) => {
  const { checked, told } = await orders(folder(t, FILES), []);
  assert.deepEqual(checked, ['a.bpf.h', 'c.bpf.c', 'd.bpf.h', 'b.bpf.c']);
  assert.deepEqual(told, ['a.bpf.h', 'b.bpf.c', 'c.bpf.c', 'd.bpf.h']);
});

test('what fails while files are grouped costs them their company alone', async (t) => {
  const { checked, told } = await orders(folder(t, FILES), [], () => assert.fail('ours'));
  assert.deepEqual(checked, Object.keys(FILES));
  assert.deepEqual(told, Object.keys(FILES));
});
