/**
 * What a rule says, in the language that is spoken. Its English is its own file; for another language there may be
 * `server/rules/LANGUAGE/ID.ts` with `defineRule` again (so each kind of the fault has a message there too) and a title.
 * A rule that has none speaks English.
 */
import { faultKind } from '../../bpf/kernel/faults.ts';
import { type Language, languageNow, spoken } from '../../bpf/words/language.ts';
import type { Fault, FaultId } from '../analysis/engine/faults.ts';
import type { Rule } from './rule.ts';

interface Translation {
  readonly title: string;
  readonly rule: Rule;
}

/** By language, then by rule. */
const OTHERS: {
  readonly [L in Exclude<Language, 'en'>]: { readonly [Id in FaultId]?: Translation };
} = {};

function translation({ id }: Rule): Translation | undefined {
  const others: { readonly [L in Language]?: { readonly [Id in FaultId]?: Translation } } = OTHERS;
  return others[languageNow()]?.[id];
}

/** One line for lists, without a full stop. */
export function titleOf(rule: Rule): string {
  return spoken(translation(rule)?.title ?? faultKind(rule.id).title);
}

export function messageOf(rule: Rule, fault: Fault): string {
  return spoken((translation(rule)?.rule ?? rule).message(fault));
}

/** Markdown: why the kernel refuses it, and how it is mended. */
export function docsOf(rule: Rule): string {
  return spoken((translation(rule)?.rule ?? rule).docs);
}
