/** Functions that are being typed: text that begins like one and from which the parser could make none. */
import type { CNode, ParsedFile, Span } from './types.ts';

/** A line in the first column with type words, a name, arguments and the brace of a body. */
const BEGINNING = /^[A-Za-z_][\w \t*]{0,200}?[ \t*]([A-Za-z_]\w*)[ \t]*\(([^;{}]{0,2000})\)\s{0,200}\{/gm;
/** Macros that name a program in their first argument. */
const MACRO = /^[A-Z][A-Z0-9_]+$/;
const KEYWORDS = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'do', 'else', 'defined']);
const MOST = 100;

/** Their names, in source order, each once. */
export function tornFunctions(file: ParsedFile): string[] {
  const names = new Set<string>();
  for (const { start, end } of tornSpans(file)) {
    for (const found of file.masked.slice(start, end).matchAll(BEGINNING)) {
      const name = nameOf(found[1]!, found[2]!);
      if (name !== '') names.add(name);
      if (names.size >= MOST) return [...names];
    }
  }
  return [...names];
}

function nameOf(name: string, args: string): string {
  if (KEYWORDS.has(name)) return '';
  return MACRO.test(name) ? (/^\s*([a-z_]\w*)/.exec(args)?.[1] ?? '') : name;
}

/** Stretches outside of every declaration that the parser skipped, from the line they begin in. */
function tornSpans({ root, masked }: ParsedFile): Span[] {
  const spans: Span[] = [];
  for (const [i, kid] of root.kids.entries()) {
    if (!isTorn(kid)) continue;
    const start = masked.lastIndexOf('\n', kid.start) + 1;
    const end = kid.type === 'ERROR' ? kid.end : (root.kids[i + 1]?.start ?? masked.length);
    spans.push({ start: Math.max(start, spans.at(-1)?.end ?? 0), end });
  }
  return spans;
}

/** A declarator that belongs to nothing is the beginning of a function that goes on too deep. */
function isTorn({ type }: CNode): boolean {
  return type === 'ERROR' || type === 'function_declarator';
}
