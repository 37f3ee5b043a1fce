/** How a file is written: what is put into it looks the same. */

export interface Style {
  readonly eol: '\n' | '\r\n';
  /** One level: a tab, or some spaces. */
  readonly unit: string;
  /** Tests of pointers are written `p != NULL` rather than `p`. */
  readonly comparesNull: boolean;
  /** A single statement stands in braces as well. */
  readonly braces: boolean;
}

/** Read off the text; what it does not tell is as in the kernel's own sources. */
export function styleOf(text: string): Style {
  return {
    eol: count(text, /\r\n/g) * 2 > count(text, /\n/g) ? '\r\n' : '\n',
    unit: unitOf(text),
    comparesNull: count(text, /\w\s*[!=]=\s*NULL\b/g) > count(text, /\bif\s*\(\s*!?\w+\s*\)/g),
    braces: count(text, BRACED) > count(text, BARE),
  };
}

const BRACED = /\bif\s*\([^(){};]*(?:\([^(){};]*\)[^(){};]*)*\)\s*\{[^{};]*;\s*\}(?!\s*else)/g;
const BARE = /\bif\s*\([^(){};]*(?:\([^(){};]*\)[^(){};]*)*\)\s*[\w*][^{};]*;/g;

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function unitOf(text: string): string {
  const tabs = count(text, /^\t+[\w}*]/gm);
  const widths = [...text.matchAll(/^( {2,8})[\w}*]/gm)].map(([, blanks]) => blanks!.length);
  if (tabs >= widths.length) return '\t';
  return ' '.repeat(Math.min(...widths));
}
