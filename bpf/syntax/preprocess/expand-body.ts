/** The inside of one macro call: `#`, `##`, variable arguments, parameters. */

import type { Reason } from '../../words/reasons.ts';
import type { Macro } from '../types.ts';
import { K_IDENT, K_STRING } from './lexer.ts';
import { type BodyToken, bodyTokens, textTokens } from './macros.ts';

/** A token on its way: where in the file it comes from (a token of a macro body: the whole call). */
export interface MacroToken extends BodyToken {
  readonly start: number;
  readonly end: number;
  /** Index of the file's token, -1 for a token of a macro body. */
  readonly index: number;
  /** Met inside its own expansion: never expanded again. */
  readonly frozen?: boolean;
}

/** One call of a macro: its arguments as written, where it stands, and how to expand an argument. */
export interface Filling {
  readonly macro: Macro;
  readonly args: readonly MacroToken[][];
  readonly call: { readonly start: number; readonly end: number };
  readonly expand: (arg: readonly MacroToken[]) => MacroToken[];
}

export function isVariadic(macro: Macro): boolean {
  return macro.params?.[macro.params.length - 1]?.endsWith('...') === true;
}

/** Parameter index of a body token, -1 if it is none. */
function paramIndex(macro: Macro, token: BodyToken): number {
  if (macro.params === undefined || token.kind !== K_IDENT) return -1;
  const { params } = macro;
  for (let i = 0; i < params.length; i++) {
    const name = params[i]!;
    if (name === token.text || (name === '...' && token.text === '__VA_ARGS__')) return i;
    if (name.length > 3 && name.endsWith('...') && name.slice(0, -3) === token.text) return i;
  }
  return -1;
}

/** The body of a macro with its parameters replaced; `budget` counts the work and may have run out. */
export function substitute(
  call: Filling,
  budget: { steps: number; readonly reason: Reason | undefined },
): MacroToken[] {
  const { macro, args } = call;
  const known: MacroToken[][] = [];
  const filling: Filling = {
    ...call,
    expand: (arg) => once(known, args.indexOf(arg as MacroToken[]), arg, call),
  };
  const body = withoutVaOpt(macro, args, bodyTokens(macro));
  const out: MacroToken[] = [];
  for (let i = 0; i < body.length; i++) {
    if (budget.reason !== undefined) return [];
    budget.steps--;
    const token = body[i]!;
    if (token.text === '##' && i > 0 && i + 1 < body.length) {
      i++;
      pasteNext(out, body, i, filling);
      continue;
    }
    const param =
      token.text === '#' && macro.params !== undefined ? paramIndex(macro, body[i + 1] ?? token) : -1;
    if (param >= 0) {
      out.push(atCall({ text: stringize(args[param]!), kind: K_STRING, space: token.space }, call.call));
      i++;
      continue;
    }
    const raw = body[i + 1]?.text === '##';
    append(out, operand(token, raw, filling), token.space);
  }
  return out;
}

/** Expands an argument the first time that the body asks for it. */
function once(known: MacroToken[][], index: number, arg: readonly MacroToken[], call: Filling): MacroToken[] {
  if (index < 0) return call.expand(arg);
  known[index] ??= call.expand(arg);
  return known[index];
}

function atCall(token: BodyToken, call: { start: number; end: number }): MacroToken {
  return {
    text: token.text,
    kind: token.kind,
    space: token.space,
    start: call.start,
    end: call.end,
    index: -1,
  };
}

/** What a body token stands for: itself, or its argument (`raw`: not expanded, an operand of `##`). */
function operand(token: BodyToken, raw: boolean, filling: Filling): readonly MacroToken[] {
  const param = paramIndex(filling.macro, token);
  if (param < 0) return [atCall(token, filling.call)];
  const arg = filling.args[param] ?? [];
  if (raw) return arg.length === 0 ? [placemarker(filling.call)] : arg;
  return filling.expand(arg);
}

function placemarker(call: { start: number; end: number }): MacroToken {
  return { text: '', kind: 0, space: false, start: call.start, end: call.end, index: -1 };
}

function append(out: MacroToken[], tokens: readonly MacroToken[], space: boolean): void {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.text === '') continue;
    out.push(i === 0 && space !== token.space ? { ...token, space } : token);
  }
}

/** `left ## right`, where left is the last token so far. GNU: `, ## args` drops the comma when there are none. */
function pasteNext(out: MacroToken[], body: readonly BodyToken[], i: number, filling: Filling): void {
  const right = body[i]!;
  const param = paramIndex(filling.macro, right);
  const last = filling.macro.params?.length ?? 0;
  const left = out[out.length - 1];
  if (left?.text === ',' && param >= 0 && param === last - 1 && isVariadic(filling.macro)) {
    const arg = filling.args[param] ?? [];
    if (arg.length === 0) out.pop();
    else append(out, operand(right, body[i + 1]?.text === '##', filling), true);
    return;
  }
  const tokens = operand(right, true, filling).filter((token) => token.text !== '');
  const emptyLeft = body[i - 2] !== undefined && isEmptyOperand(body[i - 2]!, filling);
  if (tokens.length === 0) return;
  if (left === undefined || emptyLeft) {
    append(out, tokens, false);
    return;
  }
  out.pop();
  const glued = textTokens(left.text + tokens[0]!.text);
  for (const [index, token] of glued.entries()) {
    out.push({ ...atCall(token, filling.call), space: index === 0 ? left.space : false });
  }
  append(out, tokens.slice(1), tokens[1]?.space ?? false);
}

function isEmptyOperand(token: BodyToken, filling: Filling): boolean {
  const param = paramIndex(filling.macro, token);
  return param >= 0 && (filling.args[param] ?? []).length === 0;
}

function stringize(arg: readonly MacroToken[]): string {
  let text = '';
  for (const [index, token] of arg.entries()) {
    if (index > 0 && token.space) text += ' ';
    text +=
      token.text.startsWith('"') || token.text.startsWith("'")
        ? token.text.replace(/["\\]/g, '\\$&')
        : token.text;
  }
  return `"${text}"`;
}

/** `__VA_OPT__(x)` is x when there are variable arguments, else nothing. */
function withoutVaOpt(
  macro: Macro,
  args: readonly MacroToken[][],
  body: readonly BodyToken[],
): readonly BodyToken[] {
  if (!isVariadic(macro) || !body.some((token) => token.text === '__VA_OPT__')) return body;
  const keep = (args[args.length - 1] ?? []).length > 0;
  const out: BodyToken[] = [];
  let depth = 0;
  let inside = false;
  for (let i = 0; i < body.length; i++) {
    const token = body[i]!;
    if (!inside && token.text === '__VA_OPT__' && body[i + 1]?.text === '(') {
      inside = true;
      depth = 1;
      i++;
      continue;
    }
    if (inside && token.text === '(') depth++;
    if (inside && token.text === ')' && --depth === 0) {
      inside = false;
      continue;
    }
    if (!inside || keep) out.push(token);
  }
  return out;
}
