/** Which mutants are judged. */
import { randomOf } from '../fuzz/random.ts';
import { type Mutant, OPERATORS } from './places.ts';

/** The places that handle every fact of a state: copies, subsumption, summaries, widening, and the end of a function. */
export const HANDLERS: ReadonlySet<string> = new Set(
  [
    'domain/state',
    'domain/trust',
    'engine/state-facts',
    'engine/subsumption',
    'engine/value-matching',
    'engine/value-widening',
    'engine/widening',
    'summaries/context-insensitive',
    'summaries/make-summary',
    'summaries/shapes',
    'summaries/summary',
    'transfer/leaks',
    'transfer/returns',
  ].map((name) => `server/analysis/${name}.ts`),
);

/** Each that leaves a fact out of such a place. */
export function factMutants(mutants: readonly Mutant[]): readonly Mutant[] {
  return mutants.filter(({ file, facts }) => facts.length > 0 && HANDLERS.has(file));
}

/** All others in an order that the seed fixes, one of each operator in turn. */
export function sample(mutants: readonly Mutant[], seed: number): readonly Mutant[] {
  const random = randomOf('mutants', seed);
  const facts = new Set(factMutants(mutants));
  const piles = OPERATORS.map((operator) => {
    const pile = mutants.filter((mutant) => mutant.operator === operator && !facts.has(mutant));
    return shuffled(pile, (count) => random.below(count));
  });
  const longest = Math.max(...piles.map((pile) => pile.length));
  return Array.from({ length: longest }, (_, i) => piles.flatMap((pile) => pile[i] ?? [])).flat();
}

function shuffled<T>(items: readonly T[], below: (count: number) => number): readonly T[] {
  const left = [...items];
  for (let i = left.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [left[i], left[j]] = [left[j]!, left[i]!];
  }
  return left;
}
