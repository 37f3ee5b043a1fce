/** What `explain`, SARIF and the README's table say about the rules: the fault kinds with their rules' words. */
import { FAULTS } from '../bpf/kernel/faults/index.ts';
import { LANGUAGES, type Language, useLanguage } from '../bpf/words/language.ts';
import { allRules } from '../server/rules/index.ts';
import { docsOf, titleOf } from '../server/rules/language.ts';
import { COMPLAINT_IDS, COMPLAINT_SEVERITY, complaintTexts } from '../server/service/suppress/complaints.ts';
import type { RuleDoc } from './services.ts';

/** In the language that is spoken. */
export function ruleDocs(): RuleDoc[] {
  return allRules().map((rule) => {
    const { id, examples } = rule;
    const { severity, rules } = FAULTS[id];
    return { id, severity, title: titleOf(rule), docs: docsOf(rule), examples, rules };
  });
}

/** What may be said of comments that suppress: to be looked up as the rules are. */
export function complaintDocs(): RuleDoc[] {
  return COMPLAINT_IDS.map((id) => ({
    id,
    severity: COMPLAINT_SEVERITY[id],
    ...complaintTexts(id),
    examples: [],
    rules: [],
  }));
}

/** Everything that a finding's id leads to. */
export function allDocs(): RuleDoc[] {
  return [...ruleDocs(), ...complaintDocs()];
}

/** For the build, which writes them as files. Leaves English spoken. */
export function ruleDocsByLanguage(): [Language, RuleDoc[]][] {
  const all = LANGUAGES.map((language): [Language, RuleDoc[]] => {
    useLanguage(language);
    return [language, allDocs()];
  });
  useLanguage('en');
  return all;
}
