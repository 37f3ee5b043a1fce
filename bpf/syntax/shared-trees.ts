/** A header that is masked to the same text again (other macros before it, the same outcome) shares its tree. */

import type { Stretch } from './external/blank-elision.ts';
import { bodiesOf, parseOutline } from './external/bodies.ts';
import { type LightTree, parseMasked } from './tree.ts';
import type { Mark, Span } from './types.ts';

/** UTF-16 units of masked text whose trees are kept. */
const LIMIT = 8_000_000;

interface Kept {
  readonly marks: string;
  readonly tree: LightTree;
}

const kept = new Map<string, Kept[]>();
let held = 0;

/** As parseMasked; for texts that come again with every file that includes them. */
export function parseShared(
  { masked, text, tok }: Pick<Stretch, 'masked' | 'text' | 'tok'>,
  marks: readonly Mark[],
  broken: readonly Span[],
): LightTree {
  const signature = signatureOf(marks, broken);
  const known = kept.get(masked)?.find((entry) => entry.marks === signature);
  if (known) return known.tree;
  const whole = { masked, text, tok, first: 0, behind: tok.count, start: 0, end: masked.length };
  const tree =
    broken.length > 0 ? parseMasked(masked, marks, { broken }) : parseOutline(whole, marks, bodiesOf(tok));
  if (held > LIMIT) {
    kept.clear();
    held = 0;
  }
  held += masked.length;
  kept.set(masked, [...(kept.get(masked) ?? []), { marks: signature, tree }]);
  return tree;
}

/** Marks mend the tree: programs without arguments, for one. */
function signatureOf(marks: readonly Mark[], broken: readonly Span[]): string {
  const programs = marks.filter((mark) => mark.kind === 'program').map((mark) => mark.start);
  return `${marks.length} ${programs.join(' ')} ${broken.map((span) => span.start).join(' ')}`;
}
