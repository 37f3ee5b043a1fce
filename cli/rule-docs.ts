/** What `explain`, SARIF and the README's table say about the rules: the fault kinds with their rules' words. */
import { FAULTS } from '../bpf/kernel/faults/index.ts';
import { initSyntax } from '../bpf/syntax/parser.ts';
import { LANGUAGES, type Language, useLanguage } from '../bpf/words/language.ts';
import { allRules } from '../server/rules/index.ts';
import { docsOf, titleOf } from '../server/rules/language.ts';
import { fixesOfExample } from '../server/service/fix/example-fixes.ts';
import { COMPLAINT_IDS, COMPLAINT_SEVERITY, complaintTexts } from '../server/service/suppress/complaints.ts';
import { changesBetween } from './output/diff.ts';
import type { ExampleFix, RuleDoc } from './services.ts';

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

/** A rule with the fixes of its bad examples, as they are made now. `initChecker` must have resolved before. */
export function withFixes(doc: RuleDoc): RuleDoc {
  const examples = doc.examples.map((example) => ({
    bad: example.bad,
    good: example.good,
    fixes: fixesOfExample(example).map(({ title, safe, text }) => ({
      title,
      safe,
      changes: changesBetween(example.bad, text),
    })),
  }));
  return { ...doc, examples };
}

/** Markdown: the fixes of all rules. `docs`: as `withFixes` makes them. */
export function fixesPage(docs: readonly RuleDoc[]): string {
  const parts = docs.flatMap(({ id, examples }) => {
    const fixes = examples.flatMap((example) => example.fixes ?? []);
    return fixes.length > 0 ? [`### ${id}`, ...fixes.map(fixSection)] : [];
  });
  return parts.join('\n\n');
}

function fixSection({ title, safe, changes }: ExampleFix): string {
  const lines = changes.replace(/^ *\n/, '').trimEnd();
  return `**${title}**${safe ? ' (safe)' : ''}\n\n\`\`\`diff\n${lines}\n\`\`\``;
}

/** For the build, which writes them as files. Leaves English spoken. `wasm`: of the parser. */
export async function ruleDocsByLanguage(
  wasm: Parameters<typeof initSyntax>[0],
): Promise<[Language, RuleDoc[]][]> {
  await initSyntax(wasm);
  const all = LANGUAGES.map((language): [Language, RuleDoc[]] => {
    useLanguage(language);
    return [language, allDocs().map(withFixes)];
  });
  useLanguage('en');
  return all;
}
