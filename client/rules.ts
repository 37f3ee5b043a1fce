/** Addresses of pages about rules and kernel functions. What is on them, the server says. */

/** The manifest has VS Code show documents of this scheme rendered. */
export const RULE_SCHEME = 'bpf-cpumask-rule';

/** Where the page of a rule is. */
export function rulePageAt(id: string): { readonly scheme: string; readonly path: string } {
  return { scheme: RULE_SCHEME, path: `/${id}.md` };
}

/** What the page at a path is about: the id of a rule, or `function/NAME`. */
export function subjectOfPath(path: string): string {
  return path.replace(/^\//, '').replace(/\.md$/, '');
}
