/** The machine that a run has: CPUs and how they are grouped, the task, what goes wrong. */
import type { Version } from '../../bpf/kernel/types.ts';
import { hasProposals, RELEASES, targetKernel } from '../../bpf/kernel/versions.ts';
import { words } from '../../bpf/words/emulator.ts';
import { DEFAULT_STEPS, DEFAULTS, type MachineOptions } from '../machine/machine.ts';
import { CPU_LIMITS } from '../machine/topology.ts';
import { type Asked, ask, type Form } from './form.ts';
import { type Bad, isBad, parseCpus, parseNumber, parseSome } from './texts.ts';

export type MachineInputs = Pick<
  MachineOptions,
  | 'kernel'
  | 'cpus'
  | 'nrCpus'
  | 'cpu'
  | 'seed'
  | 'maxSteps'
  | 'topology'
  | 'online'
  | 'idle'
  | 'task'
  | 'failCreate'
  | 'raceKptr'
>;

type Kind = Asked['kind'];

const machine = (name: string, label: string, kind: Kind, about: string, usual: string | number): Asked => ({
  id: `machine.${name}`,
  group: 'Machine',
  label,
  kind,
  about,
  usual: String(usual),
});

function number(form: Form, asked: Asked, low: number, high: number): number {
  return Number(ask(form, asked, (text) => parseNumber(text, BigInt(low), BigInt(high))));
}

/** A list of CPUs; undefined is all of them. */
function list(form: Form, asked: Asked, cpus: number, canBeNone = false): readonly number[] | undefined {
  return ask(form, asked, (text) => parseSome(text, cpus, canBeNone));
}

/** `1,3`: which calls, counted from 1. */
function calls(form: Form, asked: Asked): readonly number[] {
  return ask(form, asked, (text): readonly number[] | Bad => {
    const found = parseCpus(text, 100_000);
    return isBad(found) ? { problem: words().wantsCallNumbers } : found;
  });
}

/** Releases, and the one that is set if it is another; with proposed functions where that has them. */
function askKernel(form: Form, usual: Version): Version {
  const known = RELEASES.map((release) => targetKernel(release, hasProposals(usual)));
  const choices = known.includes(usual) ? known : [...known, usual];
  const asked = { ...machine('kernel', words().kernel, 'choice', words().kernelAbout, usual), choices };
  return ask(form, asked, (text): Version | Bad =>
    choices.includes(text) ? text : { problem: words().oneOf(choices.join(', ')) },
  );
}

/** Asks for the machine. A number of CPUs that NR_CPUS does not allow raises NR_CPUS. `kernel`: the one that is set. */
export function askMachine(form: Form, usual: Version): MachineInputs {
  const { least, most } = CPU_LIMITS;
  const kernel = askKernel(form, usual);
  const cpus = number(
    form,
    machine('cpus', words().cpus, 'number', words().cpusAbout, DEFAULTS.cpus),
    least,
    most,
  );
  const room = cpus <= DEFAULTS.nrCpus ? DEFAULTS.nrCpus : most;
  const nrCpus = number(form, machine('nrCpus', 'NR_CPUS', 'number', words().nrCpusAbout, room), cpus, most);
  const cpu = number(
    form,
    machine('cpu', words().currentCpu, 'number', words().currentCpuAbout, 0),
    0,
    cpus - 1,
  );
  const nodes = number(form, machine('nodes', words().nodes, 'number', words().nodesAbout, 1), 1, cpus);
  const llcsPerNode = number(form, machine('llcs', words().llcs, 'number', words().llcsAbout, 1), 1, cpus);
  const smt = number(form, machine('smt', words().threads, 'number', words().threadsAbout, 1), 1, 8);
  const online = list(form, machine('online', words().onlineCpus, 'cpus', 'cpu_online_mask', 'all'), cpus);
  const idle = list(
    form,
    machine('idle', words().idleCpus, 'cpus', words().idleCpusAbout, 'all'),
    cpus,
    true,
  );
  const topology = { nodes, llcsPerNode, smt };
  return {
    kernel,
    cpus,
    nrCpus,
    cpu,
    topology,
    ...(online ? { online } : {}),
    ...(idle ? { idle } : {}),
    task: askTask(form, cpus),
    ...askTrouble(form),
  };
}

function askTask(form: Form, cpus: number): NonNullable<MachineOptions['task']> {
  const pid = number(
    form,
    machine('pid', words().taskPid, 'number', words().taskPidAbout, 1000),
    1,
    4_194_304,
  );
  const comm = ask(
    form,
    machine('comm', words().taskComm, 'text', words().taskCommAbout, 'program'),
    (text) => text.slice(0, 15),
  );
  const allowed = list(
    form,
    machine('taskCpus', words().taskCpus, 'cpus', words().taskCpusAbout, 'all'),
    cpus,
  );
  return { pid, comm, ...(allowed ? { cpus: allowed } : {}) };
}

function askTrouble(form: Form): Pick<MachineInputs, 'seed' | 'maxSteps' | 'failCreate' | 'raceKptr'> {
  const seed = number(
    form,
    machine('seed', words().seed, 'number', words().seedAbout, DEFAULTS.seed),
    0,
    2 ** 31,
  );
  const failCreate = calls(
    form,
    machine('failCreate', words().failingCreates, 'text', words().failingCreatesAbout, ''),
  );
  const raceKptr = calls(form, machine('raceKptr', words().racedReads, 'text', words().racedReadsAbout, ''));
  const maxSteps = number(
    form,
    machine('maxSteps', words().mostSteps, 'number', words().mostStepsAbout, DEFAULT_STEPS),
    1,
    1_000_000_000,
  );
  return { seed, maxSteps, failCreate, raceKptr };
}
