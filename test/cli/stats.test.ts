/** `check --stats`: what the check of each program and function cost, the dearest first. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import type { FileResult } from '../../server/service/types.ts';
import { cli, folder } from './support.ts';

before(() => initSyntaxNode());

const PROGRAMS = `
static int level(int x, int y)
{
	int n = 0;
	if (x > 10) n++;
	if (y > 20) n++;
	return n;
}

SEC("syscall") int small(void *ctx) { return 0; }

SEC("syscall") int large(void *ctx)
{
	int sum = 0;
	for (int i = 0; i < 20; i++)
		sum += level(bpf_get_prandom_u32(), bpf_get_prandom_u32());
	return sum ? 1 : 0;
}
`;

const run = async (t: Parameters<typeof folder>[0], ...options: string[]) =>
  await cli(['check', '--stats', ...options, 'a.bpf.c'], {
    cwd: folder(t, { 'a.bpf.c': PROGRAMS }),
    check: checkFile,
  });

test('as JSON: every root with every function of it, the dearest first', async (t) => {
  const { code, out } = await run(t, '--format', 'json');
  assert.equal(code, 0);
  const [{ cost = [] }] = (JSON.parse(out) as { files: [FileResult] }).files;
  assert.deepEqual(
    cost.map(({ root }) => root),
    ['large', 'small'],
  );
  const [large, small] = cost;
  assert.deepEqual(new Set(large!.functions.map((one) => one.function)), new Set(['large', 'level']));
  assert.ok(large!.work > small!.work);
  assert.equal(
    large!.work,
    large!.functions.reduce((sum, { work }) => sum + work, 0),
  );
  const own = large!.functions.find((one) => one.function === 'large')!;
  assert.ok(own.states > 0 && own.blocks > own.states, 'loop heads keep states');
  const level = large!.functions.find((one) => one.function === 'level')!;
  assert.ok(level.joins > 0, 'its two tests meet again');
  assert.equal(level.cutOffs, 0);
});

test('as text: a table below the findings of each file', async (t) => {
  const { out } = await run(t);
  const lines = out.split('\n');
  assert.match(lines[0]!, /^a\.bpf\.c: cost: [\d,]+ units of work$/);
  assert.match(lines[2]!, /^ {2}function +work +blocks +states +joins +cut off$/);
  assert.match(lines[3]!, /^ {2}large +[\d,]+$/);
  assert.match(lines[4]!, /^ {4}\w+( +[\d,]+){5}$/);
  assert.match(lines.at(-2)!, /^Checked 1 file/);
});

test('nothing is counted unless it is asked for, and not beside fixes or SARIF', async (t) => {
  const cwd = folder(t, { 'a.bpf.c': PROGRAMS });
  const plain = await cli(['check', '--format', 'json', 'a.bpf.c'], { cwd, check: checkFile });
  assert.doesNotMatch(plain.out, /"cost"/);
  for (const other of [['--fix'], ['--show-fixes'], ['--format', 'sarif']]) {
    const { code, err } = await cli(['check', '--stats', ...other, 'a.bpf.c'], { cwd, check: checkFile });
    assert.equal(code, 2);
    assert.match(err, new RegExp(`--stats.*${other.join(' ')}`));
  }
});
