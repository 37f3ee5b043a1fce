/** English: what a fix will do, and where. */

export const en = {
  acts: {
    release: 'Release',
    discard: 'Discard',
    submit: 'Submit',
    destroy: 'Destroy',
  },
  before: (act: string, what: string, place: string) => `${act} '${what}' before ${place}`,
  places: {
    return: 'this return',
    returnOf: (name: string) => `this return of ${name}()`,
    end: 'the function ends',
    overwrite: 'it is overwritten',
    round: 'the next round of the loop',
    block: 'its block ends',
    jump: (statement: string) => `this ${statement}`,
    call: (name: string) => `${name}()`,
  },
  jumpTo: (act: string, what: string, label: string) => `${act} '${what}' at the label '${label}'`,
  otherwise: (act: string, what: string) => `${act} '${what}' if the condition is false, too`,
  testPointer: (act: string, what: string) => `${act} '${what}' whenever it is not NULL`,
  afterLoop: (act: string, what: string) => `${act} '${what}' after the loop`,
  beforeCallInstead: (act: string, what: string, name: string) =>
    `${act} '${what}' before ${name}(), not after it`,
  keepAndEnd: (act: string, call: string) => `Keep what ${call}() returns, and ${act.toLowerCase()} it`,
  inPlaces: (title: string, more: number) =>
    `${title}, and in ${more} more ${more === 1 ? 'place' : 'places'}`,
  exchange: {
    move: (what: string, slot: string) =>
      `Move '${what}' into '${slot}' with bpf_kptr_xchg(), and release what it held`,
    empty: (slot: string) => `Empty '${slot}' with bpf_kptr_xchg(), and release what it held`,
    acquire: (what: string, slot: string) =>
      `Move a second reference to '${what}' into '${slot}', and release what it held`,
    copy: (what: string, slot: string) => `Move a copy of '${what}' into '${slot}', and release what it held`,
    fields: (target: string) => `Copy the fields of '${target}' one by one, its kptr with bpf_kptr_xchg()`,
    clear: (target: string) => `Clear the fields of '${target}' one by one, its kptr with bpf_kptr_xchg()`,
    leave: (target: string, slots: string, isCleared: boolean) =>
      `${isCleared ? 'Clear' : 'Copy'} the other fields of '${target}', and leave '${slots}' as it is`,
  },
  slot: {
    tag: (field: string, tag: string) => `Tag '${field}' ${tag} where it is declared`,
    other: (field: string, was: string) => `Use the kptr '${field}' instead of '${was}'`,
    inside: (slot: string) => `Pass the address of the kptr '${slot}'`,
    longer: (array: string, length: number) => `Give '${array}' ${length} elements`,
    last: (element: string) => `Use the last element, '${element}'`,
    choose: (index: string, length: number) => `Choose among ${length} constant indices by '${index}'`,
    whole: (slot: string) => `Read all of '${slot}'`,
    global: (name: string) => `Make '${name}' a __kptr at file scope, above this function`,
    variable: (name: string) => `Assign to the variable '${name}' without bpf_kptr_xchg()`,
    size: (field: string) => `Pass the size of '${field}'`,
    through: (name: string, target: string) =>
      `Fill '${name}' on the stack, and copy the other fields of '${target}'`,
  },
  subprogram: {
    static: (name: string) => `Make ${name}() static`,
    staticWith: (name: string, more: number) =>
      `Make ${name}() static, and ${more} more ${more === 1 ? 'function' : 'functions'} that it calls`,
    tag: (parameter: string, name: string, tags: string) =>
      `Tag the parameter '${parameter}' of ${name}() ${tags}`,
    nullTest: (parameter: string, name: string) =>
      `Tag the parameter '${parameter}' of ${name}() __arg_nullable, and test it there`,
  },
  arithmetic: {
    itself: (pointer: string) => `Pass '${pointer}' itself`,
    cpu: (cpu: string, pointer: string) => `Pass CPU ${cpu} and '${pointer}' itself`,
    flag: (pointer: string) => `Use '${pointer}' without the flag`,
    bit: (mask: string) => `Test the bit of '${mask}' with bpf_cpumask_test_cpu()`,
  },
  flags: {
    pass: (flags: string, name: string) => `Pass ${flags} to ${name}()`,
    submit: (flag: string) => `Pass ${flag} where the record is submitted`,
  },
  returns: {
    value: (value: string, was: string) => `Return ${value} instead of ${was}`,
    all: 'Return only allowed values',
  },
  populate: {
    copy: (source: string) => `Copy '${source}' with bpf_cpumask_copy()`,
    size: (room: string) => `Pass ${room} as the size`,
    address: (variable: string) => `Pass the address of '${variable}', and its size`,
    variable: (value: string, name: string) => `Put ${value} into a variable '${name}', and pass its address`,
    bound: (size: string, room: string) => `Limit '${size}' to ${room} before this call`,
    writable: (name: string) => `Make '${name}' writable: remove const`,
    stack: (name: string, copy: string) => `Copy '${name}' into '${copy}' on the stack first`,
  },
  version: {
    call: (name: string, was: string) => `Call ${name}() instead of ${was}()`,
    guard: (name: string) => `Call ${name}() only where the kernel has it`,
    older: (name: string, older: string) => `Call ${older}() where the kernel lacks ${name}()`,
    read: (slot: string) => `Read '${slot}' without taking a reference`,
    readLocked: (slot: string, name: string) =>
      `Read '${slot}' in an RCU section that covers each use of '${name}'`,
    take: (slot: string) => `Take the mask out of '${slot}' with bpf_kptr_xchg()`,
  },
  programType: {
    section: (program: string, section: string) => `Make ${program}() a program of SEC("${section}")`,
  },
  nullTest: {
    acts: {
      return: 'return',
      returnValue: (value: string) => `return ${value}`,
      goTo: (label: string) => `go to '${label}'`,
      next: 'go on with the next round',
      leaveLoop: 'leave the loop',
    },
    after: (what: string, call: string, act: string) =>
      `Test '${what}' after ${call}(), and ${act} if it is NULL`,
    before: (what: string, act: string) => `Test '${what}' before it is used, and ${act} if it is NULL`,
    rightBefore: (what: string, act: string) =>
      `Test '${what}' right where it is used, and ${act} if it is NULL`,
    callOnlyIf: (name: string, what: string) => `Call ${name}() only if '${what}' is not NULL`,
    onlyIf: (what: string) => `Use '${what}' only if it is not NULL`,
    copy: (what: string, act: string) => `Copy '${what}' into a variable, and ${act} if that is NULL`,
    copyOnce: (what: string) => `Copy '${what}' into a variable, and test and use that`,
    instead: (what: string, other: string) => `Test '${what}' instead of '${other}'`,
    earlier: (what: string) => `Test '${what}' before it is used, not after`,
    leaveThere: (what: string, act: string) => `Where '${what}' is found to be NULL, ${act}`,
    invert: (what: string) => `Turn the test of '${what}' round`,
    nullable: (name: string, what: string, act: string) =>
      `Let ${name}() take NULL for '${what}', and ${act} then`,
  },
  uninitialised: {
    set: (what: string) => `Set '${what}' to NULL where it is declared`,
    setAnd: (what: string, act: string) =>
      `Set '${what}' to NULL where it is declared, and ${act} if it still is`,
    setAndGuard: (what: string) =>
      `Set '${what}' to NULL where it is declared, and use it only if it is not NULL`,
  },
  rcu: {
    hold: (name: string) => `Hold an RCU section from the read of '${name}' to its last use`,
    holdHere: 'Hold an RCU section around this statement',
    holdLoop: 'Hold an RCU section around this loop',
    holdIteration: 'Hold an RCU section until the iterator is destroyed',
    holdCall: (name: string) => `Hold an RCU section around the call of ${name}()`,
    holdTest: 'Hold an RCU section while this condition is computed',
    guard: (statement: string) => `Begin an RCU section with ${statement} before this read`,
    readInside: (name: string) => `Read '${name}' inside the RCU section`,
    beginEarlier: (name: string) => `Begin the RCU section before the read of '${name}'`,
    endLater: (name: string) => `End the RCU section after the last use of '${name}'`,
    readAgain: (name: string) => `Read '${name}' again in this RCU section`,
    readAgainInNew: (name: string) => `Read '${name}' again in a separate RCU section`,
    oneSection: (name: string) => `Keep one RCU section from the read of '${name}' to this use`,
  },
  sections: {
    close: (call: string, place: string) => `Call ${bare(call)} before ${place}`,
    label: (name: string) => `this exit, by a jump to '${name}'`,
    moveLabel: (label: string, call: string) => `Move the label '${label}' before ${bare(call)}`,
    otherwise: (call: string) => `Call ${bare(call)} if the condition is false, too`,
    dropInner: 'Remove the inner RCU section: the outer one covers it',
    leaveTo: (name: string) => `Leave the RCU section to ${name}()`,
    dropEarlier: (name: string) => `Remove the ${name}() before this one, which is enough`,
    dropThis: (name: string) => `Remove this ${name}(): nothing is open here`,
    onceEach: (name: string) => `Call ${name}() in one arm or the other`,
    returnHere: 'Return here: nothing is open yet',
    jumpBehind: (label: string) => `Jump to '${label}', after the unlock: nothing is open yet`,
    mayFail: (name: string) => `Return if ${name}() fails`,
    whatever: (condition: string) => `Open and close it whatever '${condition}' is`,
    openBefore: (name: string) => `Call ${name}() before this read`,
    unlockHeld: (lock: string) => `Unlock '${lock}', the lock that is held`,
    unlockWith: (name: string) => `Unlock with ${name}()`,
    reverse: 'Close them in reverse order',
    ownVariable: (declaration: string) => `Use a local variable, '${declaration}'`,
    savedFlags: (flags: string) => `Restore '${flags}', the flags that were saved`,
    restoreWith: (name: string) => `Restore the interrupts with ${name}()`,
  },
  calls: {
    before: (name: string, lock: string) => `Call ${name}() before ${bare(lock)}`,
    behind: (name: string, unlock: string) => `Call ${name}() after ${bare(unlock)}`,
    withoutSection: (name: string) => `Remove the section around ${name}(): nothing else is in it`,
    interrupt: (name: string) => `End the RCU section before ${name}() and begin another one after it`,
    program: (section: string) => `Make it a ${section} program`,
    makeStatic: (name: string) => `Make ${name}() static`,
    locked: (lock: string) => `Hold '${lock}' around this call`,
    otherLock: (lock: string) => `Hold '${lock}' instead: it guards what is used here`,
    startBefore: (name: string) => `Call ${name}() first`,
  },
  ownership: {
    releaseOther: (other: string, name: string) => `Release '${other}' instead of '${name}'`,
    removeFirst: (name: string) => `Remove the first release of '${name}'`,
    removeSecond: (name: string) => `Remove the second release of '${name}'`,
    setNull: (name: string, by: string) => `Set '${name}' to NULL after ${by}()`,
    releaseLater: (by: string, name: string) => `Move ${by}() after the last use of '${name}'`,
    useEarlier: (name: string, by: string) => `Use '${name}' before ${by}()`,
    copy: (name: string) => `Create a mask and copy '${name}' into it`,
    moveCopy: (name: string) => `Move a copy of '${name}' into the slot`,
    takeOut: (name: string, slot: string) => `Take '${name}' out of '${slot}' with bpf_kptr_xchg()`,
    takeAndPutBack: (name: string, slot: string) =>
      `Take '${name}' out of '${slot}', and put it back after its last use`,
    keep: (name: string) => `Remove this release: the program does not own '${name}'`,
    acquireFirst: (name: string, by: string) => `Pass ${by}() a reference to '${name}'`,
    callInstead: (name: string, callee: string) => `Call ${name}() instead of ${callee}()`,
    pass: (what: string) => `Pass '${what}'`,
    changeCopy: (name: string) => `Change a copy of '${name}'`,
    changeOwn: (name: string) => `Populate a mask of the program instead of '${name}'`,
    populate: (name: string) => `Create a mask and populate it from '${name}'`,
    create: (name: string) => `Create '${name}' with bpf_cpumask_create()`,
    notConst: (name: string) => `Remove 'const' from '${name}'`,
    callFor: (names: string) => `Call ${names} instead of the store`,
    lookUp: (task: string) => `Look '${task}' up with bpf_task_from_pid()`,
    realParent: "Read 'real_parent' instead of 'parent'",
    withoutCast: (name: string) => `Use '${name}' without the cast`,
    counted: (field: string) => `Make '${field}' a __kptr field`,
    keptBy: (release: string, fn: string) => `Remove ${release}() from ${fn}()`,
    takeFromScope: (name: string) => `Take '${name}' with no_free_ptr()`,
    secondReference: (name: string, by: string) => `Pass ${by}() a second reference to '${name}'`,
  },
  allOf: (rule: string, count: number) => `Fix all ${count} '${rule}' in this file`,
  allSafe: 'Fix all findings that have a safe fix',
  suppressHere: (rule: string) => `Suppress '${rule}' here`,
  isGone: 'The text has changed: this fix no longer applies.',
};

/** A call as it is named in a sentence. */
function bare(statement: string): string {
  return statement.replace(/\(.*$/s, '()');
}
