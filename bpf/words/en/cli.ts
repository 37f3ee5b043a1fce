/** English: the command line's answers and complaints. */
import { counted } from './count.ts';

export const en = {
  outputLost: (why: string) =>
    `bpf-cpumask: cannot write to standard output: ${why}; the output is incomplete\n`,
  noCommand: 'no command given',
  unknownFormat: (format: string, formats: string) => `unknown format '${format}'; use one of ${formats}`,
  noPath: 'no file or directory given',
  oneRule: 'explain takes one rule',
  perhapsAFile: (name: string) => `unknown command '${name}'; to check a file: bpf-cpumask check ${name}`,
  checkingFile: (shown: string) => `checking ${shown}`,
  notTogether: (option: string, other: string) => `${option} cannot be combined with ${other}`,
  stdinAlone: (option: string) => `${option} prints fixed standard input, and takes no other path with -`,
  notUtf8: 'it is not valid UTF-8',
  notFullyParsed: 'it could not be fully parsed; --verbose says where',
  notFixedFile: (why: string) => `not changed: ${why}`,
  safeFix: (title: string) => `safe fix: ${title}`,
  otherFix: (title: string) => `fix: ${title}`,
  notFixed: (why: string) => `not fixed: ${why}`,
  /** Why a finding is left by `--fix`. */
  left: {
    'no-fix': 'no fix is known',
    unsafe: (title: string) =>
      `the fix may change what the program does, or is one of several; --fix-all applies it: ${title}`,
    warning: (title: string) => `the kernel accepts the program; --fix-warnings applies the fix: ${title}`,
    limit: 'the limit of work is reached; run it again',
  },
  untried: (count: number) =>
    `the limit of work was reached: no fix was tried for ${counted(count, 'finding')}; run it again`,
  fixesDone: (count: number) => `${count} ${count === 1 ? 'fix' : 'fixes'} applied`,
  fixesInDiff: (count: number) => `${count} ${count === 1 ? 'fix' : 'fixes'} in the diff`,
  notAllUtf8: 'not valid UTF-8; invalid bytes are read as U+FFFD',
  skippedBecause: (reason: string) => `skipped: ${reason}`,
  headerNotRead: (name: string, why: string) =>
    `"${name}" was not read: ${why}; add its folder with --include`,
  includeFolder: (shown: string) => `--include ${shown}`,
  noFile: 'no file given',
  oneFile: 'run takes one file',
  wantsNumber: (option: string, least: number, text: string) =>
    `${option} takes a whole number, ${least} or more, not '${text}'`,
  wantsNth: (option: string, what: string, text: string) =>
    `${option} takes ${what}:N with N of 1 or more, not '${text}'`,
  wantsCpuList: (value: string) => `--task: '${value}' is not a CPU list like 0-3,8`,
  wantsTask: (part: string) =>
    `--task takes cpus=0-3,8, pid=N and comm=NAME, separated by ';', not '${part}'`,
  notOneFile: 'has several BPF C files; run takes one file',
  wasNotFullyChecked: (name: string, reason: string) => `${name} was not fully checked: ${reason}`,
  noWorkingDirectory: 'the working directory no longer exists or cannot be read',
  running: 'running',
  internalError: (version: string, doing: string, what: string) =>
    `bpf-cpumask ${version}: internal error while ${doing}: ${what}; please report it with the file; --debug prints the stack\n`,
  wrongUse: (reason: string, help: string) => `bpf-cpumask: ${reason} (see ${help})\n`,
  unknownKernel: (text: string, wanted: string) => `unknown kernel version '${text}'; use ${wanted}`,
  unknownLibbpf: (text: string) => `unknown libbpf version '${text}'; use X.Y, such as 1.7`,
  threadEnded: (code: number) => `its thread ended with code ${code}`,
  unknownJobs: (text: string, most: number) => `unknown number of threads '${text}'; use 1 to ${most}`,
  unknownCommand: (name: string) => `unknown command '${name}'`,
  otherCommand: (name: string, near: string) => `unknown command '${name}'; did you mean '${near}'?`,
  unknownLanguage: (tag: string, tags: string) => `unknown language '${tag}'; use one of ${tags}`,
  unknownOption: (option: string) => `unknown option '${option}'`,
  unexpectedArgument: (text: string) => `unexpected argument '${text}'`,
  takesNoValue: (option: string) => `option '${option}' does not take a value`,
  needsValue: (option: string) => `option '${option}' needs a value`,
  note: (what: string) => `bpf-cpumask: note: ${what}\n`,
  noteOn: (shown: string, what: string) => `bpf-cpumask: ${shown}: note: ${what}\n`,
  skipped: (count: number, named: number) =>
    `bpf-cpumask: ${count === 1 ? '1 entry was' : `${count} entries were`} skipped${count > named ? `, ${named} of them named above` : ''}\n`,
  noRule: (id: string) => `bpf-cpumask: no rule '${id}'; 'bpf-cpumask explain' lists them\n`,
  otherRule: (id: string, near: string) => `bpf-cpumask: no rule '${id}'; did you mean '${near}'?\n`,
  fixOfExample: (title: string, safe: boolean) => `${safe ? 'Safe fix' : 'Fix'}: ${title}`,
  right: 'Correct:',
  refused: 'Rejected:',
  reported: 'Reported:',
  severity: { error: 'error', warning: 'warning', information: 'information', hint: 'hint' },
  gap: (path: string, name: string, reason: string) => `${path}: not fully checked: ${name}: ${reason}`,
  /** Units of work of all programs and callbacks of a file. */
  cost: (path: string, work: string) => `${path}: cost: ${work} units of work`,
  costOthers: (count: number) => `${counted(count, 'other function')}`,
  costColumns: ['function', 'work', 'blocks', 'states', 'joins', 'cut off'],
  kernelSays: (kernel: string) => `kernel ${kernel}:`,
  path: 'path:',
  pathThrough: (program: string) => `path through '${program}':`,
  errors: (count: number) => counted(count, 'error'),
  warnings: (count: number) => counted(count, 'warning'),
  hints: (count: number) => counted(count, 'hint'),
  isSuppressed: (where: string, rule: string, reason: string) =>
    `${where}: suppressed: ${rule}: ${reason === '' ? 'no reason given' : reason}`,
  suppressed: (count: number) => `${count} suppressed`,
  incomplete: (count: number) => `${counted(count, 'function')} not fully checked`,
  incompleteHidden: (count: number) =>
    `${counted(count, 'function')} not fully checked (--verbose lists them)`,
  checked: (files: number, kernels: readonly string[]) =>
    `Checked ${counted(files, 'file')} for ${kernels.length > 1 ? 'kernels' : 'kernel'} ${kernels.join(' and ')}:`,
  callsLeftOut: (count: number) => `${counted(count, 'call')} not shown`,
  explored: (runs: number, bounded: boolean, faults: number) =>
    `${counted(runs, 'run')}${bounded ? ' (limit reached)' : ''}, ${faults > 0 ? counted(faults, 'fault') : 'no fault'}`,
  endedByFault: (steps: number) => `ended by a fault after ${counted(steps, 'step')}`,
  returned: (value: string, steps: number, faults: number) =>
    `returned ${value} after ${counted(steps, 'step')}${faults > 0 ? `, ${counted(faults, 'fault')}` : ''}`,
};
