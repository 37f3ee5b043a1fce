/** The page of a rule, as Markdown. */
import { words } from '../../../bpf/words/rule.ts';
import type { RuleDoc } from './rule-docs.ts';

/** `doc`: with its fixes, if they are to be shown. */
export function rulePage({ id, severity, title, docs, examples }: RuleDoc): string {
  const bad = severity === 'error' ? words().refused : words().reported;
  const parts = examples.flatMap((example) => [
    `## ${bad}`,
    fenced(example.bad),
    ...(example.fixes ?? []).flatMap(({ title, safe, changes }) => [
      `### ${words().fixOfExample(title, safe)}`,
      fenced(changes, 'diff'),
    ]),
    `## ${words().right}`,
    fenced(example.good),
  ]);
  return `${[`# ${id}`, `**${title}** (${severity})`, docs.trim(), ...parts].join('\n\n')}\n`;
}

function fenced(code: string, language = 'c'): string {
  return `\`\`\`${language}\n${code.replace(/^\s*\n/, '').trimEnd()}\n\`\`\``;
}
