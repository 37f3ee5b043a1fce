/** A pointer that is exchanged has to be tagged where it is declared. */
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { at } from '../edits.ts';
import { kidOf, textOf, within } from '../tree.ts';
import { recordAround } from '../types.ts';
import { type SlotUse, slotField } from './slot-use.ts';

/** `struct bpf_cpumask *mask;` to `struct bpf_cpumask __kptr *mask;`. */
export function* tagged({ cx, node }: SlotUse, tag = '__kptr'): Generator<Candidate, void, void> {
  const field = slotField(node);
  if (!field) return;
  const isGlobal = field.type === 'identifier';
  const name = textOf(cx.file, isGlobal ? field : (kidOf(field, 'field') ?? field));
  const record = isGlobal ? undefined : recordAround(cx, field);
  if (!isGlobal && !record) return;
  const declaration = isGlobal ? globalOf(cx, name) : fieldOf(cx, record!.name, name);
  const pointer = declaration && [...within(declaration)].find(({ type }) => type === 'pointer_declarator');
  if (!declaration || !pointer || declaration.kids.filter((kid) => kid.field === 'declarator').length > 1)
    return;
  yield { title: words().slot.tag(name, tag), edits: [tagAt(cx, declaration, pointer, tag)] };
}

const OTHER_TAG = /\b__kptr(?:_untrusted|_ref)?\b/;

function tagAt({ file }: FixContext, declaration: CNode, pointer: CNode, tag: string): TextEdit {
  const before = file.text.slice(declaration.start, pointer.start);
  const other = OTHER_TAG.exec(before);
  if (!other) return at(pointer.start, `${tag} `);
  const start = declaration.start + other.index;
  return { start, end: start + other[0].length, newText: tag };
}

function globalOf({ file }: FixContext, name: string): CNode | undefined {
  return file.root.kids.find((node) => node.type === 'declaration' && declares(file, node, name));
}

/** The declaration of a field in the struct of that name. */
function fieldOf({ file }: FixContext, record: string, name: string): CNode | undefined {
  for (const root of file.root.kids) {
    if (root.type === 'function_definition') continue;
    for (const node of within(root)) {
      if (node.type !== 'struct_specifier' || !kidOf(node, 'body')) continue;
      const tag = kidOf(node, 'name');
      if ((tag ? textOf(file, tag) : '') !== record) continue;
      const found = kidOf(node, 'body')!.kids.find((kid) => declares(file, kid, name));
      if (found) return found;
    }
  }
  return undefined;
}

function declares(file: FixContext['file'], node: CNode, name: string): boolean {
  return [...within(node)].some(
    (kid) =>
      /^(?:field_)?identifier$/.test(kid.type) && kid.field === 'declarator' && textOf(file, kid) === name,
  );
}
