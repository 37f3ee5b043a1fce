/** Pairs brackets, and finds out which external declarations are to blame when they do not pair up. */

/** Tokens from `from` to the one before `to`. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

export interface Pairs {
  readonly match: Int32Array;
  readonly broken: readonly TokenRange[];
}

const IDENT = 1;

/** Pairs the brackets of tokens; `text` tells which of them begin a line. */
export function pairBrackets(text: string, start: Int32Array, kind: Uint8Array): Pairs {
  const match = matchBrackets(kind);
  return { match, broken: brokenRanges(text, start, kind, match) };
}

export function isBracket(kind: number): boolean {
  return kind === 40 || kind === 41 || kind === 91 || kind === 93 || kind === 123 || kind === 125;
}

/** A name in the first column that is no label: outside of all brackets it begins an external declaration. */
function beginsDeclaration(text: string, start: Int32Array, kind: Uint8Array, i: number): boolean {
  if (kind[i] !== IDENT || kind[i + 1] === 58) return false;
  const at = start[i]!;
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  return before === 10 || before === 13;
}

/**
 * An unpaired bracket spoils the declaration it is in: from the last line that begins one to the next such line.
 * Nothing begins inside of what pairs up, so code that starts in the first column everywhere is safe as long as it is whole.
 */
function brokenRanges(text: string, start: Int32Array, kind: Uint8Array, match: Int32Array): TokenRange[] {
  const ranges: TokenRange[] = [];
  const count = kind.length;
  let from = 0;
  let spoilt = false;
  let pairedTo = -1;
  for (let i = 0; i < count; i++) {
    if (i > pairedTo && beginsDeclaration(text, start, kind, i)) {
      if (spoilt) ranges.push({ from, to: i });
      spoilt = false;
      from = i;
    }
    const partner = match[i]!;
    if (partner > pairedTo) pairedTo = partner;
    else if (partner < 0 && isBracket(kind[i]!)) spoilt = true;
  }
  if (spoilt) ranges.push({ from, to: count });
  return ranges;
}

const OPEN_OF: Readonly<Record<number, number>> = { 41: 40, 93: 91, 125: 123 };

/** Partner of each bracket. A closing one takes the nearest open one of its kind, but `)` and `]` never cross `{`. */
function matchBrackets(kind: Uint8Array): Int32Array {
  const count = kind.length;
  const match = new Int32Array(count).fill(-1);
  const stack: number[] = [];
  let braces = 0;
  for (let i = 0; i < count; i++) {
    const k = kind[i]!;
    if (k === 40 || k === 91 || k === 123) {
      stack.push(i);
      if (k === 123) braces++;
      continue;
    }
    const open = OPEN_OF[k];
    if (open === undefined) continue;
    if (k === 125 ? braces === 0 : !reachable(kind, stack, open)) continue;
    let top = stack.pop();
    while (top !== undefined && kind[top] !== open) {
      if (kind[top] === 123) braces--;
      top = stack.pop();
    }
    if (top === undefined) continue;
    if (open === 123) braces--;
    match[top] = i;
    match[i] = top;
  }
  return match;
}

/** Whether an `open` bracket lies on the stack above the innermost `{` (at most a few unclosed ones are skipped). */
function reachable(kind: Uint8Array, stack: readonly number[], open: number): boolean {
  for (let i = stack.length - 1, tries = 0; i >= 0 && tries < 8; i--, tries++) {
    const k = kind[stack[i]!]!;
    if (k === open) return true;
    if (k === 123) return false;
  }
  return false;
}
