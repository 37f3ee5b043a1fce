/** For the build: what the rules say, as files. */
import { initSyntax } from '../bpf/syntax/parser.ts';
import {
  allDocs,
  type ExampleFix,
  type RuleDoc,
  ruleDocs,
  withFixes,
} from '../server/service/pages/rule-docs.ts';
import { rulePage } from '../server/service/pages/rule-page.ts';

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

/** The same of today's rules. `wasm`: of the parser. */
export async function todaysFixes(wasm: Parameters<typeof initSyntax>[0]): Promise<string> {
  await initSyntax(wasm);
  return fixesPage(ruleDocs().map(withFixes));
}

/** Each rule's page by its id, in English. `wasm`: of the parser. */
export async function rulePages(wasm: Parameters<typeof initSyntax>[0]): Promise<[string, string][]> {
  await initSyntax(wasm);
  return allDocs().map((doc) => [doc.id, rulePage(withFixes(doc))]);
}
