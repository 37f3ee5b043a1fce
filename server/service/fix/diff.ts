/** Unified diffs as Git writes them, so that `git apply` and `patch -p1` take them. */
import { hunksBetween } from '../text-edits.ts';

type Hunk = ReturnType<typeof hunksBetween>[number];

/** Unchanged lines around a change. */
const CONTEXT = 3;

/** `name`: from the repository's root, with forward slashes. '' if the texts are the same. */
export function unifiedDiff(name: string, before: string, after: string): string {
  const [old, now] = [linesIn(before), linesIn(after)];
  const groups = grouped(hunksBetween(old, now));
  if (groups.length === 0) return '';
  const [a, b] = [`a/${name}`, `b/${name}`];
  const head = `diff --git ${quoted(a)} ${quoted(b)}\n--- ${ended(a)}\n+++ ${ended(b)}\n`;
  return head + groups.map((group) => section(group, old, now)).join('');
}

/** Changes without names and numbers, for a page: a line of dots between those that lie apart. */
export function changesBetween(before: string, after: string): string {
  const [old, now] = [linesIn(before), linesIn(after)];
  return grouped(hunksBetween(old, now))
    .map((group) => bodyOf(group, old, now))
    .join(' ...\n');
}

/** Lines with their ends. A carriage return alone ends none: Git knows line feeds only. */
function linesIn(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** Changes that are so near to each other that their contexts meet. */
function grouped(hunks: readonly Hunk[]): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1);
    if (last && hunk.before[0] - last.at(-1)!.before[1] <= 2 * CONTEXT) last.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function section(group: readonly Hunk[], old: readonly string[], now: readonly string[]): string {
  const [first, last] = [group[0]!, group.at(-1)!];
  const lead = Math.min(CONTEXT, first.before[0]);
  const tail = Math.min(CONTEXT, old.length - last.before[1]);
  const stretch = (from: number, to: number) => {
    const count = to - from + lead + tail;
    // An empty stretch is named by the line before it.
    return `${from - lead + (count > 0 ? 1 : 0)},${count}`;
  };
  const ranges = `-${stretch(first.before[0], last.before[1])} +${stretch(first.after[0], last.after[1])}`;
  return `@@ ${ranges} @@\n${bodyOf(group, old, now)}`;
}

function bodyOf(group: readonly Hunk[], old: readonly string[], now: readonly string[]): string {
  const parts: string[] = [];
  const put = (mark: string, lines: readonly string[]) => {
    for (const line of lines)
      parts.push(mark, line, line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n');
  };
  let at = Math.max(0, group[0]!.before[0] - CONTEXT);
  for (const { before, after } of group) {
    put(' ', old.slice(at, before[0]));
    put('-', old.slice(...before));
    put('+', now.slice(...after));
    at = before[1];
  }
  put(' ', old.slice(at, at + CONTEXT));
  return parts.join('');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is quoted
const QUOTED = /[\x00-\x1f\x7f"\\]/g;
const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

/** A name in C's quotes if it has to be (quote.c of Git; bytes above 127 need none). */
function quoted(name: string): string {
  const inner = name.replace(QUOTED, (c) => SHORT[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return inner === name ? name : `"${inner}"`;
}

/** A tab tells where a name with blanks ends. */
function ended(name: string): string {
  const text = quoted(name);
  return text === name && name.includes(' ') ? `${name}\t` : text;
}
