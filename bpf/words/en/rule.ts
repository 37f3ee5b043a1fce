/** English: what the messages of several rules have in common. A rule's own English is its file in server/rules. */

export const en = {
  loadTime:
    '(Loads with the values in the object file; fails if user space sets a load-time constant differently.)',
  oneAnswer: '(Loads or fails by what the kernel that loads it has, which the program asks before.)',
  thePointer: 'the pointer',
  ThePointer: 'The pointer',
  hasReleased: (by: string) => `${by}() released it`,
  movedIntoSlot: 'bpf_kptr_xchg() moved it into a slot',
  referenceEnded: 'its reference ended',
  notCalled: 'No program of this file calls the function, so the kernel does not see it.',
  /** On pages of rules. */
  refused: 'Rejected',
  reported: 'Reported',
  right: 'Correct',
  fixOfExample: (title: string, safe: boolean) => `${safe ? 'Safe fix' : 'Fix'}: ${title}`,
};
