import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitsIn, cpuList } from '../../client/panel/cpus.ts';
import type { Run } from '../../client/panel/model.ts';
import {
  changesMasks,
  elementRows,
  masksFirst,
  maskView,
  openRun,
  sectionLines,
  slotRows,
  variableRows,
  viewAt,
} from '../../client/panel/model.ts';
import { callCount, callNumber, grouped, placeText, resultText } from '../../client/panel/words.ts';
import type { RunRecord } from '../../emulator/worker/messages.ts';
import { unitsOf } from '../support/work.ts';
import { machineOf, maskInfo, placeAt, tell, upTo } from './panel-records.ts';

function maskOf(run: Run, index: number, id: number) {
  const { cpus, set, cleared, stray, freed, touched } = maskView(run, viewAt(run, index), id);
  return { cpus, set, cleared, stray, freed, touched };
}

test('CPU lists', () => {
  const words = Uint32Array.from([0b1_0000_1111, 0, 0x80000001, 1]);
  assert.equal(cpuList(words, 0, 128), '0-3,8,64,95-96');
  assert.equal(cpuList(words, 2, 65), '2-3,8,64');
  assert.equal(cpuList(words, 9, 64), 'none');
  assert.equal(cpuList(words, 0, 128, 2), '0-3,8,\u2026');
  assert.equal(bitsIn(words, 0, 128), 8);
  assert.equal(cpuList(new Uint32Array(256).fill(0xffffffff), 0, 8192), '0-8191');
});

test('what a step sets, clears and frees', () => {
  const record = tell(machineOf(8), [maskInfo(1), maskInfo(2)])
    .start({ masks: { 1: [0, 1, 2] }, touches: [] })
    .call('bpf_cpumask_create() = mask 2', { touches: [2] })
    .call('bpf_cpumask_copy(mask 2, mask 1)', { masks: { 2: [0, 1, 2] }, touches: [2, 1] })
    .call('bpf_cpumask_xor(mask 2, mask 2, mask 1)', { masks: { 2: [2, 7] }, touches: [2, 1] })
    .call('bpf_cpumask_release(mask 2)', { touches: [2], change: { gone: [2] } })
    .end()
    .record();
  const run = openRun(record);
  const usual = { stray: '', freed: false, touched: true };
  assert.deepEqual(maskOf(run, 1, 2), { ...usual, cpus: 'none', set: '', cleared: '' });
  assert.deepEqual(maskOf(run, 2, 2), { ...usual, cpus: '0-2', set: '0-2', cleared: '' });
  assert.deepEqual(maskOf(run, 3, 2), { ...usual, cpus: '2,7', set: '7', cleared: '0-1' });
  assert.deepEqual(maskOf(run, 4, 2), { ...usual, cpus: '2,7', set: '', cleared: '', freed: true });
  assert.deepEqual(viewAt(run, 0).masks, [1]);
  assert.deepEqual(viewAt(run, 4).masks, [1, 2]);
  assert.deepEqual(viewAt(run, 5).masks, [1]);
  assert.deepEqual(viewAt(run, 5).freed, ['mask 2']);
  // The state before the run is nothing that a step did.
  assert.equal(maskOf(run, 0, 1).set, '');
  const changing = record.events.map((event, index) => changesMasks(record, event, index));
  assert.deepEqual(changing, [false, false, true, true, true, false]);
});

test('a mask that a step is the first to meet is as it was, but for what the step changes', () => {
  const record = tell(machineOf(8), [maskInfo(1), maskInfo(2)])
    .start()
    .call('bpf_cpumask_first(mask 1) = 2', { met: { 1: [2, 3] }, touches: [1] })
    .call('bpf_cpumask_set_cpu(4, mask 2)', { met: { 2: [2] }, masks: { 2: [2, 4] } })
    .record();
  const run = openRun(record);
  const usual = { stray: '', freed: false, touched: true, cleared: '' };
  assert.deepEqual(maskOf(run, 1, 1), { ...usual, cpus: '2-3', set: '' });
  assert.deepEqual(maskOf(run, 2, 2), { ...usual, cpus: '2,4', set: '4' });
  const changing = record.events.map((event, index) => changesMasks(record, event, index));
  assert.deepEqual(changing, [false, false, true]);
});

test('bits from nr_cpu_ids on are stray', () => {
  const run = openRun(
    tell(machineOf(8, 256), [maskInfo(1)])
      .start({ masks: { 1: [] } })
      .call('bpf_cpumask_setall(mask 1)', { masks: { 1: upTo(64) } })
      .call('bpf_cpumask_clear_cpu(9, mask 1)', { masks: { 1: upTo(64).filter((cpu) => cpu !== 9) } })
      .record(),
  );
  const filled = maskView(run, viewAt(run, 1), 1);
  assert.equal(filled.cpus, '0-7');
  assert.equal(filled.weight, 8);
  assert.equal(filled.stray, '8-63');
  const cleared = maskView(run, viewAt(run, 2), 1);
  assert.equal(cleared.stray, '8,10-63');
  // One that was just cleared is still drawn.
  assert.deepEqual(cleared.strays, upTo(56, 8));
});

test('masks that the run does not use stand apart', () => {
  const run = openRun(
    tell(machineOf(8), [maskInfo(1), maskInfo(2), maskInfo(3)])
      .start({
        masks: { 1: [0], 2: [1], 3: [2] },
        touches: [],
        change: { slots: [{ place: 'slot', object: 3 }] },
      })
      .call('bpf_cpumask_first(mask 2) = 1', { touches: [2] })
      .record(),
  );
  const view = viewAt(run, 0);
  assert.deepEqual([view.masks, view.others], [[2, 3], [1]]);
});

test('of many masks the touched ones come first', () => {
  const infos = upTo(30, 1).map((id) => maskInfo(id));
  const masks = Object.fromEntries(infos.map(({ id }) => [id, [0]]));
  const run = openRun(
    tell(machineOf(8), infos)
      .start({ masks })
      .call('bpf_cpumask_first(mask 29) = 0', { touches: [29] })
      .record(),
  );
  assert.deepEqual(masksFirst(viewAt(run, 1), 3), [29, 1, 2]);
  assert.deepEqual(masksFirst(viewAt(run, 1), 30), upTo(30, 1));
});

test('rows are marked in the step that changed them', () => {
  const mask = { place: 'cpu_masks[0].mask', object: 1 };
  const map = { name: 'counts', type: 'hash', entries: 1, most: 8 };
  const run = openRun(
    tell(machineOf(8), [maskInfo(1)])
      .start({
        masks: { 1: [0] },
        change: {
          slots: [{ place: 'global_mask' }, mask],
          variables: [{ name: 'cpu', value: 'not set' }],
          maps: [{ ...map, elements: [{ key: '1', value: '{n = 0}' }] }],
        },
      })
      .call('bpf_kptr_xchg(&global_mask, mask 1) = NULL', {
        change: {
          slots: [{ place: 'global_mask', object: 1 }, mask],
          variables: [{ name: 'cpu', value: '3' }],
          maps: [{ ...map, elements: [{ key: '1', value: '{n = 1}' }] }],
        },
      })
      .end()
      .record(),
  );
  const [start, call, end] = [0, 1, 2].map((index) => viewAt(run, index));
  assert.deepEqual(slotRows(run, start!), [
    { name: 'global_mask', value: 'NULL', changed: false },
    { name: 'cpu_masks[0].mask', value: 'mask 1', changed: false },
  ]);
  assert.deepEqual(
    slotRows(run, call!).map((row) => row.changed),
    [true, false],
  );
  assert.deepEqual(variableRows(call!), [{ name: 'cpu', value: '3', changed: true }]);
  assert.deepEqual(variableRows(end!), [{ name: 'cpu', value: '3', changed: false }]);
  assert.deepEqual(elementRows(call!.state.maps[0]!, call!), [
    { name: '1', value: '{n = 1}', changed: true },
  ]);
  assert.deepEqual(maskView(run, call!, 1).slots, ['global_mask', 'cpu_masks[0].mask']);
});

test('sections in words', () => {
  const none = { rcu: 0, always: false, preempt: 0, locked: false };
  assert.deepEqual(sectionLines(none), ['not under RCU']);
  assert.deepEqual(sectionLines({ ...none, always: true }), ['under RCU']);
  assert.deepEqual(sectionLines({ rcu: 2, always: true, preempt: 1, locked: true }), [
    'in an RCU read-side section, 2 deep',
    'preemption disabled',
    'bpf_spin_lock held',
  ]);
});

test('what lies behind the gap tells everything and changes nothing', () => {
  const teller = tell(machineOf(8), [maskInfo(1), maskInfo(2)])
    .start({ masks: { 1: [0] } })
    .call('a()', { masks: { 1: [0, 1] } })
    .call('b()', { masks: { 2: [5] } })
    .call('c()', { masks: { 2: [5, 6] } });
  const run = openRun(teller.record({ skipped: { before: 2, count: 12345 } }));
  const view = viewAt(run, 2);
  assert.equal(view.gap, 12345);
  assert.deepEqual([...view.state.masks.keys()], [2]);
  assert.deepEqual([maskOf(run, 2, 2).cpus, maskOf(run, 2, 2).set], ['5', '']);
  assert.equal(maskOf(run, 3, 2).set, '6');
  assert.equal(maskOf(run, 1, 1).set, '1');
  assert.deepEqual([callNumber(run.record, 1), callNumber(run.record, 2)], [1, 12347]);
  assert.equal(callCount(run.record), 12348);
});

test('the state is the same from wherever one comes', () => {
  const cpus = 200;
  const teller = tell(machineOf(cpus), [maskInfo(1)]).start({ masks: { 1: [] } });
  const expected: number[][] = [[]];
  for (let i = 1; i < 2000; i++) {
    expected.push(upTo(cpus).filter((cpu) => (cpu * i) % 7 < 3));
    teller.call('f()', { masks: { 1: expected[i]! } });
  }
  const record = teller.record();
  const listOf = (at: readonly number[]) => {
    const words = new Uint32Array(8);
    for (const cpu of at) words[cpu >>> 5]! |= 1 << (cpu & 31);
    return cpuList(words, 0, cpus);
  };
  const run = openRun(record);
  for (const index of [1999, 0, 255, 256, 257, 1023, 1024, 5, 6, 7, 1500, 1499, 512])
    assert.equal(
      cpuList(viewAt(run, index).state.masks.get(1)!, 0, cpus),
      listOf(expected[index]!),
      `${index}`,
    );
});

/** A run of 20,000 calls over 20 masks of 8,192 CPUs. */
function longRecord(): RunRecord {
  const machine = machineOf(8192, 8192, 8, 16, 2);
  const infos = upTo(20, 1).map((id) => maskInfo(id));
  const teller = tell(machine, infos).start({
    masks: Object.fromEntries(infos.map(({ id }) => [id, upTo(100, id)])),
  });
  const sets = new Map(infos.map(({ id }) => [id, upTo(100, id)]));
  for (let i = 1; i < 20_000; i++) {
    const id = 1 + (i % 20);
    const next = [...sets.get(id)!.slice(-200), (i * 37) % 8192];
    sets.set(id, next);
    teller.call(`bpf_cpumask_set_cpu(${(i * 37) % 8192}, mask ${id})`, { masks: { [id]: next } });
  }
  return teller.record();
}

test('a slider over 20,000 calls and 8,192 CPUs moves at once', (t) => {
  const run = openRun(longRecord());
  const opened = unitsOf(() => viewAt(run, 19_999));
  const moved = unitsOf(() => {
    for (const i of upTo(60)) {
      const view = viewAt(run, (i * 7919) % 20_000);
      for (const id of view.masks) maskView(run, view, id);
    }
  });
  t.diagnostic(`opened at the end: ${opened.toFixed(2)} units of work; 60 moves: ${moved.toFixed(2)}`);
  // 10 ms for each.
  assert.ok(moved < 12, `${moved} units of work`);
});

test('words', () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(grouped), ['0', '999', '1,000', '1,234,567']);
  assert.equal(placeText(placeAt(11), 'main.bpf.c'), 'main.bpf.c:12');
  assert.equal(placeText(placeAt(0, 'file:///a/lib.bpf.h'), 'main.bpf.c'), 'lib.bpf.h:1');
  assert.equal(placeText(placeAt(0, 'file:///a/my%20lib%25.h'), ''), 'my lib%.h:1');
  assert.equal(placeText(placeAt(0, 'C:\\a\\100%.h'), ''), '100%.h:1');
  assert.equal(placeText(placeAt(0), ''), 'line 1');
  const record = tell(machineOf(8), []).start().record();
  assert.equal(resultText(record), 'returned 0, 5 steps, 2 ms');
  assert.equal(
    resultText({ ...record, returns: 'left the loop by break' }),
    'left the loop by break, 5 steps, 2 ms',
  );
  const fault = { kind: 'unreleased-reference', message: 'm', place: placeAt(1), path: [] } as const;
  assert.equal(
    resultText({ ...record, returns: '', faults: [fault], milliseconds: 0.2 }),
    'Ended by a fault, 5 steps, 1 ms',
  );
});
