/** Entry: a file's text to its masked light tree. */
import { lex } from './lexer.ts';
import { mask } from './mask.ts';
import { parseMasked } from './tree.ts';
import type { FileReader, Macro, ParsedFile } from './types.ts';

export function parseFile(path: string, text: string, _reader: FileReader): ParsedFile {
  const tok = lex(text);
  const { masked, marks } = mask(text, tok);
  const { root, holes } = parseMasked(masked, marks);
  return {
    path,
    text,
    masked,
    root,
    marks,
    macros: new Map<string, Macro>(),
    includes: [],
    missing: [],
    expanded: [],
    holes,
    expand: () => undefined,
  };
}
