/** The command line of `npm run fuzz`. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../support/root.ts';

export const KINDS = ['programs', 'editor', 'trees'] as const;
export type Kind = (typeof KINDS)[number];

export interface Options {
  readonly kinds: readonly Kind[];
  readonly seed: number;
  /** Cases of each kind in this run. */
  readonly count: number;
  readonly jobs: number;
  readonly isFresh: boolean;
  readonly minimises: boolean;
  /** The folder of the bundles. */
  readonly programs: string;
  readonly fixtures: string;
  readonly stateFolder: string;
  readonly say: (line: string) => void;
}

export const HELP = `npm run fuzz -- [--kind programs|editor|trees] [--count N] [--seed N] [--jobs N]

Judges N cases of each kind, going on behind those of the run before with the same seed.
  --fresh          begin anew with case 0
  --no-minimise    only name what fails
  --fixtures DIR   where small failing inputs are written (test/fuzz/fixtures)
  --state DIR      where the state is kept (out/fuzz)
Exit code 1: something failed.
`;

/** undefined: the help was asked for, or something in the line means nothing. */
export function optionsOf(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kind: { type: 'string', multiple: true },
      count: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      fresh: { type: 'boolean', default: false },
      'no-minimise': { type: 'boolean', default: false },
      fixtures: { type: 'string', default: join(root, 'test/fuzz/fixtures') },
      state: { type: 'string', default: join(root, 'out/fuzz') },
      help: { type: 'boolean', default: false },
    },
  });
  const numbers = [values.count, values.seed, values.jobs].map(Number);
  const kinds = KINDS.filter((kind) => values.kind?.includes(kind) ?? true);
  if (values.help || kinds.length !== (values.kind?.length ?? KINDS.length)) return undefined;
  if (!numbers.every((value) => Number.isInteger(value) && value >= 0)) return undefined;
  const [count, seed, jobs] = numbers as [number, number, number];
  return {
    kinds,
    count,
    seed,
    jobs: Math.max(1, jobs),
    isFresh: values.fresh,
    minimises: !values['no-minimise'],
    programs: dirname(fileURLToPath(import.meta.url)),
    fixtures: values.fixtures,
    stateFolder: values.state,
    say: (line) => console.log(line),
  };
}
