/** Expressions for a mask or another object, and how this file writes a mask for functions that only read it. */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { CNode, ParsedFile } from '../../../bpf/syntax/types.ts';
import type { FixContext } from './candidate.ts';
import { castArgument } from './casts.ts';
import { kidOf, textOf, within } from './tree.ts';

const MOST_LAYERS = 6;

/** What is under casts, parentheses and functions such as `cast_mask()`: `m` of `(const struct cpumask *)(m)`. */
export function bareNode(file: ParsedFile, node: CNode): CNode {
  let inner = node;
  for (let i = 0; i < MOST_LAYERS; i++) {
    const next = isWrapping(inner) ? (kidOf(inner, 'value') ?? inner.kids.at(-1)) : castArgument(file, inner);
    if (!next) break;
    inner = next;
  }
  return inner;
}

const isWrapping = ({ type }: CNode): boolean => /^(?:cast|parenthesized)_expression$/.test(type);

export function bareText(file: ParsedFile, node: CNode): string {
  return textOf(file, bareNode(file, node));
}

const OBJECT = /^(?:identifier|(?:field|subscript|pointer)_expression)$/;

/** Does it read or write one of those expressions? */
export function usesAny(file: ParsedFile, node: CNode, names: ReadonlySet<string>): boolean {
  return [...within(node)].some((kid) => OBJECT.test(kid.type) && names.has(textOf(file, kid)));
}

/** Variables that an expression reads; names of functions are none. */
export function variablesIn(file: ParsedFile, node: CNode): Set<string> {
  const found = new Set<string>();
  for (const kid of within(node))
    if (kid.type === 'identifier' && kid.field !== 'function') found.add(textOf(file, kid));
  return found;
}

/** Variables that code may change: assigned, counted, or given by their address. */
export function changedIn(file: ParsedFile, node: CNode): Set<string> {
  const found = new Set<string>();
  for (const kid of within(node)) {
    const target =
      kid.type === 'assignment_expression'
        ? kidOf(kid, 'left')
        : kid.type === 'update_expression' || isAddress(kid)
          ? kidOf(kid, 'argument')
          : kid.type === 'init_declarator'
            ? kidOf(kid, 'declarator')
            : undefined;
    if (!target) continue;
    const [root] = [...within(target)].filter(({ type }) => type === 'identifier');
    if (root) found.add(textOf(file, root));
  }
  return found;
}

const isAddress = (node: CNode): boolean =>
  node.type === 'pointer_expression' && node.kids.some(({ type }) => type === '&');

/** Nothing happens when it is computed, but for its value. */
export function isPure(node: CNode | undefined): boolean {
  if (!node) return true;
  return ![...within(node)].some(({ type }) => /^(?:call|assignment|update)_expression$/.test(type));
}

const pointsTo = (type: CType | undefined, name: string): boolean =>
  type?.k === 'ptr' && type.to.k === 'struct' && type.to.name === name;

const CASTS = /^\s*\(*\s*\(\s*(?:const\s+)?struct\s+cpumask\s*\*\s*\)\s*\(?\s*\w+[\s)]*$/;

/** A `struct bpf_cpumask *` for functions that read a `const struct cpumask *`: the file's own helper, or a cast. */
export function asReadOnly({ module, file }: FixContext, mask: string, before: number): string {
  for (const fn of module.functions.values()) {
    const isAbove = fn.path !== file.path || fn.end < before;
    const [only, more] = fn.params;
    if (!isAbove || more || !pointsTo(only?.type, 'bpf_cpumask')) continue;
    if (pointsTo(fn.type.result, 'cpumask')) return `${fn.name}(${mask})`;
  }
  for (const { name, params, body, path, start } of file.macros.values()) {
    const isAbove = path !== file.path || start < before;
    if (isAbove && params?.length === 1 && CASTS.test(body)) return `${name}(${mask})`;
  }
  const operand = /^[\w.>[\]-]+$/.test(mask) || mask.startsWith('&') ? mask : `(${mask})`;
  return `(const struct cpumask *)${operand}`;
}
