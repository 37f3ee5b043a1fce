/** The picture of a mask, the copied text, and the page as it is loaded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuText, groupsOf } from '../../client/panel/cpu-groups.ts';
import { panelHtml } from '../../client/panel/html.ts';
import { cpuAt, gridOf, heightWith, strayCell } from '../../client/panel/layout.ts';
import { recordText } from '../../client/panel/text.ts';
import { inputOf, machineOf, maskInfo, placeAt, tell, upTo } from './panel-records.ts';

test('CPUs by node, cache and core, siblings together', () => {
  const groups = groupsOf(machineOf(16, 16, 2, 2, 2));
  assert.deepEqual(
    groups.map(({ node, llcs }) => [node, llcs.map(({ llc }) => llc)]),
    [
      [0, [0, 1]],
      [1, [2, 3]],
    ],
  );
  assert.deepEqual(groups[1]!.llcs[0]!.cores, [
    [4, 12],
    [5, 13],
  ]);
  assert.equal(cpuText(machineOf(16, 16, 2, 2, 2), 12), 'CPU 12, node 1, LLC 2, core 4');
  assert.equal(cpuText(machineOf(8, 256), 70), 'CPU 70, stray: nr_cpu_ids is 8, NR_CPUS is 256');
});

const SHAPES = [
  machineOf(1),
  machineOf(2),
  machineOf(8, 256),
  machineOf(64, 64, 2, 2, 2),
  machineOf(512, 512, 4, 8, 2),
  machineOf(8192, 8192, 16, 16, 2),
  machineOf(192, 192, 1, 1, 8),
];

test('every CPU has a cell of its own inside the picture, at every width', () => {
  for (const machine of SHAPES)
    for (const width of [180, 280, 700, 1600]) {
      const { x, y, cell, height } = gridOf(machine, width);
      const places = new Set(x.map((left, cpu) => left * 100_000 + y[cpu]!));
      assert.equal(places.size, machine.cpus);
      assert.ok(Math.max(...x) + cell <= width, `${machine.cpus} CPUs at ${width}`);
      assert.ok(Math.max(...y) + cell <= height);
    }
});

test('nodes and caches have names when there are several', () => {
  const labels = (nodes: number, llcs: number) =>
    gridOf(machineOf(16, 16, nodes, llcs), 600).labels.map(({ text }) => text);
  assert.deepEqual(labels(1, 1), []);
  assert.deepEqual(labels(2, 1), ['node 0', 'node 1']);
  assert.deepEqual(labels(1, 2), ['LLC 0', 'LLC 1']);
  assert.deepEqual(labels(2, 2).sort(), ['LLC 0', 'LLC 1', 'LLC 2', 'LLC 3', 'node 0', 'node 1']);
});

test('the CPU under the mouse, stray ones too', () => {
  const machine = machineOf(64, 256, 2, 2, 2);
  const grid = gridOf(machine, 400);
  for (const cpu of upTo(64)) assert.equal(cpuAt(grid, [], grid.x[cpu]! + 3, grid.y[cpu]! + 3), cpu);
  assert.equal(cpuAt(grid, [], 399, 0), undefined);
  const { x, y } = strayCell(grid, 1);
  assert.equal(cpuAt(grid, [70, 99], x + 3, y + 3), 99);
  assert.ok(heightWith(grid, 2) > grid.height);
  assert.equal(heightWith(grid, 0), grid.height);
});

test('the copied text', () => {
  const reference = {
    id: 1,
    object: 2,
    struct: 'bpf_cpumask',
    by: 'bpf_cpumask_create()',
    place: placeAt(29),
  };
  const record = tell(machineOf(4, 256), [maskInfo(2)])
    .start({ line: 20 })
    .call('bpf_cpumask_create() = mask 2', {
      line: 29,
      touches: [2],
      change: { references: [{ ...reference, holders: ['mask'] }] },
    })
    .call('bpf_cpumask_setall(mask 2)', { line: 32, depth: 1, masks: { 2: upTo(64) } })
    .call('bpf_printk("%d", 4)', { line: 33, printed: 1 })
    .end({ change: { variables: [{ name: 'mask', value: 'mask 2' }], slots: [{ place: 'global_mask' }] } })
    .record({
      returns: '',
      output: ['4 CPUs'],
      inputs: [
        inputOf('pid', { value: '7' }),
        inputOf('nr_cpu_ids', { group: 'Machine', value: '4', usual: '4' }),
      ],
      faults: [
        {
          kind: 'unreleased-reference',
          message: "The program ends here without releasing 'mask'.",
          place: placeAt(38),
          path: [{ message: "'mask' gets a reference", place: placeAt(29) }],
        },
      ],
    });
  assert.equal(
    recordText('leak.bpf.c', record),
    `on_fork (tp_btf), leak.bpf.c:10
Machine: nr_cpu_ids 4, NR_CPUS 256, runs on CPU 0, NUMA nodes: 1, LLCs: 1
Ended by a fault, 25 steps, 2 ms

Inputs
  pid = 7 (default 0)

Calls (3)
  1. bpf_cpumask_create() = mask 2  [leak.bpf.c:30]
  2.   bpf_cpumask_setall(mask 2)  [leak.bpf.c:33]  mask 2 = 0-3, stray bits 4-63
  3. bpf_printk("%d", 4)  [leak.bpf.c:34]

State at the end
  mask 2 = 0-3, stray bits 4-63
  reference to mask 2 from bpf_cpumask_create() [leak.bpf.c:30], held by mask
  kptr global_mask = NULL
  mask = mask 2
  not under RCU

printk
  4 CPUs

Faults
  leak.bpf.c:39: unreleased-reference: The program ends here without releasing 'mask'.
    1. 'mask' gets a reference [leak.bpf.c:30]
`,
  );
});

test('the copied text of a long run fits into an issue', () => {
  const teller = tell(machineOf(8), [maskInfo(1)]).start({ masks: { 1: [] } });
  for (let i = 1; i < 20_000; i++) teller.call(`f(${i})`, { masks: { 1: [i % 8] } });
  const text = recordText('a.bpf.c', teller.record({ skipped: { before: 10_000, count: 5 } }));
  assert.ok(text.length < 60_000, `${text.length}`);
  assert.match(text, /^ {2}199\. f\(199\).*\n {2}\.\.\. 19,705 calls not shown\n {2}19905\. f\(19900\)/m);
  assert.match(text, /20004\. f\(19999\)/);
});

test('the page runs one script and nothing inline', () => {
  const html = panelHtml({
    script: 'https://host/panel.js',
    style: 'https://host/panel.css?a="b"',
    nonce: 'abc123',
    cspSource: "'self' https://*.host",
  });
  assert.match(html, /^<!DOCTYPE html>\n<html lang="en">/);
  assert.match(html, /default-src 'none'; script-src 'nonce-abc123'; style-src 'self' https:\/\/\*\.host;/);
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.doesNotMatch(html, /\sstyle=|\son\w+=|<style|a="b"/);
  for (const landmark of ['<header>', '<main>', '<h1 ', '<title>'])
    assert.equal(html.split(landmark).length, 2, landmark);
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, id] of html.matchAll(/aria-labelledby="([^"]*)"/g)) assert.ok(ids.includes(id), id);
});
