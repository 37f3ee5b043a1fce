/** English: what becomes of a program of user space, and why it cannot be run. */
import { counted } from './count.ts';

const access = (size: number, isWritten: boolean) =>
  `${isWritten ? 'written' : 'read'} (${counted(size, 'byte')})`;

export const en = {
  // What kills a process.
  nullAccessed: (address: number, size: number, isWritten: boolean) =>
    `NULL is dereferenced: memory at ${address} is ${access(size, isWritten)}. The process dies of SIGSEGV.`,
  numberAccessed: (address: string, size: number, isWritten: boolean) =>
    `Nothing is at the address ${address}, where memory is ${access(size, isWritten)}.`,
  accessedOutside: (size: number, offset: number, name: string, isWritten: boolean, has: number) =>
    `${isWritten ? 'A write' : 'A read'} of ${counted(size, 'byte')} at offset ${offset} is outside of ${name === '' ? 'memory' : `'${name}'`} (${counted(has, 'byte')}). What a process does then is undefined.`,
  readOnlyWritten: (name: string) =>
    `${name === '' ? 'A string literal' : `'${name}'`} is read-only and is written. The process dies of SIGSEGV.`,
  unknownContents: (name: string, why: string) =>
    `The emulator does not know the contents of '${name}': ${why}.`,
  notAllocated: (name: string) =>
    `${name}() is passed a pointer that malloc() did not give, or that was freed. The process aborts.`,
  usedWithoutValue: (name: string) =>
    `${name === '' ? 'A variable' : `'${name}'`} is used before it has a value.`,
  listNotStarted: 'The va_list was not started by va_start().',
  listAtEnd: 'va_arg() is called more often than there are arguments.',
  dividedByZero: 'An integer is divided by zero. The process dies of SIGFPE.',
  divisionOverflows: 'The quotient does not fit its type. The process dies of SIGFPE.',
  tooDeep: (calls: number) => `More than ${calls} calls are open. The emulator follows no deeper recursion.`,
  noHandle: (name: string, kind: string) =>
    `${name}() is passed something that is not an open struct ${kind}.`,
  runsProgram: (name: string) => `runs the BPF program ${name}()`,
  // What is not emulated.
  skeletonMissing: (stem: string) =>
    `The BPF file of this skeleton is not found. Put ${stem}.bpf.c beside the file that runs.`,
  packetsNotEmulated: 'Test runs with packets (data_in) are not emulated.',
  contextTooLarge: (most: number) => `A context of more than ${most} bytes is not emulated.`,
  conversionNotEmulated: (conversion: string, name: string) =>
    `The conversion ${conversion} of ${name}() is not emulated.`,
  callbackNotKnown: (name: string) => `The callback of ${name}() is not a function that can be run here.`,
  sysconfNotEmulated: (name: string) => `sysconf(${name}) is not emulated.`,
  moreDigits: 'A result of type long double needs more digits than the emulator has.',
};
