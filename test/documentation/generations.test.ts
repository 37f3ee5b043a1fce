/**
 * Both editions of the kernel's documentation as programs, checked and run for kernels of both generations; and the bitmap
 * that was proposed between them.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { allFunctions, lookupFunction } from '../../bpf/kernel/index.ts';
import type { KernelFunction } from '../../bpf/kernel/types.ts';
import { compareVersions, targetKernel } from '../../bpf/kernel/versions.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { runFile } from '../../emulator/service.ts';
import { checkFile } from '../../server/service/check.ts';
import { kernelOf } from '../support/fixture.ts';

const FOLDER = 'test/documentation';
const KERNELS = ['6.3', '6.4', '6.18', '7.0', '7.2'];
const NOTHING = { read: () => undefined };

before(() => initSyntaxNode());

const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const rulesIn = (name: string, kernel: string): string[] =>
  checkFile(name, textOf(name), NOTHING, { kernel }).diagnostics.map(({ rule }) => rule);

function runsOf(name: string, kernel: string) {
  const runs = runFile(parseFile(name, textOf(name), NOTHING), { kernel, cpus: 8 });
  assert.ok(typeof runs !== 'string', String(runs));
  return runs;
}

/** What a program of the first release has that later kernels do not: the rule that says so. */
const GONE: Readonly<Record<string, string>> = {
  'borrow-by-kptr-get-6.3.bpf.c': 'kernel-version',
  'keep-affinity-6.3.bpf.c': 'kptr-slot',
  'any-cpu-6.3.bpf.c': 'kernel-version',
};
/** 6.4 still has what 6.5 renamed. */
const STILL_THERE = new Set(['any-cpu-6.3.bpf.c 6.4']);

const PROGRAMS = readdirSync(FOLDER).filter((name) => name.endsWith('.bpf.c') && !name.startsWith('wrong-'));

for (const name of PROGRAMS) {
  describe(name, () => {
    for (const kernel of KERNELS) {
      const since = kernelOf(textOf(name));
      const isGone =
        name in GONE && compareVersions(kernel, since) > 0 && !STILL_THERE.has(`${name} ${kernel}`);
      if (compareVersions(kernel, since) < 0) continue;
      test(isGone ? `refused on ${kernel}` : `checked and run on ${kernel}`, () => {
        const wanted = isGone ? [GONE[name]] : [];
        assert.deepEqual([...new Set(rulesIn(name, kernel))], wanted);
        const faults = new Set(runsOf(name, kernel).flatMap((run) => run.faults.map(({ kind }) => kind)));
        assert.deepEqual([...faults], wanted);
      });
    }
  });
}

test('the pickers of the first release', () => {
  assert.deepEqual(
    runsOf('any-cpu-6.3.bpf.c', '6.3').map(({ returns }) => returns),
    [22],
  );
});

test('the queries of the later edition', () => {
  assert.deepEqual(
    runsOf('query-masks.bpf.c', '7.2').map(({ returns }) => returns),
    [412101],
  );
});

test('masks that are never made are an error, and end a run', () => {
  const name = 'wrong-unmade-masks.bpf.c';
  const { diagnostics } = checkFile(name, textOf(name), NOTHING, { kernel: '6.18' });
  assert.deepEqual(
    diagnostics.map(({ rule, severity, kernelMessage }) => [rule, severity, kernelMessage]),
    [['never-set-pointer', 'error', 'R1 !read_ok']],
  );
  assert.deepEqual(
    runsOf(name, '6.18').flatMap(({ faults }) => faults.map(({ kind }) => kind)),
    ['never-set-pointer'],
  );
});

describe('the bitmap that was proposed', () => {
  const name = 'proposed-bitmap.c';
  const proposed = targetKernel('6.18', true);
  const called = [
    ...new Set([...textOf(name).matchAll(/\b(bpf_(?:bitmap|find)_\w+)\(/g)].map(([, fn]) => fn!)),
  ];

  test('every function of it is called', () => {
    for (const fn of ['bpf_find_next_bit', 'bpf_bitmap_full', ...called])
      assert.equal(lookupFunction(fn)?.notCallable, 'proposed', fn);
    assert.equal(called.length, 16);
  });

  test('the page has every name, and says which are ours', () => {
    const [theirs = '', ours = ''] = readFileSync('docs/proposals.md', 'utf8').split('These are ours');
    const named = (text: string) =>
      [...text.matchAll(/`(bpf_(?:bitmap|find)_\w+)`/g)].map(([, fn]) => fn!).sort();
    const all = allFunctions().filter((fn) => fn.notCallable === 'proposed');
    const isOurs = (fn: KernelFunction) => fn.notes?.some((note) => note.includes('is ours')) === true;
    const of = (wanted: boolean) =>
      all
        .filter((fn) => isOurs(fn) === wanted)
        .map(({ name: fn }) => fn)
        .sort();
    assert.deepEqual(named(theirs), of(false));
    assert.deepEqual(named(ours), of(true));
  });

  test('it is refused, function by function, where no kernel has it', () => {
    assert.deepEqual([...new Set(rulesIn(name, '6.18'))], ['kernel-version']);
    assert.deepEqual(
      runsOf(name, '6.18').map(({ faults }) => faults[0]?.kind),
      runsOf(name, '6.18').map(() => 'kernel-version'),
    );
  });

  test('with the setting, faults are found', () => {
    const { diagnostics } = checkFile(name, textOf(name), NOTHING, { kernel: proposed });
    assert.deepEqual(
      diagnostics.map(({ rule, program }) => [program, rule]),
      [
        ['all_of_it', 'bitmap-length'],
        ['all_of_it', 'bitmap-length'],
        ['loses_bitmap', 'unreleased-reference'],
        ['untested_cast', 'possibly-null-argument'],
        ['mask_of_released', 'use-after-release'],
        ['releases_mask', 'wrong-mask-type'],
      ],
    );
  });

  test('with the setting, it runs', () => {
    const all = runsOf(name, proposed);
    const ran = (program: string) => all.find((run) => run.program === program);
    assert.deepEqual(ran('all_of_it')?.faults, []);
    assert.equal(ran('all_of_it')?.returns, 0);
    assert.equal(ran('kept_in_a_map')?.returns, 0);
    assert.equal(ran('other_length')?.returns, 7);
    assert.deepEqual(
      ran('loses_bitmap')?.faults.map(({ kind }) => kind),
      ['unreleased-reference'],
    );
    assert.deepEqual(
      ran('mask_of_released')?.faults.map(({ kind }) => kind),
      ['use-after-release'],
    );
  });
});
