/** Calls that only cast: by the name, or because the function or macro of the file does nothing else. */
import type { CNode, ParsedFile } from '../../../bpf/syntax/types.ts';
import { argumentsOf, kidOf, textOf } from './tree.ts';

/** What such a call casts: `m` of `cast_mask(m)`. */
export function castArgument(file: ParsedFile, node: CNode): CNode | undefined {
  const callee = node.type === 'call_expression' ? kidOf(node, 'function') : undefined;
  const [arg, ...others] = callee ? argumentsOf(node) : [];
  return arg && others.length === 0 && isCastName(file, textOf(file, callee!)) ? arg : undefined;
}

const BY_NAME = /cast|^(?:\w+_)?to_(?:cpu)?mask$/i;
/** The body of a macro that does nothing but cast. */
const MACRO_BODY = /^\(*\s*\(?(?:const )?(?:struct )?\w+ ?\*?\)\s*\(?\w+\)*$/;

export function isCastName(file: ParsedFile, name: string): boolean {
  const macro = file.macros.get(name);
  if (macro) return BY_NAME.test(name) || MACRO_BODY.test(macro.body.trim());
  return functionsOf(file).get(name) ?? BY_NAME.test(name);
}

const FUNCTIONS = new WeakMap<ParsedFile, ReadonlyMap<string, boolean>>();

/** Functions of the file, and whether they give back their one parameter in another type and do nothing else. */
function functionsOf(file: ParsedFile): ReadonlyMap<string, boolean> {
  const known = FUNCTIONS.get(file);
  if (known) return known;
  const found = new Map<string, boolean>();
  for (const { type, start, end } of file.root.kids) {
    if (type !== 'function_definition') continue;
    const text = textOf(file, { start, end: Math.min(end, start + LONGEST) });
    const [, name] = HEAD.exec(text) ?? [];
    if (name) found.set(name, CAST.test(text));
  }
  FUNCTIONS.set(file, found);
  return found;
}

const LONGEST = 240;
const HEAD = /(\w+)\s*\([^(){]*\)\s*\{/;
const CAST =
  /\*\s*(?:const\s+)?\w+\(\s*[\w\s]*\*\s*(?:const\s+)?(\w+)\s*\)\s*\{\s*return\s*(?:\([\w\s]*\*\)\s*)?\(?&?\(?\1\)?(?:->cpumask)?\)?\s*;\s*\}$/;
