/** Long texts are parsed with pauses, between which other texts are parsed and some are dropped. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { malformedPlaces } from '../../bpf/syntax/external/malformed.ts';
import { parseFile, parseFileInSlices } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import type { CNode, ParsedFile } from '../../bpf/syntax/types.ts';

before(() => initSyntaxNode());

const NO_HEADERS = { read: () => undefined };
const long = (piece: string): string => piece.repeat(Math.ceil(100_000 / piece.length));
const TEXTS = ['"', '}{)(', 'struct x ', 'a(', 'int f(int a) { return a + 1; }\n', 'a, b;\n'].map(long);

const show = ({ type, start, end, kids }: CNode): string =>
  `${type} ${start}-${end}(${kids.map(show).join()})`;
const shown = ({ root, holes }: ParsedFile) => ({ kids: root.kids.map(show), holes });

test('each declaration is a slice', () => {
  const text = 'int f(int a) { return a + 1; }\n'.repeat(100);
  let count = 0;
  for (const slices = parseFileInSlices('/x.bpf.c', text, NO_HEADERS); !slices.next().done; ) count++;
  assert.ok(count >= 100, `${count} slices`);
});

test('texts that are parsed in turns are as if one came after the other', () => {
  const expected = TEXTS.map((text) => shown(parseFile('/x.bpf.c', text, NO_HEADERS)));
  const running = TEXTS.map((text) => parseFileInSlices('/x.bpf.c', text, NO_HEADERS));
  const results = new Map<number, ParsedFile>();
  for (let turn = 0; results.size < TEXTS.length; turn++) {
    const at = turn % TEXTS.length;
    if (results.has(at)) continue;
    const next = running[at]!.next();
    if (next.done) results.set(at, next.value);
    // Somebody who cannot wait, and somebody who goes away in the middle.
    if (turn % 10 === 0) assert.equal(parseFile('/y.bpf.c', 'int a;', NO_HEADERS).holes.length, 0);
    const dropped = parseFileInSlices('/z.bpf.c', TEXTS[at]!, NO_HEADERS);
    for (let i = 0; i < 5; i++) dropped.next();
    dropped.return(undefined as never);
  }
  for (const [i, want] of expected.entries()) assert.deepEqual(shown(results.get(i)!), want);
});

test('what a dropped parse got to is known to the next', () => {
  const text = Array.from({ length: 50 }, (_, i) => `int f${i}(int a) { ${'a++; '.repeat(60)}}\n`).join('');
  const steps = (known: Parameters<typeof parseFile>[3], most: number) => {
    const slices = parseFileInSlices('/x.bpf.c', text, NO_HEADERS, known);
    let count = 0;
    while (count < most && !slices.next().done) count++;
    slices.return(undefined as never);
    return count;
  };
  const all = steps(new Map(), Number.POSITIVE_INFINITY);
  const known: Parameters<typeof parseFile>[3] = new Map();
  const half = steps(known, all >> 1);
  assert.ok(steps(known, Number.POSITIVE_INFINITY) <= all - half + 10);
});

test('of a text that is no C, malformed places between two functions are one', () => {
  const junk = 'int x;}\n'.repeat(1_000);
  const file = atOnce(parseFileInSlices('/x.bpf.c', `${junk}int f(void) { return 1; }\n${junk}`, NO_HEADERS));
  assert.equal(malformedPlaces(file).length, 2);
  assert.ok(malformedPlaces(atOnce(parseFileInSlices('/x.bpf.c', junk.slice(0, 80), NO_HEADERS))).length > 2);
});
