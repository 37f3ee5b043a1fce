/** What lowering knows of a whole translation unit, and of one stretch of source in it. */

import type { CNode, Macro, Mark, ParsedFile, ParsedText } from '../syntax/types.ts';
import type { Reason } from '../words/reasons.ts';
import type { CType, FuncType, PtrTag, RecordType } from './ctypes/types.ts';
import type { FunctionInfo, GlobalInfo, Graph, MapInfo, Reg } from './graph.ts';
import type { Lowering } from './lower/lowering.ts';

/** A type with the qualifiers that C writes before it; they matter once it is pointed to. */
export interface Qual {
  readonly type: CType;
  readonly constant?: boolean;
  readonly volatile?: boolean;
  readonly tag?: PtrTag;
  readonly oldTag?: boolean;
}

/** What a name means. */
export type Binding =
  | {
      readonly b: 'reg';
      readonly reg: Reg;
      readonly type: CType;
      readonly volatile: boolean;
      /** An array of variable length: the register points to it, and this one holds its bytes. */
      readonly bytes?: Reg;
    }
  | { readonly b: 'mem'; readonly local: number; readonly type: CType; readonly volatile: boolean }
  | {
      readonly b: 'global';
      readonly name: string;
      readonly type: CType;
      readonly constant: boolean;
      readonly volatile: boolean;
    }
  | { readonly b: 'func'; readonly name: string; readonly type: FuncType }
  | { readonly b: 'const'; readonly value: bigint; readonly type: CType }
  | { readonly b: 'type'; readonly qual: Qual };

/** A scope of names; tags are keyed `struct x`. */
export interface Names {
  readonly parent: Names | undefined;
  readonly values: Map<string, Binding>;
  readonly tags: Map<string, CType>;
}

/** One text with its tree and the marks by position. */
export interface Source {
  readonly parsed: ParsedText;
  readonly marksAt: ReadonlyMap<number, readonly Mark[]>;
  readonly vptrEnds: ReadonlyMap<number, Mark>;
}

/** What a text is compiled for: the kernel's machine, or a process. */
export type Side = 'bpf' | 'user';

export interface Extern {
  readonly type: FuncType;
  readonly attributes: readonly string[];
}

export interface Unit {
  readonly path: string;
  readonly file: ParsedFile;
  readonly nrCpus: number;
  readonly side: Side;
  readonly hasVariableArrays: boolean;
  /** Whether `__kptr_ref` is what a kptr is marked with, and `__kptr` one that is not trusted: before 6.4. */
  readonly hasOldTags: boolean | undefined;
  readonly root: Names;
  readonly lowering: Lowering;
  readonly functions: Map<string, FunctionInfo>;
  readonly externs: Map<string, Extern>;
  readonly globals: Map<string, GlobalInfo>;
  readonly maps: Map<string, MapInfo>;
  /** Structs with a tag that define maps. */
  readonly mapTemplates: Map<string, MapInfo>;
  readonly records: Map<string, RecordType>;
  readonly structOps: Map<string, string>;
  readonly opsTables: Map<string, Set<string>>;
  /** Declarations that are no functions and could not be read, by how they begin: why. */
  readonly unread: Map<string, Reason>;
  /** Values of object-like macros that are constants; undefined value: known not to be one. */
  readonly macroValues: Map<string, { readonly value: bigint; readonly type: CType } | undefined>;
  readonly sources: WeakMap<ParsedText, Source>;
  readonly unmasked: WeakMap<Source, Source>;
  readonly macro: (name: string) => Macro | undefined;
  /** Object-like `#define`s of the file itself, collected when first needed. */
  readonly defines: Map<string, { offset: number; body: string }[]>;
  /** Ends of the file's lines, collected when first needed. */
  readonly lines: number[];
  /** Graphs from an earlier text. */
  readonly known: ((fn: FunctionInfo) => Graph | undefined) | undefined;
  readonly keep: ((fn: FunctionInfo, graph: Graph) => void) | undefined;
  /** For names of static locals. */
  readonly statics: Map<string, number>;
}

export function newNames(parent: Names | undefined): Names {
  return { parent, values: new Map(), tags: new Map() };
}

export function lookup(names: Names, name: string): Binding | undefined {
  for (let scope: Names | undefined = names; scope; scope = scope.parent) {
    const found = scope.values.get(name);
    if (found) return found;
  }
  return undefined;
}

/** Whether an identifier names a type here. */
export function isTypeName(names: Names, name: string): boolean {
  return lookup(names, name)?.b === 'type';
}

export function lookupTag(names: Names, key: string): CType | undefined {
  for (let scope: Names | undefined = names; scope; scope = scope.parent) {
    const found = scope.tags.get(key);
    if (found) return found;
  }
  return undefined;
}

/** Marks of a text by their start, built once. */
export function sourceOf(unit: Unit, parsed: ParsedText): Source {
  const known = unit.sources.get(parsed);
  if (known) return known;
  const marksAt = new Map<number, Mark[]>();
  const vptrEnds = new Map<number, Mark>();
  for (const mark of parsed.marks) {
    const list = marksAt.get(mark.start);
    if (list) list.push(mark);
    else marksAt.set(mark.start, [mark]);
    if (mark.kind === 'special-call' && mark.name === 'MEMBER_VPTR') vptrEnds.set(mark.end, mark);
  }
  const source = { parsed, marksAt, vptrEnds };
  unit.sources.set(parsed, source);
  return source;
}

/** The text of a leaf as the parser saw it. */
export function textOf(source: Source, node: CNode): string {
  const text = source.parsed.masked.slice(node.start, node.end);
  return text.length < SLICED_FROM || text.length > LONGEST_NAME ? text : flat(text);
}

/** A slice keeps the text it was cut from; what outlives a text (names in graphs) must not keep old ones alive. */
function flat(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MOST_NAMES) names.clear();
  const own = JSON.parse(JSON.stringify(text)) as string;
  names.set(own, own);
  return own;
}

const names = new Map<string, string>();
/** V8 copies shorter slices. */
const SLICED_FROM = 13;
const LONGEST_NAME = 80;
const MOST_NAMES = 20_000;

/** The same source without the mask: for stretches that were blanked and are parsed from the original. */
export function unmasked(unit: Unit, source: Source): Source {
  const known = unit.unmasked.get(source);
  if (known) return known;
  const raw: Source = { ...source, parsed: { ...source.parsed, masked: source.parsed.text } };
  unit.unmasked.set(source, raw);
  unit.unmasked.set(raw, raw);
  return raw;
}

export function kid(node: CNode, field: string): CNode | undefined {
  const { kids } = node;
  for (let i = 0; i < kids.length; i++) if (kids[i]!.field === field) return kids[i];
  return undefined;
}

/** For walks over every node. By index: code that runs for the first time makes an object for each turn of `for … of`. */
export function pushAll(stack: CNode[], nodes: readonly CNode[]): void {
  for (let i = 0; i < nodes.length; i++) stack.push(nodes[i]!);
}

/** First child that is not a comment or punctuation. */
export function firstKid(node: CNode): CNode | undefined {
  for (const child of node.kids) if (child.type !== 'comment') return child;
  return undefined;
}

type MarkOf<K extends Mark['kind']> = Extract<Mark, { kind: K }>;

/** The mark of that kind that starts exactly here. */
export function markAt<K extends Mark['kind']>(
  source: Source,
  start: number,
  kind: K,
): MarkOf<K> | undefined {
  return source.marksAt.get(start)?.find((mark): mark is MarkOf<K> => mark.kind === kind);
}
