/** Starts lanes and reads what they say. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Case } from './cases.ts';
import type { Failure } from './failure.ts';
import type { Job, Limits, Line } from './lane.ts';

export const LIMITS: Limits = { cpuSeconds: 5, mebibytes: 400, addedMebibytes: 100, blockedSeconds: 10 };
/** An operation alone in a process: nobody else has used its memory. */
export const ALONE: Limits = { ...LIMITS, addedMebibytes: 0 };

/** A lane that gets more heap than its limit is ended by the watch, not by V8. */
const HEAP = '--max-old-space-size=1024';

/** `programs`: the folder with the bundle of lane.ts. Every line is told; resolves with whether the lane came to its end by itself. */
export function runLane(programs: string, job: Job, hear: (line: Line) => void): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const lane: ChildProcess = spawn(process.execPath, [HEAP, join(programs, 'lane.js')], {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    });
    let isDone = false;
    let complaints = '';
    createInterface({ input: lane.stdio[3] as Readable }).on('line', (text) => {
      const line: Line = JSON.parse(text);
      if (line.kind === 'end') isDone = true;
      else hear(line);
    });
    lane.stderr!.on('data', (chunk) => {
      complaints = `${complaints}${chunk}`.slice(-2_000);
    });
    lane.on('error', reject);
    lane.on('close', (code) => {
      if (code !== null && code !== 0 && complaints !== '') process.stderr.write(complaints);
      resolve(isDone);
    });
    lane.stdin!.on('error', () => {});
    lane.stdin!.end(JSON.stringify(job));
  });
}

/** The failures of a case alone in a process. */
export async function failuresOf(
  programs: string,
  found: Case,
  operations?: readonly Failure['operation'][],
  limits = ALONE,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  const isDone = await runLane(programs, { kind: 'one', case: found, operations, limits }, (line) => {
    if (line.kind === 'failure') failures.push(line.failure);
  });
  if (!isDone && failures.length === 0)
    failures.push({
      kind: 'lost',
      operation: operations?.[0] ?? 'check',
      place: '',
      detail: 'the process ended',
    });
  return failures;
}
