/** Runs the built program as a user would. */
import { spawn } from 'node:child_process';
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

export interface RunOptions {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Close standard output after its first bytes, as `head` does. */
  readonly hangUp?: boolean;
}

/** Only against waiting for ever: a machine that does much else takes long. */
const LIMIT_MS = 600_000;
const WITNESS = pathToFileURL(join(root, 'test/support/witness.mjs')).href;

export function builtCli(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', ...options.env };
    const child = spawn(process.execPath, ['--import', WITNESS, join(root, 'dist/cli.js'), ...args], {
      cwd: options.cwd ?? root,
      env,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let cpu = '';
    child.stdio[3]!.on('data', (chunk: Buffer) => {
      cpu += chunk;
    });
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk);
      if (options.hangUp) child.stdout.destroy();
    });
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)), cpu: Number(cpu) }),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
  });
}
