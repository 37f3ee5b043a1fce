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
    `Memory of struct ${struct} is accessed after its reference was given away. The verifier refuses it${refused}.`,
  unknownContents: (name: string, why: string) =>
    `The contents of '${name}' are not known to the emulator: ${why}.`,
  maskWritten: (refused: string) =>
    `A mask is written through its pointer. The verifier allows only kfuncs to change it${refused}.`,
  kernelWritten: (name: string, refused: string) =>
    `'${name}' of the kernel is written. The verifier refuses it${refused}.`,
  readOnlyWritten: (name: string, refused: string) =>
    `'${name}' is read-only. The verifier refuses the write${refused}.`,
  pointerWithoutValue: (refused: string) =>
    `A pointer is used before it has a value. The verifier refuses it${refused}.`,
  usedWithoutValue: (name: string, refused: string) =>
    `${name === '' ? 'A variable' : `'${name}'`} is used before it has a value. The verifier refuses it${refused} unless the compiler has put anything there.`,
  nullAccessed: (address: number, size: number, isWritten: boolean, refused: string) =>
    `NULL is dereferenced: memory at ${address} is ${access(size, isWritten)}. The verifier refuses a pointer that was not tested${refused}.`,
  numberAccessed: (number: string, size: number, isWritten: boolean, refused: string) =>
    `The number ${number} is used as a pointer, memory is ${access(size, isWritten)}. The verifier refuses it${refused}.`,
  accessedOutside: (
    size: number,
    offset: number,
    name: string,
    isWritten: boolean,
    has: number,
    refused: string,
  ) =>
    `${counted(size, 'byte')} at offset ${offset} of ${name === '' ? 'memory' : `'${name}'`} are ${isWritten ? 'written' : 'read'}, which has ${has}. The verifier refuses it${refused}.`,
  slotStored: (offset: number, name: string, refused: string) =>
    `The kptr field at offset ${offset} of '${name}' is written directly. The verifier refuses it${refused}: only bpf_kptr_xchg() may change it.`,

  // Arguments.
  argumentOf: (number: number, name: string) => `argument ${number} of ${name}()`,
  argumentWithoutValue: (argument: string, refused: string) =>
    `A variable without a value is ${argument}. The verifier refuses it${refused}.`,
  nullArgument: (argument: string, refused: string) =>
    `NULL is ${argument}. The verifier refuses a pointer that was not tested${refused}.`,
  numberArgument: (number: string, argument: string, struct: string, refused: string) =>
    `The number ${number} is ${argument}, which wants a struct ${struct}. The verifier refuses it${refused}.`,
  givenAway: (struct: string, argument: string, refused: string) =>
    `The struct ${struct} that is ${argument} was given away before. The kernel could have freed it; the verifier refuses it${refused}.`,
  wrongStruct: (name: string, argument: string, struct: string, refused: string) =>
    `${name} is ${argument}, which wants a struct ${struct}. The verifier refuses it${refused}.`,
  notOwned: (name: string, argument: string, refused: string) =>
    `${name} is ${argument} and no reference that the program owns. The verifier refuses it${refused}.`,
  untrusted: (argument: string, refused: string) =>
    `A pointer that was read through a field which the verifier does not follow is ${argument}. It refuses it${refused}.`,
  noLongerProtected: (argument: string, refused: string) =>
    `A pointer that RCU protected when it was read, but no longer, is ${argument}. Another CPU could have freed the object; the verifier refuses it${refused}.`,
  insideStruct: (offset: number, struct: string, argument: string, refused: string) =>
    `A pointer ${offset} bytes into a struct ${struct} is ${argument}. The verifier refuses it${refused}.`,
  slotOfNull: (argument: string, refused: string) =>
    `The address of a field of NULL is ${argument}. The verifier refuses a map value that was not tested${refused}.`,
  noSlot: (offset: number, name: string, argument: string, refused: string) =>
    `Offset ${offset} of '${name}' is ${argument} and no __kptr field. The verifier refuses it${refused}.`,
  numberMoved: (number: string, argument: string, refused: string) =>
    `The number ${number} is ${argument}. The verifier refuses it${refused}.`,
  wrongStructMoved: (struct: string, wanted: string, refused: string) =>
    `A struct ${struct} is moved into a field for struct ${wanted}. The verifier refuses it${refused}.`,
  noPlainMemory: (name: string, argument: string, refused: string) =>
    `${name} is ${argument}, which wants plain writable memory. The verifier refuses it${refused}.`,
  memoryTooSmall: (
    argument: string,
    offset: number,
    name: string,
    has: number,
    wanted: number,
    refused: string,
  ) =>
    `${argument} is offset ${offset} of '${name}' with ${has} bytes, and ${wanted} are wanted. The verifier refuses it${refused}.`,
  slotWrittenBy: (offset: number, name: string, by: string, refused: string) =>
    `The kptr field at offset ${offset} of '${name}' would be written by ${by}(). The verifier refuses it${refused}.`,
  notAllocated: (fn: string, struct: string, refused: string) =>
    `${fn}() gets a struct ${struct}, which was not made by bpf_obj_new(). The verifier refuses it${refused}.`,

  // Calls.
  noFunctionCalled: 'What is called is no function.',
  unknownFunction: (name: string) =>
    `${name}() has no body here and is not in the kernel catalogue, so what it does is not known.`,
  notUnderstood: (name: string, why: string) => `${name}() could not be understood as a whole: ${why}.`,
  notInKernel: (kernel: string, name: string) =>
    `Linux ${kernel} has no ${name}(). The program is refused when it is loaded, unless the symbol is weak: then this call traps.`,
  notForProgram: (name: string, type: string, refused: string) =>
    `${name}() is not open to programs of type ${type}. The verifier refuses it${refused}.`,
  underLock: (name: string, refused: string) =>
    `${name}() is called while a spin lock is held. The verifier refuses it${refused}.`,
  maySleep: (name: string, where: string, refused: string) =>
    `${name}() may sleep and is called in ${where}. The verifier refuses it${refused}.`,
  sleepsIn: {
    'sleeps-in-rcu': 'an RCU section',
    'sleeps-non-preemptible': 'code with preemption off',
    'sleeps-irq-off': 'code with interrupts off',
    'sleeps-in-program': 'a program that may not',
  },
  needsSection: (name: string, refused: string) =>
    `${name}() needs an RCU section. The verifier refuses it${refused}.`,
  iteratorNotStarted: (refused: string) => `The iterator was not started. The verifier refuses it${refused}.`,
  iteratorOfNotStarted: (name: string, refused: string) =>
    `The iterator of ${name}() was not started. The verifier refuses it${refused}.`,
  noCallback: (name: string) => `The callback of ${name}() is no function of the program.`,
  callbackReturns: (name: string, answer: string, refused: string) =>
    `The callback of ${name}() returns ${answer}. The verifier refuses anything but 0 and 1${refused}.`,
  unknownMap: (name: string) => `${name}() gets a map that is not known at this place.`,
  tooDeep: (calls: number, refused: string) =>
    `More than ${calls} calls are open: the function calls itself. The verifier allows 8 frames and no recursion${refused}.`,
  notEmulated: (name: string) => `${name}() is not emulated.`,
  iteratorNotEmulated: (kind: string) => `Iterators of kind '${kind}' are not emulated.`,
  valueNotKnown: (reason: string) => `What ${reason} computes is not known to the emulator.`,
  unreachable: 'A place is reached that is marked as unreachable.',
  failed: (what: string) => `The emulator failed (${what}). Please report it with the program.`,

  // Sections and locks.
  nestedSection: (name: string, refused: string) =>
    `${name}() is called in an RCU section. The verifier of this kernel refuses it${refused}.`,
  sectionNotStarted: (name: string, refused: string) =>
    `${name}() ends an RCU section that was not started. The verifier refuses it${refused}.`,
  preemptionIsOn: (name: string, refused: string) =>
    `${name}() turns preemption on that is on. The verifier refuses it${refused}.`,
  secondLock: (refused: string) => `A second spin lock is taken. The verifier refuses it${refused}.`,
  lockNotHeld: (refused: string) =>
    `A spin lock is released that is not held. The verifier refuses it${refused}.`,
  anotherLock: (refused: string) =>
    `Another spin lock is released than the one taken. The verifier refuses it${refused}.`,
  insideSection: (name: string, refused: string) =>
    `${name}() is called in an RCU section. The verifier refuses it${refused}.`,

  // The end of a program. `when`: `atExit` or `atCall`.
  stillOwned: (what: string, when: string, refused: string) =>
    `${what} is still owned ${when}: nobody can release it any more. The verifier refuses the program${refused}.`,
  moreOwned: (message: string, rest: number) => `${message} ${rest} more are owned as well.`,
  recordFrom: (by: string) => `The ring buffer record from ${by}()`,
  structFrom: (struct: string, by: string) => `The struct ${struct} from ${by}()`,
  atExit: 'when the program ends',
  atCall: (name: string) => `at ${name}()`,
  openAtExit: (open: string, refused: string) =>
    `${open} when the program ends. The verifier refuses it${refused}.`,
  sectionIsOpen: 'An RCU section is open',
  preemptionIsOff: 'Preemption is off',
  lockIsHeld: 'A spin lock is held',

  // What led to a fault.
  calls: (name: string) => `calls ${name}()`,
  lockTaken: 'the lock is taken',
  sectionStarts: 'the section starts',
  startsHere: 'it starts here',
  givesReference: (by: string, struct: string) => `${by}() gives a reference to a struct ${struct}`,
  givesBack: (by: string) => `${by}() gives the reference back`,
  frees: (by: string) => `${by}() frees the object`,
  dropsContained: (by: string) => `${by}() drops an object that is in a container already`,
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
  idle: 'idle',
  idleCores: 'idle cores',
  ofNode: (mask: string, node: number) => `${mask} of node ${node}`,
  outputLeftOut: '… (more output is left out)',
  schedulerEnds: (text: string) => `the scheduler ends: ${text}`,
};
