/**
 * Shapes of functions that make states multiply in schedulers, and how many states each may keep. All of them load.
 *
 * Every one holds a mask from its first line to its last: all its paths count.
 */
export interface Hard {
  readonly name: string;
  /** What tells its paths apart. */
  readonly why: string;
  /** States that are kept where paths meet. */
  readonly most: number;
  /** Declarations that it needs. */
  readonly head?: string;
  readonly body: string;
}

const LIMITS = ['low', 'high', 'gain', 'step', 'least', 'most', 'margin', 'pace'];

export const HARD: readonly Hard[] = [
  {
    name: 'clamps',
    why: 'each of eight numbers from the loader is one constant or any other number',
    most: 8,
    head: LIMITS.map((name) => `const volatile u64 ${name};`).join('\n'),
    body: `${LIMITS.map((name) => `u64 own_${name} = ${name} > 1 ? ${name} : 1;`).join('\n\t')}
	n = ${LIMITS.map((name) => `own_${name}`).join(' + ')};`,
  },
  {
    name: 'controller',
    why: 'a gain goes through arms that each clamp it twice, and what happened is told apart afterwards',
    most: 13,
    head: `const volatile u32 gain_low, gain_high;\nstruct pace { u32 gain, streak; u64 delay; };\nstruct {\n\t__uint(type, BPF_MAP_TYPE_ARRAY);\n\t__uint(max_entries, 1);\n\t__type(key, u32);\n\t__type(value, struct pace);\n} paces SEC(".maps");`,
    body: `u32 zero = 0, gain, what = 0;
	struct pace *pace = bpf_map_lookup_elem(&paces, &zero);
	if (!pace)
		goto out;
	u32 low = gain_low > 1 ? gain_low : 1, high = gain_high > low + 1 ? gain_high : low + 1;
	gain = pace->gain ? pace->gain : 1024;
	if (pace->delay > high) {
		u32 cut = gain * 7 / 8;
		gain = cut > low ? cut : low;
		pace->streak = 0;
		what = 1;
	} else if (pace->delay <= low) {
		gain = gain + 16 < 1024 ? gain + 16 : 1024;
		pace->streak = 0;
		what = 2;
	} else {
		if (pace->streak < 4)
			pace->streak++;
		gain = gain + (pace->streak >= 4 ? 64 : 16);
		gain = gain < 1024 ? gain : 1024;
		what = 3;
	}
	if (what && gain != pace->gain) {
		switch (what) {
		case 1: __sync_fetch_and_add(&total, 1); break;
		case 2: __sync_fetch_and_add(&total, 2); break;
		case 3: __sync_fetch_and_add(&total, 4); break;
		}
		pace->gain = gain;
	}
	if (gain == low)
		total++;
	n = gain;`,
  },
  {
    name: 'lowest_bit',
    why: 'six halvings, each of which leaves another sum',
    most: 6,
    body: `u64 word = bpf_ktime_get_ns();
	if (!(word & 0xffffffff)) { n += 32; word >>= 32; }
	if (!(word & 0xffff)) { n += 16; word >>= 16; }
	if (!(word & 0xff)) { n += 8; word >>= 8; }
	if (!(word & 0xf)) { n += 4; word >>= 4; }
	if (!(word & 0x3)) { n += 2; word >>= 2; }
	if (!(word & 0x1)) n += 1;`,
  },
  {
    name: 'counted',
    why: 'a counter that goes on in some rounds and not in others',
    most: 7,
    body: `int cpu;
	bpf_for(cpu, 0, 64)
		if (bpf_get_prandom_u32() & 1)
			n++;
	if (n > 8)
		total++;`,
  },
  {
    name: 'best_of',
    why: 'the best so far and its score change in some rounds',
    most: 4,
    body: `int cpu, best = -1;
	u64 score = 0;
	bpf_for(cpu, 0, 64) {
		u64 own = bpf_ktime_get_ns();
		if (best >= 0 && own <= score)
			continue;
		best = cpu;
		score = own;
	}
	if (best >= 0)
		n = best;`,
  },
  {
    name: 'machine',
    why: 'which arm a round takes is what the round before left',
    most: 17,
    body: `int i, what = 0;
	bpf_for(i, 0, 32) {
		u32 in = bpf_get_prandom_u32();
		switch (what) {
		case 0: what = in & 1 ? 1 : 2; break;
		case 1: what = in & 2 ? 2 : 3; break;
		case 2: what = in & 4 ? 3 : 0; break;
		default: what = 0; n++;
		}
	}`,
  },
  {
    name: 'nested',
    why: 'two iterators, and a sum that both change',
    most: 5,
    body: `int i, j;
	bpf_for(i, 0, 16)
		bpf_for(j, 0, 16) {
			if (i == j)
				continue;
			n += i * j;
		}`,
  },
  {
    name: 'switches',
    why: 'ten options, each tested on its own',
    most: 10,
    body: `u32 flags = bpf_get_prandom_u32();
	${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => `if (flags & ${1 << i}) n += ${3 ** i};`).join('\n\t')}`,
  },
  {
    name: 'unrolled',
    why: 'forty rounds of a plain loop with a test in each',
    most: 11,
    body: `for (int i = 0; i < 40; i++)
		if (bpf_get_prandom_u32() & 1)
			n += i;`,
  },
  {
    name: 'retried',
    why: 'tried again until it works, with the number of tries kept',
    most: 5,
    body: `int tries = 0;
again:
	if (bpf_get_prandom_u32() & 7) {
		if (++tries < 16)
			goto again;
		n = -1;
	}
	n += tries;`,
  },
  {
    name: 'called_back',
    why: 'a callback counts in what its caller lends it',
    most: 26,
    head: `struct tally { int odd, even; };
static long tally_one(u32 i, struct tally *tally)
{
	if (bpf_get_prandom_u32() & 1)
		tally->odd++;
	else
		tally->even++;
	return tally->odd > 5;
}`,
    body: `struct tally tally = {};
	bpf_loop(32, tally_one, &tally, 0);
	n = tally.odd + tally.even;`,
  },
  {
    name: 'masks_in_turn',
    why: 'a mask is made and released in each round, or is not there',
    most: 11,
    body: `int i;
	bpf_for(i, 0, 8) {
		struct bpf_cpumask *other = bpf_cpumask_create();
		if (!other)
			continue;
		bpf_cpumask_set_cpu(i, other);
		if (bpf_cpumask_test_cpu(3, (const struct cpumask *)other))
			n++;
		bpf_cpumask_release(other);
	}`,
  },
  {
    name: 'two_held',
    why: 'two masks that each may not be there, and numbers chosen beside them',
    most: 13,
    body: `struct bpf_cpumask *a = bpf_cpumask_create(), *b = bpf_cpumask_create();
	if (a && bpf_get_prandom_u32() & 1)
		n += 2;
	if (b && bpf_get_prandom_u32() & 2)
		n += 4;
	if (a && b && bpf_cpumask_equal((const struct cpumask *)a, (const struct cpumask *)b))
		n += 8;
	if (a)
		bpf_cpumask_release(a);
	if (b)
		bpf_cpumask_release(b);`,
  },
  {
    name: 'sections',
    why: 'an RCU section that is left in three ways in each round',
    most: 11,
    body: `int i;
	bpf_for(i, 0, 16) {
		bpf_rcu_read_lock();
		u32 in = bpf_get_prandom_u32();
		if (in & 1) {
			bpf_rcu_read_unlock();
			continue;
		}
		if (in & 2)
			n++;
		bpf_rcu_read_unlock();
	}`,
  },
  {
    name: 'logarithm',
    why: 'a number that is halved until it is gone',
    most: 4,
    body: `u32 value = bpf_get_prandom_u32();
	while (value > 1 && n < 32) {
		value >>= 1;
		n++;
	}`,
  },
  {
    name: 'hashed',
    why: 'every round mixes all that there was',
    most: 6,
    body: `u64 hash = 14695981039346656037ULL, in = bpf_ktime_get_ns();
	for (int i = 0; i < 8; i++) {
		hash ^= (in >> (8 * i)) & 0xff;
		hash *= 1099511628211ULL;
		if (hash & 1)
			hash ^= in;
	}
	n = hash & 63;`,
  },
  {
    name: 'levels',
    why: 'a descent whose level, place and rest all change in each round',
    most: 10,
    body: `u64 place = bpf_ktime_get_ns(), rest = bpf_get_prandom_u32();
	for (int level = 0; level < 6; level++) {
		u64 width = 1ULL << (5 - level);
		if (rest >= width) {
			rest -= width;
			place = 2 * place + 1;
		} else {
			place = 2 * place;
		}
	}
	n = place & 63;`,
  },
  {
    name: 'shapes',
    why: 'one helper called with twelve different constants',
    most: 48,
    head: `static int weighed(int kind, u64 by)
{
	if (kind > 9)
		by += 1;
	if (kind & 1)
		by *= 2;
	if (by > 1000)
		by = 1000;
	return by;
}`,
    body: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
      .map((i) => `n += weighed(${i}, bpf_ktime_get_ns());`)
      .join('\n\t'),
  },
  {
    name: 'smoothed',
    why: 'five averages, of which each may begin, go up or go down',
    most: 5,
    head: 'struct { u64 sum[5]; } averages;',
    body: [0, 1, 2, 3, 4]
      .map((i) => {
        const own = `averages.sum[${i}]`;
        return `u64 in${i} = bpf_ktime_get_ns();
	if (!${own})
		${own} = in${i};
	else if (in${i} > ${own})
		${own} += (in${i} - ${own}) / 8;
	else
		${own} -= (${own} - in${i}) / 8;`;
      })
      .join('\n\t'),
  },
  {
    name: 'ranked',
    why: 'a value is moved up a row of eight, one test a place',
    most: 13,
    body: `u64 row[8] = {}, in = bpf_ktime_get_ns();
	for (int i = 0; i < 8; i++) {
		if (in > row[i]) {
			u64 old = row[i];
			row[i] = in;
			in = old;
		}
	}
	n = row[7] & 63;`,
  },
];

export const sourceOf = ({ name, head = '', body }: Hard): string => `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
u64 total;
${head}
SEC("syscall") int ${name}(void *ctx)
{
	int n = 0;
	struct bpf_cpumask *mask = bpf_cpumask_create();
	if (!mask)
		return 0;
	${body}
${/\bout;/.test(body) ? 'out:' : ''}
	total += n;
	bpf_cpumask_release(mask);
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
`;
