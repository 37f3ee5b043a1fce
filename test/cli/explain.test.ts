import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleDocs } from '../../server/service/pages/rule-docs.ts';
import { cli } from './support.ts';

test('explain lists the rules, errors first', async () => {
  const { code, out } = await cli(['explain']);
  assert.equal(code, 0);
  assert.equal(
    out,
    'unreleased-reference  error    A reference is lost\nplain-memory-mask     warning  Plain memory is used as a mask\n',
  );
});

test('explain ID: its words and its examples', async () => {
  const { code, out } = await cli(['explain', 'unreleased-reference']);
  assert.equal(code, 0);
  assert.equal(
    out,
    `unreleased-reference (error): A reference is lost

It has to end on **every** path.

Rejected:

    int bad;

Correct:

    int good;

    int more;
`,
  );
});

test('explain with an unknown ID', async () => {
  const near = await cli(['explain', 'unreleased-refrence']);
  assert.deepEqual(
    [near.code, near.out, near.err],
    [2, '', "bpf-cpumask: no rule 'unreleased-refrence'; did you mean 'unreleased-reference'?\n"],
  );
  assert.match((await cli(['explain', 'zzz'])).err, /'bpf-cpumask explain' lists them/);
});

test('every real rule has an id of its own, a title and words', () => {
  const rules = ruleDocs();
  assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
  for (const rule of rules) {
    assert.match(rule.id, /^[a-z]+(-[a-z]+)+$/);
    assert.ok(rule.title.length > 10 && !rule.title.endsWith('.'), rule.id);
    assert.ok(rule.docs.length > 40, rule.id);
  }
});
