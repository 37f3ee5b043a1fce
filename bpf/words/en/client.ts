/** English: what the extension says in VS Code, outside of the panel. */
import { counted } from './count.ts';

export const en = {
  nothingOpen: 'bpf-cpumask: no BPF C file is open. The server starts when you open one.',
  activated: (ms: string, host: string) => `Activated in ${ms} ms in the ${host} host.`,
  pickSample: 'bpf-cpumask: open a sample',
  noPage: (subject: string) => `There is no page about \`${subject}\`.\n`,
  pickRule: 'bpf-cpumask: rules',
  threadEnded: (code: number) => `its thread ended with code ${code}`,
  workerFailed: 'the worker failed',
  runSilent: (seconds: number) => `The run did not respond for ${seconds} seconds and was stopped.`,
  emulatorStopped: (why: string) => `The emulator stopped: ${why}. The next run starts it again.`,
  headersTooDeep: (levels: number) => `Its includes are nested more than ${levels} levels deep.`,
  drawnAfter: (ms: string) => `The run was drawn ${ms} ms after the command.`,
  gone: (name: string) => `${name} no longer exists.`,
  runTitle: (title: string) => `Run: ${title}`,
  ran: (title: string, steps: number, ms: string) => `Ran ${title}: ${steps} steps in ${ms} ms.`,
  noProgram: 'This file has no BPF program.',
  choose: 'The selection or cursor is not inside one function. Choose what to run',
  cannotOpen: (name: string) => `bpf-cpumask: ${name} cannot be opened.`,
  nothingToRun:
    'bpf-cpumask: nothing to run. Put the cursor in a function of a BPF C file, or select lines in it, and run again.',
  selectionIn: (name: string) => `Selection in ${name}`,
  serverLost: (why: string) => `The connection to the server was lost: ${why}`,
  connectionClosed: 'it was closed',
  serverAnswered: (ms: string) => `The server answered after ${ms} ms.`,
  showLog: 'Show Log',
  noAnswer: (seconds: number) => `The language server did not answer within ${seconds} seconds.`,
  stopped: 'cpumask: stopped',
  cannotRun: 'The language server cannot run',
  starting: 'cpumask: starting',
  checking: 'cpumask: checking',
  off: 'cpumask: off',
  gaps: (count: number) => `${counted(count, 'function')} not fully checked`,
  kernel: (version: string) => `kernel ${version}`,
  serverIs: {
    stopped: 'The server is stopped.',
    starting: 'The server is starting.',
    running: 'The server is running.',
    failed: 'The server has failed.',
  },
  stoppedOften: (times: number, minutes: number) =>
    `The language server stopped ${times} times in ${minutes} minutes.`,
  givenUp: (what: string, lines: string) =>
    `bpf-cpumask: ${what} It will not be restarted. The log ends with: ${lines}`,
  restart: 'Restart',
  verdict: (findings: string) => `cpumask: ${findings}`,
  noFindings: 'no findings',
  clean: 'clean',
  errors: (count: number) => counted(count, 'error'),
  warnings: (count: number) => counted(count, 'warning'),
  notes: (count: number) => counted(count, 'note'),
  samples: {
    'leak.bpf.c': {
      title: 'A leaked mask',
      about: 'An early return leaks the mask: one error, with the path that leads to it',
    },
    'rcu.bpf.c': {
      title: 'A mask used after its RCU section',
      about: 'A pointer read from a kptr field is valid only until bpf_rcu_read_unlock()',
    },
    'percpu_flags.c': {
      title: 'Per-CPU map flags, from user space',
      about: 'BPF_F_ALL_CPUS and BPF_F_CPU with libbpf; the BPF file opens beside it',
    },
    'clean.bpf.c': {
      title: 'The same program, fixed',
      about: 'Every exit stores or releases the mask: no findings',
    },
  },
  run: 'Run',
};
