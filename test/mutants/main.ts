/**
 * `npm run mutants`: plants faults in the analysis, one at a time, and sees whether its tests notice.
 *
 *      all mutants ──▶ each that leaves out a fact of the state ───────┐
 *            └───────▶ a sample of the others, an operator in turn ────┴──▶ does it compile? ──▶ tests ──▶ noticed
 *                                                                              │                   └────▶ survived
 *                                                                              └──▶ does not count
 */
import { join } from 'node:path';
import { root } from '../support/root.ts';
import { type Judge, openJudge, type Verdict } from './judge.ts';
import { HELP, type Options, optionsOf } from './options.ts';
import type { Mutant } from './places.ts';
import { openProject, type Project } from './project.ts';
import { reasonFor, told } from './report.ts';
import { factMutants, sample } from './sample.ts';
import { openStore, type Store } from './state.ts';
import { testsOf } from './tests.ts';

/** A mutant may take this many times the processor time of the product as it is. */
const SLOWER = 4;
const MOST_SECONDS = 300;
/** A survivor takes all tests: those that have their reason written down are run only when all are judged afresh. */
const NAMED: Verdict = { how: '', seconds: 0 };
/** What the analysis asks of graphs: its tests are theirs. */
const GRAPHS = ['call-graph', 'cycles', 'dominators', 'module-cache'].map((name) => `bpf/flow/${name}.ts`);

interface Session {
  readonly options: Options;
  readonly project: Project;
  readonly store: Store;
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (!options) {
    console.log(HELP);
    return 2;
  }
  const tests = testsOf();
  const limit = await baseline(options, tests);
  if (limit === undefined) return 2;
  const project = openProject('server/analysis', GRAPHS);
  const session = { options, project, store: openStore(options, tests.flat()) };
  const judges = await Promise.all(
    Array.from({ length: options.jobs }, (_, i) => openJudge(folderOf(options, i), tests, limit)),
  );
  const facts = options.facts ? await judged(session, judges, factMutants(project.mutants)) : [];
  const sampled = await judged(session, judges, sample(project.mutants, options.seed), options.count);
  for (const judge of judges) await judge.close();
  return told('facts of the state', facts) + told(`sample, seed ${options.seed}`, sampled) > 0 ? 1 : 0;
}

const folderOf = (options: Options, job: number) => join(options.stateFolder, `job-${job}`);

/** Seconds that a mutant may take; undefined: the tests fail without any. */
async function baseline(
  options: Options,
  tests: readonly (readonly string[])[],
): Promise<number | undefined> {
  const judge = await openJudge(folderOf(options, 0), tests, MOST_SECONDS);
  const { how, seconds } = await judge.judge(undefined);
  await judge.close();
  if (how === '') return Math.max(20, SLOWER * seconds);
  console.error(`Without a mutant, a test fails: ${how}`);
  return undefined;
}

export type Judged = readonly [Mutant, Verdict];

/** Judges mutants side by side until `count` of them compiled, and gives those in the order in which they came. */
async function judged(
  { options, project, store }: Session,
  judges: readonly Judge[],
  mutants: readonly Mutant[],
  count = Number.POSITIVE_INFINITY,
): Promise<readonly Judged[]> {
  const results = new Map<number, Judged>();
  let next = 0;
  let begun = 0;
  const work = async (judge: Judge): Promise<void> => {
    while (begun < count && next < mutants.length) {
      const at = next++;
      const mutant = mutants[at]!;
      const known = store.verdictOf(mutant);
      if (known === 'does not compile') continue;
      if (!known && !project.compiles(mutant)) {
        store.note(mutant, 'does not compile');
        continue;
      }
      begun++;
      const isNamed = !known && !options.isFresh && reasonFor(mutant) !== undefined;
      const verdict = known ?? (isNamed ? NAMED : await judge.judge(mutant));
      if (!known && !isNamed) store.note(mutant, verdict);
      results.set(at, [mutant, verdict]);
      if (!known && verdict.how === '' && !reasonFor(mutant)) say(options, mutant);
    }
  };
  await Promise.all(judges.map(work));
  return [...results].sort(([a], [b]) => a - b).map(([, one]) => one);
}

function say({ quiet }: Options, mutant: Mutant): void {
  if (!quiet) console.log(`survived: ${mutant.file}:${mutant.line} ${mutant.was} -> ${mutant.text}`);
}

process.chdir(root);
process.exitCode = await main();
