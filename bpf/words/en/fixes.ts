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
