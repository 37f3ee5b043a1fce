/** JSON with its places: what is wrong with a value is said where it is. As strict as JSON itself, and bounded. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Entry {
  readonly key: string;
  readonly at: Span;
  readonly value: JsonNode;
}

export interface JsonNode extends Span {
  /** As JSON.parse gives it. */
  readonly value: unknown;
  /** Of an object, in order; a key that is written twice is there twice. */
  readonly entries?: readonly Entry[];
  readonly items?: readonly JsonNode[];
}

/** Where the text stops being JSON. */
export interface JsonError {
  readonly at: number;
}

const DEEPEST = 20;

export function readJson(text: string): JsonNode | JsonError {
  const cx: Reading = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0 };
  try {
    const node = value(cx, 0);
    skip(cx);
    return cx.at < text.length ? { at: cx.at } : node;
  } catch (error) {
    if (error instanceof NoJson) return { at: Math.min(cx.at, text.length) };
    throw error;
  }
}

interface Reading {
  readonly text: string;
  at: number;
}

class NoJson extends Error {}

const BLANK = /[ \t\r\n]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they may not be in a string
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** What the pattern finds here; it is read past. */
function take(cx: Reading, pattern: RegExp): string | undefined {
  pattern.lastIndex = cx.at;
  const found = pattern.exec(cx.text)?.[0];
  if (found !== undefined) cx.at += found.length;
  return found;
}

const skip = (cx: Reading): void => void take(cx, BLANK);

/** Whether that character is next; it is read past. */
function takes(cx: Reading, character: string): boolean {
  skip(cx);
  if (cx.text[cx.at] !== character) return false;
  cx.at++;
  return true;
}

function value(cx: Reading, depth: number): JsonNode {
  if (depth > DEEPEST) throw new NoJson();
  skip(cx);
  const start = cx.at;
  if (takes(cx, '{')) return object(cx, start, depth);
  if (takes(cx, '[')) return array(cx, start, depth);
  const scalar = take(cx, STRING) ?? take(cx, SCALAR);
  if (scalar === undefined) throw new NoJson();
  return { start, end: cx.at, value: JSON.parse(scalar) };
}

function object(cx: Reading, start: number, depth: number): JsonNode {
  const entries: Entry[] = [];
  if (!takes(cx, '}')) {
    do entries.push(entry(cx, depth));
    while (takes(cx, ','));
    if (!takes(cx, '}')) throw new NoJson();
  }
  const all = entries.map(({ key, value: node }) => [key, node.value] as const);
  return { start, end: cx.at, value: Object.fromEntries(all), entries };
}

function entry(cx: Reading, depth: number): Entry {
  skip(cx);
  const start = cx.at;
  const key = take(cx, STRING);
  if (key === undefined) throw new NoJson();
  const at = { start, end: cx.at };
  if (!takes(cx, ':')) throw new NoJson();
  return { key: JSON.parse(key), at, value: value(cx, depth + 1) };
}

function array(cx: Reading, start: number, depth: number): JsonNode {
  const items: JsonNode[] = [];
  if (!takes(cx, ']')) {
    do items.push(value(cx, depth + 1));
    while (takes(cx, ','));
    if (!takes(cx, ']')) throw new NoJson();
  }
  return { start, end: cx.at, value: items.map((item) => item.value), items };
}

/** Where a value is, by the keys and indices that lead to it; as far as they lead. */
export function placeIn(node: JsonNode, path: readonly (string | number)[], isKey: boolean): Span {
  let at: JsonNode = node;
  let key: Span | undefined;
  for (const part of path) {
    const next =
      typeof part === 'number' ? at.items?.[part] : at.entries?.findLast((one) => one.key === part);
    if (!next) break;
    key = 'key' in next ? next.at : undefined;
    at = 'key' in next ? next.value : next;
  }
  return isKey && key ? key : at;
}
