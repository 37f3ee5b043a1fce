/** The bundled samples; `examples/` has the files. One of user space has its BPF file beside it. */

import { words } from '../bpf/words/client.ts';

export const SAMPLES = ['leak.bpf.c', 'rcu.bpf.c', 'clean.bpf.c', 'percpu_flags.c'] as const;
export type Sample = (typeof SAMPLES)[number];

/** How a sample is offered. */
export function sampleText(sample: Sample): { readonly title: string; readonly about: string } {
  return words().samples[sample];
}

/** The BPF file that a sample of user space works with. */
export function besideSample(sample: Sample): string | undefined {
  return sample.endsWith('.bpf.c') ? undefined : sample.replace(/\.c$/, '.bpf.c');
}

/** The sample that a command's argument names: `leak` or `leak.bpf.c`. */
export function sampleOf(argument: unknown): Sample | undefined {
  return SAMPLES.find((file) => [file, file.replace(/(?:\.bpf)?\.c$/, '')].some((name) => name === argument));
}
