/** `bpf-cpumask explain`: a rule's own words, or the list of rules. */

import { printable } from '../bpf/syntax/printable.ts';
import { words } from '../bpf/words/cli.ts';
import { closest } from '../bpf/words/closest.ts';
import type { RuleDoc } from '../server/service/pages/rule-docs.ts';
import type { Severity } from '../server/service/types.ts';
import type { Style } from './output/style.ts';
import { styleOf } from './output/style.ts';
import type { ExitCode, Services } from './services.ts';
import { EXIT } from './services.ts';
import type { Terminal } from './terminal.ts';
import { wantsColour } from './terminal.ts';

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

export async function runExplain(
  id: string | undefined,
  terminal: Terminal,
  services: Pick<Services, 'init' | 'rules' | 'withFixes'>,
): Promise<ExitCode> {
  const rules = services.rules();
  const style = styleOf(wantsColour(terminal.out, terminal.env));
  if (id === undefined) {
    terminal.out.write(renderList(rules, style));
    return EXIT.clean;
  }
  const rule = rules.find((known) => known.id === id);
  if (rule) {
    await services.init();
    terminal.out.write(renderRule(services.withFixes(rule), style));
    return EXIT.clean;
  }
  const ids = rules.map((known) => known.id);
  const near = closest(id, ids);
  const name = printable(id);
  terminal.err.write(near === undefined ? words().noRule(name) : words().otherRule(name, near));
  return EXIT.wrongUse;
}

function renderList(rules: readonly RuleDoc[], style: Style): string {
  const width = Math.max(...rules.map((rule) => rule.id.length), 0);
  const sorted = rules.toSorted((a, b) => ORDER[a.severity] - ORDER[b.severity] || (a.id < b.id ? -1 : 1));
  const severities = Math.max(...rules.map((rule) => words().severity[rule.severity].length), 0);
  return sorted
    .map((rule) => {
      const severity = style.severity(rule.severity, words().severity[rule.severity].padEnd(severities));
      return `${rule.id.padEnd(width)}  ${severity}  ${rule.title}\n`;
    })
    .join('');
}

function renderRule(rule: RuleDoc, style: Style): string {
  const blocks = [
    `${style.bold(rule.id)} (${style.severity(rule.severity, words().severity[rule.severity])}): ${rule.title}`,
    rule.docs.trim(),
    ...rule.examples.flatMap(({ bad, good, fixes = [] }) => [
      `${style.bold(badTitle(rule))}\n\n${indented(bad)}`,
      ...fixes.map(
        ({ title, safe, changes }) =>
          `${style.bold(words().fixOfExample(title, safe))}\n\n${indented(changes)}`,
      ),
      `${style.bold(words().right)}\n\n${indented(good)}`,
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function badTitle(rule: RuleDoc): string {
  return rule.severity === 'error' ? words().refused : words().reported;
}

function indented(code: string): string {
  const lines = code
    .replace(/^\s*\n/, '')
    .trimEnd()
    .split('\n');
  return lines.map((line) => (line === '' ? '' : `    ${line}`)).join('\n');
}
