/** Runs a text, whichever side it is of: the programs of BPF C, or `main()` of user space. */

import type { FunctionInfo, Module } from '../../bpf/flow/graph.ts';
import { lowerModule } from '../../bpf/flow/module.ts';
import { isBpfC } from '../../bpf/syntax/detect.ts';
import { parseFile } from '../../bpf/syntax/file.ts';
import type { FileReader } from '../../bpf/syntax/types.ts';
import { words } from '../../bpf/words/emulator.ts';
import type { Tracer } from '../machine/machine.ts';
import { machineOptions, type ProgramRun, plainRun, type RunOptions, reasonOf, runFile } from '../service.ts';
import { placesOf } from '../site-ranges.ts';
import { runTraced, TRACE_OF_FILE } from '../trace-lines.ts';
import { runMain } from './run.ts';
import { sourcesFor } from './sources.ts';

/** Runs what a text has to run; a text says why nothing can be run. */
export function runText(
  path: string,
  text: string,
  reader: FileReader,
  options: RunOptions,
): ProgramRun[] | string {
  if (isBpfC(path, text) || !/\bmain\b/.test(text)) return runFile(parseFile(path, text, reader), options);
  return runUser(path, text, reader, options);
}

const MAIN = 'main';

function runUser(path: string, text: string, reader: FileReader, options: RunOptions): ProgramRun[] | string {
  if (options.explore) return words().exploresProgramsOnly;
  if (options.program !== undefined && options.program !== MAIN) return words().runsMainOnly(options.program);
  const machine = machineOptions(options);
  if (typeof machine === 'string') return machine;
  const sources = sourcesFor(path, reader, machine);
  const file = parseFile(path, text, sources.reader);
  let module: Module;
  let main: FunctionInfo | undefined;
  try {
    module = lowerModule(file, { side: 'user' });
    main = module.functions.get(MAIN);
  } catch (error) {
    return words().declarationsFailed(reasonOf(error));
  }
  if (!main) return words().noProgramInFile;
  const places = placesOf(file, sources.files);
  const start = (trace?: Tracer) => runMain(module, main, { ...machine, trace }, sources.source);
  const traced = options.trace ? runTraced(start, places, TRACE_OF_FILE) : undefined;
  const run = traced?.run ?? start();
  const { errors, programs } = run;
  const shown = {
    ...plainRun(run, places),
    ...(errors.length > 0 ? { errors } : {}),
    ...(traced ? { trace: traced.trace } : {}),
    ...(traced?.skipped ? { skipped: traced.skipped } : {}),
  };
  return [shown, ...programs.map((program) => plainRun(program, places))];
}
