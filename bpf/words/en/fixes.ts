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
    tag: (field: string) => `Tag '${field}' __kptr where it is declared`,
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
};
