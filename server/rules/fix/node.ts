/**
 * A list or tree gives the node that is in an object. What ends the object needs the object itself:
 *
 *      bpf_obj_drop(container_of(node, struct item, link))
 */
import type { Contents } from '../../../bpf/flow/ctypes/types.ts';
import type { CNode } from '../../../bpf/syntax/types.ts';
import type { FixContext } from './candidate.ts';
import { bareText } from './expression.ts';
import { structOf } from './null/held.ts';
import { argumentsOf, kidOf, textOf, within } from './tree.ts';

const GIVES_NODE = /^bpf_(?:list_pop_|list_front|list_back|rbtree_)/;
const NODES: ReadonlySet<string> = new Set(['bpf_list_node', 'bpf_rb_node']);

/** The object around the node that a variable holds, which such a call gave; otherwise the variable. */
export function objectOf(cx: FixContext, fn: CNode, holder: string, call: CNode): string {
  const struct = structOf(cx, fn, holder);
  const contents = struct === '' || NODES.has(struct) ? contentsOf(cx, call) : undefined;
  return contents ? `container_of(${holder}, struct ${contents.struct}, ${contents.node})` : holder;
}

/** The object around the node that a variable holds, where one of its values came from such a call. */
export function objectAround(cx: FixContext, fn: CNode, node: CNode): string | undefined {
  const name = bareText(cx.file, node);
  if (!/^\w+$/.test(name) || !NODES.has(structOf(cx, fn, name))) return undefined;
  const text = [...within(fn)]
    .filter((kid) => kid.type === 'call_expression')
    .map((call) => objectOf(cx, fn, name, call))
    .filter((found) => found !== name);
  return new Set(text).size === 1 ? text[0] : undefined;
}

/** As the declaration of the list or tree says, if that can be read. */
function contentsOf({ file, module }: FixContext, call: CNode): Contents | undefined {
  const callee = kidOf(call, 'function');
  const [head] = argumentsOf(call);
  if (!callee || !head || !GIVES_NODE.test(textOf(file, callee))) return undefined;
  const text = textOf(file, head).replace(/^&/, '');
  const own = module.globals.get(text)?.contains;
  const field = /(?:\.|->)(\w+)$/.exec(text)?.[1];
  if (own || !field) return own;
  const found = [...module.records.values()].flatMap((record) =>
    record.k === 'struct' ? record.fields.flatMap((one) => (one.name === field && one.contains) || []) : [],
  );
  return found.length === 1 ? found[0] : undefined;
}
