/** Copies a tree-sitter tree into plain objects: named nodes, operators and the words of sized types. No recursion. */
import type { Language, Tree } from 'web-tree-sitter';
import type { Cursor } from './cursor.ts';
import { type Elided, originalOffset } from './external/blank-elision.ts';
import type { CNode, Mark, Span } from './types.ts';

/** What the copy needs to know of a node type, by type id. */
export interface Shapes {
  readonly names: readonly string[];
  /** 0: dropped, 1: copied with children, 2: copied as a leaf, 3: copied if it has a field, 4: if its parent says so. */
  readonly policy: Uint8Array;
  readonly fields: readonly (string | null)[];
  readonly sizedType: number;
  readonly error: number;
}

const DROP = 0;
const INNER = 1;
const LEAF = 2;
const OPERATOR = 3;
const WORD = 4;

const LEAVES = new Set(
  `identifier field_identifier type_identifier statement_identifier primitive_type number_literal string_content
   escape_sequence system_lib_string preproc_arg preproc_directive storage_class_specifier type_qualifier true false
   null character gnu_asm_qualifier variadic_parameter break_statement continue_statement`.split(/\s+/),
);
const SIZED_WORDS = new Set(['signed', 'unsigned', 'long', 'short']);
const PUNCTUATION = new Set(['(', ')', '[', ']', '{', '}', ',', ';', ':', '"', "'", '\n', '...', '#']);

const ERROR_ID = 65535;

export function shapesOf(language: Language): Shapes {
  const count = language.nodeTypeCount;
  const names: string[] = [];
  const policy = new Uint8Array(count);
  let sizedType = -1;
  for (let id = 0; id < count; id++) {
    const name = language.nodeTypeForId(id) ?? '';
    names.push(name);
    if (name === 'sized_type_specifier') sizedType = id;
    if (language.nodeTypeIsNamed(id))
      policy[id] = name === 'comment' ? DROP : LEAVES.has(name) ? LEAF : INNER;
    else if (SIZED_WORDS.has(name)) policy[id] = WORD;
    else policy[id] = PUNCTUATION.has(name) || /^[a-zA-Z#_]/.test(name) ? DROP : OPERATOR;
  }
  return { names, policy, fields: language.fields, sizedType, error: ERROR_ID };
}

/** Nodes deeper than this stay out of the light tree (a long chain of operators is as deep as it is long). */
const MAX_NODE_DEPTH = 2000;

interface Building {
  readonly type: string;
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly field: string;
  readonly kids: CNode[];
}

const NO_KIDS: readonly CNode[] = [];

export interface Copied {
  readonly root: CNode;
  readonly holes: readonly Span[];
}

export interface CopyOptions {
  /** What was parsed. */
  readonly input: string;
  /** Length of the text without what the parser needed behind it: no node ends later. */
  readonly length: number;
  /** Subtracted from every offset. */
  readonly shift: number;
  /** What was parsed is this: offsets are those of its original. */
  readonly elided?: Elided | undefined;
  readonly marks: readonly Mark[];
}

/** Copies a tree; the caller frees it. */
export function copyTree(
  tree: Tree,
  walk: (tree: Tree) => Cursor,
  shapes: Shapes,
  options: CopyOptions,
): Copied {
  // Before the walk: nothing else may be asked of the parser while it goes on.
  const broken = tree.rootNode.hasError;
  const cursor = walk(tree);
  try {
    const copy = new Copy(cursor, shapes, options, broken);
    const root = copy.run();
    mendPrograms(root, options);
    return { root, holes: copy.holes };
  } finally {
    cursor.free();
  }
}

/** A class only because the walk has much state and is the hottest loop here. */
class Copy {
  readonly holes: Span[] = [];
  private readonly stack: Building[] = [];
  private readonly cursor: Cursor;
  private readonly shapes: Shapes;
  private readonly input: string;
  private readonly shift: number;
  private readonly elided: Elided | undefined;
  private readonly length: number;
  private readonly broken: boolean;

  constructor(cursor: Cursor, shapes: Shapes, options: CopyOptions, broken: boolean) {
    this.cursor = cursor;
    this.shapes = shapes;
    this.input = options.input;
    this.shift = options.shift;
    this.elided = options.elided;
    this.length = options.length;
    this.broken = broken;
  }

  run(): CNode {
    const { cursor } = this;
    let top = this.open(cursor.typeId(), '');
    const root = top;
    let more = cursor.firstChild();
    while (this.stack.length > 0) {
      if (!more) {
        this.stack.pop();
        const parent = this.stack[this.stack.length - 1];
        if (parent === undefined) break;
        top = parent;
        cursor.parent();
        more = cursor.nextSibling();
        continue;
      }
      const opened = this.child(top);
      if (opened !== undefined && cursor.firstChild()) {
        top = opened;
        continue;
      }
      if (opened !== undefined) this.stack.pop();
      more = cursor.nextSibling();
    }
    return root;
  }

  /** Copies the node under the cursor into `parent`; returns it if its children are wanted too. */
  private child(parent: Building): Building | undefined {
    const { cursor, shapes } = this;
    const id = cursor.typeId();
    if (this.broken && this.isHole(id)) return undefined;
    const policy = id < shapes.policy.length ? shapes.policy[id]! : INNER;
    if (policy === DROP) return undefined;
    if (policy === WORD && parent.id !== shapes.sizedType) return undefined;
    const fieldId = cursor.fieldId();
    if (policy === OPERATOR && fieldId === 0) return undefined;
    const field = fieldId === 0 ? '' : (shapes.fields[fieldId] ?? '');
    if (policy === INNER) {
      if (this.stack.length < MAX_NODE_DEPTH) {
        const node = this.open(id, field);
        parent.kids.push(node);
        return node;
      }
      this.hole(cursor.start(), cursor.end());
    }
    parent.kids.push({
      type: this.name(id),
      start: this.start(),
      end: this.end(),
      field,
      kids: NO_KIDS,
    });
    return undefined;
  }

  private open(id: number, field: string): Building {
    const node: Building = {
      type: this.name(id),
      id,
      start: this.start(),
      end: this.end(),
      field,
      kids: [],
    };
    this.stack.push(node);
    return node;
  }

  private start(): number {
    return this.place(this.cursor.start());
  }

  private end(): number {
    return this.place(this.cursor.end());
  }

  /** Where an offset in the input is in the result. */
  private place(offset: number): number {
    const inside = Math.min(offset, this.length);
    return this.elided ? originalOffset(this.elided, inside) : inside - this.shift;
  }

  private name(id: number): string {
    return this.shapes.names[id] ?? 'ERROR';
  }

  private hole(start: number, end: number): void {
    this.holes.push({ start: this.place(Math.min(start, end)), end: this.place(end) });
  }

  /** Notes ERROR and MISSING nodes. A MISSING one is not copied; what an ERROR holds is. */
  private isHole(id: number): boolean {
    const { cursor } = this;
    if (id === this.shapes.error) {
      this.hole(cursor.start(), cursor.end());
      return false;
    }
    const start = cursor.start();
    if (start !== cursor.end() || !cursor.isMissing()) return false;
    if (!this.isLabelAtEnd(start) && !this.isUnnamedBits(id, start)) this.hole(start, start);
    return true;
  }

  /** `u16 : 3;` lacks a name for the grammar only. */
  private isUnnamedBits(id: number, offset: number): boolean {
    return this.name(id) === 'field_identifier' && /^\s*:/.test(this.input.slice(offset, offset + 200));
  }

  /** `out: }` lacks a statement for the grammar, not for the compiler. */
  private isLabelAtEnd(offset: number): boolean {
    const before = /:\s*$/.test(this.input.slice(Math.max(0, offset - 200), offset));
    return before && /^\s*\}/.test(this.input.slice(offset, offset + 200));
  }
}

/**
 * `int BPF_STRUCT_OPS_SLEEPABLE(name)` has no room for `name()`, so it was left alone and parsed as a function of the
 * macro's name: give it its real name and an empty parameter list.
 */
function mendPrograms(root: CNode, { input, marks, shift, elided }: CopyOptions): void {
  const [text, by] = elided ? [elided.masked, 0] : [input, shift];
  const wanted = new Map<number, Extract<Mark, { kind: 'program' }>>();
  for (const mark of marks) {
    if (mark.kind === 'program' && text.startsWith(mark.macro, mark.start + by)) wanted.set(mark.start, mark);
  }
  if (wanted.size === 0) return;
  const stack: CNode[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type !== 'function_declarator') {
      for (const kid of node.kids) if (kid.type !== 'compound_statement') stack.push(kid);
      continue;
    }
    const mark = wanted.get(node.start);
    if (mark !== undefined) rename(node, mark);
  }
}

function rename(node: CNode, mark: Extract<Mark, { kind: 'program' }>): void {
  const nameEnd = mark.nameStart + mark.name.length;
  const mended: CNode = {
    type: node.type,
    start: mark.nameStart,
    end: mark.end,
    field: node.field,
    kids: [
      { type: 'identifier', start: mark.nameStart, end: nameEnd, field: 'declarator', kids: NO_KIDS },
      { type: 'parameter_list', start: nameEnd, end: mark.end, field: 'parameters', kids: NO_KIDS },
    ],
  };
  Object.assign(node, mended);
}
