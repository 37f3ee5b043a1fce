/** The bundled samples; `examples/` has the files. */

import { words } from '../bpf/words/client.ts';

export const SAMPLES = ['leak.bpf.c', 'rcu.bpf.c', 'clean.bpf.c'] as const;
export type Sample = (typeof SAMPLES)[number];

/** How a sample is offered. */
export function sampleText(sample: Sample): { readonly title: string; readonly about: string } {
  return words().samples[sample];
}

/** The sample that a command's argument names: `leak` or `leak.bpf.c`. */
export function sampleOf(argument: unknown): Sample | undefined {
  return SAMPLES.find((file) => file === argument || file === `${argument}.bpf.c`);
}
