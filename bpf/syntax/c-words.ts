/** The words of C and of its BPF dialect: names that no file has to declare. */
import { DIALECT } from '../../grammars/dialect.ts';

const WORDS = new Set([
  ...['struct', 'union', 'enum', 'static', 'const', 'volatile', 'extern', 'inline', 'typedef', 'register'],
  ...['void', 'char', 'short', 'int', 'long', 'float', 'double', 'signed', 'unsigned', 'bool', 'sizeof'],
  ...['if', 'else', 'for', 'while', 'do', 'switch', 'case', 'default', 'break', 'continue', 'return', 'goto'],
  ...['define', 'undef', 'include', 'ifdef', 'ifndef', 'endif', 'pragma', 'true', 'false', 'NULL'],
]);

export function isWord(name: string): boolean {
  return WORDS.has(name) || DIALECT.has(name);
}

export function* allWords(): Generator<string> {
  yield* WORDS;
  yield* DIALECT.keys();
}
