/** English: comments that suppress findings, and what is wrong with them. */

const form = '// bpf-cpumask: ignore RULE -- reason';

export const en = {
  titles: {
    'suppression-unused': 'A comment suppresses a finding that does not exist',
    'suppression-without-reason': 'A comment suppresses a finding without a reason',
    'suppression-unknown-rule': 'A comment suppresses a rule that does not exist',
  },
  pages: {
    'suppression-unused': `A \`// bpf-cpumask: ignore RULE -- reason\` comment suppresses findings of the rule on its line, on the
line below it, or in the function below it. There is none for the target kernel, so the comment
does nothing, and would hide a later mistake. Remove it, or move it to the line of the finding.

It is not reported while a function on the way to it is not fully checked or not fully typed.`,
    'suppression-without-reason': `A suppressed finding is a claim that the checker is wrong, or that the fault does not matter here.
Write why after the rules: \`// bpf-cpumask: ignore RULE -- reason\`. The finding is suppressed
either way.`,
    'suppression-unknown-rule': `The comment names a rule that does not exist, so it suppresses nothing. \`bpf-cpumask explain\` lists
the rules. Several rules are separated by commas: \`// bpf-cpumask: ignore RULE, RULE -- reason\`.`,
  },
  unused: (rule: string, kernel: string) =>
    `The comment suppresses nothing: '${rule}' is not reported here for kernel ${kernel}. Remove the comment.`,
  oneUnused: (rule: string, kernel: string) =>
    `'${rule}' is not reported here for kernel ${kernel}. Remove it from the comment.`,
  noReason: (rules: string) =>
    `The comment suppresses ${rules} without a reason. Add one after the rules: ${form}.`,
  noRule: `The comment does not name a rule and suppresses nothing. Name it: ${form}.`,
  unknownRule: (id: string) =>
    `There is no rule '${id}'; it suppresses nothing. 'bpf-cpumask explain' lists the rules.`,
  otherRule: (id: string, near: string) =>
    `There is no rule '${id}'; it suppresses nothing. Did you mean '${near}'?`,
};
