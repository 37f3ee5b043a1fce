/**
 * English: faults of a run, what led to them, and what objects are called. `refused` is ' ("…")' with what the verifier of
 * the target kernel prints, or '' when it prints nothing; `argument` is what `argumentOf` makes.
 */
import { counted } from './count.ts';

/** How memory is reached. */
const access = (size: number, isWritten: boolean) =>
  `${isWritten ? 'written' : 'read'} (${counted(size, 'byte')})`;

export const en = {
  // Memory.
  accessedAfterRelease: (struct: string, refused: string) =>
    `Memory of struct ${struct} is accessed after its reference ended. The verifier rejects it${refused}.`,
  unknownContents: (name: string, why: string) =>
    `The emulator does not know the contents of '${name}': ${why}.`,
  maskWritten: (refused: string) =>
    `A mask is written through its pointer. The verifier allows only kfuncs to change it${refused}.`,
  kernelWritten: (name: string, refused: string) =>
    `'${name}' belongs to the kernel and is written. The verifier rejects it${refused}.`,
  readOnlyWritten: (name: string, refused: string) =>
    `'${name}' is read-only. The verifier rejects the write${refused}.`,
  pointerWithoutValue: (refused: string) =>
    `A pointer is used before it has a value. The verifier rejects it${refused}.`,
  usedWithoutValue: (name: string, refused: string) =>
    `${name === '' ? 'A variable' : `'${name}'`} is used before it has a value. The verifier rejects it${refused}, unless the compiler leaves a value there.`,
  nullAccessed: (address: number, size: number, isWritten: boolean) =>
    `NULL is dereferenced: memory at ${address} is ${access(size, isWritten)}. The verifier rejects a pointer that was not tested.`,
  numberAccessed: (number: string, size: number, isWritten: boolean, refused: string) =>
    `The number ${number} is used as a pointer: memory is ${access(size, isWritten)}. The verifier rejects it${refused}.`,
  accessedOutside: (
    size: number,
    offset: number,
    name: string,
    isWritten: boolean,
    has: number,
    refused: string,
  ) =>
    `${isWritten ? 'A write' : 'A read'} of ${counted(size, 'byte')} at offset ${offset} is outside of ${name === '' ? 'memory' : `'${name}'`} (${counted(has, 'byte')}). The verifier rejects it${refused}.`,
  slotStored: (offset: number, name: string, refused: string) =>
    `The kptr field at offset ${offset} of '${name}' is written directly. The verifier rejects it${refused}: only bpf_kptr_xchg() may change it.`,

  // Arguments.
  argumentOf: (number: number, name: string) => `argument ${number} of ${name}()`,
  argumentWithoutValue: (argument: string, refused: string) =>
    `A variable without a value is ${argument}. The verifier rejects it${refused}.`,
  nullArgument: (argument: string, refused: string) =>
    `NULL is ${argument}. The verifier rejects a pointer that was not tested${refused}.`,
  numberArgument: (number: string, argument: string, wanted: string, refused: string) =>
    `The number ${number} is ${argument}, which must be ${wanted}. The verifier rejects it${refused}.`,
  aStruct: (struct: string) => `a struct ${struct}`,
  aSlot: 'a kptr field',
  memory: 'memory',
  givenAway: (struct: string, argument: string, refused: string) =>
    `The reference to the struct ${struct} that is ${argument} has ended. The kernel could have freed it; the verifier rejects it${refused}.`,
  wrongStruct: (name: string, argument: string, struct: string, refused: string) =>
    `${name} is ${argument}, which must be a struct ${struct}. The verifier rejects it${refused}.`,
  notOwned: (name: string, argument: string, refused: string) =>
    `${name} is ${argument}, but the program owns no reference to it. The verifier rejects it${refused}.`,
  untrusted: (argument: string, refused: string) =>
    `A pointer read through a field that the verifier does not trust is ${argument}. The verifier rejects it${refused}.`,
  noLongerProtected: (argument: string, refused: string) =>
    `A pointer that RCU protected when it was read, but no longer, is ${argument}. Another CPU could have freed the object; the verifier rejects it${refused}.`,
  insideStruct: (offset: number, struct: string, argument: string, refused: string) =>
    `A pointer ${offset} bytes into a struct ${struct} is ${argument}. The verifier rejects it${refused}.`,
  slotOfNull: (argument: string, refused: string) =>
    `The address of a field of NULL is ${argument}. The verifier rejects a map value that was not tested${refused}.`,
  noSlot: (offset: number, name: string, argument: string, refused: string) =>
    `Offset ${offset} of '${name}' is ${argument}, but not a __kptr field. The verifier rejects it${refused}.`,
  numberMoved: (number: string, argument: string, refused: string) =>
    `The number ${number} is ${argument}. The verifier rejects it${refused}.`,
  wrongStructMoved: (struct: string, wanted: string, refused: string) =>
    `A struct ${struct} is moved into a field for struct ${wanted}. The verifier rejects it${refused}.`,
  noPlainMemory: (name: string, argument: string, refused: string) =>
    `${name} is ${argument}, which must be plain writable memory. The verifier rejects it${refused}.`,
  storedOutsideArena:
    'This stores to a page that the arena does not have. The kernel drops the value, and the compiler may still use it, so the emulator does not go on.',
  arenaGiven: (argument: string, refused: string) =>
    `Memory of an arena is ${argument}. The verifier rejects it${refused}. Copy it to a local variable or a map value.`,
  memoryTooSmall: (
    argument: string,
    offset: number,
    name: string,
    has: number,
    wanted: number,
    refused: string,
  ) =>
    `At offset ${offset}, '${name}' has ${counted(has, 'byte')} left, but ${argument} needs ${wanted}. The verifier rejects it${refused}.`,
  slotWrittenBy: (offset: number, name: string, by: string, refused: string) =>
    `The kptr field at offset ${offset} of '${name}' would be written by ${by}(). The verifier rejects it${refused}.`,
  notAllocated: (fn: string, struct: string, refused: string) =>
    `${fn}() is passed a struct ${struct} that does not come from bpf_obj_new(). The verifier rejects it${refused}.`,

  // Calls.
  noFunctionCalled: 'The called address is not a function.',
  unknownFunction: (name: string) =>
    `${name}() has no body here and is not in the kernel catalogue, so its effect is unknown.`,
  notUnderstood: (name: string, why: string) => `${name}() could not be fully understood: ${why}.`,
  notInKernel: (kernel: string, name: string) =>
    `Linux ${kernel} has no ${name}(). The program fails to load; if the symbol is weak, this call traps.`,
  notForProgram: (name: string, type: string, refused: string) =>
    `${name}() cannot be called from programs of type ${type}. The verifier rejects it${refused}.`,
  notForOperation: (name: string, op: string, refused: string) =>
    `${name}() cannot be called from the operation ${op} of this scheduler. The verifier rejects it${refused}.`,
  underLock: (name: string, refused: string) =>
    `${name}() is called while a spin lock is held. The verifier rejects it${refused}.`,
  maySleep: (name: string, where: string, refused: string) =>
    `${name}() may sleep and is called in ${where}. The verifier rejects it${refused}.`,
  sleepsIn: {
    'sleeps-in-rcu': 'an RCU section',
    'sleeps-non-preemptible': 'code with preemption disabled',
    'sleeps-irq-off': 'code with interrupts disabled',
    'sleeps-in-program': 'a program that is not sleepable',
  },
  needsSection: (name: string, refused: string) =>
    `${name}() needs an RCU section. The verifier rejects it${refused}.`,
  iteratorNotStarted: (refused: string) => `The iterator was not started. The verifier rejects it${refused}.`,
  iteratorOfNotStarted: (name: string, refused: string) =>
    `The iterator of ${name}() was not started. The verifier rejects it${refused}.`,
  dynptrs: {
    'dynptr-not-started': (name: string, refused: string) =>
      `${name}() is passed a dynptr that is not set up, or no longer. The verifier rejects it${refused}.`,
    'dynptr-not-reserved': (name: string, refused: string) =>
      `${name}() is passed a dynptr that holds no reserved record. The verifier rejects it${refused}.`,
    'dynptr-of-another-type': (name: string, refused: string) =>
      `${name}() is passed a dynptr that is not of a ring buffer. The verifier rejects it${refused}.`,
  },
  noCallback: (name: string) => `The callback of ${name}() is not a function of the program.`,
  programReturns: (name: string, answer: string, from: number, to: number, refused: string) =>
    `${name}() returns ${answer}. The verifier rejects anything but ${from === to ? from : `${from} to ${to}`}${refused}.`,
  callbackReturns: (name: string, answer: string, refused: string) =>
    `The callback of ${name}() returns ${answer}. The verifier rejects anything but 0 and 1${refused}.`,
  unknownMap: (name: string) => `${name}() is passed a map that the emulator does not know here.`,
  tooDeep: (calls: number, refused: string) =>
    `More than ${calls} calls are open: the function calls itself. The verifier allows 8 frames and no recursion${refused}.`,
  notEmulated: (name: string) => `${name}() is not emulated.`,
  iteratorNotEmulated: (kind: string) => `Iterators of kind '${kind}' are not emulated.`,
  valueNotKnown: (reason: string) => `The emulator does not know the result of ${reason}.`,
  unreachable: 'Code marked as unreachable is reached.',
  failed: (what: string) => `The emulator failed (${what}). Please report it with the program.`,

  // Sections and locks.
  nestedSection: (name: string, refused: string) =>
    `${name}() is called in an RCU section. The verifier of this kernel rejects it${refused}.`,
  sectionNotStarted: (name: string, refused: string) =>
    `${name}() ends an RCU section that was not started. The verifier rejects it${refused}.`,
  preemptionIsOn: (name: string, refused: string) =>
    `${name}() is called while preemption is already enabled. The verifier rejects it${refused}.`,
  secondLock: (refused: string) => `A second spin lock is taken. The verifier rejects it${refused}.`,
  lockNotHeld: (refused: string) =>
    `A spin lock is released that is not held. The verifier rejects it${refused}.`,
  anotherLock: (refused: string) =>
    `A spin lock other than the one held is released. The verifier rejects it${refused}.`,
  insideSection: (name: string, refused: string) =>
    `${name}() is called in an RCU section. The verifier rejects it${refused}.`,

  // The end of a program. `when`: `atExit` or `atCall`.
  stillOwned: (what: string, when: string, refused: string) =>
    `${what} is still owned ${when}. The verifier rejects the program${refused}.`,
  moreOwned: (message: string, rest: number) => `${message} ${rest} more are owned as well.`,
  recordFrom: (by: string) => `The ring buffer record from ${by}()`,
  structFrom: (struct: string, by: string) => `The struct ${struct} from ${by}()`,
  atExit: 'when the program ends',
  atCall: (name: string) => `at ${name}()`,
  openAtExit: (open: string, refused: string) =>
    `${open} when the program ends. The verifier rejects it${refused}.`,
  sectionIsOpen: 'An RCU section is open',
  preemptionIsOff: 'Preemption is disabled',
  lockIsHeld: 'A spin lock is held',

  // What led to a fault.
  calls: (name: string) => `calls ${name}()`,
  lockTaken: 'the lock is taken',
  sectionStarts: 'the section starts',
  startsHere: 'it starts here',
  givesReference: (by: string, struct: string) => `${by}() returns a reference to a struct ${struct}`,
  givesBack: (by: string) => `${by}() releases the reference`,
  frees: (by: string) => `${by}() frees the object`,
  dropsContained: (by: string) => `${by}() drops an object that is already in a container`,
  movesIntoContainer: (by: string) => `${by}() moves the reference into the container`,
  movesIntoField: 'bpf_kptr_xchg() moves the reference into the field',
  publishesRecord: (by: string) => `${by}() publishes the record`,
  dropsRecord: (by: string) => `${by}() drops the record`,

  // What objects are called, and output.
  mask: (id: number) => `mask ${id}`,
  task: (pid: number, comm: string) => `task ${pid} (${comm})`,
  struct: (name: string) => `struct ${name}`,
  valueOf: (map: string) => `value of ${map}`,
  partOf: (field: string, object: string) => `${field} of ${object}`,
  isGivenAway: (name: string) => `${name} (given away)`,
  withReference: (name: string, id: number) => `${name} (reference ${id})`,
  references: (count: number) => counted(count, 'reference'),
  iterator: 'iterator',
  iteratorElement: 'iterator element',
  iteratorEnds: 'the iterator ends, and its elements with it',
  idle: 'idle',
  idleCores: 'idle cores',
  ofNode: (mask: string, node: number) => `${mask} of node ${node}`,
  outputLeftOut: '… (more output is left out)',
  schedulerEnds: (text: string) => `the scheduler ends: ${text}`,
};
