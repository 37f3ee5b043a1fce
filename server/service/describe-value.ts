/** A value of one path in words, as Markdown. */
import { words } from '../../bpf/words/hover.ts';
import type { PointerFact, Site, ValueFact } from '../analysis/describe.ts';

/** `line 12`, or the file's name when it is another file. */
export type SiteText = (site: Site) => string;

/** C's own word, in every language. */
export const NULL = 'NULL';

const MOST_ENDS = 3;

export function factText(fact: ValueFact, siteText: SiteText): string {
  if (fact.kind === 'uninitialised') return words().noValue;
  if (fact.kind === 'null') return NULL;
  const text = pointerText(fact, siteText);
  return fact.mayBeNull ? words().mayBeNull(text) : text;
}

function pointerText(fact: PointerFact, siteText: SiteText): string {
  const say = words();
  switch (fact.kind) {
    case 'owned':
      return say.ownedSince(siteText(fact.site), fact.by);
    case 'released':
      return say.releasedAt(siteText(fact.site), fact.by);
    case 'given-away':
      return say.givenAwayAt(siteText(fact.site));
    case 'no-longer-owned':
      return say.noLongerOwned;
    case 'argument':
      return say.trustedArgument;
    case 'trusted':
      return say.trustedNotOwned;
    case 'rcu':
      return rcuText(fact.ends, siteText);
    case 'section-ended':
      return fact.site ? say.sectionEndedAt(siteText(fact.site)) : say.sectionEnded;
    case 'untrusted':
      return fact.why === undefined ? say.untrusted : say.untrustedBecause[fact.why];
    case 'map-value':
      return say.valueOfMap(fact.map);
  }
}

function rcuText(ends: readonly Site[] | undefined, siteText: SiteText): string {
  if (!ends) return words().rcuUntilExit;
  const lines = [...new Set(ends.map(siteText))].slice(0, MOST_ENDS);
  return lines.length === 0 ? words().rcuUntilEnd : words().rcuUntil(lines);
}
