/** What somebody does in an editor, as data: random sessions are made, kept, cut short and done again. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Program } from './corpus.ts';
import { MUTATIONS } from './mutate.ts';
import type { Random } from './random.ts';

export const DOCUMENTS = ['one.bpf.c', 'two.bpf.c', 'common.h'] as const;
export type DocumentName = (typeof DOCUMENTS)[number];

interface Position {
  readonly line: number;
  readonly character: number;
}

/** As the protocol has it; without a range it is the whole text. */
export type Change =
  | { readonly range: { readonly start: Position; readonly end: Position }; readonly text: string }
  | { readonly text: string };

export type Action =
  | { readonly do: 'open'; readonly name: DocumentName; readonly text: string }
  | { readonly do: 'close'; readonly name: DocumentName }
  | { readonly do: 'edit'; readonly name: DocumentName; readonly changes: readonly Change[] }
  | { readonly do: 'hover'; readonly name: DocumentName; readonly position: Position }
  | { readonly do: 'lenses' | 'pull'; readonly name: DocumentName; readonly isDropped: boolean }
  /** The header changes on disk. */
  | { readonly do: 'header'; readonly text: string }
  | { readonly do: 'settings'; readonly kernel: string; readonly severity: Readonly<Record<string, string>> }
  /** What the server says of the open documents is compared with what a fresh one says. */
  | { readonly do: 'compare' };

/** Documents as they are on screen. */
export type Desk = Map<DocumentName, TextDocument>;

export function apply(desk: Desk, action: Action): void {
  const { do: what } = action;
  if (what === 'open') desk.set(action.name, TextDocument.create(action.name, 'c', 1, action.text));
  if (what === 'close') desk.delete(action.name);
  if (what !== 'edit') return;
  const document = desk.get(action.name);
  if (document) TextDocument.update(document, [...action.changes], document.version + 1);
}

const HEADERS = [
  '#define LEAVE return 0\nstatic inline int helper(int x) { return x; }\n',
  '#define LEAVE return 1\n#define DROP(m) bpf_cpumask_release(m)\n',
  'struct shared { struct bpf_cpumask __kptr *mask; };\n#define LEAVE do { return 0; } while (0)\n',
  '#define LEAVE\n#define EXTRA {\n',
  '',
];

/** A session of about `count` actions that ends with a comparison. */
export function sessionOf(programs: readonly Program[], random: Random, count: number): Action[] {
  const desk: Desk = new Map();
  const before = new Map<DocumentName, string[]>();
  const actions: Action[] = [];
  const add = (action: Action) => {
    const name = 'name' in action ? action.name : undefined;
    const text = name && desk.get(name)?.getText();
    if (action.do === 'edit' && name && text !== undefined)
      before.set(name, [...(before.get(name) ?? []).slice(-30), text]);
    actions.push(action);
    apply(desk, action);
  };
  const program = () => `#include "common.h"\n${random.pick(programs).text.replace('return 0;', 'LEAVE;')}`;
  add({ do: 'header', text: random.pick(HEADERS) });
  add({ do: 'open', name: 'one.bpf.c', text: program() });
  for (let i = 0; i < count; i++) {
    const name = random.once(3) ? random.pick(DOCUMENTS) : 'one.bpf.c';
    const document = desk.get(name);
    if (!document) add({ do: 'open', name, text: name === 'common.h' ? random.pick(HEADERS) : program() });
    else if (i % 25 === 24) {
      for (const [open, { lineCount }] of desk)
        if (open !== 'common.h' && random.once(2)) add(wholeEdit(open, lineCount, program(), random));
      add({ do: 'compare' });
    } else add(actionOn(name, document, before.get(name) ?? [], programs, random));
  }
  for (const open of desk.keys())
    add({ do: 'edit', name: open, changes: [{ text: open === 'common.h' ? HEADERS[0]! : program() }] });
  add({ do: 'compare' });
  return actions;
}

function actionOn(
  name: DocumentName,
  document: TextDocument,
  before: readonly string[],
  programs: readonly Program[],
  random: Random,
): Action {
  const position = () => document.positionAt(random.below(document.getText().length + 1));
  switch (random.below(16)) {
    case 0:
      return { do: 'hover', name, position: position() };
    case 1:
      return { do: 'lenses', name, isDropped: random.once(2) };
    case 2:
      return { do: 'pull', name, isDropped: random.once(2) };
    case 3:
      return random.once(3) ? { do: 'close', name } : { do: 'hover', name, position: position() };
    case 4:
      return { do: 'header', text: random.pick(HEADERS) };
    case 5:
      return random.once(3) ? settings(random) : { do: 'pull', name, isDropped: false };
    case 6:
    case 7: {
      const text = before[before.length - 1 - random.below(Math.min(4, before.length))];
      return text === undefined ? { do: 'pull', name, isDropped: true } : editTo(name, document, text);
    }
    case 8:
    case 9:
    case 10: {
      const mutated = random.pick(MUTATIONS).apply(document.getText(), random, random.pick(programs).text);
      return editTo(name, document, mutated.slice(0, 20_000));
    }
    default:
      return { do: 'edit', name, changes: changesOf(document, random) };
  }
}

function settings(random: Random): Action {
  const kernel = random.pick(['6.18', '6.12', '6.4', '7.0']);
  return { do: 'settings', kernel, severity: random.once(2) ? { 'unreleased-reference': 'warning' } : {} };
}

const TYPED = [
  'x',
  ';',
  '\n',
  '{',
  '}',
  '(',
  ')',
  '"',
  '/*',
  '*/',
  'if (',
  'return 0;\n',
  '\r\n',
  '#',
  ' ',
  'mask',
  'é',
  '😀',
];

/** One change, or several in one message: each is in terms of the text that the one before has left. */
function changesOf(document: TextDocument, random: Random): Change[] {
  const copy = TextDocument.create('', 'c', 1, document.getText());
  return Array.from({ length: random.once(4) ? random.sized(2, 6) : 1 }, (_, i) => {
    const length = copy.getText().length;
    const start = random.below(length + 1);
    const end = random.once(2) ? start : Math.min(length, start + random.sized(1, 60));
    const text = random.once(4)
      ? ''
      : Array.from({ length: random.sized(1, 4) }, () => random.pick(TYPED)).join('');
    const change = { range: { start: copy.positionAt(start), end: copy.positionAt(end) }, text };
    TextDocument.update(copy, [change], i + 2);
    return change;
  });
}

/** The edit that an editor makes of a new text: what both have in common stays. */
function editTo(name: DocumentName, document: TextDocument, text: string): Action {
  const old = document.getText();
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start++;
  let tail = 0;
  while (tail < Math.min(old.length, text.length) - start && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  const range = { start: document.positionAt(start), end: document.positionAt(old.length - tail) };
  return { do: 'edit', name, changes: [{ range, text: text.slice(start, text.length - tail) }] };
}

function wholeEdit(name: DocumentName, lines: number, text: string, random: Random): Action {
  const range = { start: { line: 0, character: 0 }, end: { line: lines + 1, character: 0 } };
  return { do: 'edit', name, changes: [random.once(2) ? { text } : { range, text }] };
}
