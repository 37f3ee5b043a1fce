import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAULT_IDS, FAULTS, type FaultId, kernelText, RESERVED_IDS } from '../../bpf/kernel/faults/index.ts';
import { CASES } from './message-cases/index.ts';

test('each message is what 6.18 printed, and its older and newer forms', () => {
  for (const one of CASES) {
    assert.equal(one.say('6.18'), one.text, `${one.id}/${one.kind}`);
    if (one.next !== undefined) assert.equal(one.say('7.1'), one.next, `${one.id}/${one.kind}`);
    if (one.old !== undefined) assert.equal(one.say('6.12'), one.old, `${one.id}/${one.kind}`);
  }
});

test('wording up to 7.0 is that of 6.18', () => {
  for (const one of CASES)
    if (one.kind !== 'nested') assert.equal(one.say('7.0'), one.text, `${one.id}/${one.kind}`);
});

test('nested sections are accepted since 6.19, RCU pointers since 6.4, objects as slots since 6.12', () => {
  const call = { function: 'f', kind: 'kfunc' } as const;
  const nested = {
    id: 'unbalanced-rcu-section',
    what: 'nested',
    data: { function: 'bpf_rcu_read_lock' },
  } as const;
  assert.equal(kernelText(nested, '6.19', false), '');
  const untrusted = { ...call, arg: 1, struct: 'cpumask' };
  assert.equal(
    kernelText({ id: 'untrusted-pointer', what: 'no-section', data: untrusted }, '6.3', false),
    'R2 must be referenced or trusted',
  );
  assert.equal(
    kernelText({ id: 'possibly-null-argument', what: 'slot', data: { ...call, arg: 0 } }, '6.11', false),
    'R1 type=map_value_or_null expected=map_value',
  );
});

test('only what a call has handed out is a ring buffer record, or a reference', () => {
  const memory = { id: 'possibly-null-dereference', what: 'access', data: { type: 'mem_or_null' } } as const;
  assert.equal(kernelText(memory, '6.18', false), "R0 invalid mem access 'mem_or_null'");
  assert.equal(kernelText(memory, '6.18', true), "R0 invalid mem access 'ringbuf_mem_or_null'");
  const global = {
    id: 'possibly-null-argument',
    what: 'global',
    data: { function: 'f', arg: 0 },
  } as const;
  assert.match(kernelText(global, '6.18', false), /^R1 type=rcu_ptr_or_null_ expected=/);
  assert.match(kernelText(global, '6.18', true), /^R1 type=ptr_or_null_ expected=/);
});

test('every kind that a kernel has words for is covered', () => {
  const covered = new Set(CASES.map((one) => `${one.id}/${one.kind}`));
  const worded = FAULT_IDS.filter((id) => id !== 'load-time-leak').flatMap((id) =>
    Object.entries(FAULTS[id].kinds)
      .filter(([, kind]) => kind.text !== undefined)
      .map(([kind]) => `${id}/${kind}`),
  );
  const leaks = ['exit', 'overwritten', 'returned', 'throw', 'tail-call'];
  assert.deepEqual(
    worded.filter((one) => !covered.has(one)),
    leaks.map((kind) => `unreleased-reference/${kind}`),
  );
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
      assert.ok(FAULTS[one.id].rules.includes(row), `${row} ${one.id}/${one.kind}`);
    }
  }
});

test('ids are kebab-case and closed', () => {
  for (const id of FAULT_IDS) {
    assert.match(id, /^[a-z]+(-[a-z]+)*$/);
    assert.equal(FAULTS[id].id, id);
  }
  assert.equal(new Set(FAULT_IDS).size, FAULT_IDS.length);
});

test('what is reserved has nothing that could be reported', () => {
  assert.equal(RESERVED_IDS.length, 3);
  for (const id of RESERVED_IDS) assert.deepEqual(Object.keys(FAULTS[id].kinds), []);
});
