/** The command line as data: one command, or what is wrong with it. */

import { parseArgs } from 'node:util';
import { isKernel, kernelWanted } from '../../bpf/kernel/index.ts';
import { isLibbpf } from '../../bpf/kernel/versions.ts';
import { words } from '../../bpf/words/cli.ts';
import { closest } from '../../bpf/words/closest.ts';
import { LANGUAGES, languageOf } from '../../bpf/words/language.ts';
import type { Choice } from '../../server/service/fix/fix-text.ts';
import type { Values } from '../../server/service/settings/values.ts';
import { parseRun, type RunCommand } from './run-args.ts';

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

export interface CheckCommand {
  readonly command: 'check';
  readonly format: Format;
  /** The target of the command line, kernel and libbpf; it comes before what a project file says. */
  readonly target: Target;
  readonly verbose: boolean;
  /** Tell what each check cost. */
  readonly stats: boolean;
  /** Threads; undefined: as many as pay. */
  readonly jobs: number | undefined;
  readonly paths: readonly string[];
  /** Folders for headers. */
  readonly include: readonly string[];
  readonly fixing: Fixing;
}

/** What becomes of fixes. */
export interface Fixing {
  /** Those that are applied. */
  readonly choice: Choice;
  /** Those of warnings too. */
  readonly withWarnings: boolean;
  /** Nothing is written: what would be is printed. */
  readonly isDiff: boolean;
  /** Findings come with those that are offered. */
  readonly isShown: boolean;
}

/** What the command line says of the target; what it leaves open, the project file may say. */
export type Target = Pick<Values, 'targetKernel' | 'proposedApis' | 'libbpf'>;

export type Topic = 'check' | 'explain' | 'lsp' | 'run';

export type Command = (
  | CheckCommand
  | RunCommand
  | { readonly command: 'explain'; readonly id: string | undefined }
  | { readonly command: 'lsp' }
  | { readonly command: 'help'; readonly topic: Topic | undefined }
  | { readonly command: 'version' }
  | { readonly command: 'wrong'; readonly reason: string; readonly topic: Topic | undefined }
) & { readonly debug: boolean };

const MOST_JOBS = 256;

/** `--debug` is taken out before, since it holds for what goes wrong here too. */
const COMMON = { help: { type: 'boolean', short: 'h', default: false } } as const;

const OPTIONS = {
  none: { ...COMMON, version: { type: 'boolean', short: 'V', default: false } },
  check: {
    ...COMMON,
    format: { type: 'string', default: 'text' },
    kernel: { type: 'string' },
    libbpf: { type: 'string' },
    proposed: { type: 'boolean', default: false },
    verbose: { type: 'boolean', short: 'v', default: false },
    stats: { type: 'boolean', default: false },
    jobs: { type: 'string', short: 'j' },
    include: { type: 'string', multiple: true, default: [] as string[] },
    fix: { type: 'boolean', default: false },
    'fix-all': { type: 'boolean', default: false },
    'fix-warnings': { type: 'boolean', default: false },
    diff: { type: 'boolean', default: false },
    'show-fixes': { type: 'boolean', default: false },
  },
  explain: COMMON,
  // The server reads its transport off the command line itself.
  lsp: {
    ...COMMON,
    stdio: { type: 'boolean' },
    'node-ipc': { type: 'boolean' },
    socket: { type: 'string' },
    pipe: { type: 'string' },
    clientProcessId: { type: 'string' },
    'code-cache': { type: 'string' },
  },
} as const;

const TOPICS: readonly Topic[] = ['check', 'explain', 'lsp', 'run'];

/** `--lang TAG` or `--lang=TAG`, wherever it stands, and what is left without it. '' when its tag is missing. */
export function takeLanguage(argv: readonly string[]): {
  readonly language: string | undefined;
  readonly rest: readonly string[];
} {
  const end = argv.indexOf('--');
  const at = argv.findIndex((arg, i) => (end < 0 || i < end) && (arg === LANG || arg.startsWith(`${LANG}=`)));
  if (at < 0) return { language: undefined, rest: argv };
  const isApart = argv[at] === LANG;
  const language = isApart ? (argv[at + 1] ?? '') : argv[at]!.slice(LANG.length + 1);
  return { language, rest: argv.toSpliced(at, isApart ? 2 : 1) };
}

const LANG = '--lang';

/** Parses what comes after the program's name, and after `takeLanguage`. */
export function parseCommand(argv: readonly string[], language?: string): Command {
  const debug = argv.includes('--debug');
  const [first, ...rest] = argv.filter((arg) => arg !== '--debug');
  if (language !== undefined && languageOf(language) === undefined)
    return { ...wrong(words().unknownLanguage(language, LANGUAGES.join(', ')), topicOf(first)), debug };
  try {
    if (first === 'check') return { ...parseCheck(rest), debug };
    if (first === 'explain') return { ...parseExplain(rest), debug };
    if (first === 'run') return { ...runOf(rest), debug };
    if (first === 'lsp') return { ...parseLsp(rest), debug };
    return { ...parseTop(first, rest), debug };
  } catch (error) {
    return { ...wrong(optionProblem(error), topicOf(first)), debug };
  }
}

type Bare<T> = T extends unknown ? Omit<T, 'debug'> : never;

function parseTop(first: string | undefined, rest: readonly string[]): Bare<Command> {
  if (first === undefined) return wrong(words().noCommand, undefined);
  if (!first.startsWith('-') || first === '-') return wrong(unknownCommand(first), undefined);
  const { values } = parseArgs({ args: [first, ...rest], options: OPTIONS.none, allowPositionals: true });
  if (values.help) return { command: 'help', topic: undefined };
  if (values.version) return { command: 'version' };
  return wrong(words().noCommand, undefined);
}

function parseCheck(args: readonly string[]): Bare<Command> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS.check,
    allowPositionals: true,
  });
  if (values.help) return { command: 'help', topic: 'check' };
  const format = FORMATS.find((known) => known === values.format);
  if (!format) return wrong(words().unknownFormat(values.format, FORMATS.join(', ')), 'check');
  const { kernel, libbpf, verbose, stats, include } = values;
  const jobs = values.jobs === undefined ? undefined : Number(values.jobs);
  if (jobs !== undefined && !(Number.isInteger(jobs) && jobs >= 1 && jobs <= MOST_JOBS))
    return wrong(words().unknownJobs(values.jobs!, MOST_JOBS), 'check');
  if (kernel !== undefined && !isKernel(kernel))
    return wrong(words().unknownKernel(kernel, kernelWanted()), 'check');
  if (libbpf !== undefined && !isLibbpf(libbpf)) return wrong(words().unknownLibbpf(libbpf), 'check');
  if (positionals.length === 0) return wrong(words().noPath, 'check');
  const { diff: isDiff, 'show-fixes': isShown } = values;
  const withWarnings = values['fix-warnings'];
  const choice = values['fix-all'] ? 'preferred' : values.fix || isDiff || withWarnings ? 'safe' : 'none';
  if (isDiff && format !== 'text')
    return wrong(words().notTogether('--diff', ['--format', format].join(' ')), 'check');
  if (isDiff && isShown) return wrong(words().notTogether('--diff', '--show-fixes'), 'check');
  if (choice !== 'none' && !isDiff && positionals.includes('-') && positionals.length > 1)
    return wrong(words().stdinAlone(values['fix-all'] ? '--fix-all' : '--fix'), 'check');
  const other = choice !== 'none' ? '--fix' : isShown ? '--show-fixes' : ['--format', format].join(' ');
  if (stats && (choice !== 'none' || isShown || format === 'sarif' || format === 'github'))
    return wrong(words().notTogether('--stats', other), 'check');
  const fixing = { choice, withWarnings, isDiff, isShown } as const;
  const target: Target = {
    ...(kernel === undefined ? {} : { targetKernel: kernel }),
    ...(values.proposed ? { proposedApis: true } : {}),
    ...(libbpf === undefined ? {} : { libbpf }),
  };
  return { command: 'check', format, target, verbose, stats, jobs, include, fixing, paths: positionals };
}

function parseExplain(args: readonly string[]): Bare<Command> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS.explain,
    allowPositionals: true,
  });
  if (values.help) return { command: 'help', topic: 'explain' };
  if (positionals.length > 1) return wrong(words().oneRule, 'explain');
  return { command: 'explain', id: positionals[0] };
}

function parseLsp(args: readonly string[]): Bare<Command> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS.lsp });
  return values.help ? { command: 'help', topic: 'lsp' } : { command: 'lsp' };
}

function runOf(args: readonly string[]): Bare<Command> {
  const parsed = parseRun(args);
  if (parsed === 'help') return { command: 'help', topic: 'run' };
  return 'reason' in parsed ? wrong(parsed.reason, 'run') : parsed;
}

function wrong(reason: string, topic: Topic | undefined): Bare<Command> {
  return { command: 'wrong', reason, topic };
}

function unknownCommand(name: string): string {
  if (name === '-' || /[./\\]/.test(name)) return words().perhapsAFile(name);
  const near = closest(name, TOPICS);
  return near === undefined ? words().unknownCommand(name) : words().otherCommand(name, near);
}

function topicOf(first: string | undefined): Topic | undefined {
  return TOPICS.find((known) => known === first);
}

/** What parseArgs throws for, in our words: it has codes for kinds, and the option in quotes. */
function optionProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const sentence = message.split(/\. |\n/)[0] ?? message;
  const option = (/'(.*)'/s.exec(sentence)?.[1] ?? '').replace(/ <value>$/, '');
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return words().unknownOption(option);
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return words().unexpectedArgument(option);
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return sentence.includes('does not take') ? words().takesNoValue(option) : words().needsValue(option);
    default:
      return sentence;
  }
}
