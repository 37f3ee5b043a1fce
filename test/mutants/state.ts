/** What was judged before, kept in a file so that a run goes on where the one before ended. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.ts';
import type { Verdict } from './judge.ts';
import type { Options } from './options.ts';
import type { Mutant } from './places.ts';

type Known = Verdict | 'does not compile';

interface Kept {
  /** Of what the verdicts were found with. */
  product: string;
  tests: string;
  readonly verdicts: Record<string, Known>;
}

export interface Store {
  verdictOf(mutant: Mutant): Known | undefined;
  note(mutant: Mutant, known: Known): void;
}

const PRODUCT = ['bpf', 'grammars', 'server'];

/**
 * Every verdict is void when the product has changed. When only tests have, what was noticed counts as noticed still, and
 * survivors are judged again.
 */
export function openStore({ stateFolder, isFresh }: Options, tests: readonly string[]): Store {
  const path = join(stateFolder, 'state.json');
  const product = digest(PRODUCT.flatMap((folder) => filesUnder(folder)));
  const now = digest([...tests, ...filesUnder('test/fixtures'), ...filesUnder('test/analysis')]);
  let kept = isFresh ? undefined : read(path);
  if (kept?.product !== product) kept = undefined;
  const state: Kept = { product, tests: now, verdicts: kept?.verdicts ?? {} };
  if (kept && kept.tests !== now)
    for (const [key, known] of Object.entries(state.verdicts))
      if (known !== 'does not compile' && known.how === '') delete state.verdicts[key];
  return {
    verdictOf: (mutant) => state.verdicts[keyOf(mutant)],
    note(mutant, known) {
      state.verdicts[keyOf(mutant)] = known;
      mkdirSync(stateFolder, { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(state, null, 1));
      renameSync(`${path}.new`, path);
    },
  };
}

const keyOf = ({ file, start, end, text }: Mutant) => `${file} ${start} ${end} ${text}`;

function read(path: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[a-z]+$/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function digest(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
