/** libbpf: programs, attached or run once. */

import { ERRNO } from '../../../bpf/kernel/flags.ts';
import type { PROGRAMS } from '../../../bpf/user/functions/libbpf.ts';
import { words } from '../../../bpf/words/process.ts';
import { failWithoutCall, Stop } from '../../faults.ts';
import type { Frame } from '../../machine/machine.ts';
import { type Obj, readInt, writeInt } from '../../machine/memory.ts';
import { giveContext, stringObj } from '../../machine/objects.ts';
import type { LibraryCall, LibraryEffect } from '../../machine/user/process.ts';
import type { Ptr } from '../../machine/values.ts';
import { runOn } from '../../run.ts';
import { descriptorAt, descriptorOf, handleAt, kernelOf, linkHandle } from '../handles.ts';
import { type BpfObject, inKernel, programLinkage } from '../kernel-side.ts';
import { bytesAt, memoryAt, putBytes } from '../memory.ts';
import { failed } from './libbpf-elements.ts';

/** Offsets in struct bpf_test_run_opts (tools/lib/bpf/bpf.h). */
const OPTS = {
  dataIn: 8,
  dataOut: 16,
  contextIn: 32,
  contextOut: 40,
  contextSizeIn: 48,
  retval: 56,
  repeat: 60,
  duration: 64,
  flags: 68,
  cpu: 72,
  batchSize: 76,
  size: 80,
} as const;

const RUN_ON_CPU = 1;
/** net/bpf/test_run.c, bpf_prog_test_run_syscall(): U16_MAX. */
const MOST_CONTEXT = 65535;
/** Runs that a process is told about one by one. */
const MOST_RUNS = 20;

/** bpf_prog_test_run_opts(): the program runs once, in the kernel that the process talks to. */
const testRun: LibraryEffect = (frame, call, [fd = 0, value = 0]) => {
  const found = descriptorAt(frame, fd);
  if (found?.kind !== 'program') return failed(frame, found ? ERRNO.EINVAL : ERRNO.EBADF);
  const opts = value === 0 ? undefined : memoryAt(frame, call.at, value, OPTS.size, true);
  const word = (at: number): number => (opts ? Number(readInt(opts.obj, opts.off + at, 4, false)) : 0);
  const { object, fn } = found;
  const isSyscall = programLinkage(object, fn, frame.m.options.kernel).program.type === 'syscall';
  if (opts && isSyscall && SYSCALL_HAS_NO.some((at) => hasNumber(opts, at)))
    return failed(frame, ERRNO.EINVAL);
  if (opts && hasPointer(opts, OPTS.dataIn))
    return failWithoutCall(frame, call.at, words().packetsNotEmulated);
  const { machine } = object;
  const cpu = (word(OPTS.flags) & RUN_ON_CPU) !== 0 ? word(OPTS.cpu) : frame.m.options.cpu;
  if (cpu >= frame.m.options.cpus) return failed(frame, ERRNO.ENXIO);
  const given = giveContext(machine, Math.min(word(OPTS.contextSizeIn), MOST_CONTEXT));
  const context = opts ? contextIn(frame, call, opts, given, word(OPTS.contextSizeIn)) : undefined;
  const returns = inKernel(frame.m, machine, () => runProgram(frame, call, object, fn, cpu));
  if (context) putBytes(context.obj, context.off, given.bytes.slice(0, word(OPTS.contextSizeIn)));
  if (opts) writeInt(opts.obj, opts.off + OPTS.retval, 4, returns);
  return 0;
};

/** What the run of a syscall program does not support (bpf_prog_test_run_syscall()). */
const SYSCALL_HAS_NO = [
  OPTS.dataIn,
  OPTS.dataOut,
  OPTS.contextOut,
  OPTS.duration,
  OPTS.repeat,
  OPTS.flags,
  OPTS.batchSize,
];
const IS_POINTER: ReadonlySet<number> = new Set([OPTS.dataIn, OPTS.dataOut, OPTS.contextOut]);

const hasNumber = (opts: Ptr, at: number): boolean =>
  IS_POINTER.has(at) ? hasPointer(opts, at) : readInt(opts.obj, opts.off + at, 4, false) !== 0;

const hasPointer = ({ obj, off }: Ptr, at: number): boolean => readInt(obj, off + at, 8, false) !== 0;

/** The context that the caller gives, in the place of one that is all zero. */
function contextIn(
  frame: Frame,
  call: LibraryCall,
  { obj, off }: Ptr,
  context: Obj,
  size: number,
): Ptr | undefined {
  const from = obj.ptrs?.get(off + OPTS.contextIn);
  if (!from || size === 0) return undefined;
  if (size > context.size) return failWithoutCall(frame, call.at, words().contextTooLarge(context.size));
  putBytes(context, 0, bytesAt(frame, call.at, from, size));
  return from;
}

function runProgram(
  frame: Frame,
  call: LibraryCall,
  object: BpfObject,
  fn: BpfObject['programs'][number],
  cpu: number,
): number {
  const { machine } = object;
  machine.linkage = programLinkage(object, fn, machine.options.kernel);
  machine.program = machine.linkage.program;
  machine.sleepable = machine.program.sleepable ?? false;
  machine.options = { ...machine.options, cpu };
  const printed = machine.output.length;
  const before = machine.faults.length;
  const run = runOn(machine, fn);
  const { runs } = kernelOf(frame);
  const faults = machine.faults.slice(before);
  const lines = machine.output.slice(printed);
  frame.m.process!.printed.push(...lines);
  if (runs.length < MOST_RUNS) runs.push({ ...run, faults, output: lines });
  const [fault] = faults;
  if (!fault) return run.returns ?? 0;
  const here = { graph: frame.code.graph, at: call.at, message: words().runsProgram(fn.name) };
  throw new Stop({ ...fault, path: [here, ...fault.path] });
}

export const PROGRAM_EFFECTS: Readonly<Record<keyof typeof PROGRAMS, LibraryEffect>> = {
  bpf_program__fd: (frame, call, [value = 0]) => {
    if (value === 0) return failed(frame, ERRNO.EINVAL);
    const { object, fn } = handleAt(frame, call, value, 'bpf_program');
    return object.isLoaded
      ? descriptorOf(kernelOf(frame), { kind: 'program', object, fn })
      : failed(frame, ERRNO.ENOENT);
  },
  bpf_program__name: (frame, call, [value = 0]) =>
    stringObj(frame.m, handleAt(frame, call, value, 'bpf_program').fn.name),
  // Nothing of the machine that would run it happens here.
  bpf_program__attach: (frame, call, [value = 0]) => {
    const { object, fn } = handleAt(frame, call, value, 'bpf_program');
    return linkHandle(frame.m, object, fn.name);
  },
  bpf_program__set_autoload: () => 0,
  bpf_link__destroy: () => 0,
  bpf_prog_test_run_opts: testRun,
};
