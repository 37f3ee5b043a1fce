/**
 * What `check --fix`, `--fix-all` and `--diff` do with one file:
 *
 *      read ─▶ UTF-8? parsed? ─▶ fixed text ─┬▶ --diff: a diff on standard output
 *                   │ no                     ├▶ standard input: the text on standard output
 *                   ▼                        └▶ the file, replaced as a whole
 *               checked only
 */
import { relative } from 'node:path';
import { printable } from '../bpf/syntax/printable.ts';
import { words } from '../bpf/words/cli.ts';
import { unifiedDiff } from '../server/service/fix/diff.ts';
import type { FixedText } from '../server/service/fix/fix-text.ts';
import { kernelOf, libbpfOf, withSeverities } from '../server/service/settings/merge.ts';
import type { FileResult } from '../server/service/types.ts';
import type { CheckCommand, Fixing } from './input/args.ts';
import { type Input, identity, isBelow, portable } from './input/files.ts';
import type { Loaded, Sources } from './input/reader.ts';
import { replaceFile } from './output/replace-file.ts';
import { type FixReport, NO_FIXES } from './output/text.ts';
import type { Services } from './services.ts';
import { type Terminal, wantsColour } from './terminal.ts';

/** What there is to say of one file. */
export interface Outcome {
  readonly result: FileResult;
  /** The text that the result is about. */
  readonly text: string;
  /** What is printed on standard output, whatever is reported: a diff, or the text from standard input. */
  readonly output: string;
  readonly fixes?: FixReport;
  /** Why it was not changed: nothing that is wrong. */
  readonly note?: string;
  /** What was not tried for want of work. */
  readonly limit?: string;
  /** Why it could not be written. */
  readonly failure?: string;
}

export interface FixContext {
  readonly services: Pick<Services, 'check' | 'fix'>;
  readonly sources: Sources;
  readonly terminal: Terminal;
}

/** Whether the report makes way for a text or a diff on standard output. */
export function ownsOutput({ fixing: { choice, isDiff }, paths }: CheckCommand): boolean {
  return isDiff || (choice !== 'none' && paths.includes('-'));
}

/** In the order in which they are fixed: headers first, since their fixes change what includes them. */
export function inOrderOfUse(inputs: readonly Input[], { choice }: Fixing): readonly Input[] {
  if (choice === 'none') return inputs;
  const isHeader = ({ path }: Input) => path.toLowerCase().endsWith('.h');
  return [...inputs.filter(isHeader), ...inputs.filter((input) => !isHeader(input))];
}

/** Checks one file, and fixes it if that was asked for. */
export function checkAndFix(
  input: Input,
  source: Loaded & { readonly kind: 'text' },
  { target, fixing, stats }: CheckCommand,
  context: FixContext,
): Outcome {
  const { services, sources } = context;
  const settings = sources.settings(input.path);
  const kernel = kernelOf(settings);
  const libbpf = libbpfOf(settings);
  const other = kernel === kernelOf(target) ? {} : { kernel };
  const shown = (result: FileResult): FileResult => ({
    ...withSeverities(result, settings),
    ...other,
    path: input.shown,
  });
  const asks = fixing.choice !== 'none';
  if ((!asks && !fixing.isShown) || (asks && source.lossy)) {
    const how = { kernel, libbpf, isMeasured: stats };
    const result = shown(services.check(input.path, source.text, sources.reader, how));
    const plain = { result, text: source.text, output: '' };
    return asks ? { ...plain, fixes: NO_FIXES, ...whyLossy(input, result, fixing) } : plain;
  }
  const { choice, withWarnings } = fixing;
  const found = services.fix(input.path, source.text, sources.reader, {
    kernel,
    libbpf,
    choice,
    withWarnings,
    choices: settings,
  });
  const result = shown(found.after);
  const limit = found.untried > 0 ? { limit: words().untried(found.untried) } : {};
  if (!asks) return { result, text: found.text, output: '', ...limit };
  const { applied, left } = found;
  const made = { result, text: found.text, output: '', fixes: { applied, left }, ...limit };
  if (found.text === source.text) {
    const isTold = found.isUnparsed && found.after.diagnostics.length > 0;
    const note = isTold ? { note: words().notFixedFile(words().notFullyParsed) } : {};
    return { ...made, ...note, output: unchanged(input, source, fixing) };
  }
  return { ...made, ...settle(input, source, found, fixing, context) };
}

/** Text that is not UTF-8 would not be written as it was read; from standard input it is not even passed on. */
function whyLossy({ stdin }: Input, { diagnostics }: FileResult, { isDiff }: Fixing): Partial<Outcome> {
  if (stdin && !isDiff) return { failure: words().notUtf8 };
  return diagnostics.length > 0 ? { note: words().notFixedFile(words().notUtf8) } : {};
}

/** Of standard input, a copy: who reads the output has a text in any case. */
function unchanged({ stdin }: Input, { bytes }: Loaded, { isDiff }: Fixing): string {
  return stdin && !isDiff ? Buffer.from(bytes).toString() : '';
}

/** Prints or writes a fixed text. If that fails, the file is what it was. */
function settle(
  input: Input,
  source: Loaded & { readonly kind: 'text' },
  found: FixedText,
  { isDiff }: Fixing,
  { sources, terminal }: FixContext,
): Partial<Outcome> {
  const mark = source.bytes[0] === 0xef ? '\ufeff' : '';
  const [before, after] = [mark + source.text, mark + found.text];
  if (isDiff) {
    sources.changed(input.path, found.text);
    return { output: forScreen(unifiedDiff(nameFor(input, sources, terminal), before, after), terminal) };
  }
  if (input.stdin) return { output: after };
  const failure = replaceFile({
    path: input.path,
    before: source.bytes,
    after: Buffer.from(after),
    ...(input.searched === undefined ? {} : { within: input.searched }),
  });
  if (failure === undefined) {
    sources.changed(input.path, found.text);
    return {};
  }
  const result = { ...found.before, path: input.shown };
  return { failure, result, text: source.text, fixes: NO_FIXES };
}

/**
 * The name of a file in a diff. Git takes names from the root of the repository that it is called in, and no links; where
 * there is none, names from the current folder.
 */
function nameFor({ path, shown, stdin }: Input, sources: Sources, { cwd }: Terminal): string {
  if (stdin) return shown;
  const root = identity(sources.repositoryOf(portable(cwd)) ?? cwd);
  const real = identity(path);
  return isBelow(real, root) ? portable(relative(root, real)) : portable(real).replace(/^\//, '');
}

/** A screen gets colours and nothing that it would obey; whoever applies the diff gets it as it is. */
function forScreen(diff: string, terminal: Terminal): string {
  if (!terminal.out.isTerminal) return diff;
  const isColoured = wantsColour(terminal.out, terminal.env);
  const colour = (line: string) => COLOURS.find(([start]) => line.startsWith(start))?.[1];
  return diff
    .split('\n')
    .map((line) => {
      const text = printable(line);
      const code = isColoured ? colour(line) : undefined;
      return code === undefined ? text : `\u001b[${code}m${text}\u001b[0m`;
    })
    .join('\n');
}

const COLOURS = [
  ['diff ', '1'],
  ['--- ', '1'],
  ['+++ ', '1'],
  ['@@', '36'],
  ['-', '31'],
  ['+', '32'],
] as const;
