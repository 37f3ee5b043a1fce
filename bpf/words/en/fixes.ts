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
};

/** A call as it is named in a sentence. */
function bare(statement: string): string {
  return statement.replace(/\(.*$/s, '()');
}
