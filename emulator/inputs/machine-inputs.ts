/** The machine that a run has: CPUs and how they are grouped, the task, what goes wrong. */
import { DEFAULT_STEPS, DEFAULTS, type MachineOptions } from '../machine/machine.ts';
import { CPU_LIMITS } from '../machine/topology.ts';
import { type Asked, ask, type Form } from './form.ts';
import { type Bad, isBad, parseCpus, parseNumber, parseSome } from './texts.ts';

export type MachineInputs = Pick<
  MachineOptions,
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
    return isBad(found) ? { problem: 'Numbers of calls are wanted, like 1,3.' } : found;
  });
}

/** Asks for the machine. A number of CPUs that NR_CPUS does not allow raises NR_CPUS. */
export function askMachine(form: Form): MachineInputs {
  const { least, most } = CPU_LIMITS;
  const cpus = number(
    form,
    machine('cpus', 'CPUs', 'number', 'nr_cpu_ids: possible CPUs of the machine, 2 to 8192', DEFAULTS.cpus),
    least,
    most,
  );
  const room = cpus <= DEFAULTS.nrCpus ? DEFAULTS.nrCpus : most;
  const nrCpus = number(
    form,
    machine('nrCpus', 'NR_CPUS', 'number', 'CPUs that the kernel is built for: the size of a mask', room),
    cpus,
    most,
  );
  const cpu = number(
    form,
    machine('cpu', 'Current CPU', 'number', 'The CPU that runs the program', 0),
    0,
    cpus - 1,
  );
  const nodes = number(form, machine('nodes', 'NUMA nodes', 'number', 'CPUs are spread evenly', 1), 1, cpus);
  const llcsPerNode = number(
    form,
    machine('llcs', 'LLCs per node', 'number', 'Last-level caches of each node', 1),
    1,
    cpus,
  );
  const smt = number(form, machine('smt', 'Threads per core', 'number', 'SMT siblings', 1), 1, 8);
  const online = list(form, machine('online', 'Online CPUs', 'cpus', 'cpu_online_mask', 'all'), cpus);
  const idle = list(
    form,
    machine('idle', 'Idle CPUs', 'cpus', 'What scx_bpf_get_idle_cpumask() and others find', 'all'),
    cpus,
    true,
  );
  const topology = { nodes, llcsPerNode, smt };
  return {
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
    machine('pid', 'Task: pid', 'number', 'pid of the current task', 1000),
    1,
    4_194_304,
  );
  const comm = ask(
    form,
    machine('comm', 'Task: comm', 'text', 'Its name, up to 15 bytes', 'program'),
    (text) => text.slice(0, 15),
  );
  const allowed = list(
    form,
    machine('taskCpus', 'Task: CPUs', 'cpus', 'cpus_ptr: where the task may run', 'all'),
    cpus,
  );
  return { pid, comm, ...(allowed ? { cpus: allowed } : {}) };
}

function askTrouble(form: Form): Pick<MachineInputs, 'seed' | 'maxSteps' | 'failCreate' | 'raceKptr'> {
  const seed = number(
    form,
    machine('seed', 'Seed', 'number', 'Of bpf_get_prandom_u32()', DEFAULTS.seed),
    0,
    2 ** 31,
  );
  const failCreate = calls(
    form,
    machine(
      'failCreate',
      'Failing creates',
      'text',
      'Which calls of bpf_cpumask_create() give NULL: 1,3',
      '',
    ),
  );
  const raceKptr = calls(
    form,
    machine(
      'raceKptr',
      'Raced kptr reads',
      'text',
      'Before which reads of a kptr another CPU takes it: 1,3',
      '',
    ),
  );
  const maxSteps = number(
    form,
    machine('maxSteps', 'Most steps', 'number', 'Where a run is stopped', DEFAULT_STEPS),
    1,
    1_000_000_000,
  );
  return { seed, maxSteps, failCreate, raceKptr };
}
