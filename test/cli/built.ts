/** Runs the built program as a user would. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../support/root.ts';

export interface Finished {
  /** null: it was killed at the time limit or by a signal. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Processor time in seconds. */
  readonly cpu: number;
}

/** What a run has cost, if it was asked for (`measure`). */
export interface Cost {
  /** Megabytes at most, seconds of processor time. */
  readonly memory: number;
  readonly cpu: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Close standard output after its first bytes, as `head` does. */
  readonly hangUp?: boolean;
  /** Options of Node's own. */
  readonly node?: readonly string[];
  /** A file that standard output goes to. */
  readonly stdout?: string;
}

/** Only against waiting for ever: a machine that does much else takes long. */
const LIMIT_MS = 600_000;
const WITNESS = pathToFileURL(join(root, 'test/support/witness.mjs')).href;

export function builtCli(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', ...options.env };
    const file = options.stdout === undefined ? undefined : openSync(options.stdout, 'w');
    const node = ['--import', WITNESS, ...(options.node ?? [])];
    const child = spawn(process.execPath, [...node, join(root, 'dist/cli.js'), ...args], {
      cwd: options.cwd ?? root,
      env,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      stdio: ['pipe', file ?? 'pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    if (file !== undefined) closeSync(file);
    let cpu = '';
    child.stdio[3]!.on('data', (chunk: Buffer) => {
      cpu += chunk;
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      out.push(chunk);
      if (options.hangUp) child.stdout?.destroy();
    });
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)), cpu: Number(cpu) }),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.stdin ?? '');
  });
}

/** Makes Node say at its end what the process has cost, on standard error. */
const TELL = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(2, 'cost ' + JSON.stringify(process.resourceUsage()) + '\\n'));`,
)}`;

/** The same with what it has cost. */
export async function measured(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished & { readonly cost: Cost }> {
  const finished = await builtCli(args, { ...options, node: ['--import', TELL] });
  const [, usage = '{}'] = /^cost (.*)\n/m.exec(finished.err) ?? [];
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(usage) as NodeJS.ResourceUsage;
  const cost = { memory: maxRSS / 1024, cpu: (userCPUTime + systemCPUTime) / 1e6 };
  return { ...finished, err: finished.err.replace(/^cost .*\n/m, ''), cost };
}
