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
  allOf: (rule: string, count: number) => `Fix all ${count} '${rule}' in this file`,
  allSafe: 'Fix all findings that have a safe fix',
  suppressHere: (rule: string) => `Suppress '${rule}' here`,
  isGone: 'The text has changed: this fix no longer applies.',
};
