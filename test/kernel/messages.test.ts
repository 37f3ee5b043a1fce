import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULT_IDS, FAULTS, type FaultId, faultKind, isFaultId } from '../../bpf/kernel/faults.ts';
import { faultOf, kernelMessage, MESSAGE_VARIANTS } from '../../bpf/kernel/messages.ts';
import { CASES } from './message-cases.ts';

test('each message is what 6.18 printed, and its older and newer forms', () => {
  for (const one of CASES) {
    assert.equal(one.say('6.18'), one.text, one.variant);
    if (one.next !== undefined) assert.equal(one.say('7.1'), one.next, one.variant);
    if (one.old !== undefined) assert.equal(one.say('6.12'), one.old, one.variant);
  }
});

test('wording up to 7.0 is that of 6.18', () => {
  for (const one of CASES)
    if (one.variant !== 'rcu-nested-lock') assert.equal(one.say('7.0'), one.text, one.variant);
});

test('nested sections are accepted since 6.19, RCU pointers since 6.4, objects as slots since 6.12', () => {
  assert.equal(kernelMessage('rcu-nested-lock', {}, '6.19'), '');
  assert.equal(kernelMessage('untrusted-argument', { arg: 1 }, '6.3'), 'R2 must be referenced or trusted');
  assert.equal(
    kernelMessage('null-map-value-argument', { arg: 0 }, '6.11'),
    'R1 type=map_value_or_null expected=map_value',
  );
});

test('every variant is covered, and belongs to a fault kind', () => {
  const covered = new Set(CASES.map((one) => one.variant));
  assert.deepEqual(
    MESSAGE_VARIANTS.filter((variant) => !covered.has(variant)),
    [],
  );
  for (const variant of MESSAGE_VARIANTS) assert.ok(isFaultId(faultOf(variant)), variant);
});

/** Rows that are accepted on 6.18 and stand for no fault. */
const ACCEPTED = ['KP-17', 'RC-10', 'RC-12', 'SP-1', 'SP-3', 'SP-5', 'SP-6'];
const GROUPS: Readonly<Record<string, number>> = {
  OW: 17,
  NU: 11,
  TY: 22,
  RL: 5,
  KP: 17,
  RC: 12,
  PT: 4,
  SP: 7,
  PM: 5,
  PO: 10,
};

test('every row of the rule collection belongs to exactly one kind, or is accepted', () => {
  const owner = new Map<string, FaultId>();
  for (const id of FAULT_IDS) {
    for (const row of FAULTS[id].rules) {
      assert.equal(owner.get(row), undefined, row);
      owner.set(row, id);
    }
  }
  const all = Object.entries(GROUPS).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, index) => `${group}-${index + 1}`),
  );
  assert.deepEqual(
    all.filter((row) => !owner.has(row)),
    ACCEPTED,
  );
  assert.deepEqual(
    [...owner.keys()].filter((row) => !all.includes(row)),
    [],
  );
});

test('a row that has a message has one of its own kind', () => {
  const shared = new Set(['NU-11', 'KP-6', 'PO-1', 'PO-2', 'PO-3', 'PO-5', 'PO-7', 'PM-2', 'PM-3']);
  for (const one of CASES) {
    for (const row of one.rows) {
      if (row === '-' || shared.has(row)) continue;
      assert.ok(FAULTS[faultOf(one.variant)].rules.includes(row), `${row} ${one.variant}`);
    }
  }
});

test('ids are kebab-case and closed', () => {
  for (const id of FAULT_IDS) {
    assert.match(id, /^[a-z]+(-[a-z]+)*$/);
    assert.equal(faultKind(id).id, id);
  }
  assert.equal(isFaultId('toString'), false);
  assert.equal(FAULT_IDS.length, 28);
});
