/** `bpf-cpumask run`: the programs of one file in the emulator. */

import { basename, dirname } from '../bpf/syntax/paths.ts';
import { printable } from '../bpf/syntax/printable.ts';
import { words } from '../bpf/words/cli.ts';
import type { ProgramRun, RunFault } from '../emulator/service.ts';
import { kernelOf, libbpfOf } from '../server/service/settings/merge.ts';
import type { Diagnostic } from '../server/service/types.ts';
import { noteOutside, noteProjects } from './check.ts';
import { expandPaths, includeFolders, shownPath } from './input/files.ts';
import { createSources } from './input/reader.ts';
import type { RunCommand } from './input/run-args.ts';
import { type SourceLines, sourceLines } from './output/source.ts';
import { styleOf } from './output/style.ts';
import { type RenderOptions, renderFile } from './output/text.ts';
import { EXIT, type ExitCode, type Services } from './services.ts';
import { type Terminal, wantsColour } from './terminal.ts';

/** Cells a line may take where nobody says how wide the screen is. */
const WIDTH = 120;

export async function runRun(command: RunCommand, terminal: Terminal, services: Services): Promise<ExitCode> {
  const include = includeFolders(command.include, terminal.cwd);
  const [wrong] = include.problems;
  if (wrong) return complain(terminal, words().includeFolder(shownPath(wrong.shown)), wrong.reason);
  const { inputs, problems } = expandPaths([command.file], terminal.cwd);
  const [input] = inputs;
  if (!input || inputs.length > 1)
    return complain(terminal, command.file, problems[0]?.reason ?? words().notOneFile);
  const sources = createSources(terminal, inputs, include.folders, command.target);
  const source = await sources.load(input);
  if (source.kind === 'failed') return complain(terminal, input.shown, source.reason);
  await services.init();
  const settings = sources.settings(input.path);
  noteProjects(terminal, sources.takeProjectProblems(), (path) => besideOf(input, path));
  const libbpf = libbpfOf(settings);
  const options = {
    ...command.options,
    kernel: kernelOf(settings),
    ...(libbpf === undefined ? {} : { libbpf }),
  };
  const runs = services.run(input.path, source.text, sources.reader, options);
  noteOutside(terminal, input.shown, sources.takeOutside());
  if (typeof runs === 'string') return complain(terminal, input.shown, runs);
  if (command.format === 'json') terminal.out.write(`${JSON.stringify({ version: 1, programs: runs })}\n`);
  else {
    const options = {
      ...renderOptions(terminal, (path) => sources.reader.read(path)),
      show: (path: string) => besideOf(input, path),
    };
    const lines = sourceLines(source.text);
    for (const run of runs) terminal.out.write(renderRun(input.shown, run, lines, options));
  }
  return runs.some((run) => run.faults.length > 0) ? EXIT.errors : EXIT.clean;
}

/** A path of another file, as the file that runs was named. */
function besideOf(input: { readonly path: string; readonly shown: string }, path: string): string {
  const [folder, named] = [`${dirname(input.path)}/`, dirname(input.shown)];
  if (!path.startsWith(folder)) return path;
  const rest = path.slice(folder.length);
  return input.shown.includes('/') ? `${named}/${rest}` : rest;
}

function complain(terminal: Terminal, shown: string, reason: string): ExitCode {
  terminal.err.write(`bpf-cpumask: ${shownPath(shown)}: ${printable(reason)}\n`);
  return EXIT.wrongUse;
}

function renderOptions(terminal: Terminal, read: (path: string) => string | undefined): RenderOptions {
  return {
    style: styleOf(wantsColour(terminal.out, terminal.env)),
    width: terminal.out.columns || WIDTH,
    kernel: '',
    verbose: false,
    otherSource: (path): SourceLines | undefined => {
      const text = read(path);
      return text === undefined ? undefined : sourceLines(text);
    },
    show: (path) => path,
  };
}

function renderRun(path: string, run: ProgramRun, source: SourceLines, options: RenderOptions): string {
  const { style } = options;
  const type = run.type === '' ? '' : ` (${run.type})`;
  const head = `${style.bold(printable(run.program))}${type}: ${outcome(run)}\n`;
  const trace = (run.trace ?? []).map(({ message, range, path: other }) => {
    const file = other === undefined ? '' : `${printable(basename(other))}:`;
    return `  ${style.dim(`${file}${range.start.line + 1}:`)} ${printable(message)}\n`;
  });
  if (run.skipped) trace.splice(run.skipped.before, 0, `  … ${words().callsLeftOut(run.skipped.count)}\n`);
  const output = [
    ...run.output.map((line) => `  ${style.dim('|')} ${printable(line)}\n`),
    ...(run.errors ?? []).map((line) => `  ${style.dim('!')} ${printable(line)}\n`),
  ];
  const faults = run.faults.map((fault) => renderFault(fault, path, run.program, source, options)).join('');
  return [head, ...trace, ...output, faults === '' ? '' : `\n${faults}`].join('');
}

function renderFault(
  { kind, message, range, file, path: steps }: RunFault,
  path: string,
  program: string,
  source: SourceLines,
  options: RenderOptions,
): string {
  const fault: Diagnostic = {
    rule: kind,
    severity: 'error',
    message,
    kernelMessage: '',
    range,
    program,
    path: steps.map(({ path: other = path, ...step }) =>
      other === (file ?? path) ? step : { ...step, path: other },
    ),
    fixes: [],
  };
  const lines = file === undefined ? source : (options.otherSource(file) ?? sourceLines(''));
  const shown = file === undefined ? path : options.show(file);
  return renderFile({ path: shown, diagnostics: [fault], incomplete: [] }, lines, options);
}

function outcome({ returns, steps, faults, explored }: ProgramRun): string {
  const say = words();
  if (explored) return say.explored(explored.runs, explored.bounded, faults.length);
  if (returns === null) return say.endedByFault(steps);
  const signed = returns > 0x7fffffff ? `${returns} (${returns - 0x100000000})` : `${returns}`;
  return say.returned(signed, steps, faults.length);
}
