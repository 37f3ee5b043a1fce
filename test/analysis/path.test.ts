/** From a trace to the steps that are shown: which rounds of loops are the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Graph } from '../../bpf/flow/graph.ts';
import { push, type Step, type Trace } from '../../server/analysis/domain/trace.ts';
import type { Fault } from '../../server/analysis/engine/faults.ts';
import { explain } from '../../server/analysis/path.ts';
import { GRAPH } from './domain.ts';

const OTHER: Graph = { ...GRAPH, name: 'g', path: 'g.h' };
const AGAIN: Step = { kind: 'again', name: 'num' };
const TAKEN: Step = { kind: 'branch', taken: true, cond: 'a', pointer: false, against: false, built: false };
const NOT_TAKEN: Step = { ...TAKEN, taken: false };
const FIRST: Step = { kind: 'case', label: '1' };
const SECOND: Step = { kind: 'case', label: '2' };

type Happened = readonly [graph: Graph, start: number, step: Step];

/** Places of the steps that are shown of a reference's path. */
function shown(happened: readonly Happened[]): string[] {
  let trace: Trace | undefined = push(undefined, GRAPH, { start: 0, end: 1 }, ACQUIRE);
  for (const [graph, start, step] of happened) trace = push(trace, graph, { start, end: start + 1 }, step);
  const fault = { id: 'unreleased-reference', what: 'exit', refId: 1, nid: 0, trace } as Fault;
  return explain(fault)
    .slice(1)
    .map(({ graph, at }) => `${graph.name}+${at.start}`);
}
const ACQUIRE: Step = { kind: 'acquire', ref: 1, by: 'bpf_cpumask_create', name: 'mask' };

const round = (graph: Graph, step: Step): readonly Happened[] => [
  [graph, 10, AGAIN],
  [graph, 12, step],
];

for (const [what, happened, steps] of [
  ['that go the same way are shown once', [...round(GRAPH, TAKEN), ...round(GRAPH, TAKEN)], ['f+10', 'f+12']],
  [
    'that go another way are shown',
    [...round(GRAPH, TAKEN), ...round(GRAPH, NOT_TAKEN)],
    ['f+10', 'f+12', 'f+10', 'f+12'],
  ],
  [
    'that take the same case are shown once',
    [...round(GRAPH, FIRST), ...round(GRAPH, FIRST)],
    ['f+10', 'f+12'],
  ],
  [
    'that take other cases are shown',
    [...round(GRAPH, FIRST), ...round(GRAPH, SECOND)],
    ['f+10', 'f+12', 'f+10', 'f+12'],
  ],
  [
    'of loops at the same place of two files are shown',
    [...round(GRAPH, TAKEN), ...round(OTHER, TAKEN)],
    ['f+10', 'f+12', 'g+10', 'g+12'],
  ],
] as const)
  test(`rounds ${what}`, () => assert.deepEqual(shown(happened), steps));
