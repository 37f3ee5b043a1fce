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
    secondReference: (name: string, by: string) => `Pass ${by}() a second reference to '${name}'`,
  },
};
