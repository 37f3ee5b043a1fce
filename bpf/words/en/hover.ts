/** English: hovers, in Markdown. */

const orNull = (isNullable: boolean) => (isNullable ? ', or NULL' : '');

export const en = {
  notEveryPath: '\n\nNot every path was followed.',
  elsewhereNull: (fact: string) => `${fact}; on another path NULL`,
  line: (line: number) => `line ${line}`,
  slot: (struct: string) => `\`__kptr\` slot for a \`struct ${struct}\`; it owns what it holds.`,
  slotLoad:
    'A plain load gives an RCU pointer, or NULL, valid until the RCU section ends; in a sleepable program outside `bpf_rcu_read_lock()` it is untrusted.',
  slotExchange: 'Ownership goes in and out with `bpf_kptr_xchg()` only.',
  useInstead: 'Use instead',
  proposed: (what: string) => `**${what}:** proposed, in no kernel`,
  destructor: (what: string) => `**${what}:** called by the kernel, not by programs`,
  since: (version: string) => `since Linux ${version}`,
  until: (version: string) => `until ${version}, which no longer has it`,
  notIn: (what: string, kernel: string, span: string) => `**${what}:** **not in Linux ${kernel}** (${span})`,
  everyKernel: 'in every kernel',
  changesIn: (versions: string) => `changes in ${versions}`,
  ownedReference: (isNullable: boolean, enders: string) =>
    `an owned reference${orNull(isNullable)}; ${enders} ends it`,
  slotContent: 'what the slot held: an owned reference, or NULL',
  mapValue: (isNullable: boolean) => `a map value${orNull(isNullable)}`,
  counterpart: 'its counterpart',
  slotAddress: 'is the address of a `__kptr` field',
  released: 'is owned, not NULL, and released',
  trusted: (isNullable: boolean) =>
    `is owned or trusted${isNullable ? ' or NULL' : ''}: an RCU pointer is not enough`,
  maySleep: 'may sleep: only in sleepable programs',
  onlyUnderRcu: 'only inside an RCU section',
  dependsOnPath: (facts: readonly string[]) => `depends on the path: ${facts.join('; or ')}`,
  inPrograms: (names: readonly string[], fact: string) => `in ${names.join(', ')}: ${fact}`,
  returns: 'Returns',
  arguments: 'Arguments',
  context: 'Context',
  programs: 'Programs',
  pointer: {
    trusted: (isNullable: boolean) => `a trusted pointer${orNull(isNullable)}; not owned`,
    rcu: (isNullable: boolean) => `an RCU pointer${orNull(isNullable)}; not owned`,
    untrusted: (isNullable: boolean) => `an untrusted pointer${orNull(isNullable)}; not owned`,
  },
  memory: (isNullable: boolean) => `memory${orNull(isNullable)}`,
  borrowedMemory: (isNullable: boolean, enders: string) =>
    `memory${orNull(isNullable)}; ${enders} gives it back`,
  oneOf: (names: readonly string[]) => names.join(' or '),
  givenAway: 'gives an owned reference away',
  givenAwayOrNull: 'gives an owned reference away, or is NULL',
  rcuPointer: (isNullable: boolean) =>
    `is owned, trusted or an RCU pointer${isNullable ? ' or NULL' : ', not NULL'}`,
  andMore: (names: string, rest: number) => `${names} and ${rest} more`,
  kind: {
    kfunc: 'kfunc',
    helper: 'helper',
    macro: 'macro of the headers',
    library: 'library of the headers',
  },
  noValue: 'no value yet',
  mayBeNull: (fact: string) => `${fact}, may be NULL`,
  valueOfMap: (map: string) => `value of map \`${map}\``,
  ownedSince: (place: string, by: string) => `owned since ${place} (\`${by}\`)`,
  releasedAt: (place: string, by: string) => `released at ${place} (\`${by}\`)`,
  givenAwayAt: (place: string) => `given away at ${place}: a kptr slot or container owns it`,
  noLongerOwned: 'no longer owned',
  trustedArgument: 'trusted: an argument that the kernel passes',
  trustedNotOwned: 'trusted, not owned',
  rcuUntilExit: 'RCU pointer, valid until the program ends: it runs under RCU',
  rcuUntilEnd: 'RCU pointer, valid until the RCU section ends',
  rcuUntil: (places: readonly string[]) =>
    `RCU pointer, valid until ${places.join(' or ')} (\`bpf_rcu_read_unlock\`)`,
  untrusted: 'untrusted',
  untrustedBecause: {
    'no-section': 'untrusted: read outside an RCU section',
    field: 'untrusted: the field is not trusted',
  },
  sectionEndedAt: (place: string) => `untrusted: its RCU section ended at ${place}`,
  sectionEnded: 'untrusted: its RCU section has ended',
};
