/** Pages about rules and functions, for clients that show them: what is on one, which there are, and where they are for. */
import type { Definition, Position } from 'vscode-languageserver';
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import { isUserC } from '../../../bpf/syntax/detect.ts';
import { allDocs } from '../../service/pages/rule-docs.ts';
import { wordAt } from '../../service/word.ts';
import type { Doc } from '../documents.ts';

/** A rule in a list. */
export interface ListedRule {
  readonly id: string;
  readonly severity: string;
  readonly title: string;
}

export function listedRules(): ListedRule[] {
  return allDocs().map(({ id, severity, title }) => ({ id, severity, title }));
}

/** The page of a kernel function that this file does not define: who follows the name gets to know what it does. */
export function definitionOf(
  doc: Doc,
  position: Position,
  pageOf: (name: string) => string,
): Definition | null {
  const text = doc.text.getText();
  if (!doc.isOn || isUserC(doc.uri, text)) return null;
  const word = wordAt(text, doc.text.offsetAt(position));
  const fn = word && lookupFunction(word.text);
  if (!fn || doc.session.latest()?.module.functions.has(fn.name)) return null;
  const top = { line: 0, character: 0 };
  return { uri: pageOf(fn.name), range: { start: top, end: top } };
}
