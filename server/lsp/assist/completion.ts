/** Completion requests: a list without its explanations, which are asked for one by one. */
import type { CompletionItem, CompletionList, CompletionParams } from 'vscode-languageserver';
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import { isUserC } from '../../../bpf/syntax/detect.ts';
import { completionAt } from '../../service/assist/completion.ts';
import type { Offer } from '../../service/assist/question.ts';
import { functionHover } from '../../service/hover-function.ts';
import { kernelOf } from '../../service/settings/merge.ts';
import type { Abilities } from '../abilities.ts';
import type { Doc } from '../documents.ts';
import { plainMarkdown, spoken } from '../hovers.ts';
import { CompletionItemKind, CompletionTriggerKind, InsertTextFormat, MarkupKind } from '../wire/values.ts';

/** Only where one of them can begin something. */
export const TRIGGERS = ['"', ' ', '(', '&'];

const KIND: Readonly<Record<Offer['kind'], CompletionItemKind>> = {
  function: CompletionItemKind.Function,
  flag: CompletionItemKind.EnumMember,
  section: CompletionItemKind.Value,
  slot: CompletionItemKind.Field,
};

/** What an item says of itself when its explanation is asked for. */
interface Data {
  readonly uri: string;
}

export function completions(
  doc: Doc,
  { position, context }: CompletionParams,
  abilities: Abilities,
  isAlone: boolean,
): CompletionList | null {
  const { suggest } = doc.settings;
  if (!doc.isOn || suggest === 'off') return null;
  const text = doc.text.getText();
  if (isUserC(doc.uri, text)) return null;
  const isTyped = context?.triggerKind === CompletionTriggerKind.TriggerCharacter;
  const found = completionAt({
    text,
    offset: doc.text.offsetAt(position),
    kernel: kernelOf(doc.settings),
    known: doc.session.latest(),
    isAlone: isAlone || suggest === 'all',
    trigger: isTyped ? context.triggerCharacter : undefined,
  });
  if (!found) return null;
  const range = { start: doc.text.positionAt(found.start), end: position };
  const data: Data = { uri: doc.uri };
  const items = found.items.map(({ label, kind, snippet }): CompletionItem => {
    const isSnippet = abilities.snippets && snippet !== label;
    return {
      label,
      kind: KIND[kind],
      textEdit: { range, newText: isSnippet ? snippet : label },
      ...(isSnippet ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
      ...(kind === 'function' ? { data } : {}),
    };
  });
  return { isIncomplete: false, items };
}

/** The page of the function, as a hover has it. */
export function resolveCompletion(
  item: CompletionItem,
  docs: ReadonlyMap<string, Doc>,
  { markdownCompletion }: Abilities,
): CompletionItem {
  const doc = docs.get((item.data as Data | undefined)?.uri ?? '');
  const fn = lookupFunction(item.label);
  if (!doc || !fn) return item;
  const text = spoken(doc, () => functionHover(fn, kernelOf(doc.settings)));
  const value = markdownCompletion ? text : plainMarkdown(text);
  const kind = markdownCompletion ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { ...item, documentation: { kind, value } };
}
