/** The tests that have to notice a fault of the analysis, those first that are quick and notice most. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.ts';

/** test/truth has nothing to add: what it counts stands in the record, program by program. */
const LATE = [
  'test/fixtures/fixtures.test.ts',
  'test/analysis/orders.test.ts',
  'test/analysis/locks.test.ts',
  'test/analysis/returned.test.ts',
  'test/analysis/constant-keys.test.ts',
  'test/analysis/branches.test.ts',
  'test/service/linked.test.ts',
  'test/service/user-space.test.ts',
  'test/analysis/summarised.test.ts',
  'test/rules/examples.test.ts',
  'test/service/hover.test.ts',
  'test/analysis/described.test.ts',
  'test/analysis/recorded.test.ts',
  'test/analysis/contained.test.ts',
  'test/analysis/work.test.ts',
  'test/analysis/slices.test.ts',
  'test/analysis/summaries.test.ts',
];

/** Unit tests of the domain in one process, then whole programs in one each: their hooks are for one file. */
export function testsOf(): readonly (readonly string[])[] {
  const units = readdirSync(join(root, 'test/analysis'))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/analysis/${name}`)
    .filter((test) => !LATE.includes(test));
  const late = LATE.filter((test) => existsSync(join(root, test))).map((test) => [test]);
  return units.length > 0 ? [units.sort(), ...late] : late;
}
