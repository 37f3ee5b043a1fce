/** What the panel is told of a run of user space: the maps of the BPF file CPU by CPU, and where the calls are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { openRun, viewAt } from '../../client/panel/model.ts';
import { cpuValues } from '../../client/panel/per-cpu.ts';
import { recordText } from '../../client/panel/text.ts';
import { answer } from '../../emulator/worker/answer.ts';
import type { RunRecord, RunReply, RunRequest } from '../../emulator/worker/messages.ts';
import { root } from '../support/root.ts';

before(() => initSyntaxNode());

const FOLDER = 'file:///project/';
const read = (name: string): string => readFileSync(join(root, 'examples', name), 'utf8');
const FILES: Readonly<Record<string, string>> = { 'percpu_flags.bpf.c': read('percpu_flags.bpf.c') };

const REQUEST: RunRequest = {
  kind: 'run',
  id: 1,
  path: `${FOLDER}percpu_flags.c`,
  text: read('percpu_flags.c'),
  files: {},
  target: { kind: 'function', name: 'main' },
  values: { 'machine.cpus': '3' },
  kernel: '7.0',
  libbpf: '1.7',
};

/** The request with the files that it asks for, until it is answered. */
function ask(request: RunRequest): RunReply {
  let files: RunRequest['files'] = {};
  for (let round = 0; round < 9; round++) {
    const reply = answer({ ...request, files }, () => {});
    if (reply.kind !== 'need') return reply;
    const found = reply.paths.map((path) => [path, FILES[path.slice(FOLDER.length)] ?? null]);
    files = { ...files, ...Object.fromEntries(found) };
  }
  throw new Error('it needs ever more');
}

function recordOf(request: Partial<RunRequest> = {}): RunRecord {
  const reply = ask({ ...REQUEST, ...request });
  assert.equal(reply.kind, 'done', JSON.stringify(reply).slice(0, 300));
  return (reply as RunReply & { kind: 'done' }).record;
}

const callAt = ({ events }: RunRecord, name: string, nth = 0): number =>
  [...events.keys()].filter((index) => events[index]!.name === name)[nth]!;

/** Values of `counters` at an event, and the name of the call that wrote each last. */
function counters(record: RunRecord, index: number): (readonly [string, string])[] {
  const view = viewAt(openRun(record), index);
  const map = view.state.maps.find(({ name }) => name === 'counters')!;
  return cpuValues(record, view, map, map.elements[0]!).map(({ value, by }) => [
    value,
    by === undefined ? '' : record.events[by]!.name,
  ]);
}

test('each CPU has its value, and the call that wrote it', () => {
  const record = recordOf();
  assert.deepEqual([record.title, record.programType, record.returns], ['main', 'user space', 'exit code 0']);
  assert.deepEqual(record.faults, []);
  const written = callAt(record, 'bpf_map__update_elem', 1);
  assert.deepEqual(counters(record, written), [
    ['0', ''],
    ['0xdeadc0de (3735929054)', 'bpf_map__update_elem'],
    ['0', ''],
  ]);
  const restored = callAt(record, 'bpf_map_update_elem');
  assert.deepEqual(counters(record, restored), [
    ['1', 'bpf_prog_test_run_opts'],
    ['1', 'bpf_map_update_elem'],
    ['1', 'bpf_map_update_elem'],
  ]);
});

test('calls of the BPF program are in its file', () => {
  const { events } = recordOf();
  const inProgram = events.filter(({ function: name }) => name === 'count');
  assert.ok(inProgram.length > 0);
  for (const { place } of inProgram) assert.equal(place.path, `${FOLDER}percpu_flags.bpf.c`);
  const lookup = inProgram.find(({ name }) => name === 'bpf_map_lookup_elem')!;
  const line = FILES['percpu_flags.bpf.c']!.split('\n')[lookup.place.range.start.line]!;
  assert.match(line, /bpf_map_lookup_elem/);
});

test('it opens where maps are last seen, or at the first call of what was selected', () => {
  const closed = recordOf();
  assert.equal(closed.events[closed.from!]!.change.maps, undefined);
  const { maps } = viewAt(openRun(closed), closed.from!).state;
  // Variables are shown as such, and not as the map of their section.
  assert.deepEqual(
    maps.map(({ name }) => name),
    ['counters'],
  );
  assert.deepEqual(viewAt(openRun(closed), closed.events.length - 1).state.maps, []);
  const line = REQUEST.text.split('\n').findIndex((text) => text.includes('bpf_prog_test_run_opts('));
  const ranges = [{ start: { line, character: 0 }, end: { line: line + 1, character: 0 } }];
  const selected = recordOf({ target: { kind: 'at', ranges } });
  assert.equal(selected.events[selected.from!]!.name, 'bpf_program__fd');
});

test('an older libbpf refuses it, and the panel asks for another', () => {
  const record = recordOf({ libbpf: '1.6' });
  assert.equal(record.returns, 'exit code 1');
  assert.match(record.output[0]!, /^libbpf: map 'counters': unexpected value size 4/);
  assert.equal(record.inputs.find(({ label }) => label === 'libbpf')?.value, '1.6');
  const newer = recordOf({ libbpf: '1.6', values: { 'machine.cpus': '3', 'machine.libbpf': '1.7' } });
  assert.equal(newer.returns, 'exit code 0');
});

test('as text it says what each CPU has', () => {
  const text = recordText('percpu_flags.c', { ...recordOf(), events: recordOf().events.slice(0, -3) });
  assert.match(
    text,
    /map counters \(PERCPU_ARRAY\), entries: 2 of 2\n {4}Key 0: 1, 1, 1\n {4}Key 1: 0, 0, 0\n/,
  );
  assert.match(text, /\nOutput\n {2}cpu 0: 0\n/);
  assert.match(text, /in user space/);
});

test('without maps it opens at its end', () => {
  const text = `#include <bpf/libbpf.h>
#include <stdio.h>
int main(void) { for (int i = 0; i < 30000; i++) printf("%d\\n", i); return 3; }
`;
  const record = recordOf({ text });
  assert.ok(record.skipped);
  assert.deepEqual([record.from, record.returns], [undefined, 'exit code 3']);
});

test('a skeleton without its BPF file says which file it needs', () => {
  const record = recordOf({ path: 'file:///elsewhere/percpu_flags.c' });
  assert.deepEqual(
    record.faults.map(({ message }) => message),
    ['The BPF file of this skeleton is not found. Put percpu_flags.bpf.c beside the file that runs.'],
  );
});

test('user space without main() is not run', () => {
  const text = REQUEST.text.replace('int main(void)', 'int run(void)');
  const reply = ask({ ...REQUEST, text });
  assert.ok(reply.kind === 'refused' && /without main\(\)/.test(reply.message));
});
