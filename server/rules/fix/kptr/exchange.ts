/** What moves a value into a `__kptr` slot: the exchange, and the end of what was there. */
import { endersOf } from '../../../../bpf/kernel/releases.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import type { FixContext, TextEdit } from '../candidate.ts';
import { type Code, declare, insertAfter, replace } from '../edits.ts';
import { declarationOf } from '../masks.ts';
import { freshName } from '../place.ts';
import { releasesOf, tested } from '../release.ts';
import { kidOf, type Placed, textOf } from '../tree.ts';

export interface Exchange {
  readonly lines: Code;
  /** The variable for what was in the slot. */
  readonly old: string;
  /** Declares that variable and others of its type, and what releases it if the file declares its kernel functions. */
  declares(...names: readonly string[]): TextEdit[];
}

const OLD = ['old', 'prev', 'old_kptr'];

/** Ways to write it: with the file's own release wrapper, else with a test, because a slot may be empty. */
export function* exchanges(
  cx: FixContext,
  fn: CNode,
  struct: string,
  slot: string,
  value: string,
  old: string = freshName(cx, fn, OLD),
): Generator<Exchange, void, void> {
  const [ender] = endersOf('bpf_kptr_xchg', struct, cx.kernel);
  const declared = ender && declarationOf(cx, ender.name);
  if (!ender || !declared) return;
  const first = `${old} = bpf_kptr_xchg(${slot}, ${value});`;
  const codes = releasesOf(cx, ender, old, fn.start);
  // The one before the last releases without a test.
  for (const code of codes.filter((_, i) => i !== codes.length - 2))
    yield {
      lines: [first, ...code],
      old,
      declares: (...names) => [...declared, ...declarePointers(cx, fn, struct, [...names, old])],
    };
}

/** How to write the address of a slot that is assigned to as `place`. */
export function addressOf(place: string): string {
  const inner = /^\((.*)\)$/s.exec(place);
  if (inner && !/[()]/.test(inner[1]!)) return addressOf(inner[1]!);
  const [, pointer] = /^\*\s*(.+)$/s.exec(place) ?? [];
  return pointer ?? `&${place}`;
}

/** Statements in place of one. */
export function instead(cx: FixContext, statement: Placed, [first, ...rest]: Code): TextEdit[] {
  const taken = replace(statement.node, first ?? ';');
  return rest.length > 0 ? [taken, ...insertAfter(cx, statement, rest)] : [taken];
}

/** Declares pointers to a struct in the function, and what releases one where the file declares its kernel functions. */
export function declarePointers(
  cx: FixContext,
  fn: CNode,
  struct: string,
  names: readonly string[],
): TextEdit[] {
  const body = kidOf(fn, 'body');
  if (!body || names.length === 0) return [];
  return declare(cx, body, `struct ${struct} ${names.map((name) => `*${name}`).join(', ')};`);
}

/** `if (p) { ... }` in the file's style; more than one line always stands in braces. */
export function inTest(cx: FixContext, pointer: string, code: Code): Code {
  const [head] = tested(cx, pointer, []);
  return [`${head!.replace(/ \{$/, '')} {`, ...code.map((line) => `\t${line}`), '}'];
}

/** A literal NULL, cast or not. */
export function isNullText(text: string): boolean {
  return /^(?:\(\s*(?:const\s+)?(?:struct\s+\w+|void)\s*\*\s*\)\s*)?\(?\s*(?:NULL|0|\(void\s*\*\)\s*0)\s*\)?$/.test(
    text.trim(),
  );
}

/** An expression without the casts and parentheses around it. */
export function bare(node: CNode): CNode {
  let inner = node;
  while (inner.type === 'cast_expression' || inner.type === 'parenthesized_expression') {
    const next = inner.type === 'cast_expression' ? kidOf(inner, 'value') : inner.kids[0];
    if (!next) break;
    inner = next;
  }
  return inner;
}

/** As titles name an expression: on one line. */
export function named(cx: FixContext, node: CNode): string {
  return textOf(cx.file, node).replace(/\s+/g, ' ');
}
