/**
 * Walks a tree of the parser. The library's own cursor writes its four words into the parser's memory before each call
 * and reads them back after each step; they are there already as long as one tree is walked at a time. Calling the
 * parser's functions directly makes a cold copy of a large file's trees a third cheaper. If a release of the library
 * lacks one of them, its own cursor does.
 */
import type { Tree } from 'web-tree-sitter';

/** Where a walk is and how it goes on. One at a time: `free()` it before the next. */
export interface Cursor {
  typeId(): number;
  /** 0: the node has no field. */
  fieldId(): number;
  /** Offsets in UTF-16 units. */
  start(): number;
  end(): number;
  isMissing(): boolean;
  firstChild(): boolean;
  nextSibling(): boolean;
  parent(): boolean;
  free(): void;
}

const NAMES = [
  'root_node',
  'cursor_new',
  'cursor_delete',
  'cursor_current_node_type_id',
  'cursor_current_field_id',
  'cursor_start_index',
  'cursor_end_index',
  'cursor_current_node_is_missing',
  'cursor_goto_first_child',
  'cursor_goto_next_sibling',
  'cursor_goto_parent',
] as const;

type Calls = Record<(typeof NAMES)[number], (tree: number) => number>;

/** Makes cursors with the functions of the parser's module, the object that its library was initialised with. */
export function cursorsOf(parserModule: object): (tree: Tree) => Cursor {
  const functions = parserModule as Record<string, unknown>;
  const found = NAMES.map((name) => [name, functions[`_ts_tree_${name}_wasm`]] as const);
  if (!found.every(([, call]) => typeof call === 'function')) return libraryCursor;
  const calls = Object.fromEntries(found) as Calls;
  return (tree) => {
    // The library's handle of a tree: its address.
    const address = (tree as unknown as Record<number, unknown>)[0];
    return typeof address === 'number' ? directCursor(calls, address) : libraryCursor(tree);
  };
}

function directCursor(calls: Calls, tree: number): Cursor {
  // The first leaves the node where the second looks for it.
  calls.root_node(tree);
  calls.cursor_new(tree);
  return {
    typeId: () => calls.cursor_current_node_type_id(tree),
    fieldId: () => calls.cursor_current_field_id(tree),
    start: () => calls.cursor_start_index(tree),
    end: () => calls.cursor_end_index(tree),
    isMissing: () => calls.cursor_current_node_is_missing(tree) === 1,
    firstChild: () => calls.cursor_goto_first_child(tree) === 1,
    nextSibling: () => calls.cursor_goto_next_sibling(tree) === 1,
    parent: () => calls.cursor_goto_parent(tree) === 1,
    free: () => {
      calls.cursor_delete(tree);
    },
  };
}

/** The same with the library's public functions. */
export function libraryCursor(tree: Tree): Cursor {
  const cursor = tree.walk();
  return {
    typeId: () => cursor.nodeTypeId,
    fieldId: () => cursor.currentFieldId,
    start: () => cursor.startIndex,
    end: () => cursor.endIndex,
    isMissing: () => cursor.nodeIsMissing,
    firstChild: () => cursor.gotoFirstChild(),
    nextSibling: () => cursor.gotoNextSibling(),
    parent: () => cursor.gotoParent(),
    free: () => cursor.delete(),
  };
}
