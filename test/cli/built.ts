/** Runs the built program as a user would. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../support/root.ts';

export interface Finished {
  /** null: it was killed at the time limit or by a signal. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Close standard output after its first bytes, as `head` does. */
  readonly hangUp?: boolean;
}

/** What the issue allows for the worst input. */
const LIMIT_MS = 20_000;

export function builtCli(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', ...options.env };
    const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...args], {
      cwd: options.cwd ?? root,
      env,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk);
      if (options.hangUp) child.stdout.destroy();
    });
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)) }),
    );
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
  });
}
