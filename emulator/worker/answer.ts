/** The worker's side of messages.ts: one request, one answer. */

import type { Module } from '../../bpf/flow/graph.ts';
import { hasOldTags, lowerModule } from '../../bpf/flow/module.ts';
import { isUserC } from '../../bpf/syntax/detect.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import { scopeOf } from '../../bpf/syntax/includes/reach.ts';
import { isShipped } from '../../bpf/syntax/includes/shipped.ts';
import { type Lines, linesOf, rangeAt } from '../../bpf/syntax/lines.ts';
import type { FileReader, ParsedFile } from '../../bpf/syntax/types.ts';
import { words as emulatorWords } from '../../bpf/words/emulator.ts';
import { words } from '../../bpf/words/faults.ts';
import { useLanguage } from '../../bpf/words/language.ts';
import { askMachine, type MachineInputs } from '../inputs/machine-inputs.ts';
import { recordProcess } from '../record/process-record.ts';
import { recordRun } from '../record/run-record.ts';
import { placesOf } from '../site-ranges.ts';
import { type Meant, targetOf, whyNot } from '../target.ts';
import { sourcesFor } from '../user/sources.ts';
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
  const { id, path, text, target, values, kernel } = request;
  if (isUserC(path, text)) return replyOfProcess(request, progress);
  const machine = askMachine({ inputs: [], values }, kernel);
  const missing = new Set<string>();
  const parsed = parsedOf(request, machine, missing);
  if (missing.size > 0) return { kind: 'need', id, paths: [...missing] };
  const { module, file, lines } = parsed;
  const meant = targetOf(module, text, lines, target);
  if (meant.kind === 'choose') return { kind: 'choose', id, programs: meant.programs };
  if (meant.kind === 'refused') return refusal(id, lines, meant);
  const cancelled = telling(progress);
  const record = recordRun(module, meant, placesOf(file), { values, kernel, cancelled, now });
  return { kind: 'done', id, record };
}

/** What a process opens is known only when it runs: files that it lacked then are asked for like headers. */
function replyOfProcess(request: RunRequest, progress: (steps: number) => void): RunReply {
  const { id, path, text, target, values, kernel, libbpf } = request;
  const missing = new Set<string>();
  const machine = { ...askMachine({ inputs: [], values }, kernel), libbpf };
  const sources = sourcesFor(path, readerOf(request, missing), machine);
  const file = parseFile(path, text, sources.reader);
  const module = lowerModule(file, { side: 'user' });
  if (missing.size > 0) return { kind: 'need', id, paths: [...missing] };
  const main = module.functions.get('main');
  if (main?.path !== path) return { kind: 'refused', id, message: emulatorWords().noMain };
  const lines = linesOf(text);
  const why = whyNot(main);
  if (why) return refusal(id, lines, why);
  const record = recordProcess(module, main, sources.source, placesOf(file, sources.files), {
    ...{ values, kernel, libbpf, now },
    selected: target.kind === 'at' ? target.ranges : [],
    cancelled: telling(progress),
  });
  if (missing.size > 0) return { kind: 'need', id, paths: [...missing] };
  return { kind: 'done', id, record };
}

/** Says every so often how far a run is; it never ends one. */
function telling(progress: (steps: number) => void): (steps: number) => boolean {
  let told = now();
  return (steps) => {
    if (now() - told >= PROGRESS_MS) {
      told = now();
      progress(steps);
    }
    return false;
  };
}

function refusal(id: number, lines: Lines, { message, place }: Meant & { kind: 'refused' }): RunReply {
  const range = place && rangeAt(lines, place.start, place.end);
  return { kind: 'refused', id, message, ...(range ? { range } : {}) };
}

/** Reads what the client has sent, and notes what it has not. */
function readerOf({ files, reach }: RunRequest, missing: Set<string>): FileReader {
  const read = (address: string): string | undefined => {
    if (Object.hasOwn(files, address)) return files[address] ?? undefined;
    if (!isShipped(address)) missing.add(address);
    return undefined;
  };
  return { read, ...(reach ? { scope: () => scopeOf(reach) } : {}) };
}

function parsedOf(request: RunRequest, { nrCpus, kernel }: MachineInputs, missing: Set<string>): Parsed {
  const { path, text, files, reach } = request;
  const key = JSON.stringify([path, nrCpus, hasOldTags(kernel), text, files, reach]);
  if (last?.key === key) return last;
  const file = parseFile(path, text, readerOf(request, missing));
  const parsed = { key, file, module: lowerModule(file, { nrCpus, kernel }), lines: linesOf(text) };
  if (missing.size === 0) last = parsed;
  return parsed;
}
