/** What a document may make the server read. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { folder } from '../cli/support.ts';
import { type Client, LEAK, PULL, start } from './client.ts';

const onLinux = { skip: process.platform !== 'linux' };
const uriOf = (path: string) => pathToFileURL(path).href;

/** Clean if `x.h` was read. */
const source = (include: string) =>
  `#include "${include}"\n${LEAK.replace('\tif (flags & 1)\n', '#ifdef FOUND\n\tbpf_cpumask_release(mask);\n\treturn 0;\n#endif\n\tif (flags & 1)\n')}`;
const FOUND = '#define FOUND 1\n';

/** Megabytes at most, and seconds of processor time. */
function costOf({ child }: Client): { memory: number; cpu: number } {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const times = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return {
    memory: Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1024,
    cpu: (Number(times[11]) + Number(times[12])) / 100,
  };
}

test('pipes, devices and what a kernel makes up are no headers', onLinux, async (t) => {
  const cwd = folder(t, {});
  spawnSync('mkfifo', [join(cwd, 'pipe.h')]);
  symlinkSync('/proc/self/pagemap', join(cwd, 'pagemap.h'));
  symlinkSync('/', join(cwd, 'root'));
  symlinkSync('loop', join(cwd, 'loop'));
  const names = [
    ...[
      'file:///proc/self/pagemap',
      '/proc/self/pagemap',
      'pagemap.h',
      'root/proc/kmsg',
      'root/dev/zero',
      'pipe.h',
    ],
    ...['file://host/share/x.h', '//host/share/x.h', '\\\\host\\share\\x.h', 'http://host/x.h', 'loop/x.h'],
    ...[
      'a\0b.h',
      `${'x'.repeat(300)}.h`,
      'y/'.repeat(3_000),
      '%2e%2e/%2e%2e/%2e%2e/%2e%2e/proc/kmsg',
      '\ud800.h',
    ],
  ];
  const text = `${names.map((name) => `#include "${name}"\n`).join('')}${LEAK}`;
  const client = await start({ capabilities: PULL, configuration: () => ({ includePaths: ['/'] }) });
  const uri = uriOf(join(cwd, 'a.bpf.c'));
  client.open(uri, text);
  assert.equal((await client.pull(uri)).items.length, 1);
  const { memory, cpu } = costOf(client);
  assert.ok(memory < 400 && cpu < 5, `${memory} MB, ${cpu} s`);
  assert.equal(await client.stop(), 0);
});

async function findings(
  t: TestContext,
  cwd: string,
  file: string,
  settings: object,
  include: string,
): Promise<number> {
  const client = await start({ capabilities: PULL, configuration: () => settings });
  t.after(() => client.child.kill('SIGKILL'));
  const uri = file.includes(':') ? file : uriOf(join(cwd, file));
  client.open(uri, source(include));
  const { items } = await client.pull(uri);
  assert.equal(await client.stop(), 0);
  return items.length;
}

test('includes reach as far as the repository, and where the setting names it', async (t) => {
  const cwd = folder(t, { 'out/x.h': FOUND, 'tree/.git/HEAD': '', 'tree/in/x.h': FOUND, 'loose/x.h': FOUND });
  mkdirSync(join(cwd, 'tree/src/bpf'), { recursive: true });
  mkdirSync(join(cwd, 'loose/src'));
  const main = 'tree/src/bpf/a.bpf.c';
  const count = (file: string, include: string, settings: object = {}) =>
    findings(t, cwd, file, settings, include);
  assert.equal(await count(main, '../../in/x.h'), 0);
  assert.equal(await count(main, '../../../out/x.h'), 1);
  assert.equal(await count(main, '../../../out/x.h', { includePaths: [join(cwd, 'out')] }), 0);
  assert.equal(await count(main, 'x.h', { includePaths: ['../../../out'] }), 0);
  assert.equal(await count('loose/src/a.bpf.c', '../x.h'), 1);
  assert.equal(await count('loose/src/a.bpf.c', '../x.h', { includePaths: ['..'] }), 0);
  assert.equal(await count('untitled:Untitled-1', 'x.h'), 1);
});

test(
  'a workspace\u2019s folder is the reach where there is no repository; links do not lead out of it',
  onLinux,
  async (t) => {
    const cwd = folder(t, { 'work/x.h': FOUND, 'out/y.h': FOUND, 'work/sub/z.h': FOUND });
    symlinkSync('../out', join(cwd, 'work/far'));
    symlinkSync('sub', join(cwd, 'work/near'));
    mkdirSync(join(cwd, 'work/src'));
    const client = await start({ capabilities: PULL, folders: [uriOf(join(cwd, 'work'))] });
    const count = async (name: string, include: string) => {
      const uri = uriOf(join(cwd, 'work/src', name));
      client.open(uri, source(include));
      return (await client.pull(uri)).items.length;
    };
    assert.equal(await count('a.bpf.c', '../x.h'), 0);
    assert.equal(await count('b.bpf.c', '../far/y.h'), 1);
    assert.equal(await count('c.bpf.c', '../near/z.h'), 0);
    assert.equal(await count('d.bpf.c', '../../out/y.h'), 1);
    const told = await client.next('window/logMessage', ({ message }) => /was not read/.test(message));
    assert.match(
      told.message,
      /^"\.\.\/\.\.\/out\/y\.h", included by d\.bpf\.c, was not read: it is outside/,
    );
    assert.equal(await client.stop(), 0);
  },
);

test('a folder that the setting names is looked at once it is named', async (t) => {
  const cwd = folder(t, { 'inc/x.h': FOUND, 'tree/.git/HEAD': '' });
  const settings: { includePaths: string[] } = { includePaths: [] };
  const client = await start({ capabilities: PULL, configuration: () => settings });
  const uri = uriOf(join(cwd, 'tree/a.bpf.c'));
  client.open(uri, source('x.h'));
  assert.equal((await client.pull(uri)).items.length, 1);
  settings.includePaths = [join(cwd, 'inc')];
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.next('workspace/diagnostic/refresh');
  assert.equal((await client.pull(uri)).items.length, 0);
  // Names are names: nothing in them is an escape of an address.
  writeFileSync(join(cwd, 'tree/a%20b#c?.h'), FOUND);
  const odd = uriOf(join(cwd, 'tree/b.bpf.c'));
  client.open(odd, source('a%20b#c?.h'));
  assert.equal((await client.pull(odd)).items.length, 0);
  assert.equal(await client.stop(), 0);
});
