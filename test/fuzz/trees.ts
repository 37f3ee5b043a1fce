/** Folders that nobody makes by accident, through the command line. Linux only: others have no such files. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root.ts';
import { LIMITS } from './lanes.ts';
import { includeName } from './mutate.ts';
import type { Options } from './options.ts';
import { PLANT_EXIT, planted } from './plant.ts';
import { type Random, randomOf } from './random.ts';
import { note, openStore, type Store } from './state.ts';

/** What can lie in a folder. `named`: its name has to appear in what the command says. */
export interface Oddity {
  readonly name: string;
  readonly make: (folder: string, random: Random) => void;
  readonly named?: string;
}

const bytes = (folder: string, ...name: number[]) =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name), Buffer.from('.bpf.c')]);
const small = (random: Random) =>
  `#include ${includeName(random)}\nSEC("tc") int f(void *ctx) { return 0; }\n`;

export const ODDITIES: readonly Oddity[] = [
  {
    name: 'fifo',
    make: (folder) => void spawnSync('mkfifo', [join(folder, 'pipe.bpf.c')]),
    named: 'pipe.bpf.c',
  },
  { name: 'fifo-header', make: (folder) => void spawnSync('mkfifo', [join(folder, 'pipe.h')]) },
  { name: 'loop', make: (folder) => symlinkSync('.', join(folder, 'loop')) },
  {
    name: 'link-to-itself',
    make: (folder) => symlinkSync('self.bpf.c', join(folder, 'self.bpf.c')),
    named: 'self.bpf.c',
  },
  {
    name: 'link-to-root',
    make: (folder) => symlinkSync('/', join(folder, 'everything')),
    named: 'everything',
  },
  { name: 'link-to-proc', make: (folder) => symlinkSync('/proc', join(folder, 'proc')), named: 'proc' },
  {
    name: 'link-to-kmsg',
    make: (folder) => symlinkSync('/proc/kmsg', join(folder, 'kmsg.bpf.c')),
    named: 'kmsg.bpf.c',
  },
  {
    name: 'link-to-zero',
    make: (folder) => symlinkSync('/dev/zero', join(folder, 'zero.bpf.c')),
    named: 'zero.bpf.c',
  },
  {
    name: 'link-to-nothing',
    make: (folder) => symlinkSync('nowhere', join(folder, 'gone.bpf.c')),
    named: 'gone.bpf.c',
  },
  {
    name: 'link-out',
    make: (folder) => symlinkSync(join(root, 'test'), join(folder, 'outside')),
    named: 'outside',
  },
  {
    name: 'sparse',
    make: (folder) => {
      writeFileSync(join(folder, 'sparse.bpf.c'), '');
      truncateSync(join(folder, 'sparse.bpf.c'), 2 ** 36);
    },
    named: 'sparse.bpf.c',
  },
  { name: 'unreadable-folder', make: (folder) => mkdirSync(join(folder, 'closed'), { mode: 0 }) },
  {
    name: 'unreadable-file',
    make: (folder) => {
      writeFileSync(join(folder, 'closed.bpf.c'), '');
      chmodSync(join(folder, 'closed.bpf.c'), 0);
    },
  },
  { name: 'folder-like-a-file', make: (folder) => mkdirSync(join(folder, 'folder.bpf.c')) },
  {
    name: 'long-name',
    make: (folder, random) => writeFileSync(join(folder, `${'n'.repeat(240)}.bpf.c`), small(random)),
  },
  { name: 'deep', make: (folder) => mkdirSync(join(folder, 'd/'.repeat(300)), { recursive: true }) },
  { name: 'not-utf-8', make: (folder) => writeFileSync(bytes(folder, 0xff, 0xfe), ''), named: '.bpf.c' },
  { name: 'line-break', make: (folder, random) => writeFileSync(join(folder, 'a\nb.bpf.c'), small(random)) },
  {
    name: 'escape',
    make: (folder, random) => writeFileSync(join(folder, '\x1b[2J\x1b]0;x\x07.bpf.c'), small(random)),
  },
  { name: 'dash', make: (folder, random) => writeFileSync(join(folder, '--help.bpf.c'), small(random)) },
  { name: 'include', make: (folder, random) => writeFileSync(join(folder, 'include.bpf.c'), small(random)) },
  {
    name: 'include-fifo',
    make: (folder) =>
      writeFileSync(
        join(folder, 'asks.bpf.c'),
        '#include "pipe.h"\n#include "loop/loop/x.h"\n#include "self.bpf.c"\nint x;\n',
      ),
  },
  {
    name: 'include-closed',
    make: (folder) =>
      writeFileSync(
        join(folder, 'asks2.bpf.c'),
        '#include "closed/x.h"\n#include "proc/self/pagemap"\n#include "zero.bpf.c"\nint x;\n',
      ),
  },
  {
    name: 'binary',
    make: (folder) =>
      writeFileSync(join(folder, 'binary.bpf.c'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1])),
  },
];

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly cpuSeconds: number;
  readonly mebibytes: number;
  readonly end: 'exit' | 'hang' | 'memory' | 'blocked';
}

export async function fuzzTrees(options: Options): Promise<Store> {
  const store = openStore(options.stateFolder, `trees-${options.seed}`, options.isFresh);
  const { state } = store;
  if (process.platform !== 'linux') {
    options.say('trees: only on Linux');
    return store;
  }
  for (const end = state.next + options.count; state.next < end; state.next++) {
    const { failures, recipe } = await judgeTree(randomOf('tree', options.seed, state.next));
    state.executions++;
    for (const failure of failures)
      if (note(state, failure, { case: state.next, executions: state.executions, recipe, detail: '' }))
        options.say(`FAILURE ${failure}\n  tree ${state.next}: ${recipe}`);
    if (state.next % 50 === 49) store.save();
  }
  store.save();
  return store;
}

async function judgeTree(random: Random): Promise<{ failures: string[]; recipe: string }> {
  const odd = ODDITIES.filter(() => random.once(8));
  const command = random.pick(COMMANDS);
  const folder = mkdtempSync(join(tmpdir(), 'cpumask-tree-'));
  try {
    for (const { make } of odd) make(folder, random);
    writeFileSync(join(folder, 'z-planted.bpf.c'), planted('', 'before'));
    const answer = await start(folder, command);
    return {
      failures: complaints(answer, odd, command),
      recipe: `${command.name}: ${odd.map(({ name }) => name).join(' ')}`,
    };
  } finally {
    const closed = join(folder, 'closed');
    if (odd.some(({ name }) => name === 'unreadable-folder')) chmodSync(closed, 0o700);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** It reads the whole folder, and so the planted leak. */
  readonly all: boolean;
  readonly full?: boolean;
  readonly deleted?: boolean;
}

const COMMANDS: readonly Command[] = [
  { name: 'check', args: ['check', '.'], all: true },
  { name: 'check json', args: ['check', '--format', 'json', '.'], all: true },
  { name: 'check sarif', args: ['check', '--format', 'sarif', '.'], all: true },
  { name: 'check full disk', args: ['check', '--format', 'json', '.'], all: false, full: true },
  { name: 'check deleted folder', args: ['check', '.'], all: false, deleted: true },
  { name: 'check one', args: ['check', 'pipe.bpf.c'], all: false },
  { name: 'check headers', args: ['check', 'asks.bpf.c', 'asks2.bpf.c', 'include.bpf.c'], all: false },
  { name: 'run', args: ['run', 'z-planted.bpf.c'], all: false },
  { name: 'run pipe', args: ['run', 'pipe.bpf.c'], all: false },
  { name: 'run include', args: ['run', 'include.bpf.c'], all: false },
];

function start(folder: string, { args, full, deleted }: Command): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = full ? openSync('/dev/full', 'w') : 'pipe';
    // The shell takes the folder away after it has gone into it.
    const [program, rest] = deleted
      ? ['/bin/sh', ['-c', 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'sh', process.execPath]]
      : [process.execPath, []];
    const child = spawn(program, [...rest, join(root, 'dist/cli.js'), ...args], {
      cwd: folder,
      stdio: ['ignore', target, 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stdout?.on('data', (chunk) => (said.out += chunk));
    child.stderr!.on('data', (chunk) => (said.err += chunk));
    child.on('error', reject);
    const watch = watchProcess(child);
    child.on('close', (code) => resolve({ code, ...said, ...watch() }));
  });
}

/** Ends a process that takes more than it may; tells what it took. */
function watchProcess(child: ChildProcess): () => Pick<Answer, 'cpuSeconds' | 'mebibytes' | 'end'> {
  const began = performance.now();
  const used = { cpuSeconds: 0, mebibytes: 0, end: 'exit' as Answer['end'] };
  const look = () => {
    Object.assign(used, usageOf(child.pid!) ?? {});
    const waited = (performance.now() - began) / 1000;
    if (used.cpuSeconds > LIMITS.cpuSeconds) used.end = 'hang';
    else if (used.mebibytes > LIMITS.mebibytes) used.end = 'memory';
    else if (waited > LIMITS.blockedSeconds && used.cpuSeconds < waited / 100) used.end = 'blocked';
    if (used.end !== 'exit') child.kill('SIGKILL');
  };
  const timer = setInterval(look, 50);
  return () => {
    clearInterval(timer);
    return used;
  };
}

/** Of a process of Linux: `utime` and `stime` in hundredths of a second, resident memory at its peak. */
function usageOf(pid: number): { cpuSeconds: number; mebibytes: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100,
      mebibytes: Number(peak ?? 0) / 1024,
    };
  } catch {
    return undefined;
  }
}

/** Everything that an answer must be; each line that is returned is a kind of failure. */
export function complaints(
  { code, out, err, end }: Answer,
  odd: readonly Oddity[],
  command: Command,
): string[] {
  if (end !== 'exit') return [`${end} in ${command.name}`];
  const found: string[] = [];
  if (code === null || code > 2) found.push(`exit code ${code} in ${command.name}`);
  if (/^ {4}at .*:\d+:\d+\)?$/m.test(out + err)) found.push(`a stack in ${command.name}`);
  if (/internal error/.test(err)) found.push(`an internal error in ${command.name}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x08\x0b-\x1f\x7f-\x9f]/.test(out + err)) found.push(`control characters in ${command.name}`);
  if (command.full && (code !== 2 || err === '')) found.push('a full disk is not said');
  if (command.deleted && (code !== 2 || err.trim().split('\n').length !== 1))
    found.push('a deleted folder is not said in one line');
  if (!command.all) return found;
  if (!seesPlant(out, command)) found.push(`the planted leak is lost in ${command.name}`);
  for (const { name, named } of odd)
    if (named && !(out + err).includes(named)) found.push(`${name} is not named in ${command.name}`);
  return found;
}

function seesPlant(out: string, { args }: Command): boolean {
  if (!args.includes('--format')) return out.includes('z-planted.bpf.c') && out.includes(PLANT_EXIT);
  try {
    JSON.parse(out);
    return out.includes('unreleased-reference') && out.includes('z-planted.bpf.c');
  } catch {
    return false;
  }
}
