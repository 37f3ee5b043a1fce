import type { ProgramRun, RunOptions } from '../../emulator/service.ts';
import { runText } from '../../emulator/user/service.ts';

/** Runs `/x/main.c` with what is beside it. */
export function runUser(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: RunOptions = {},
): readonly ProgramRun[] {
  const reader = { read: (path: string) => files[path.replace('/x/', '')] };
  const runs = runText('/x/main.c', text, reader, options);
  if (typeof runs === 'string') throw new Error(runs);
  return runs;
}

/** What `main()` of a text without any other file leaves: lines, exit code and faults. */
export function outcome(text: string, options: RunOptions = {}): readonly unknown[] {
  const [run] = runUser(text, {}, options);
  return [run!.output, run!.returns, run!.faults.map(({ kind, message }) => `${kind}: ${message}`)];
}
