/** File scope: types, functions, globals, maps, struct_ops tables. */

import { contained } from '../../syntax/failure.ts';
import { marksOf } from '../../syntax/mask/marks.ts';
import type { CNode, ParsedFile, ParsedText } from '../../syntax/types.ts';
import type { Reason } from '../../words/reasons.ts';
import { openRecord } from '../ctypes/ctypes.ts';
import type { MapInfo } from '../graph.ts';
import { type Fn, fileFn } from '../lower/builder.ts';
import { lowerTypedef } from '../lower/declaration.ts';
import { firstKid, kid, sourceOf, textOf, type Unit } from '../unit.ts';
import { unreadFunction } from '../unread-functions.ts';
import { declareFunction } from './functions.ts';
import { attributesOf, declareGlobal, sectionOf } from './globals.ts';
import { mapFields, mapFieldsIn, readMap } from './map-definitions.ts';
import { type Declared, declare, readSpecifiers } from './specifiers.ts';
import { recordByName } from './structs.ts';

/** Enters everything that a file declares, its headers first; a slice is one declaration of file scope. */
export function* declareFile(unit: Unit, file: ParsedFile): Generator<void, void, void> {
  const seen = new Set([file]);
  const stack: { file: ParsedFile; next: number }[] = [{ file, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const include = top.file.includes[top.next++];
    if (include === undefined) {
      yield* declareText(unit, top.file, top.file);
      for (const piece of top.file.expanded) yield* declareText(unit, piece, top.file);
      stack.pop();
    } else if (!seen.has(include)) {
      seen.add(include);
      stack.push({ file: include, next: 0 });
    }
  }
}

function* declareText(unit: Unit, parsed: ParsedText, file: ParsedFile): Generator<void, void, void> {
  const fn = fileFn(unit, sourceOf(unit, parsed));
  let before = 0;
  for (const node of parsed.root.kids) {
    declareContained(fn, node, file, before, 0);
    before = node.end;
    yield;
  }
}

function declareAll(fn: Fn, nodes: readonly CNode[], file: ParsedFile, from: number, depth: number): void {
  let before = from;
  for (const node of nodes) {
    declareContained(fn, node, file, before, depth);
    before = node.end;
  }
}

/** What fails in one declaration costs that declaration. */
function declareContained(fn: Fn, node: CNode, file: ParsedFile, from: number, depth: number): void {
  const { source, names } = fn;
  contained(
    () => declareNode(fn, node, file, from, depth),
    (reason) => {
      Object.assign(fn, fileFn(fn.unit, source), { names });
      noteUnread(fn, node, reason);
    },
  );
}

/** A declaration that could not be read: what it would say is unknown, and the file is not fully checked. */
function noteUnread({ unit, source }: Fn, node: CNode, reason: Reason): void {
  const info = unreadFunction(unit, source, node, reason);
  if (!info) {
    const text = source.parsed.text.slice(node.start, Math.min(node.end, node.start + LONGEST_HEADLINE));
    unit.unread.set(text.replace(/\s+/g, ' ').trim(), reason);
    return;
  }
  unit.functions.set(info.name, info);
  unit.root.values.set(info.name, { b: 'func', name: info.name, type: info.type });
}

const LONGEST_HEADLINE = 60;

const EXPANDABLE = new Set([
  'declaration',
  'type_definition',
  'struct_specifier',
  'union_specifier',
  'enum_specifier',
]);

/** A declaration that uses macros of the user is read from its expansion. */
function declareNode(fn: Fn, node: CNode, file: ParsedFile, from: number, depth: number): void {
  const isOwn = fn.source.parsed === file && EXPANDABLE.has(node.type);
  const expanded = isOwn ? file.expand(node) : undefined;
  if (!expanded || 'reason' in expanded) return declareKind(fn, node, file, from, depth);
  declareKind(fileFn(fn.unit, sourceOf(fn.unit, expanded.parsed)), expanded.node, file, 0, depth);
}

function declareKind(fn: Fn, node: CNode, file: ParsedFile, from: number, depth: number): void {
  switch (node.type) {
    case 'function_definition':
      return declareFunction(fn, node, file, from);
    case 'declaration':
      return declaration(fn, node, from);
    case 'type_definition':
      return lowerTypedef(fn, node);
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
      readSpecifiers(
        fn,
        { ...node, type: 'declaration', kids: [{ ...node, kids: node.kids, field: 'type' }] },
        node.end,
      );
      noteTemplate(fn, node);
      return;
    case 'expression_statement':
      return defineExitInfo(fn, node);
    case 'linkage_specification': {
      const body = kid(node, 'body');
      if (body && depth < 20)
        declareAll(fn, body.type === 'declaration_list' ? body.kids : [body], file, from, depth + 1);
      return;
    }
    case 'preproc_if':
    case 'preproc_ifdef':
    case 'preproc_else':
    case 'preproc_elif':
      // Directives are normally gone by now; what is left is taken as written.
      if (depth < 20)
        declareAll(
          fn,
          node.kids.filter((child) => child.field === ''),
          file,
          from,
          depth + 1,
        );
      return;
  }
}

/** `UEI_DEFINE(name);` declares a global. */
function defineExitInfo(fn: Fn, node: CNode): void {
  const call = firstKid(node);
  const callee = call?.type === 'call_expression' ? kid(call, 'function') : undefined;
  const argument = call && kid(call, 'arguments')?.kids[0];
  if (!callee || textOf(fn.source, callee) !== 'UEI_DEFINE' || argument?.type !== 'identifier') return;
  const type = recordByName(fn.unit, 'struct', 'user_exit_info');
  const name = textOf(fn.source, argument);
  const declared: Declared = {
    name,
    nameNode: argument,
    type,
    constant: false,
    volatile: false,
    params: undefined,
    qual: { type },
  };
  const binding = declareGlobal(fn, {
    name,
    declared,
    declaration: node,
    declarator: argument,
    storage: new Set(),
    value: undefined,
  });
  fn.unit.root.values.set(name, binding);
}

/** `struct cpu_map { __uint(type, …); … };`: maps may be declared with its name later. */
function noteTemplate(fn: Fn, struct: CNode): void {
  const tag = kid(struct, 'name');
  const fields = tag && mapFieldsIn(fn, struct);
  if (fields) fn.unit.mapTemplates.set(textOf(fn.source, tag), readMap(fn, '', struct.start, fields));
}

/** The map that `struct cpu_map name SEC(".maps");` declares. */
function templateOf(fn: Fn, node: CNode): MapInfo | undefined {
  const struct = kid(node, 'type');
  if (struct?.type !== 'struct_specifier') return undefined;
  const tag = kid(struct, 'name');
  if (kid(struct, 'body')) noteTemplate(fn, struct);
  return tag && fn.unit.mapTemplates.get(textOf(fn.source, tag));
}

function declareMap(fn: Fn, declared: Declared, info: MapInfo): void {
  const { unit, source } = fn;
  const { name } = declared;
  const origin = source.parsed.origin ?? ((offset: number) => offset);
  const start = origin(declared.nameNode!.start);
  unit.maps.set(name, { ...info, name, path: source.parsed.path, start });
  const record = { ...openRecord('struct', ''), open: false };
  unit.root.values.set(name, { b: 'global', name, type: record, constant: false, volatile: false });
}

function declaration(fn: Fn, node: CNode, from: number): void {
  const { unit } = fn;
  const fields = mapFields(fn, node);
  const template = templateOf(fn, node);
  const declarators = node.kids.filter((child) => child.field === 'declarator');
  const { qual, storage } = readSpecifiers(fn, node, declarators[0]?.start ?? node.end);
  for (const child of declarators) {
    const value = child.type === 'init_declarator' ? kid(child, 'value') : undefined;
    const declarator = child.type === 'init_declarator' ? kid(child, 'declarator') : child;
    const declared = declare(fn, declarator, qual);
    const { name, type } = declared;
    if (name === '') continue;
    if (storage.has('typedef')) unit.root.values.set(name, { b: 'type', qual: declared.qual });
    else if (type.k === 'func') {
      if (!unit.functions.has(name)) unit.root.values.set(name, { b: 'func', name, type });
      const attributes = attributesOf(fn, from, node.end);
      const isSymbol = sectionOf(fn, from, node.end) === '.ksyms' && !attributes.includes('__ksym');
      unit.externs.set(name, { type, attributes: isSymbol ? [...attributes, '__ksym'] : attributes });
    } else if (fields && (sectionOf(fn, node.start, node.end) === '.maps' || fields.length > 1)) {
      declareMap(fn, declared, template ?? readMap(fn, name, 0, fields));
    } else if (template && type.k === 'struct') {
      declareMap(fn, declared, template);
    } else {
      const global = { name, declared, declaration: node, declarator: child, storage, value, from };
      unit.root.values.set(name, declareGlobal(fn, global));
      const table = type.k === 'struct' ? type.name : '';
      if (value) structOps(fn, node, from, value, table);
    }
  }
}

/** `.enqueue = (void *)f` in a struct_ops variable: f implements enqueue. */
function structOps(fn: Fn, node: CNode, from: number, value: CNode, table: string): void {
  const marks = marksOf(fn.source.parsed, from, node.end);
  const isTable = marks.some(
    (mark) => mark.kind === 'struct-ops' || (mark.kind === 'section' && mark.name.startsWith('.struct_ops')),
  );
  if (!isTable || value.type !== 'initializer_list') return;
  for (const pair of value.kids) {
    const designator =
      pair.type === 'initializer_pair'
        ? pair.kids.find((child) => child.type === 'field_designator')
        : undefined;
    const member = designator && firstKid(designator);
    const target = member && functionName(fn, kid(pair, 'value'));
    if (!member || !target) continue;
    fn.unit.structOps.set(target, textOf(fn.source, member));
    const tables = fn.unit.opsTables.get(target) ?? new Set();
    fn.unit.opsTables.set(target, tables.add(table));
  }
}

/** The identifier inside casts and parentheses. */
function functionName(fn: Fn, value: CNode | undefined): string | undefined {
  let at = value;
  for (let steps = 0; at && steps < 10; steps++) {
    if (at.type === 'identifier') return textOf(fn.source, at);
    if (at.type === 'cast_expression') at = kid(at, 'value');
    else if (at.type === 'parenthesized_expression') at = firstKid(at);
    else if (at.type === 'pointer_expression') at = kid(at, 'argument');
    else return undefined;
  }
  return undefined;
}
