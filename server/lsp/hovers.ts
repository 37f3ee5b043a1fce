/** Hover requests: answered from what is known already, never by waiting for a check. */

import type { Hover } from 'vscode-languageserver';
import { isUserC } from '../../bpf/syntax/detect.ts';
import { printableLines } from '../../bpf/syntax/printable.ts';
import { withHoversIn } from '../../bpf/words/language.ts';
import { type HoverAnswer, hover } from '../service/hover.ts';
import { kernelOf } from '../service/settings/merge.ts';
import { type Doc, isCurrent } from './documents.ts';
import { MarkupKind } from './wire/values.ts';

interface Cache {
  readonly revision: number;
  readonly byOffset: Map<number, HoverAnswer | undefined>;
}

const caches = new WeakMap<Doc, Cache>();

/** While somebody types, only the catalogue is asked: the state of a variable is told once the check has caught up. */
export function hoverAt(
  doc: Doc,
  position: { line: number; character: number },
  markdown: boolean,
): Hover | null {
  if (!doc.isOn) return null;
  const offset = doc.text.offsetAt(position);
  const answer = isCurrent(doc) ? remembered(doc, offset) : ask(doc, offset);
  if (!answer) return null;
  const text = printableLines(answer.text);
  const value = markdown ? text : plainMarkdown(text);
  return {
    contents: { kind: markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value },
    range: { start: doc.text.positionAt(answer.start), end: doc.text.positionAt(answer.end) },
  };
}

function remembered(doc: Doc, offset: number): HoverAnswer | undefined {
  let cache = caches.get(doc);
  if (cache?.revision !== doc.revision) {
    cache = { revision: doc.revision, byOffset: new Map() };
    caches.set(doc, cache);
  }
  if (cache.byOffset.has(offset)) return cache.byOffset.get(offset);
  const answer = ask(doc, offset);
  cache.byOffset.set(offset, answer);
  for (let at = answer?.start ?? offset; at < (answer?.end ?? offset); at++) cache.byOffset.set(at, answer);
  return answer;
}

function ask(doc: Doc, offset: number): HoverAnswer | undefined {
  const { session, settings } = doc;
  const known = () => ({ module: session.parsed().module, checked: session.checked() });
  const question = {
    text: doc.text.getText(),
    offset,
    kernel: kernelOf(settings),
    isUserSpace: isUserC(doc.uri, doc.text.getText()),
    known: isCurrent(doc) ? known : undefined,
  };
  return spoken(doc, () => hover(question));
}

/** In the language that the document's settings want for hovers. */
export function spoken<T>({ settings: { language } }: Doc, say: () => T): T {
  return language === 'auto' ? say() : withHoversIn(language, say);
}

/** Markdown without its marks, for clients that show text as it is. */
export function plainMarkdown(markdown: string): string {
  return markdown.replace(/^```\w*\n?/gm, '').replace(/\\([!-/:-@[-`{-~])|\*\*|`/g, '$1');
}
