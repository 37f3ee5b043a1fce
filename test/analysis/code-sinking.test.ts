/** Loads before a NULL test whose result only the path without NULL reads: clang makes them there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Block, Graph, Instr } from '../../bpf/flow/graph.ts';
import { isReadBehindTest } from '../../server/analysis/compiler/code-sinking.ts';
import { GRAPH, INT } from './domain.ts';

const AT = { start: 0, end: 1 };
const END = { op: 'return', value: undefined, at: AT } as Block['end'];
/** Registers: 0 the pointer, 1 what is loaded, others as they are named below. */
const load = (ptr: number): Instr => ({ op: 'load', dst: 1, ptr, type: INT, at: AT });
const move = (dst: number, a: number): Instr => ({ op: 'move', dst, a, at: AT }) as Instr;
const cast = (dst: number, a: number): Instr => ({ op: 'cast', dst, a, to: INT, at: AT }) as never;
const field = (dst: number, base: number): Instr => ({ op: 'field', dst, base, at: AT }) as never;
const not = (dst: number, a: number): Instr => ({ op: 'un', f: 'lnot', dst, a, at: AT }) as never;
const add = (dst: number, a: number): Instr =>
  ({ op: 'bin', f: 'add', dst, a, b: -1, type: INT, at: AT }) as never;
const is0 = (dst: number, a: number): Instr =>
  ({ op: 'bin', f: 'eq', dst, a, b: -1, type: INT, at: AT }) as never;
const CALL: Instr = { op: 'call', dst: 9, callee: 'g', args: [], argAt: [], type: { result: INT } } as never;

interface Shape {
  readonly before: readonly Instr[];
  /** Register that is tested. */
  readonly cond?: number;
  /** Registers that are read where the test holds, and where it does not. */
  readonly yes?: readonly number[];
  readonly no?: readonly number[];
}

function isSunk({ before, cond = 0, yes = [], no = [] }: Shape): boolean {
  const block = (instrs: readonly Instr[], end: Block['end']): Block => ({ instrs: [...instrs], end });
  const graph: Graph = {
    ...GRAPH,
    consts: [{ value: 0n, type: INT }] as never,
    blocks: [block(before, { op: 'branch', cond, yes: 1, no: 2, at: AT }), block([], END), block([], END)],
    liveIn: [new Set(), new Set(yes), new Set(no)],
  };
  return isReadBehindTest(
    graph,
    0,
    before.findIndex(({ op }) => op === 'load'),
  );
}

for (const [what, shape, expected] of [
  ['is read where there is no NULL', { before: [load(0)], yes: [1] }, true],
  ['is read where there is NULL', { before: [load(0)], no: [1] }, false],
  ['is read on both paths', { before: [load(0)], yes: [1], no: [1] }, false],
  ['is read nowhere', { before: [load(0)] }, false],
  ['is computed with', { before: [load(0), add(2, 1)], yes: [2] }, true],
  ['decides as well', { before: [load(0), add(2, 1)], cond: 2, yes: [1] }, false],
  ['comes before a call', { before: [load(0), CALL], yes: [1] }, false],
  ['comes after a call', { before: [CALL, load(0)], yes: [1] }, true],
  ['comes from a field', { before: [field(2, 0), load(2)], yes: [1] }, true],
  ['comes through a copy', { before: [move(2, 0), load(2)], yes: [1] }, true],
  ['comes through a conversion', { before: [cast(2, 0), load(2)], yes: [1] }, true],
  ['comes from elsewhere', { before: [field(2, 5), load(2)], yes: [1] }, false],
  ['is of a pointer that is tested as a copy', { before: [load(0), move(2, 0)], cond: 2, yes: [1] }, true],
  ['is of a pointer whose negation is tested', { before: [load(0), not(2, 0)], cond: 2, no: [1] }, true],
  ['is read where the negation holds', { before: [load(0), not(2, 0)], cond: 2, yes: [1] }, false],
  ['is of a pointer that is compared with 0', { before: [load(0), is0(2, 0)], cond: 2, no: [1] }, true],
  ['is negated twice', { before: [load(0), not(2, 0), not(3, 2)], cond: 3, yes: [1] }, true],
] as const)
  test(`a load that ${what} is ${expected ? '' : 'not '}made behind the test`, () =>
    assert.equal(isSunk(shape), expected));

test('a load that decides whether the pointer is tested at all stays', () => {
  const block = (instrs: readonly Instr[], end: Block['end']): Block => ({ instrs: [...instrs], end });
  const branch = (cond: number, yes: number, no: number) =>
    ({ op: 'branch', cond, yes, no, at: AT }) as const;
  const withFirst = (cond: number): Graph => ({
    ...GRAPH,
    blocks: [
      block([load(0)], branch(cond, 1, 2)),
      block([], branch(0, 3, 4)),
      block([], END),
      block([], END),
      block([], END),
    ],
    liveIn: [[0, 7], [0, 1], [], [1], []].map((regs) => new Set(regs)),
  });
  assert.equal(isReadBehindTest(withFirst(7), 0, 0), true);
  assert.equal(isReadBehindTest(withFirst(1), 0, 0), false);
});
