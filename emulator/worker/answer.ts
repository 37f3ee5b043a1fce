/** The worker's side of messages.ts: one request, one answer. */

import type { Module } from '../../bpf/flow/graph.ts';
import { hasOldTags, lowerModule } from '../../bpf/flow/module.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { isShipped } from '../../bpf/syntax/includes/shipped.ts';
import { type Lines, linesOf, rangeAt } from '../../bpf/syntax/lines.ts';
import type { ParsedFile } from '../../bpf/syntax/types.ts';
import { words } from '../../bpf/words/faults.ts';
import { useLanguage } from '../../bpf/words/language.ts';
import { askMachine, type MachineInputs } from '../inputs/machine-inputs.ts';
import { recordRun } from '../record/run-record.ts';
import { placesOf } from '../site-ranges.ts';
import { type Meant, targetOf } from '../target.ts';
import type { RunReply, RunRequest } from './messages.ts';

const PROGRESS_MS = 100;
const now = (): number => performance.now();

/**
 * Runs what was asked for; blocks until it is done. The syntax must have been loaded (initSyntax). `progress` is called
 * every 100 ms or so. Never throws.
 */
export function answer(request: RunRequest, progress: (steps: number) => void): RunReply {
  const { id } = request;
  useLanguage(request.language);
  try {
    return reply(request, progress);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const message = words().failed(what);
    return { kind: 'refused', id, message };
  }
}

interface Parsed {
  readonly key: string;
  readonly file: ParsedFile;
  readonly module: Module;
  readonly lines: Lines;
}

/** Running again with other inputs parses nothing again. */
let last: Parsed | undefined;

function reply(request: RunRequest, progress: (steps: number) => void): RunReply {
  const { id, text, target, values, kernel } = request;
  const machine = askMachine({ inputs: [], values }, kernel);
  const missing = new Set<string>();
  const parsed = parsedOf(request, machine, missing);
  if (missing.size > 0) return { kind: 'need', id, paths: [...missing] };
  const { module, file, lines } = parsed;
  const meant = targetOf(module, text, lines, target);
  if (meant.kind === 'choose') return { kind: 'choose', id, programs: meant.programs };
  if (meant.kind === 'refused') return refusal(id, lines, meant);
  let told = now();
  const cancelled = (steps: number): boolean => {
    if (now() - told >= PROGRESS_MS) {
      told = now();
      progress(steps);
    }
    return false;
  };
  const record = recordRun(module, meant, placesOf(file), { values, kernel, cancelled, now });
  return { kind: 'done', id, record };
}

function refusal(id: number, lines: Lines, { message, place }: Meant & { kind: 'refused' }): RunReply {
  const range = place && rangeAt(lines, place.start, place.end);
  return { kind: 'refused', id, message, ...(range ? { range } : {}) };
}

function parsedOf(
  { path, text, files, reach }: RunRequest,
  { nrCpus, kernel }: MachineInputs,
  missing: Set<string>,
): Parsed {
  const key = JSON.stringify([path, nrCpus, hasOldTags(kernel), text, files, reach]);
  if (last?.key === key) return last;
  const read = (address: string): string | undefined => {
    if (Object.hasOwn(files, address)) return files[address] ?? undefined;
    if (!isShipped(address)) missing.add(address);
    return undefined;
  };
  const file = parseFile(path, text, { read, ...(reach ? { scope: () => scopeOf(reach) } : {}) });
  const parsed = { key, file, module: lowerModule(file, { nrCpus, kernel }), lines: linesOf(text) };
  if (missing.size === 0) last = parsed;
  return parsed;
}
