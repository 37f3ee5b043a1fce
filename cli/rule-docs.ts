/** What `explain`, SARIF and the README's table say about the rules: the fault kinds with their rules' words. */
import { FAULTS } from '../bpf/kernel/faults/index.ts';
import { allRules } from '../server/rules/index.ts';
import type { RuleDoc } from './services.ts';

export function ruleDocs(): RuleDoc[] {
  return allRules().map(({ id, docs, examples }) => {
    const { severity, title, rules } = FAULTS[id];
    return { id, severity, title, docs, examples, rules };
  });
}
