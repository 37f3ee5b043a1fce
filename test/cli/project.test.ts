/** Project files on the command line. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { initSyntaxNode } from '../../bpf/syntax/node-wasm.ts';
import { checkFile } from '../../server/service/check.ts';
import { LEAK } from '../server/client.ts';
import { cli, folder } from './support.ts';

before(() => initSyntaxNode());

test('files are checked for the kernels of their project files; --kernel comes before', async (t) => {
  const cwd = folder(t, {
    'a/leak.bpf.c': LEAK,
    'a/.bpf-cpumask.json': '{ "targetKernel": "6.12" }',
    'b/leak.bpf.c': LEAK,
  });
  const run = (...args: string[]) => cli(['check', ...args, 'a', 'b'], { cwd, check: checkFile });
  const text = await run();
  assert.match(text.out, /kernel 6\.12: Unreleased reference[\s\S]*kernel 6\.18: Unreleased reference/);
  assert.match(text.out, /Checked 2 files for kernels 6\.12 and 6\.18: 2 errors/);
  const json = JSON.parse((await run('--format', 'json')).out);
  assert.deepEqual(
    [json.kernel, json.files.map((file: { kernel?: string }) => file.kernel)],
    ['6.18', ['6.12', undefined]],
  );
  assert.match((await run('--kernel', '6.9')).out, /Checked 2 files for kernel 6\.9: 2 errors/);
});

test('severities decide the exit code; what is off is not fixed', async (t) => {
  const cwd = folder(t, {
    'leak.bpf.c': LEAK,
    '.bpf-cpumask.json': '{ "severity": { "unreleased-reference": "off" } }',
  });
  const run = (...args: string[]) => cli(['check', ...args, 'leak.bpf.c'], { cwd, check: checkFile });
  assert.deepEqual(await run(), {
    code: 0,
    out: 'Checked 1 file for kernel 6.18: 0 errors, 0 warnings\n',
    err: '',
  });
  assert.match((await run('--diff')).err, /0 errors/);
});

test('what cannot be used is said once, at its place', async (t) => {
  const cwd = folder(t, {
    'a.bpf.c': LEAK,
    'b.bpf.c': LEAK,
    '.bpf-cpumask.json': '{ "onlyRules": ["leaks"] }',
  });
  const { err } = await cli(['check', '.'], { cwd, check: checkFile });
  assert.equal(err, '.bpf-cpumask.json:1:17: onlyRules[0] is "leaks"; there is no such rule.\n');
  const broken = folder(t, { 'a.bpf.c': LEAK, '.bpf-cpumask.json': '{' });
  const { code, err: said } = await cli(['check', join(broken, 'a.bpf.c')], { check: checkFile });
  assert.equal(code, 1);
  assert.match(said, /\.bpf-cpumask\.json:1:2: This is not JSON, so the file is ignored\.\n$/);
});
