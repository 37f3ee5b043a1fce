/** Types of expressions, as the function that they stand in declares them. */
import type { CType, RecordType } from '../../../bpf/flow/ctypes/types.ts';
import type { FunctionInfo } from '../../../bpf/flow/graph.ts';
import type { CNode, Span } from '../../../bpf/syntax/types.ts';
import type { FixContext } from './candidate.ts';
import { kidOf, textOf } from './tree.ts';

/** The function whose text holds the stretch. */
function functionHolding({ module, file }: FixContext, { start, end }: Span): FunctionInfo | undefined {
  for (const fn of module.functions.values())
    if (fn.path === file.path && fn.start <= start && end <= fn.end) return fn;
  return undefined;
}

/** Type of an expression of the file; undefined where it is not known. */
export function typeOf(cx: FixContext, expression: Span): CType | undefined {
  const text = textOf(cx.file, expression);
  const fn = functionHolding(cx, expression);
  if (/^\w+$/.test(text)) return typeOfName(cx, fn, text);
  const found = fn?.part([expression]);
  return found?.graph.incomplete.length === 0 ? found.value : undefined;
}

function typeOfName({ module }: FixContext, fn: FunctionInfo | undefined, name: string): CType | undefined {
  const graph = fn?.graph();
  const local = [...(graph?.regs ?? []), ...(graph?.locals ?? [])].find((known) => known.name === name);
  return local?.type ?? module.globals.get(name)?.type;
}

/** Name of the struct that a pointer leads to, '' where there is none. */
export function pointedStruct(type: CType | undefined): string {
  return type?.k === 'ptr' && type.to.k === 'struct' ? type.to.name : '';
}

export function isSlotType(type: CType): boolean {
  return type.k === 'ptr' && (type.tag === 'kptr' || type.tag === 'percpu_kptr');
}

/** A struct whose fields are all known. */
export function asRecord(type: CType | undefined): RecordType | undefined {
  return type?.k === 'struct' && type.complete && !type.open ? type : undefined;
}

/** The struct that a field expression takes its field from. */
export function recordAround(cx: FixContext, field: CNode): RecordType | undefined {
  const holder = kidOf(field, 'argument');
  const type = holder && typeOf(cx, holder);
  return asRecord(type?.k === 'ptr' ? type.to : type);
}

/** Type of a variable or field as declared: an array is one. */
export function declaredTypeOf(cx: FixContext, node: CNode): CType | undefined {
  if (node.type !== 'field_expression') return typeOf(cx, node);
  const name = kidOf(node, 'field');
  const field = name && recordAround(cx, node)?.fields.find((kid) => kid.name === textOf(cx.file, name));
  return field?.type;
}
