/** What rules and complaints say of themselves: their pages, `explain`, SARIF and the README's table read it. */
import { FAULTS } from '../../../bpf/kernel/faults/index.ts';
import { allRules } from '../../rules/index.ts';
import { docsOf, titleOf } from '../../rules/language.ts';
import { changesBetween } from '../fix/diff.ts';
import { fixesOfExample } from '../fix/example-fixes.ts';
import { COMPLAINT_IDS, COMPLAINT_SEVERITY, complaintTexts } from '../suppress/complaints.ts';
import type { Severity } from '../types.ts';

/** A fix of a bad example. */
export interface ExampleFix {
  readonly title: string;
  readonly safe: boolean;
  /** The lines around it, marked as in a diff. */
  readonly changes: string;
}

export interface ExampleDoc {
  readonly bad: string;
  readonly good: string;
  /** What it is checked as: see Example of server/rules/rule.ts. */
  readonly file?: string;
  readonly beside?: { readonly file: string; readonly text: string };
  readonly kernel?: string;
  /** Undefined: nobody has asked. */
  readonly fixes?: readonly ExampleFix[];
}

/** What a rule says about itself: `explain`, SARIF and the README's table read it. */
export interface RuleDoc {
  readonly id: string;
  readonly severity: Severity;
  /** One line for lists. */
  readonly title: string;
  /** Markdown: what the rule finds, why the kernel refuses it, what to do. */
  readonly docs: string;
  readonly examples: readonly ExampleDoc[];
  /** Rows of the verifier's rule list that it stands for. */
  readonly rules: readonly string[];
}

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
