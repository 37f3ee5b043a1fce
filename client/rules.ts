/** Pages about rules, from `dist/rules.json`, which the build writes from the rules themselves. */

import { words } from '../bpf/words/client.ts';
import { languageNow } from '../bpf/words/language.ts';

export interface Rule {
  readonly id: string;
  readonly severity: string;
  readonly title: string;
  /** Markdown. */
  readonly docs: string;
  readonly examples: readonly Example[];
}

interface Example {
  readonly bad: string;
  readonly good: string;
  /** Of the bad program, each as lines of a diff. */
  readonly fixes?: readonly { readonly title: string; readonly safe: boolean; readonly changes: string }[];
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
