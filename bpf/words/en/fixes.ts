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
};
