/** Commands that open something to read: a sample, the page of a rule. */

import { commands, type Disposable, type ExtensionContext, Uri, ViewColumn, window, workspace } from 'vscode';
import { words } from '../bpf/words/client.ts';
import { RULE_SCHEME, rulePageAt, subjectOfPath } from './rules.ts';
import { besideSample, SAMPLES, sampleOf, sampleText } from './samples.ts';

async function bundled(context: ExtensionContext, ...path: string[]): Promise<string> {
  const bytes = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, ...path));
  return new TextDecoder().decode(bytes);
}

/**
 * Opens a sample as an untitled document: it can be changed, and nothing is written anywhere. One of user space is opened
 * where it is, beside its BPF file, since it is found by its name.
 */
export async function openSample(context: ExtensionContext, argument?: unknown): Promise<void> {
  const sample = sampleOf(argument) ?? (await pickSample());
  if (!sample) return;
  const beside = besideSample(sample);
  if (beside !== undefined) {
    const at = (name: string) => Uri.joinPath(context.extensionUri, 'examples', name);
    await window.showTextDocument(at(beside), { viewColumn: ViewColumn.Beside, preview: false });
    await window.showTextDocument(at(sample), { viewColumn: ViewColumn.One, preview: false });
    return;
  }
  const content = await bundled(context, 'examples', sample);
  await window.showTextDocument(await workspace.openTextDocument({ language: 'c', content }));
}

async function pickSample() {
  const items = SAMPLES.map((sample) => ({
    label: sampleText(sample).title,
    description: sample,
    detail: sampleText(sample).about,
    sample,
  }));
  const picked = await window.showQuickPick(items, {
    title: words().pickSample,
    matchOnDetail: true,
  });
  return picked?.sample;
}

/** A rule that there is a page about. */
interface Rule {
  readonly id: string;
  readonly severity: string;
  readonly title: string;
}

/** Asks the server, which is started if need be. */
type Ask = <T>(method: string, params: object) => Promise<T>;

/** Shows the pages that the server writes. */
export function createRulePages(ask: Ask): Disposable & { show(id?: unknown): Promise<void> } {
  const registration = workspace.registerTextDocumentContentProvider(RULE_SCHEME, {
    async provideTextDocumentContent({ path }) {
      const subject = subjectOfPath(path);
      return (await ask<string | null>('bpfCpumask/page', { subject })) ?? words().noPage(subject);
    },
  });
  return {
    async show(id) {
      const known = await ask<readonly Rule[]>('bpfCpumask/rules', {});
      const rule = known.find((one) => one.id === id) ?? (await pickRule(known));
      if (rule) await commands.executeCommand('vscode.open', Uri.from(rulePageAt(rule.id)));
    },
    dispose: () => registration.dispose(),
  };
}

async function pickRule(rules: readonly Rule[]): Promise<Rule | undefined> {
  const items = rules.map((rule) => ({
    label: rule.id,
    description: rule.severity,
    detail: rule.title,
    rule,
  }));
  const picked = await window.showQuickPick(items, { title: words().pickRule, matchOnDetail: true });
  return picked?.rule;
}
