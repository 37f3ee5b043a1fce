/** The tests that have to notice a fault of the analysis, those first that are quick and notice most. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.ts';

/** test/truth has nothing to add: what it counts stands in the record, program by program. */
const LATE = [
  'test/fixtures/fixtures.test.ts',
  'test/rules/examples.test.ts',
  'test/analysis/recorded.test.ts',
  'test/analysis/contained.test.ts',
  'test/service/hover.test.ts',
  'test/analysis/work.test.ts',
  'test/analysis/slices.test.ts',
  'test/analysis/summaries.test.ts',
];

/** Unit tests of the domain, then whole programs. */
export function testsOf(): readonly string[] {
  const units = readdirSync(join(root, 'test/analysis'))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/analysis/${name}`)
    .filter((test) => !LATE.includes(test));
  return [...units.sort(), ...LATE.filter((test) => existsSync(join(root, test)))];
}
