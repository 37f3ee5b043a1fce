/** What `explain`, SARIF and the README's table say about the rules: the fault kinds with their rules' words. */
import { faultKind } from '../bpf/kernel/faults.ts';
import { LANGUAGES, type Language, useLanguage } from '../bpf/words/language.ts';
import { allRules } from '../server/rules/index.ts';
import { docsOf, titleOf } from '../server/rules/language.ts';
import type { RuleDoc } from './services.ts';

/** In the language that is spoken. */
export function ruleDocs(): RuleDoc[] {
  return allRules().map((rule) => {
    const { id, examples } = rule;
    const { severity, rules } = faultKind(id);
    return { id, severity, title: titleOf(rule), docs: docsOf(rule), examples, rules };
  });
}

/** For the build, which writes them as files. Leaves English spoken. */
export function ruleDocsByLanguage(): [Language, RuleDoc[]][] {
  const all = LANGUAGES.map((language): [Language, RuleDoc[]] => {
    useLanguage(language);
    return [language, ruleDocs()];
  });
  useLanguage('en');
  return all;
}
