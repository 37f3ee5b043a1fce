/** Pages about rules, from `dist/rules.json`, which the build writes from the rules themselves. */

import { words } from '../bpf/words/client.ts';
import { languageNow } from '../bpf/words/language.ts';

export interface Rule {
  readonly id: string;
  readonly severity: string;
  readonly title: string;
  /** Markdown. */
  readonly docs: string;
  readonly examples: readonly { readonly bad: string; readonly good: string }[];
}

/** The manifest has VS Code show documents of this scheme rendered. */
export const RULE_SCHEME = 'bpf-cpumask-rule';

/** Where the page of a rule is. */
export function rulePageAt(id: string): { readonly scheme: string; readonly path: string } {
  return { scheme: RULE_SCHEME, path: `/${id}.md` };
}

/** The rule whose page a path is. */
export function ruleOfPath(path: string): string {
  return path.replace(/^\//, '').replace(/\.md$/, '');
}

/** Where in `dist/` the rules are in the language that is spoken; the build writes them. */
export function rulesFile(): string {
  const language = languageNow();
  return language === 'en' ? 'rules.json' : `rules.${language}.json`;
}

export function readRules(json: string): Rule[] {
  return JSON.parse(json) as Rule[];
}

export function rulePage({ id, severity, title, docs, examples }: Rule): string {
  const bad = severity === 'error' ? words().refused : words().reported;
  const parts = examples.flatMap((example) => [
    `## ${bad}`,
    fenced(example.bad),
    `## ${words().right}`,
    fenced(example.good),
  ]);
  return `${[`# ${id}`, `**${title}** (${severity})`, docs.trim(), ...parts].join('\n\n')}\n`;
}

function fenced(code: string): string {
  return `\`\`\`c\n${code.trim()}\n\`\`\``;
}
