import { Language, Parser } from 'web-tree-sitter';

/** Parses with the bytes of the runtime and of the grammar; locateFile, as a bundle has no import.meta.url. */
export async function parse({ source, runtime, grammar }) {
  await Parser.init({ wasmBinary: runtime, locateFile: (name) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(new Uint8Array(grammar)));
  return parser.parse(source).rootNode.toString();
}
