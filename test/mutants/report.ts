/** What a run came to, and the survivors that nothing could notice. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.ts';
import type { Verdict } from './judge.ts';
import { type Mutant, OPERATORS } from './places.ts';

/** A mutant that no test can tell from the product, and why. Lines shift, so it is named by its text. */
interface Equivalent {
  readonly file: string;
  readonly inside: string;
  /** The line, where the function has the same text on several. */
  readonly on?: string;
  readonly was: string;
  readonly text: string;
  readonly why: string;
}

const EQUIVALENT: readonly Equivalent[] = JSON.parse(
  readFileSync(join(root, 'test/mutants/equivalent.json'), 'utf8'),
);

export function reasonFor(mutant: Mutant): string | undefined {
  return EQUIVALENT.find(
    (one) =>
      one.file === mutant.file &&
      one.inside === mutant.inside &&
      one.was === mutant.was &&
      one.text === mutant.text &&
      (one.on === undefined || one.on === lineOf(mutant)),
  )?.why;
}

function lineOf({ file, line }: Mutant): string {
  return readFileSync(join(root, file), 'utf8').split('\n')[line - 1]!.trim();
}

/** Prints figures and survivors; how many of these have no reason. */
export function told(title: string, judged: readonly (readonly [Mutant, Verdict])[]): number {
  if (judged.length === 0) return 0;
  const survivors = judged.filter(([, { how }]) => how === '').map(([mutant]) => mutant);
  const open = survivors.filter((mutant) => reasonFor(mutant) === undefined);
  const seconds = judged.reduce((sum, [, verdict]) => sum + verdict.seconds, 0);
  const noticed = judged.length - survivors.length;
  const share = ((100 * noticed) / judged.length).toFixed(1);
  console.log(
    `\n${title}: ${judged.length} mutants, ${noticed} noticed (${share} %), ${survivors.length - open.length} equivalent, ${open.length} survived; ${seconds.toFixed(0)} s of processor time`,
  );
  for (const operator of OPERATORS) {
    const all = judged.filter(([mutant]) => mutant.operator === operator);
    const missed = survivors.filter((mutant) => mutant.operator === operator);
    if (all.length > 0) console.log(`  ${operator}: ${all.length - missed.length} of ${all.length}`);
  }
  for (const mutant of open) console.log(diff(mutant));
  return open.length;
}

function diff({ file, line, inside, was, text, facts }: Mutant): string {
  const about = facts.length > 0 ? `: ${facts.join(', ')} left out` : '';
  const lines = (sign: string, all: string) => all.split('\n').map((one) => `  ${sign} ${one.trim()}`);
  return [`\n${file}:${line} ${inside}()${about}`, ...lines('-', was), ...lines('+', text)].join('\n');
}
