/** The command line of `npm run mutants`. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../support/root.ts';

export interface Options {
  readonly seed: number;
  readonly count: number;
  readonly jobs: number;
  /** Also every mutant that leaves a fact of the state out. */
  readonly facts: boolean;
  readonly isFresh: boolean;
  readonly quiet: boolean;
  readonly stateFolder: string;
}

export const HELP = `npm run mutants -- [--seed N] [--count N] [--jobs N]

Plants N faults in server/analysis, one at a time, and runs the tests of the analysis on each; before them, every fault
that leaves a fact of the state out of a place that handles it. Goes on where the run before with the same seed ended.
  --count N    how many of the sample (200; those that do not compile do not count)
  --no-facts   the sample alone
  --quiet      only the figures and survivors at the end
  --fresh      judges anew; otherwise survivors alone are judged again when a test has changed
  --state DIR  where the state is kept (out/mutants)
Exit code 1: a mutant survived for which test/mutants/equivalent.json has no reason.
`;

/** undefined: the help was asked for, or something in the line means nothing. */
export function optionsOf(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '200' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      'no-facts': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      state: { type: 'string', default: join(root, 'out/mutants') },
      help: { type: 'boolean', default: false },
    },
  });
  const [seed, count, jobs] = [values.seed, values.count, values.jobs].map(Number) as [
    number,
    number,
    number,
  ];
  if (values.help || ![seed, count, jobs].every((n) => Number.isInteger(n) && n >= 0) || jobs === 0)
    return undefined;
  return {
    seed,
    count,
    jobs,
    facts: !values['no-facts'],
    isFresh: values.fresh,
    quiet: values.quiet,
    stateFolder: values.state,
  };
}
