/** Programs that are much work, or look like it, for tests of how work is counted. */

const HEAD = `struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
void bpf_cpumask_release(struct bpf_cpumask *cpumask) __ksym;
`;

export interface Program {
  readonly name: string;
  readonly source: string;
}

/** A file of these programs. */
export function fileOf(programs: readonly Program[]): string {
  return HEAD + programs.map(({ source }) => source).join('\n');
}

/** A program that computes with `a` and `b` and then decides on the result whether its mask is in use. */
export function deciding(name: string, computation: string): Program {
  const source = `SEC("syscall")
int ${name}(void *ctx)
{
	u64 a = bpf_ktime_get_ns(), b = bpf_get_prandom_u32(), c = 3, d = 4;
	u32 h = bpf_get_prandom_u32(), i;
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	${computation}
	if ((a ^ b ^ c ^ d) + h)
		c = 1;
	bpf_cpumask_release(mask);
	return c & 1;
}
`;
  return { name, source };
}

const rotated = (x: string, by: number, bits = 64): string => `((${x} << ${by}) | (${x} >> ${bits - by}))`;

const SIP_ROUND = [
  `a += b; b = ${rotated('b', 13)}; b ^= a; a = ${rotated('a', 32)};`,
  `c += d; d = ${rotated('d', 16)}; d ^= c;`,
  `a += d; d = ${rotated('d', 21)}; d ^= a;`,
  `c += b; b = ${rotated('b', 17)}; b ^= c; c = ${rotated('c', 32)};`,
].join(' ');

const MURMUR_ROUND = `h ^= h >> 16; h *= 0x85ebca6b; h = ${rotated('h', 13, 32)}; h = h * 5 + 0xe6546b64;`;

/** Straight computations whose values share operands: as a tree, each would be larger than any memory. */
export const HASHES: readonly Program[] = [
  deciding('sip_round', SIP_ROUND),
  deciding('sip_rounds', SIP_ROUND.repeat(24)),
  deciding('sip_loop', `for (i = 0; i < 24; i++) { ${SIP_ROUND} }`),
  deciding('murmur', MURMUR_ROUND.repeat(20)),
  deciding('decided_rounds', `${SIP_ROUND} if (a > b) d++; `.repeat(8)),
  deciding('generator', 'for (i = 0; i < 100; i++) { a ^= a << 13; a ^= a >> 7; a ^= a << 17; }'),
  deciding('polynomial', 'a = a * 31 + bpf_get_prandom_u32();'.repeat(100)),
  deciding('doubled', 'a = a + (a ^ 3);'.repeat(200)),
];

/** `length` times two values are combined into each other; then a test of the one. */
export function combined(length: number, operator: '|' | '&'): Program {
  const step = `s = s ${operator} t; t = t ${operator} s; `;
  const test = operator === '|' ? '!s' : 's';
  const computation = `int s = a > 5, t = b > 6; ${step.repeat(length)} if (${test}) d++;`;
  return deciding(`combined_${length}`, computation);
}

/** As many paths as there are ways to take `branches` branches: each outcome is asked for again later. */
export function branching(name: string, branches: number): Program {
  const bits = Array.from({ length: branches }, (_, i) => i);
  const source = `SEC("syscall")
int ${name}(void *ctx)
{
	u64 a = bpf_ktime_get_ns();
	u32 n = 0;

	${bits.map((i) => `if (a & ${2 ** i}) n |= ${2 ** i};`).join('\n\t')}
	${bits.map((i) => `if (n & ${2 ** i}) bpf_get_prandom_u32();`).join('\n\t')}
	return n;
}
`;
  return { name, source };
}

/** A program that loses its mask. */
export function leaking(name: string): Program {
  const source = `SEC("syscall")
int ${name}(void *ctx)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	return mask ? 1 : 0;
}
`;
  return { name, source };
}
