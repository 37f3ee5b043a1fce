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
  rcu: {
    hold: (name: string) => `Hold an RCU section from the read of '${name}' to its last use`,
    holdHere: 'Hold an RCU section around this statement',
    holdLoop: 'Hold an RCU section around this loop',
    holdCall: (name: string) => `Hold an RCU section around the call of ${name}()`,
    holdTest: 'Hold an RCU section while this condition is computed',
    guard: (statement: string) => `Begin an RCU section with ${statement} before this read`,
    readInside: (name: string) => `Read '${name}' inside the RCU section`,
    beginEarlier: (name: string) => `Begin the RCU section before the read of '${name}'`,
    endLater: (name: string) => `End the RCU section after the last use of '${name}'`,
    readAgain: (name: string) => `Read '${name}' again in this RCU section`,
    readAgainInNew: (name: string) => `Read '${name}' again in an RCU section of its own`,
    oneSection: (name: string) => `Keep one RCU section from the read of '${name}' to this use`,
  },
};
