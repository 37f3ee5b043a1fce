import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/root.ts';
import { lower, lowerAll } from './helpers.ts';
import { complaints } from './wellformed.ts';

for (const folder of ['test/truth/verify', 'test/truth/run', 'test/verdicts', 'test/flow/golden']) {
  const path = join(root, folder);
  const files = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.bpf.c')) : [];
  for (const file of files) {
    test(`graphs of ${folder}/${file} are complete and well formed`, () => {
      const module = lower(readFileSync(join(path, file), 'utf8'));
      assert.deepEqual(lowerAll(module), []);
      for (const info of module.functions.values()) assert.deepEqual(complaints(info.graph()), []);
    });
  }
}
