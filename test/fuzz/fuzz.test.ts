/** The fuzzer's own short run, and that it sees what it is there to see. */

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { because, sayReason } from '../../bpf/words/reasons.ts';
import { checkFile } from '../../server/service/check.ts';
import { root } from '../support/root.ts';
import { type Action, apply, type Desk, sessionOf } from './actions.ts';
import { type Case, caseOf } from './cases.ts';
import { corpus } from './corpus.ts';
import { perform } from './editor.ts';
import { type Failure, type FailureKind, TOLD } from './failure.ts';
import { judge, type Product, REAL } from './judge.ts';
import type { Job, Limits } from './lane.ts';
import { ALONE, failuresOf, runLane } from './lanes.ts';
import { startClient } from './language-client.ts';
import { reduced } from './minimise.ts';
import type { Options } from './options.ts';
import { holdsPlant, planted } from './plant.ts';
import { type Fixture, fuzzPrograms } from './programs.ts';
import { randomOf } from './random.ts';
import { complaints, fuzzTrees, ODDITIES } from './trees.ts';

/** The lanes that `npm test` builds. */
const PROGRAMS = join(root, 'out/test/fuzz-programs');
const FIXTURES = join(root, 'test/fuzz/fixtures');

before(() => initSyntaxNode());

const programs = corpus();
const signatures = (failures: readonly Failure[]) =>
  failures.map(({ kind, operation }) => `${kind} in ${operation}`);

function options(t: TestContext, count: number): Options {
  const folder = mkdtempSync(join(tmpdir(), 'cpumask-fuzz-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return {
    kinds: ['programs'],
    seed: 2026,
    count,
    jobs: 1,
    isFresh: false,
    minimises: true,
    programs: PROGRAMS,
    fixtures: join(folder, 'fixtures'),
    stateFolder: folder,
    say: () => {},
  };
}

const failed = ({ found }: { found: object }) =>
  Object.keys(found).filter((kind) => ![...TOLD].some((told) => kind.startsWith(told)));

test('mutated programs: none fails, and the next run goes on behind them', async (t) => {
  const how = options(t, 100);
  const { state } = await fuzzPrograms(how);
  assert.deepEqual(failed(state), []);
  assert.ok(state.executions > 200, `${state.executions} executions`);
  assert.equal((await fuzzPrograms({ ...how, count: 10 })).state.next, 110);
});

test('the editor: edited is as good as fresh', async () => {
  const { failure, actions } = await perform(sessionOf(programs, randomOf('editor', 2026), 50));
  assert.deepEqual([failure, actions > 50], [undefined, true]);
});

test('hostile folders', { skip: process.platform !== 'linux' && 'there are no such files' }, async (t) => {
  assert.deepEqual(failed((await fuzzTrees(options(t, 12))).state), []);
});

const fixtures = existsSync(FIXTURES) ? readdirSync(FIXTURES).sort() : [];
for (const name of fixtures) {
  test(`found before: ${name}`, async () => {
    const { failure, ...held }: Fixture & { actions?: readonly Action[] } = JSON.parse(
      readFileSync(join(FIXTURES, name), 'utf8'),
    );
    if (held.actions) assert.equal((await perform(held.actions)).failure, undefined);
    else {
      const operations = [...new Set(['check', failure.operation] as const)];
      const failures = await failuresOf(PROGRAMS, held.case, operations);
      assert.deepEqual(
        failures.filter(({ kind }) => !TOLD.has(kind)),
        [],
      );
    }
  });
}

test('a case is the same each time, and two are not', () => {
  const all = Array.from({ length: 200 }, (_, i) => caseOf(programs, 5, i));
  assert.deepEqual(
    all,
    Array.from({ length: 200 }, (_, i) => caseOf(programs, 5, i)),
  );
  assert.ok(new Set(all.map(({ text }) => text)).size > 190);
  assert.ok(all.filter(({ text }) => holdsPlant(text)).length > 40, 'the plant is asked for often');
});

const CLEAN: Case = { recipe: '', text: planted('int x;\n', 'behind'), origin: 'int x;\n', seed: '1' };

/** Products with one fault each, and what has to be said of them. */
const FAULTY: readonly (readonly [FailureKind, Failure['operation'], Partial<Product>])[] = [
  ['plant-lost', 'check', { checkFile: (...args) => ({ ...checkFile(...args), diagnostics: [] }) }],
  [
    'exception',
    'check',
    {
      checkFile: () => {
        throw new TypeError('planted');
      },
    },
  ],
  [
    'not-the-same-twice',
    'again',
    { checkFile: (...args) => ({ ...checkFile(...args), incomplete: [gap()] }) },
  ],
  [
    'contained',
    'check',
    {
      checkFile: (...args) => ({
        ...checkFile(...args),
        incomplete: [gap(sayReason(because('failed', 'x')))],
      }),
    },
  ],
  ['range-outside', 'check', { checkFile: (...args) => shifted(checkFile(...args)) }],
  ['control-character', 'hover', { hover: () => ({ text: '\x1b[2J', start: 0, end: 1 }) }],
  [
    'emulator-failed',
    'run',
    { runFile: () => [{ ...RUN, faults: [fault('The emulator failed (x). Please report')] }] },
  ],
  [
    'endless-and-silent',
    'explore',
    { runFile: (_file, { explore }) => [explore ? { ...RUN, explored } : { ...RUN, faults: [fault('')] }] },
  ],
  ['fix-breaks', 'fix', { openFixer: (...args) => careless(REAL.openFixer(...args)) }],
  [
    'edited-is-not-fresh',
    'edit',
    {
      openSession: (path, text, reader) => ({ ...REAL.openSession(path, text, reader), check: forgetful() }),
    },
  ],
];

let gaps = 0;
const gap = (reason = `${gaps++}`) => ({ function: 'f', reason });
const RUN = { program: 'p', type: '', returns: 0, faults: [], output: [], steps: 1 };
const explored = { runs: 1, bounded: false };
const ORIGIN = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
const fault = (message: string) => ({ kind: 'step-limit' as const, message, range: ORIGIN, path: [] });

function shifted(result: ReturnType<typeof checkFile>): ReturnType<typeof checkFile> {
  const move = ({ start, end }: typeof ORIGIN) => ({
    start,
    end: { ...end, character: end.character + 200 },
  });
  return {
    ...result,
    diagnostics: result.diagnostics.map((found) => ({ ...found, range: move(found.range) })),
  };
}

/** Its fixes have no edit: the finding stays. */
function careless(fixer: ReturnType<Product['openFixer']>): typeof fixer {
  const fix = { title: '', preferred: true, safe: true, edits: [] };
  return {
    ...fixer,
    *fixesFor() {
      yield;
      return { fixes: [fix], refused: [] };
    },
  };
}

function forgetful() {
  let times = 0;
  return function* () {
    times++;
    yield;
    return { path: '', diagnostics: [], incomplete: times > 2 ? [gap()] : [] };
  };
}

for (const [kind, operation, fault] of FAULTY) {
  test(`a fault is seen: ${kind}`, () => {
    const needsCheck = operation === 'again' || operation === 'fix';
    const only = needsCheck ? (['check', operation] as const) : [operation];
    assert.deepEqual(signatures(judge(CLEAN, () => {}, only)), []);
    const seen = signatures(judge(CLEAN, () => {}, only, { ...REAL, ...fault }));
    assert.ok(seen.includes(`${kind} in ${operation}`), seen.join());
  });
}

const TIGHT: Limits = { ...ALONE, cpuSeconds: 0.5, mebibytes: 250, blockedSeconds: 0.5 };
for (const [trial, kind] of [
  ['loop', 'hang'],
  ['memory', 'memory'],
  ['wait', 'blocked'],
] as const) {
  test(`the watch sees what does not come back: ${kind}`, async () => {
    const job: Job = { kind: 'trial', trial, limits: kind === 'hang' ? TIGHT : { ...TIGHT, cpuSeconds: 60 } };
    const seen: string[] = [];
    const isDone = await runLane(
      PROGRAMS,
      job,
      (line) => line.kind === 'failure' && seen.push(line.failure.kind),
    );
    assert.deepEqual([isDone, seen], [false, [kind]]);
  });
}

test('a small text that fails is found', () => {
  const text = 'int a;\nint f(void)\n{\n\treturn bad(1) + 2;\n}\nint b;\n';
  assert.equal(reduced(text, 500, (smaller) => smaller.includes('bad')).trim(), 'bad');
});

test('the plant is not asked for where C takes it away', () => {
  const texts: readonly (readonly [text: string, behind: boolean])[] = [
    ['int f(void) { return 1; }\n', true],
    ['#define M bpf_cpumask_create()\nint f(void) { M; return 1; }\n', true],
    ['int f(void) { return 1;\n', false],
    ['/* open', false],
    ['#if 0\n', false],
    ['#define OPEN {\nint f(void) OPEN }\n', false],
    ['#define SEC(x)\n', false],
    ['char *s = "\n";\n', false],
    ['int f(void) { return bpf_cpumask_create; }\n', false],
  ];
  for (const [text, behind] of texts) assert.equal(holdsPlant(planted(text, 'behind')), behind, text);
  assert.ok(holdsPlant(planted('int f(void) { return 1;\n', 'before')));
  assert.ok(!holdsPlant(planted('int bpf_cpumask_create(void);\n', 'before')));
  assert.ok(!holdsPlant('int x;\n'));
});

test('an edit that the server does not hear of makes a difference', async () => {
  let isFirst = true;
  const deaf = async () => {
    const client = await startClient();
    if (!isFirst) return client;
    isFirst = false;
    const { notify } = client;
    client.notify = (method, params) => method === 'textDocument/didChange' || notify(method, params);
    return client;
  };
  const leak = { do: 'edit', name: 'one.bpf.c', changes: [{ text: planted('', 'before') }] } as const;
  const session: Action[] = [{ do: 'open', name: 'one.bpf.c', text: 'int x;\n' }, leak, { do: 'compare' }];
  assert.equal((await perform(session, deaf)).failure?.kind, 'edited is not fresh');
});

test('sessions have every kind of action, and their edits fit', () => {
  const actions = sessionOf(programs, randomOf(3), 400);
  const kinds = new Set(actions.map((action) => action.do));
  assert.deepEqual([...kinds].sort(), [
    'close',
    'compare',
    'edit',
    'header',
    'hover',
    'lenses',
    'open',
    'pull',
    'settings',
  ]);
  const desk: Desk = new Map();
  for (const action of actions) apply(desk, action);
  assert.ok(desk.get('one.bpf.c')!.getText().includes('#include'));
});

test('an answer about a folder is judged', () => {
  const command = { name: 'check', args: ['check', '.'], all: true };
  const found = 'z-planted.bpf.c:12:2: error unreleased-reference\nreturn 4711;';
  const good = { code: 1, out: found, err: '', cpuSeconds: 1, mebibytes: 100, end: 'exit' } as const;
  const fifo = ODDITIES.filter(({ name }) => name === 'fifo');
  assert.deepEqual(complaints(good, [], command), []);
  assert.match(complaints(good, fifo, command).join(), /fifo is not named/);
  assert.match(complaints({ ...good, out: '' }, [], command).join(), /planted leak is lost/);
  assert.match(complaints({ ...good, end: 'hang' }, [], command).join(), /hang/);
  assert.match(complaints({ ...good, err: '\x1b[2J' }, [], command).join(), /control/);
  assert.match(complaints({ ...good, code: null }, [], command).join(), /exit code/);
  assert.match(complaints({ ...good, err: 'internal error' }, [], command).join(), /internal/);
  assert.match(complaints(good, [], { ...command, full: true }).join(), /full disk/);
});
