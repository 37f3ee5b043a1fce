/** The bundled samples; `examples/` has the files. */

export interface Sample {
  readonly file: string;
  readonly title: string;
  readonly about: string;
}

export const SAMPLES: readonly Sample[] = [
  {
    file: 'leak.bpf.c',
    title: 'A leaked mask',
    about: 'One early return forgets the mask: an error with the path that leads there',
  },
  {
    file: 'rcu.bpf.c',
    title: 'A mask used after its RCU section',
    about: 'What is read from a kptr field lives only until bpf_rcu_read_unlock()',
  },
  {
    file: 'clean.bpf.c',
    title: 'The same program, done right',
    about: 'Every way out stores the mask or releases it: no findings',
  },
];

/** The sample that a command's argument names: `leak` or `leak.bpf.c`. */
export function sampleOf(argument: unknown): Sample | undefined {
  return SAMPLES.find(({ file }) => file === argument || file === `${argument}.bpf.c`);
}
