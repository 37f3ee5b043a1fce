/** Document symbols: a tree, or a list for clients that take no other. */
import type { DocumentSymbol, SymbolInformation } from 'vscode-languageserver';
import { isUserC } from '../../../bpf/syntax/detect.ts';
import { type FileSymbol, symbolsOf, withUnfinished } from '../../service/assist/symbols.ts';
import { changeBetween } from '../../service/moves.ts';
import { type Checks, whenChecked } from '../checks.ts';
import type { Doc } from '../documents.ts';
import { SymbolKind } from '../wire/values.ts';

const KIND: Readonly<Record<FileSymbol['kind'], SymbolKind>> = {
  program: SymbolKind.Function,
  callback: SymbolKind.Method,
  map: SymbolKind.Object,
  slot: SymbolKind.Field,
};

/** What was answered last, and for which text. */
const answered = new WeakMap<Doc, { readonly text: string; readonly symbols: readonly FileSymbol[] }>();

export async function documentSymbols(
  doc: Doc,
  checks: Checks,
  isTree: boolean,
  isWanted: () => boolean,
): Promise<DocumentSymbol[] | SymbolInformation[] | null> {
  await whenChecked(doc, checks, isWanted);
  const text = doc.text.getText();
  if (!isWanted() || !doc.isOn || isUserC(doc.uri, text)) return null;
  const symbols = current(doc, text);
  return isTree
    ? symbols.map((symbol) => inTree(doc, symbol))
    : symbols.flatMap((symbol) => inList(doc, symbol, ''));
}

function current(doc: Doc, text: string): readonly FileSymbol[] {
  const before = answered.get(doc);
  if (before?.text === text) return before.symbols;
  const { file, module } = doc.session.parsed();
  const now = symbolsOf(file, module);
  const change = before && changeBetween(before.text, text);
  const symbols = change ? withUnfinished(now, before.symbols, change, file) : now;
  answered.set(doc, { text, symbols });
  return symbols;
}

function rangeIn({ text }: Doc, { start, end }: { readonly start: number; readonly end: number }) {
  return { start: text.positionAt(start), end: text.positionAt(end) };
}

function inTree(doc: Doc, symbol: FileSymbol): DocumentSymbol {
  return {
    name: symbol.name,
    detail: symbol.detail,
    kind: KIND[symbol.kind],
    range: rangeIn(doc, symbol),
    selectionRange: rangeIn(doc, symbol.at),
    ...(symbol.inside.length > 0 ? { children: symbol.inside.map((one) => inTree(doc, one)) } : {}),
  };
}

function inList(doc: Doc, symbol: FileSymbol, containerName: string): SymbolInformation[] {
  const { name, kind, inside } = symbol;
  const location = { uri: doc.uri, range: rangeIn(doc, symbol.at) };
  const own = { name, kind: KIND[kind], location, ...(containerName === '' ? {} : { containerName }) };
  return [own, ...inside.flatMap((one) => inList(doc, one, name))];
}
