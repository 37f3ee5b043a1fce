/** The command line of `bpf-cpumask run` as data. */

import { parseArgs } from 'node:util';
import { isKernel, kernelWanted } from '../../bpf/kernel/index.ts';
import { words } from '../../bpf/words/cli.ts';
import { parseCpuList } from '../../emulator/machine/topology.ts';
import type { RunOptions } from '../../emulator/service.ts';
import type { Values } from '../../server/service/settings/values.ts';

export const RUN_FORMATS = ['text', 'json'] as const;
export type RunFormat = (typeof RUN_FORMATS)[number];

export interface RunCommand {
  readonly command: 'run';
  readonly format: RunFormat;
  readonly file: string;
  /** It comes before what a project file says. */
  readonly target: Pick<Values, 'targetKernel' | 'proposedApis' | 'libbpf'>;
  /** Without the target. */
  readonly options: Omit<RunOptions, 'kernel' | 'libbpf'>;
  /** Folders for headers. */
  readonly include: readonly string[];
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  program: { type: 'string' },
  kernel: { type: 'string' },
  proposed: { type: 'boolean', default: false },
  cpus: { type: 'string' },
  'config-nr-cpus': { type: 'string' },
  seed: { type: 'string' },
  'max-steps': { type: 'string' },
  format: { type: 'string', default: 'text' },
  trace: { type: 'boolean', default: false },
  explore: { type: 'boolean', default: false },
  fail: { type: 'string', multiple: true, default: [] as string[] },
  race: { type: 'string', multiple: true, default: [] as string[] },
  task: { type: 'string' },
  cpu: { type: 'string' },
  libbpf: { type: 'string' },
  include: { type: 'string', multiple: true, default: [] as string[] },
} as const;

/** The command; 'help'; or `reason`, what is wrong with it. Throws as parseArgs does for unknown options. */
export function parseRun(args: readonly string[]): RunCommand | 'help' | { readonly reason: string } {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) return 'help';
  const format = RUN_FORMATS.find((known) => known === values.format);
  if (!format) return { reason: words().unknownFormat(values.format, RUN_FORMATS.join(', ')) };
  const [file, second] = positionals;
  if (file === undefined) return { reason: words().noFile };
  if (second !== undefined) return { reason: words().oneFile };
  const { kernel } = values;
  if (kernel !== undefined && !isKernel(kernel))
    return { reason: words().unknownKernel(kernel, kernelWanted()) };
  try {
    const options: RunCommand['options'] = {
      ...given('program', values.program),
      ...given('cpus', whole('--cpus', values.cpus, 1)),
      ...given('nrCpus', whole('--config-nr-cpus', values['config-nr-cpus'], 1)),
      ...given('seed', whole('--seed', values.seed, 0)),
      ...given('maxSteps', whole('--max-steps', values['max-steps'], 1)),
      ...given('cpu', whole('--cpu', values.cpu, 0)),
      ...given('task', values.task === undefined ? undefined : taskOf(values.task)),
      failCreate: values.fail.map((text) => nth('--fail', 'create', text)),
      raceKptr: values.race.map((text) => nth('--race', 'kptr', text)),
      trace: values.trace,
      explore: values.explore,
    };
    const libbpf = libbpfOf(values.libbpf);
    const target = {
      ...given('targetKernel', kernel),
      ...given('proposedApis', values.proposed || undefined),
      ...given('libbpf', libbpf),
    };
    return { command: 'run', format, file, target, options, include: values.include };
  } catch (error) {
    if (error instanceof Wrong) return { reason: error.message };
    throw error;
  }
}

class Wrong extends Error {}

function given<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
}

function whole(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1;
  if (value < least) throw new Wrong(words().wantsNumber(option, least, text));
  return value;
}

function libbpfOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[01]\.\d{1,2}$/.test(text)) return text;
  throw new Wrong(words().unknownLibbpf(text));
}

/** `create:3`: the third one. */
function nth(option: string, what: string, text: string): number {
  const match = /^(\w+):(\d{1,9})$/.exec(text);
  if (match?.[1] !== what || Number(match[2]) < 1) throw new Wrong(words().wantsNth(option, what, text));
  return Number(match[2]);
}

/** `cpus=0-3,8;pid=7;comm=worker`, in any order. */
function taskOf(text: string): NonNullable<RunOptions['task']> {
  let task: NonNullable<RunOptions['task']> = {};
  for (const part of text.split(';')) {
    const [key, value = ''] = part.split('=').map((word) => word.trim());
    if (key === 'cpus') {
      const cpus = parseCpuList(value);
      if (!cpus || cpus.length === 0) throw new Wrong(words().wantsCpuList(value));
      task = { ...task, cpus };
    } else if (key === 'pid') task = { ...task, ...given('pid', whole('--task pid', value, 1)) };
    else if (key === 'comm') task = { ...task, comm: value };
    else throw new Wrong(words().wantsTask(part));
  }
  return task;
}
