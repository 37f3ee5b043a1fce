/** The pure parts of running: places that move with the text, remembered values, limits of what is read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linesOf, positionAt, type Range } from '../../bpf/syntax/lines.ts';
import { moved, recordEdits } from '../../client/run/edits.ts';
import { MOST_ASKED, MOST_FILES, MOST_TEXT, requestedFiles } from '../../client/run/requested-files.ts';
import { MOST_REMEMBERED, rememberValues, takenValues } from '../../client/run/values.ts';
import type { Input, RunRecord } from '../../emulator/worker/messages.ts';

const range = (a: number, b: number, c: number, d: number): Range => ({
  start: { line: a, character: b },
  end: { line: c, character: d },
});

test('a range moves with the lines above it, grows by what is typed inside, and not at its edges', () => {
  const selected = range(10, 2, 12, 4);
  const after = (edit: Range, text: string) => moved(selected, { range: edit, text });
  assert.deepEqual(after(range(3, 0, 3, 0), 'a\nb\n'), range(12, 2, 14, 4));
  assert.deepEqual(after(range(3, 0, 5, 0), ''), range(8, 2, 10, 4));
  assert.deepEqual(after(range(11, 0, 11, 0), 'x\n'), range(10, 2, 13, 4));
  assert.deepEqual(after(range(12, 1, 12, 2), 'long'), range(10, 2, 12, 7));
  assert.deepEqual(after(range(10, 2, 10, 2), 'x'), range(10, 3, 12, 4));
  assert.deepEqual(after(range(12, 4, 12, 4), 'x'), selected);
  assert.deepEqual(after(range(20, 0, 21, 0), ''), selected);
  assert.deepEqual(after(range(9, 0, 14, 0), 'x'), range(9, 0, 9, 1));
  const cursor = range(5, 1, 5, 1);
  assert.deepEqual(moved(cursor, { range: range(5, 0, 5, 0), text: 'ab' }), range(5, 3, 5, 3));
});

/** A text, two offsets in it around a word, and an edit elsewhere. */
const EDITED = fc
  .tuple(
    fc.string({ unit: fc.constantFrom('a', '\n', ';') }),
    fc.string({ unit: fc.constantFrom('b', '\n') }),
  )
  .chain(([before, behind]) =>
    fc.record({
      before: fc.constant(before),
      behind: fc.constant(behind),
      from: fc.nat(before.length),
      to: fc.nat(before.length),
      text: fc.string({ unit: fc.constantFrom('c', '\n') }),
      isBefore: fc.boolean(),
    }),
  );

test('wherever the text is edited outside of it, a range holds what it held', () => {
  fc.assert(
    fc.property(EDITED, ({ before, behind, from, to, text, isBefore }) => {
      const old = `${before}<word\nword>${behind}`;
      const at = (offset: number) => positionAt(linesOf(old), offset);
      const size = '<word\nword>'.length;
      const [first, last] = [Math.min(from, to), Math.max(from, to)];
      const base = isBefore ? 0 : before.length + size;
      const [start, end] = isBefore
        ? [first, last]
        : [base + Math.min(first, behind.length), base + Math.min(last, behind.length)];
      const edited = old.slice(0, start) + text + old.slice(end);
      const edit = { range: { start: at(start), end: at(end) }, text };
      const held = moved({ start: at(before.length), end: at(before.length + size) }, edit);
      const lines = linesOf(edited);
      const index = edited.indexOf('<');
      assert.deepEqual(held, { start: positionAt(lines, index), end: positionAt(lines, index + size) });
    }),
  );
});

test('places of a record follow the edits since its text, and edits on their lines are noticed', () => {
  const edits = recordEdits();
  edits.add([{ range: range(0, 0, 0, 0), text: '\n' }]);
  const since = edits.now();
  const place = range(5, 1, 5, 9);
  edits.add([{ range: range(1, 0, 1, 0), text: '\n\n' }]);
  assert.deepEqual(edits.map(place, since), range(7, 1, 7, 9));
  assert.equal(edits.isTouched(place, since), false);
  edits.forget(since);
  assert.deepEqual(edits.map(place, since), range(7, 1, 7, 9));
  edits.add([{ range: range(7, 0, 7, 0), text: 'line\n' }]);
  assert.equal(edits.isTouched(place, since), false);
  assert.deepEqual(edits.map(place, since), range(8, 1, 8, 9));
  edits.add([{ range: range(8, 12, 8, 12), text: ' ' }]);
  assert.equal(edits.isTouched(place, since), true);
  assert.equal(edits.isTouched(place, edits.now()), false);
});

function store(kept: unknown = undefined) {
  let value = kept;
  return {
    get: () => value,
    update(_: string, next: unknown) {
      value = JSON.parse(JSON.stringify(next));
    },
  };
}

test('values are remembered by function: the newest, and none that are the usual ones', () => {
  const values = rememberValues(store());
  assert.deepEqual(values.of('f'), {});
  values.keep('f', { cpu: '3' });
  values.keep('g', { mask: '0-3' });
  assert.deepEqual(values.of('f'), { cpu: '3' });
  values.keep('f', {});
  assert.deepEqual(values.of('f'), {});
  for (let i = 0; i < MOST_REMEMBERED; i++) values.keep(`f${i}`, { cpu: `${i}` });
  assert.deepEqual(values.of('g'), {});
  assert.deepEqual(values.of('f0'), { cpu: '0' });
});

test('what is stored in another form is as good as nothing', () => {
  for (const odd of [null, 7, {}, ['f'], [['f', 7]], [[1, {}]], [['f', { cpu: 3 }]], [['f', null]]])
    assert.deepEqual(rememberValues(store(odd)).of('f'), {});
});

test('a value that the run could not take is not remembered', () => {
  const input: Input = {
    id: 'cpu',
    group: 'Machine',
    label: 'cpu',
    kind: 'number',
    about: '',
    value: '0',
    usual: '0',
  };
  const record = {
    inputs: [
      { ...input, problem: 'no number' },
      { ...input, id: 'cpus' },
    ],
  };
  assert.deepEqual(takenValues({ cpu: 'x', cpus: '4' }, record as unknown as RunRecord), { cpus: '4' });
});

test('files: what is known is not read again, and limits make the rest not there', async () => {
  const read: string[] = [];
  const reader = async (path: string) => {
    read.push(path);
    if (path === 'bad') throw new Error('no');
    return path === 'none' ? null : path;
  };
  const files = await requestedFiles({ known: 'as it is' }, ['known', 'a', 'a', 'none', 'bad'], reader);
  assert.deepEqual(files, { known: 'as it is', a: 'a', none: null, bad: null });
  assert.deepEqual(read, ['a', 'none', 'bad']);

  const names = Array.from({ length: MOST_ASKED + 50 }, (_, index) => `${index}`);
  const many = await requestedFiles({}, names, reader);
  assert.equal(Object.values(many).filter((text) => text !== null).length, MOST_FILES);
  assert.equal(read.length, 3 + MOST_ASKED);
  const large = await requestedFiles({ held: 'x' }, ['a'], async () => 'x'.repeat(MOST_TEXT));
  assert.equal(large.a, null);
});
