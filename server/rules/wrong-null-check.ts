/** Rule wrong-null-check: see `docs` below. */
import { otherTestedFixes } from './fix/null/other-tested.ts';
import { defineRule, program, quoted } from './rule.ts';

const ARENA = `
#define __arena __attribute__((address_space(1)))

struct bits {
	u64 words[4];
};
typedef struct bits __arena *bits_t;

bits_t bits_alloc(void);
void bits_free(bits_t bits);
`;

export const rule = defineRule({
  id: 'wrong-null-check',
  messages: {
    tested: (f) =>
      `'${f.data.set}' has just been set and may be NULL, but this tests ${quoted(f)} once more. Test '${f.data.set}'.`,
  },
  fixes: otherTestedFixes,
  docs: `Two pointers come from the same function, one after the other, and both tests name the
first. The second pointer is never tested. This is a slip of copying.

For masks of the kernel the verifier finds it, and \`possibly-null-argument\` says so where
the second pointer is used. Pointers into an arena, such as the bitmaps that schedulers
use instead of cpumasks, are numbers to the verifier: it loads the program, and where the
allocation fails, the program reads and writes through NULL.

Nothing is reported where the second pointer is tested, compared or kept in another
variable anywhere in the function.`,
  examples: [
    {
      bad: program(`${ARENA}
static int copy_bits(void)
{
	bits_t from, to;

	from = bits_alloc();
	if (!from)
		return -12;
	to = bits_alloc();
	if (!from)
		return -12;
	to->words[0] = from->words[0];
	return 0;
}

SEC("syscall")
int start(void *ctx)
{
	return copy_bits();
}`),
      good: program(`${ARENA}
static int copy_bits(void)
{
	bits_t from, to;

	from = bits_alloc();
	if (!from)
		return -12;
	to = bits_alloc();
	if (!to) {
		bits_free(from);
		return -12;
	}
	to->words[0] = from->words[0];
	return 0;
}

SEC("syscall")
int start(void *ctx)
{
	return copy_bits();
}`),
    },
  ],
});
