/** Rule populate-arguments: see `docs` below. */
import { defineRule } from './rule.ts';

const POPULATE: Readonly<Record<string, string>> = {
  'too-long': 'The size is larger than the memory it reads from.',
  unbounded: 'The verifier cannot bound the size. Mask it, or test it against a constant.',
  'read-only': 'The memory lies in read-only data, which is refused.',
  'mask-source': 'The source is a mask. bpf_cpumask_copy() copies masks.',
  'scalar-source': 'The source is a number, not memory.',
};

export const rule = defineRule({
  id: 'populate-arguments',
  message: (f) => POPULATE[f.what] ?? 'bpf_cpumask_populate() does not take these arguments.',
  docs: `bpf_cpumask_populate(mask, memory, size) copies words from memory of the program (stack, map value, global) into an owned mask. The memory has to be as long as the size says, writable, and not a mask itself: bpf_cpumask_copy() copies masks.`,
  examples: [],
});
