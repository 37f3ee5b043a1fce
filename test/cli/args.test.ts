import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closest } from '../../bpf/words/closest.ts';
import { parseCommand } from '../../cli/input/args.ts';
import { cli } from './support.ts';

test('check: options and paths in any order', () => {
  assert.deepEqual(parseCommand(['check', 'a', '--format', 'json', '--kernel=6.9', '-v', 'b', '-']), {
    command: 'check',
    format: 'json',
    target: { targetKernel: '6.9' },
    verbose: true,
    stats: false,
    jobs: undefined,
    include: [],
    fixing: { choice: 'none', withWarnings: false, isDiff: false, isShown: false },
    paths: ['a', 'b', '-'],
    debug: false,
  });
});

test('check: the defaults', () => {
  assert.deepEqual(parseCommand(['check', 'a']), {
    command: 'check',
    format: 'text',
    target: {},
    verbose: false,
    stats: false,
    jobs: undefined,
    include: [],
    fixing: { choice: 'none', withWarnings: false, isDiff: false, isShown: false },
    paths: ['a'],
    debug: false,
  });
});

test('a path that looks like an option stands behind --', () => {
  const command = parseCommand(['check', '--', '--kernel.bpf.c']);
  assert.equal(command.command, 'check');
  assert.deepEqual(command.command === 'check' && command.paths, ['--kernel.bpf.c']);
});

const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [[], /no command given \(see bpf-cpumask --help\)/],
  [['frobnicate'], /unknown command 'frobnicate' \(/],
  [['chekc'], /unknown command 'chekc'; did you mean 'check'\?/],
  [['a.bpf.c'], /unknown command 'a\.bpf\.c'; to check a file: bpf-cpumask check a\.bpf\.c/],
  [['-'], /to check a file: bpf-cpumask check -/],
  [['--nope'], /unknown option '--nope'/],
  [['check'], /no file or directory given \(see bpf-cpumask check --help\)/],
  [['check', '--nope', 'a'], /unknown option '--nope'/],
  [['check', '--format', 'xml', 'a'], /unknown format 'xml'; use one of text, json, sarif, github/],
  [['check', '--format'], /option '--format' needs a value/],
  [['check', '--verbose=yes', 'a'], /--verbose/],
  [['check', '--kernel', '6', 'a'], /unknown kernel version '6'; use X\.Y of a Linux release, such as 6\.18/],
  [['check', '--kernel', '6.18.4', 'a'], /unknown kernel version/],
  [['check', '--kernel', 'latest', 'a'], /unknown kernel version/],
  [['check', '--kernel', '', 'a'], /unknown kernel version/],
  ...[
    '0.0',
    '1.9',
    '3.17',
    '4.21',
    '5.20',
    '5.99',
    '6.20',
    '6.99',
    '7.20',
    '9.0',
    '99.1',
    '6.3.x',
    '06.18',
    '6.018',
  ].map(
    (kernel) =>
      [
        ['check', `--kernel=${kernel}`, 'a'],
        /unknown kernel version '.+'; use X\.Y of a Linux release/,
      ] as const,
  ),
  [['check', '--include', 'package.json', 'cli'], /--include package\.json: is not a directory/],
  [['check', '--include', 'no/where', 'cli'], /--include no\/where: no such file or directory/],
  [['run', '--include=', 'a'], /: --include '': is an empty path/],
  [['explain', 'a', 'b'], /one rule \(see bpf-cpumask explain --help\)/],
  [['explain', '--format', 'json'], /unknown option '--format'/],
  [['\u001b[31mred'], /unknown command '\ufffd\[31mred'/],
];

for (const [argv, expected] of WRONG) {
  test(`wrong use: ${JSON.stringify(argv)}`, async () => {
    const { code, out, err } = await cli(argv);
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err, expected);
    assert.match(err, /^bpf-cpumask: [^\n]+\n$/, 'one line');
  });
}

test('help and version go to standard output', async () => {
  for (const argv of [['--help'], ['-h'], ['check', '--help'], ['check', '-h', 'a'], ['explain', '--help']]) {
    const { code, out, err } = await cli(argv);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /Usage:\n {2}bpf-cpumask /);
  }
  for (const argv of [['--version'], ['-V']]) {
    assert.match((await cli(argv)).out, /^bpf-cpumask \d+\.\d+\.\d+\n$/);
  }
});

test('help lines fit a terminal', async () => {
  for (const argv of [['--help'], ['check', '--help'], ['explain', '--help']]) {
    const { out } = await cli(argv);
    for (const line of out.split('\n')) assert.ok(line.length <= 100, line);
  }
});

test('closest: near names only', () => {
  assert.equal(closest('unreleased-refrence', ['unreleased-reference', 'not-owned']), 'unreleased-reference');
  assert.equal(closest('x', ['unreleased-reference']), undefined);
  assert.equal(closest('x'.repeat(100_000), ['check']), undefined);
});
