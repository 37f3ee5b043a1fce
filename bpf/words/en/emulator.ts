/** English: the emulator's inputs, refusals and ends. What the kernel says of a fault is in bpf/kernel. */

import { counted } from './count.ts';

export const en = {
  cancelled: 'The run was cancelled.',
  oneOf: (choices: string) => `Enter one of ${choices}.`,
  beginsWith: 'the run begins with this reference',
  keyPresence: (type: string) => `${type}: whether a lookup finds a key that the run did not add`,
  firstValues: (type: string, length: number) =>
    `${type}[${length}]: its first values, such as 3,1,2; the rest are as in the file`,
  wantsCallNumbers: 'Enter call numbers, such as 1,3.',
  kernel: 'Linux',
  kernelAbout: 'The release whose functions and behaviour are emulated',
  cpusAbout: 'nr_cpu_ids: possible CPUs of the machine, 1 to 8192',
  nrCpusAbout: 'CPUs that the kernel is built for; sets the size of a mask',
  currentCpu: 'Current CPU',
  currentCpuAbout: 'The CPU that runs the program',
  nodes: 'NUMA nodes',
  nodesAbout: 'CPUs are spread evenly',
  llcs: 'LLCs per node',
  llcsAbout: 'Last-level caches of each node',
  threads: 'Threads per core',
  threadsAbout: 'SMT siblings',
  onlineCpus: 'Online CPUs',
  idleCpus: 'Idle CPUs',
  idleCpusAbout: 'What scx_bpf_get_idle_cpumask() and the like return',
  taskPid: 'Task: pid',
  taskPidAbout: 'pid of the current task',
  taskComm: 'Task: comm',
  taskCommAbout: 'Its name, up to 15 bytes',
  taskCpus: 'Task: CPUs',
  taskCpusAbout: 'cpus_ptr: where the task may run',
  seedAbout: 'Start value of bpf_get_prandom_u32()',
  failingCreates: 'Failing creates',
  failingCreatesAbout: 'Calls of bpf_cpumask_create() that return NULL, such as 1,3',
  racedReads: 'Raced kptr reads',
  racedReadsAbout: 'Reads of a kptr just before which another CPU takes the mask, such as 1,3',
  mostSteps: 'Step limit',
  mostStepsAbout: 'Steps after which a run is stopped',
  wantsNumber: 'Enter a number, such as 3, -1 or 0x1f.',
  fromTo: (low: bigint, high: bigint) => `Enter a number from ${low} to ${high}.`,
  thereAre: (length: number) => `Enter at most ${length} values.`,
  notNull: 'This cannot be NULL.',
  oneCpu: 'Enter at least one CPU.',
  wantsCpuList: 'Enter a CPU list, such as 0-3,8.',
  cpuOutside: (cpu: number, last: number) => `There is no CPU ${cpu}: the machine has CPUs 0-${last}.`,
  beforeTheRun: 'before the run',
  endsHere: 'the run ends here',
  leftBy: (exit: string) => `left by ${exit}`,
  ranToItsEnd: 'ran to its end',
  hasValue: (value: string) => `value ${value}`,
  returnedValue: (value: string) => `returned ${value}`,
  severalTimes: (count: number, message: string) => `${count} times: ${message}`,
  machineHas: (least: number, most: number, cpus: number) =>
    `a machine has ${least} to ${most} CPUs, not ${cpus}`,
  nrCpusIs: (least: number, most: number, nrCpus: number) => `NR_CPUS is ${least} to ${most}, not ${nrCpus}`,
  nrCpusTooFew: (nrCpus: number, cpus: number) => `a kernel with NR_CPUS=${nrCpus} cannot have ${cpus} CPUs`,
  noSuchCpu: (cpu: number, cpus: number) => `there is no CPU ${cpu}: the machine has CPUs 0-${cpus - 1}`,
  taskCpuOutside: (cpu: number, cpus: number) =>
    `the task's CPU ${cpu} does not exist: the machine has CPUs 0-${cpus - 1}`,
  declarationsFailed: (why: string) =>
    `its declarations could not be understood (${why}); please report it with the file`,
  cannotBeRun: (name: string, why: string) =>
    `${name}() cannot be run: its code could not be understood (${why}). If it compiles, please report it with the program.`,
  notAProgram: (name: string) => `'${name}' is a function, not a program`,
  exploresProgramsOnly:
    'this is a program of user space; --explore tries the failures and races of BPF programs. Run it without --explore.',
  runsMainOnly: (program: string) =>
    `'${program}' is not run from here: in a file of user space main() runs. Run it without --program.`,
  noProgramInFile: 'the file has no BPF program',
  noSuchProgram: (name: string, names: string) => `there is no program '${name}'; the programs are ${names}`,
  faultIsHere: 'the fault is here',
  noSuchFunction: (name: string) => `There is no function ${name}() in the file.`,
  noFunction: 'The file has no function that can run.',
  noProgramHere:
    'The file has no BPF program (a function with SEC("…")). Put the cursor in a function, or select statements in it.',
  nothingSelected: 'Nothing that runs is selected. Select statements, or put the cursor in a function.',
  notWhole: (name: string, why: string) => `${name}() could not be fully understood: ${why}.`,
  noStatement:
    'No statement is selected. Select statements that run, or put the cursor in the function to run all of it.',
  selectionNotWhole: (why: string) => `The selection could not be fully understood: ${why}.`,
  line: (from: number) => `line ${from}`,
  lines: (from: number, to: number) => `lines ${from}-${to}`,
  partOf: (where: string, name: string) => `${where} of ${name}`,
  failedBefore: (what: string) => `The emulator failed: ${what}`,
  tooLong: (most: number, instructions: number | undefined, isShare: boolean) => {
    const beside =
      instructions === undefined
        ? ''
        : ` (${instructions} of them instructions, the rest memory, calls and output)`;
    const way = isShare
      ? 'The programs of a file share one budget, and this was its part. Run it alone (--program), or raise the limit (--max-steps).'
      : 'If it does end, raise the limit (--max-steps; "Step limit" in the panel).';
    return `Stopped at the limit of ${counted(most, 'step')}${beside}: the program may loop forever. ${way}`;
  },
  objectTooLarge: (name: string, size: number, most: number) =>
    `${name === '' ? 'One object' : `'${name}'`} takes ${size} MiB, but a run may hold only ${most} MiB. Make it smaller.`,
  holdsTooMuch: (most: number) =>
    `The program holds more than ${most} MiB: it may allocate forever. Release what it no longer needs, or use smaller maps and objects.`,
  /** What an exploration chose to be other than usual. */
  decisions: {
    create: 'memory is short here: the result is NULL',
    allocate: 'memory is short here: the result is NULL',
    'kptr-read': 'another CPU has just taken the mask out of this field',
    slot: 'another program has put a mask into this field',
    element: 'another program has put this element into the map',
    random: 'the random number is one that the program tests for',
    global: 'a global variable has a value other than in the source',
    argument: 'an argument is a number that the program tests for',
    gone: 'another CPU has deleted this element from the map',
    update: 'the map is full: the update fails',
    contents: 'this element holds numbers other than 0',
    field: 'a field of the kernel has a number that the program tests for',
    lookup: 'the lookup finds nothing',
    lock: 'the lock cannot be taken',
    refill: 'another CPU has just put a mask into this field',
    absent: 'the verifier does not know that this key is in the map',
    null: 'the verifier does not know that this kernel pointer is never NULL',
    result: 'with other masks or on another machine, the result differs',
  },
  hadNothing: 'The run used nothing instead.',
  hadInstead: (usual: string) => `The run used ${usual} instead.`,
  wayOut: 'Select the statements after it: what they need from it becomes an input.',
  returnedNothing: 'returned',
  userSpace: 'user space',
  exits: (code: number) => `exit code ${code}`,
  noMain: 'The file is user space without main(), where a run begins. Run the file that has main().',
  libbpfAbout: 'what user space is linked with, X.Y',
  wantsLibbpf: 'must be X.Y of a libbpf release, such as 1.7',
  cpus: 'CPUs',
  seed: 'Seed',
  heldIn: (name: string) => `(in ${name})`,
  onCpu: (cpu: number) => `on CPU ${cpu}`,
  objectKey: (key: number) => `object ${key}`,
};
