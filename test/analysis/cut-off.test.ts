/** Accesses of a known NULL that clang makes unreachable, with the test that leads there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Block, Graph, Instr } from '../../bpf/flow/graph.ts';
import { isCutOff } from '../../server/analysis/compiler/known-null.ts';
import type { Context } from '../../server/analysis/engine/context.ts';
import { frameOf, GRAPH, INT, kernel, ptr, stateOf } from './domain.ts';

const CX = { module: { records: new Map() } } as unknown as Context;
const AT = { start: 0, end: 1 };
const LOAD: Instr = { op: 'load', dst: 3, ptr: 0, type: INT, at: AT };
const CALL: Instr = { op: 'call', dst: 3, callee: 'g', args: [], argAt: [], type: { result: INT } } as never;
const END = { op: 'return', value: undefined, at: AT } as Block['end'];

/** Block 0 asks, block 1 has the NULL and these instructions up to the access, block 2 the pointer, which it may use. */
function isTestDropped(before: readonly Instr[], isUsedElsewhere: boolean): boolean {
  const block = (instrs: readonly Instr[], end: Block['end']): Block => ({ instrs: [...instrs], end });
  const graph: Graph = {
    ...GRAPH,
    blocks: [
      block([], { op: 'branch', cond: 0, yes: 1, no: 2, at: AT }),
      block([...before, LOAD], END),
      block([], END),
    ],
    liveIn: [new Set(), new Set([0]), new Set(isUsedElsewhere ? [0] : [])],
  };
  const pointer = ptr(kernel(1), { nid: 7 });
  const frame = frameOf([pointer], { graph, block: 1, index: before.length + 1 });
  const nulls = { nid: 7, frame: 1, block: 0, before: undefined };
  return isCutOff(CX, { ...stateOf(), frames: [frame], nulls }, pointer);
}

test('a test whose other arm uses the pointer goes with the path that only uses NULL', () => {
  assert.equal(isTestDropped([], true), false);
  assert.equal(isTestDropped([LOAD], true), false);
});

test('it stays where a call comes first, which might never return', () => {
  assert.equal(isTestDropped([CALL], true), true);
  assert.equal(isTestDropped([LOAD, CALL], true), true);
});

test('nothing is lost with it where the other arm does not use the pointer', () => {
  assert.equal(isTestDropped([], false), true);
});
