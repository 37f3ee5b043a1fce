/** What the verifier prints of faults that only a run can have: the catalogue has none of them. */
export const RUN_TEXTS = {
  stack: 'invalid access to stack',
  value: 'invalid access to map value',
  mask: 'access beyond struct cpumask',
  memory: 'invalid access to memory',
  arena: 'type=arena expected=fp',
  scalar: "invalid mem access 'scalar'",
  readOnlyMap: 'write into map forbidden',
  callDepth: 'the call stack of 9 frames is too deep',
} as const;
