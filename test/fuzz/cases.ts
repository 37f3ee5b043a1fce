/** The cases of a seed, by number. */
import { type Program, piecesOf } from './corpus.ts';
import { MUTATIONS } from './mutate.ts';
import { planted } from './plant.ts';
import { type Random, randomOf } from './random.ts';
import { SHAPES } from './shapes.ts';

export interface Case {
  /** What was done to make it: names of mutations or of a shape. */
  readonly recipe: string;
  readonly text: string;
  /** A whole program that the text was made from, and is edited back to. */
  readonly origin: string;
  /** Fixes what is random in the judgement. */
  readonly seed: string;
}

/** An input under this size has its limits of time and memory. */
const LARGEST = 100_000;

export function caseOf(programs: readonly Program[], seed: number, index: number): Case {
  const random = randomOf('program', seed, index);
  const origin = random.pick(programs).text;
  const made = random.once(12) ? shaped(random) : mutated(random, programs, origin);
  const text = random.once(4) ? made.text : planted(made.text, random.once(2) ? 'before' : 'behind');
  // Longer than that, no limit is promised.
  return {
    recipe: made.recipe,
    text: text.length < LARGEST ? text : text.slice(0, LARGEST),
    origin,
    seed: `${seed} ${index}`,
  };
}

function shaped(random: Random): { recipe: string; text: string } {
  const shape = random.pick(SHAPES);
  return { recipe: shape.name, text: shape.make(random) };
}

function mutated(
  random: Random,
  programs: readonly Program[],
  origin: string,
): { recipe: string; text: string } {
  const names: string[] = [];
  let text = origin;
  for (let left = random.sized(1, 5); left > 0; left--) {
    const mutation = random.pick(MUTATIONS);
    const other = random.pick(programs).text;
    text = mutation.apply(text, random, random.once(3) ? piecesOf(other).join('\n\n') : other);
    names.push(mutation.name);
  }
  return { recipe: names.join(' '), text };
}
