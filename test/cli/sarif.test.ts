import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckFile } from '../../server/service/types.ts';
import { cli, finding, folder, RULES } from './support.ts';

const check: CheckFile = (path) => ({
  path,
  diagnostics: [
    {
      ...finding('error', 1, 4),
      rule: 'unreleased-reference',
      kernelMessage: 'Unreleased reference',
      program: 'p',
      path: [
        { message: 'acquired', range: finding('error', 0, 2).range },
        { message: 'lost', range: finding('error', 3, 1).range, path: path.replace('a b.bpf.c', 'h.h') },
      ],
    },
    finding('hint', 0, 1),
  ],
  incomplete: [{ function: 'big', reason: 'too many states' }],
});

test('SARIF: results, rules and code flows', async (t) => {
  const cwd = folder(t, { 'd/a b.bpf.c': 'x' });
  const { code, out } = await cli(['check', '--format', 'sarif', './d'], { cwd, check });
  assert.equal(code, 1);
  const log = JSON.parse(out);
  const [run] = log.runs;
  assert.equal(log.version, '2.1.0');
  assert.deepEqual(
    run.tool.driver.rules.map((rule: { id: string }) => rule.id),
    RULES.map((rule) => rule.id),
  );
  const [error, hint] = run.results;
  assert.deepEqual([error.ruleId, error.ruleIndex, error.level], ['unreleased-reference', 1, 'error']);
  assert.deepEqual([hint.level, hint.ruleIndex, hint.codeFlows], ['note', undefined, undefined]);
  assert.deepEqual(error.locations[0].physicalLocation, {
    artifactLocation: { uri: 'd/a%20b.bpf.c' },
    region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 5 },
  });
  const steps = error.codeFlows[0].threadFlows[0].locations;
  assert.deepEqual(
    steps.map((step: { location: { message: { text: string } } }) => step.location.message.text),
    ['acquired', 'lost'],
  );
  assert.equal(steps[1].location.physicalLocation.artifactLocation.uri, 'd/h.h');
  assert.match(run.invocations[0].toolExecutionNotifications[0].message.text, /big was not fully checked/);
});

test('SARIF: absolute paths are file URIs', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': '@error' });
  const { out } = await cli(['check', '--format=sarif', `${cwd}/a.bpf.c`]);
  const { uri } = JSON.parse(out).runs[0].results[0].locations[0].physicalLocation.artifactLocation;
  assert.match(uri, /^file:\/\/\/.*\/a\.bpf\.c$/);
});
