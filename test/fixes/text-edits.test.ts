import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, offsetAt } from '../../bpf/syntax/lines.ts';
import { applyEdits, editsBetween, movedBy } from '../../server/service/text-edits.ts';

/** Mulberry32: the same texts at each run. */
function random(seed: number): (below: number) => number {
  let a = seed;
  return (below) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const LINES = ['a();', '\tb();', '}', '', '\tif (x) {', 'out:'];

function randomText(pick: (below: number) => number, eol: string): string {
  const lines = Array.from({ length: pick(12) }, () => LINES[pick(LINES.length)]!);
  return lines.join(eol) + (pick(2) ? eol : '');
}

test('edits between two texts lead from one to the other, and do not cut line ends', () => {
  const pick = random(1);
  for (let i = 0; i < 2_000; i++) {
    const eol = pick(2) ? '\n' : '\r\n';
    const [old, now] = [randomText(pick, eol), randomText(pick, eol)];
    const lines = linesOf(old);
    const edits = editsBetween(old, now).map(({ range, newText }) => ({
      start: offsetAt(lines, range.start),
      end: offsetAt(lines, range.end),
      newText,
    }));
    assert.equal(applyEdits(old, edits), now, JSON.stringify([old, now]));
  }
});

test('what changes nothing has no edits', () => assert.deepEqual(editsBetween('a\nb\n', 'a\nb\n'), []));

test('edits of the same text are refused', () => {
  const edits = [
    { start: 0, end: 3, newText: 'x' },
    { start: 2, end: 4, newText: 'y' },
  ];
  assert.equal(applyEdits('abcdef', edits), undefined);
});

test('offsets move with the text before them', () => {
  const moved = movedBy([
    { start: 2, end: 2, newText: '++' },
    { start: 4, end: 6, newText: '' },
  ]);
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map(moved), [0, 1, 4, 5, undefined, undefined, 6, 7]);
});
