/** `bpf-cpumask check`: every file in turn, printed as it is done. */

import { isAbsolute, relative } from 'node:path';
import { kernelNote } from '../bpf/kernel/index.ts';
import { printable } from '../bpf/syntax/printable.ts';
import { words } from '../bpf/words/cli.ts';
import { words as common } from '../bpf/words/common.ts';
import { languageTag } from '../bpf/words/language.ts';
import { kernelOf } from '../server/service/settings/merge.ts';
import type { ProjectFile } from '../server/service/settings/project-file.ts';
import type { FileResult, Severity } from '../server/service/types.ts';
import { inOrderOfUse, type Outcome, ownsOutput } from './fix.ts';
import type { CheckCommand, Format } from './input/args.ts';
import type { Input, Problem } from './input/files.ts';
import { expandPaths, includeFolders, shownPath } from './input/files.ts';
import type { Sources } from './input/reader.ts';
import { createSources } from './input/reader.ts';
import { githubReporter } from './output/github.ts';
import { createParts } from './output/parts.ts';
import { createProgress } from './output/progress.ts';
import type { Reporter } from './output/report.ts';
import { briefReporter, jsonReporter, textReporter } from './output/report.ts';
import { sarifReporter } from './output/sarif.ts';
import type { SourceLines } from './output/source.ts';
import { sourceLines } from './output/source.ts';
import { styleOf } from './output/style.ts';
import type { Totals } from './output/text.ts';
import type { ExitCode, Services } from './services.ts';
import { EXIT } from './services.ts';
import type { Sink, Terminal } from './terminal.ts';
import { wantsColour } from './terminal.ts';
import { checkedInThreads } from './threads/pool.ts';
import { type Checked, checkedInTurn, groups } from './together.ts';

/** Cells a line may take where nobody says how wide the screen is. */
const WIDTH = 120;

export interface CheckContext {
  readonly terminal: Terminal;
  readonly services: Services;
  readonly version: string;
  /** Says on standard error, in one line, that the checker failed on a file. */
  readonly internalError: (error: unknown, doing: string) => string;
}

interface Tally {
  files: number;
  suppressed: number;
  incomplete: number;
  fixes: number;
  /** Something could not be read or checked. */
  failed: boolean;
  /** Kernels that files were checked for. */
  readonly kernels: Set<string>;
  readonly counts: Record<Severity, number>;
}

export async function runCheck(command: CheckCommand, context: CheckContext): Promise<ExitCode> {
  const { terminal, services } = context;
  const include = includeFolders(command.include, terminal.cwd);
  for (const { shown, reason } of include.problems)
    complain(terminal, words().includeFolder(shownPath(shown)), reason);
  if (include.problems.length > 0) return EXIT.wrongUse;
  const { inputs, problems, skipped } = expandPaths(command.paths, terminal.cwd);
  for (const { shown, reason } of problems) complain(terminal, shown, reason);
  tellSkipped(terminal, skipped);
  const tally = newTally(problems.length > 0);
  if (inputs.length === 0 && !isDocument(command.format)) return EXIT.wrongUse;

  const about = kernelNote(kernelOf(command.target));
  if (about !== undefined) terminal.err.write(words().note(about));
  await services.init();
  const sources = createSources(terminal, inputs, include.folders, command.target);
  const show = pathShower(inputs, terminal.cwd);
  const reporter = reporterFor(command, context, sources, show);
  const report = reportTo(command, terminal);
  report.write(reporter.begin());
  const reporting = { sources, folders: include.folders, reporter, show };
  await checkAll(inOrderOfUse(inputs, command.fixing), command, context, reporting, tally);
  if (tally.files > 0 || isDocument(command.format)) report.write(reporter.end(totalsOf(tally)));
  return exitCode(tally, command);
}

/** Whoever reads it expects a whole document, also of no files. */
function isDocument(format: Format): boolean {
  return format === 'json' || format === 'sarif';
}

interface Reporting {
  readonly sources: Sources;
  /** For headers. */
  readonly folders: readonly string[];
  readonly reporter: Reporter;
  /** How a path is written. */
  readonly show: (path: string) => string;
}

async function checkAll(
  inputs: readonly Input[],
  command: CheckCommand,
  context: CheckContext,
  { sources, folders, reporter, show }: Reporting,
  tally: Tally,
): Promise<void> {
  const { terminal } = context;
  const progress = createProgress(terminal.err, inputs.length);
  const told = createParts(inputs);
  const projects = new Set<string>();
  const isNew = ({ path }: ProjectFile) => {
    const known = projects.size;
    return projects.add(path).size > known;
  };
  const step = (index: number, { shown }: Input) => progress.step(index, shown);
  const all = checkedFiles(inputs, command, context, { sources, folders, step });
  for await (const [input, checked] of all) {
    if ('reason' in checked) {
      progress.clear();
      complain(terminal, input.shown, checked.reason);
      tally.failed = true;
      continue;
    }
    if ('error' in checked) {
      progress.clear();
      terminal.err.write(context.internalError(checked.error, words().checkingFile(printable(input.shown))));
      tally.failed = true;
      continue;
    }
    const { outcome, isLossy, problems, outside } = checked;
    count(tally, outcome, kernelOf(command.target));
    const parts = told.from(outcome.result);
    for (const part of parts) countFindings(tally, part);
    const printed =
      reporter.file(outcome.result, sourceLines(outcome.text), outcome.fixes) +
      parts.map((part) => partReport(part, sources, reporter, show)).join('');
    if (printed !== '' || outcome.output !== '') progress.clear();
    if (isLossy && command.format === 'text') note(terminal, input.shown, words().notAllUtf8);
    noteProjects(terminal, problems.filter(isNew), show);
    noteOutside(terminal, input.shown, outside);
    for (const said of [outcome.note, outcome.limit])
      if (said !== undefined) note(terminal, input.shown, said);
    if (outcome.failure !== undefined) complain(terminal, input.shown, outcome.failure);
    terminal.out.write(outcome.output);
    reportTo(command, terminal).write(printed);
    await terminal.out.ready();
  }
  progress.clear();
}

/** Files for each thread: with fewer, starting it takes longer than it saves. */
const FILES_OF_THREAD = 3;

/** By several threads, where there is enough for them. What writes files or reads standard input does it here, in turn. */
function checkedFiles(
  inputs: readonly Input[],
  command: CheckCommand,
  context: CheckContext,
  { sources, folders, step }: Pick<Reporting, 'sources' | 'folders'> & { step: Step },
): AsyncGenerator<readonly [Input, Checked], void, void> {
  const { services, terminal } = context;
  const isAlone = command.fixing.choice !== 'none' || inputs.some(({ stdin }) => stdin);
  const most = command.jobs ?? Math.min(services.mostThreads, Math.floor(inputs.length / FILES_OF_THREAD));
  if (isAlone || most < 2 || inputs.length < 2)
    return checkedInTurn(inputs, command, context, sources, groups(inputs, command, context, sources), step);
  const start = {
    role: 'check',
    command,
    inputs,
    folders,
    language: languageTag(),
    cwd: terminal.cwd,
  } as const;
  return checkedInThreads({
    open: services.openThread,
    start,
    threads: Math.min(most, inputs.length),
    groups: () => groups(inputs, command, context, sources),
    step,
    isOver: () => terminal.out.closed(),
  });
}

type Step = (index: number, input: Input) => void;

/** Where the report goes: out of the way of a diff or a text. */
function reportTo(command: CheckCommand, { out, err }: Terminal): Sink {
  return ownsOutput(command) ? err : out;
}

function reporterFor(
  command: CheckCommand,
  { terminal, services, version }: CheckContext,
  sources: Sources,
  show: (path: string) => string,
): Reporter {
  const { verbose } = command;
  const kernel = kernelOf(command.target);
  if (command.format === 'json') return jsonReporter(kernel, show);
  if (command.format === 'github') return githubReporter(kernel, show);
  if (command.format === 'sarif') return sarifReporter({ version, kernel, rules: services.rules(), show });
  const sink = reportTo(command, terminal);
  const style = styleOf(wantsColour(sink, terminal.env));
  const width = sink.columns || WIDTH;
  const { isDiff, isShown } = command.fixing;
  const options = { style, width, kernel, verbose, isDiff, isShown, show, otherSource: headerLines(sources) };
  return isDiff ? briefReporter(options) : textReporter(options);
}

/** Lines of the headers that path steps lie in, cut once each. */
function headerLines(sources: Sources): (path: string) => SourceLines | undefined {
  const known = new Map<string, SourceLines | undefined>();
  return (path) => {
    if (!known.has(path)) {
      const text = sources.reader.read(path);
      known.set(path, text === undefined ? undefined : sourceLines(text));
    }
    return known.get(path);
  };
}

/** How the user wrote a file; other files relative to where the user is, when that is below. */
function pathShower(inputs: readonly Input[], cwd: string): (path: string) => string {
  const shown = new Map(inputs.map((input) => [input.path, input.shown]));
  const absolute = inputs.length > 0 && inputs.every((input) => isAbsolute(input.shown));
  return (path) => {
    const known = shown.get(path);
    if (known !== undefined || absolute || !isAbsolute(path)) return known ?? path;
    return relative(cwd, path) || path;
  };
}

function newTally(failed: boolean): Tally {
  return {
    files: 0,
    incomplete: 0,
    suppressed: 0,
    fixes: 0,
    failed,
    kernels: new Set(),
    counts: { error: 0, warning: 0, information: 0, hint: 0 },
  };
}

/** A file that nobody named, with what was found in it through one that includes it. */
function partReport(
  part: FileResult,
  { reader }: Sources,
  reporter: Reporter,
  show: (path: string) => string,
): string {
  const text = reader.read(part.path) ?? '';
  return reporter.file({ ...part, path: show(part.path) }, sourceLines(text));
}

function count(tally: Tally, { result, fixes, failure }: Outcome, kernel: string): void {
  tally.files++;
  tally.kernels.add(result.kernel ?? kernel);
  tally.fixes += fixes?.applied.length ?? 0;
  tally.failed ||= failure !== undefined;
  countFindings(tally, result);
}

function countFindings(tally: Tally, result: FileResult): void {
  tally.incomplete += result.incomplete.length;
  tally.suppressed += result.suppressed?.length ?? 0;
  for (const { severity } of result.diagnostics) tally.counts[severity]++;
}

function totalsOf({ files, fixes, kernels, counts, incomplete, suppressed }: Tally): Totals {
  return { files, fixes, kernels: [...kernels], counts, incomplete, suppressed };
}

/** A diff has the exit codes of diff(1); otherwise what is left counts. */
function exitCode(tally: Tally, { fixing }: CheckCommand): ExitCode {
  if (tally.failed) return EXIT.wrongUse;
  if (fixing.isDiff) return tally.fixes > 0 ? EXIT.errors : EXIT.clean;
  return tally.counts.error > 0 ? EXIT.errors : EXIT.clean;
}

function complain(terminal: Terminal, shown: string, reason: string): void {
  terminal.err.write(`bpf-cpumask: ${shownPath(shown)}: ${reason}\n`);
}

function note(terminal: Terminal, shown: string, what: string): void {
  terminal.err.write(words().noteOn(printable(shown), what));
}

/** What cannot be used of project files, at its place. */
export function noteProjects(
  terminal: Terminal,
  files: readonly ProjectFile[],
  show: (path: string) => string,
): void {
  for (const { path, problems } of files)
    for (const { range, message } of problems) {
      const { line, character } = range.start;
      terminal.err.write(`${printable(show(path))}:${line + 1}:${character + 1}: ${message}\n`);
    }
}

/** Names that are written out; behind them stands how many more there are. */
const MOST_NAMED = 100;

function tellSkipped(terminal: Terminal, skipped: readonly Problem[]): void {
  for (const { shown, reason } of skipped.slice(0, MOST_NAMED))
    complain(terminal, shown, words().skippedBecause(reason));
  if (skipped.length === 0) return;
  terminal.err.write(words().skipped(skipped.length, MOST_NAMED));
}

/** What a file would include from elsewhere: not read, and not kept quiet about. */
export function noteOutside(terminal: Terminal, shown: string, names: readonly string[]): void {
  for (const name of names.slice(0, MOST_NAMED))
    note(terminal, shown, words().headerNotRead(printable(name), common().outside));
}
