import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lowerInSlices } from '../../bpf/flow/module.ts';
import { printGraph } from '../../bpf/flow/print.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { parse } from '../syntax/helpers.ts';
import { lower } from './helpers.ts';

const STATEMENTS = 300;
const TEXT = `int long_one(int a)
{
${Array.from({ length: STATEMENTS }, (_, i) => `\ta += ${i};`).join('\n')}
	return a;
}
int other(int b) { static int calls; return b + calls++; }
`;
const info = (name: string) => lower(TEXT).functions.get(name)!;

test('a long function is lowered a statement at a time', () => {
  const slices = info('long_one').graphInSlices();
  let count = 0;
  for (let next = slices.next(); !next.done; next = slices.next()) count++;
  assert.ok(count >= STATEMENTS, `${count} slices`);
});

test('a file is lowered a declaration at a time', () => {
  const text = Array.from({ length: STATEMENTS }, (_, i) => `static int v${i};`).join('\n');
  const slices = lowerInSlices(parse(text));
  let count = 0;
  for (let next = slices.next(); !next.done; next = slices.next()) count++;
  assert.ok(count >= STATEMENTS, `${count} slices`);
});

test('who asks half way gets the graph that the others get', () => {
  const fn = info('long_one');
  const [one, two] = [fn.graphInSlices(), fn.graphInSlices()];
  for (let i = 0; i < 50; i++) {
    one.next();
    two.next();
  }
  const graph = fn.graph();
  assert.equal(atOnce(one), graph);
  assert.equal(atOnce(two), graph);
  assert.equal(fn.graph(), graph);
  assert.equal(printGraph(graph), printGraph(info('long_one').graph()));
});

test('functions lowered in turns are as if one came after the other', () => {
  const module = lower(TEXT);
  const fns = ['long_one', 'other'].map((name) => module.functions.get(name)!);
  const running = fns.map((fn) => fn.graphInSlices());
  for (let open = running; open.length > 0; ) open = open.filter((slices) => !slices.next().done);
  for (const fn of fns) assert.equal(printGraph(fn.graph()), printGraph(info(fn.name).graph()));
});

test('a generator that was dropped is gone on with by the next', () => {
  const fn = info('long_one');
  const dropped = fn.graphInSlices();
  for (let i = 0; i < 50; i++) dropped.next();
  dropped.return(undefined as never);
  assert.equal(printGraph(atOnce(fn.graphInSlices())), printGraph(info('long_one').graph()));
});
