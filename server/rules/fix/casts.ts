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
  return BY_NAME.test(name) || castingFunctions(file).has(name);
}

const FUNCTIONS = new WeakMap<ParsedFile, ReadonlySet<string>>();

/** Functions of the file that give back their one parameter in another type. */
function castingFunctions(file: ParsedFile): ReadonlySet<string> {
  const known = FUNCTIONS.get(file);
  if (known) return known;
  const found = new Set<string>();
  for (const { type, start, end } of file.root.kids) {
    if (type !== 'function_definition' || end - start > LONGEST) continue;
    const [, name] = FUNCTION.exec(textOf(file, { start, end })) ?? [];
    if (name) found.add(name);
  }
  FUNCTIONS.set(file, found);
  return found;
}

const LONGEST = 240;
const FUNCTION =
  /\*\s*(?:const\s+)?(\w+)\(\s*[\w\s]*\*\s*(?:const\s+)?(\w+)\s*\)\s*\{\s*return\s*(?:\([\w\s]*\*\)\s*)?\(?&?\(?\2\)?(?:->cpumask)?\)?\s*;\s*\}$/;
