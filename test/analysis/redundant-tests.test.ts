/** Equal tests: which of them the compiler makes one. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Block, Graph, Instr } from '../../bpf/flow/graph.ts';
import { compared } from '../../server/analysis/compiler/redundant-tests.ts';
import { begin } from '../../server/analysis/domain/exploration.ts';
import type { State } from '../../server/analysis/domain/state.ts';
import { constant, type Num, type Sym } from '../../server/analysis/domain/values.ts';
import { frameOf, GRAPH, INT, num, stateOf } from './domain.ts';

const AT = { start: 0, end: 1 };
const LOAD: Instr = { op: 'load', dst: 3, ptr: 0, type: INT, at: AT };
const CALL: Instr = { op: 'call', dst: 3, callee: 'g', args: [], argAt: [], type: { result: INT } } as never;
const CAST: Instr = { op: 'cast', dst: 3, a: 0, to: INT, at: AT } as never;

const block = (instrs: readonly Instr[], end: Block['end']): Block => ({ instrs: [...instrs], end });

/** Block 0 branches to 1 and 2, block 1 goes to 2: both ways meet in block 2, which has these instructions. */
function meeting(instrs: readonly Instr[]): Graph {
  return {
    ...GRAPH,
    blocks: [
      block([], { op: 'branch', cond: 0, yes: 1, no: 2, at: AT }),
      block([], { op: 'goto', to: 2 } as Block['end']),
      block(instrs, { op: 'return', value: undefined, at: AT } as Block['end']),
    ],
    liveIn: [new Set(), new Set(), new Set()],
  };
}

const X = num(1, 0, 9);
const lessThan = (f: Sym['f'] = 'lt'): Sym => ({ f, a: X, b: constant(5), type: INT });

/** Does the test at era `second` get the number of the equal one at era 1? */
function isOne(second: number, state: State, sym = lessThan()): boolean {
  const first = compared({ ...state, era: 1 }, lessThan());
  return isSame(compared({ ...state, era: second }, sym), first);
}

const isSame = (a: Num, b: Num) => a === b || (a.sym?.f === 'lnot' && a.sym.a === b);

describe('two equal tests', () => {
  test('are one up to seven operations apart', () => {
    begin(Number.POSITIVE_INFINITY);
    assert.deepEqual(
      [1, 8, 9].map((era) => isOne(era, stateOf([X]))),
      [true, true, false],
    );
  });

  test('are one with their opposites', () => {
    begin(Number.POSITIVE_INFINITY);
    assert.equal(isOne(2, stateOf([X]), lessThan('ge')), true);
    assert.equal(isOne(2, stateOf([X]), lessThan('gt')), false);
  });

  /** The branch was on the first test; the second stands far on in era, in the block where both ways meet. */
  const behind = (instrs: readonly Instr[], branchedAt = 2): boolean => {
    begin(Number.POSITIVE_INFINITY);
    const eras = { block: 0, era: branchedAt, before: undefined };
    const frame = frameOf([X], { graph: meeting(instrs), block: 2, eras });
    return isOne(100, { ...stateOf(), frames: [frame] });
  };

  test('are one where a small block has a copy for each way', () => {
    assert.equal(behind([]), true);
    assert.equal(behind(Array.from({ length: 10 }, () => LOAD)), true);
    assert.equal(behind(Array.from({ length: 11 }, () => LOAD)), false);
    assert.equal(behind([CALL, ...Array.from({ length: 10 }, () => LOAD)]), false);
  });

  /** The same with a way of two blocks, of which the first one computes what is read after the meeting. */
  const behindTwo = (isRead: boolean): boolean => {
    begin(Number.POSITIVE_INFINITY);
    const goto = (to: number) => ({ op: 'goto', to }) as Block['end'];
    const graph: Graph = {
      ...GRAPH,
      blocks: [
        block([], { op: 'branch', cond: 0, yes: 1, no: 3, at: AT }),
        block([LOAD], goto(2)),
        block([], goto(3)),
        block([], goto(4)),
        block([], { op: 'return', value: undefined, at: AT } as Block['end']),
      ],
      liveIn: [0, 1, 2, 3, 4].map((i) => new Set(isRead && i === 4 ? [3] : [])),
    };
    const eras = { block: 0, era: 2, before: undefined };
    return isOne(100, { ...stateOf(), frames: [frameOf([X], { graph, block: 3, eras })] });
  };

  test('are two where a way computes what is read after the block', () => {
    assert.equal(behindTwo(false), true);
    assert.equal(behindTwo(true), false);
  });

  test('what costs nothing does not make a block larger', () => {
    assert.equal(behind(Array.from({ length: 30 }, () => CAST)), true);
  });

  test('the branch has to follow the first test at once', () => {
    assert.deepEqual(
      [0, 1, 3, 4].map((era) => behind([], era)),
      [false, true, true, false],
    );
  });
});
