/**
 * What `bpf/syntax` hands on: one file, masked and parsed, plus what the mask took out.
 * Offsets are UTF-16 indices; masked text has the length and line breaks of the original, so they hold in both.
 */
import type { Reason } from '../words/reasons.ts';
import type { Scope } from './includes/reach.ts';

/** A light copy of a tree-sitter-c node (named children, and anonymous tokens that carry a field or meaning). */
export interface CNode {
  /** tree-sitter-c's node type, or the token's own text for an anonymous one (`+`, `static`). */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Field name in the parent (`declarator`, `body` …) or ''. */
  readonly field: string;
  readonly kids: readonly CNode[];
  /** Of a function's body that is parsed when somebody looks inside: the holes in it, which are not among the text's. */
  readonly holes?: readonly Span[];
}

/**
 * Something the mask blanked or rewrote, in order of `start`. A section or prefix attribute lies before the node it
 * belongs to, a postfix one (`__arg_trusted`, `__ksym`) behind the declarator: see `marksOf`.
 */
export type Mark =
  | { kind: 'section'; start: number; end: number; name: string }
  /** `__kptr`, `__weak`, `__always_inline`, `__arg_trusted`, `__hidden` …; `name` is the macro's name. */
  | { kind: 'attribute'; start: number; end: number; name: string; args: string }
  /** `__free(name)` or a `cleanup(fn)` attribute: `fn` is what runs when the variable goes out of scope. */
  | { kind: 'cleanup'; start: number; end: number; name: string; free: boolean }
  /** `BPF_PROG(name, …)`, `BPF_STRUCT_OPS(name, …)` …: `macro` says which, `sleepable` and so on follow from the table. */
  | { kind: 'program'; start: number; end: number; macro: string; name: string; nameStart: number }
  /** `bpf_for(i, a, b) {`, `bpf_repeat(n) {`, `bpf_for_each(kind, it, …) {`: rewritten to `while (…) {`. Argument
   *  spans are offsets into the same text; they were not touched otherwise. */
  | { kind: 'loop'; start: number; end: number; macro: string; args: readonly Span[] }
  /** `scoped_guard(rcu) {` rewritten to `while`, or `guard(rcu)();` left as a call of a call. `args` are the lock's
   *  arguments: behind the name for a scoped guard, those of the second call otherwise. */
  | { kind: 'guard'; start: number; end: number; scoped: boolean; name: string; args: readonly Span[] }
  /** `__uint(max_entries, 4);` and friends inside a map definition, rewritten to plain fields or blanked. */
  | { kind: 'map-field'; start: number; end: number; macro: string; args: readonly Span[] }
  /** A macro called where C wants an expression, whose argument is a type or a member path (MEMBER_VPTR, container_of,
   *  bpf_core_type_matches, offsetof …): `name` and argument spans; the call was rewritten to something that parses.
   *  `typeof(x)` is a `struct _` in the tree and has such a mark at the same start; so has `CLASS(name, variable)(…)`. */
  | { kind: 'special-call'; start: number; end: number; name: string; args: readonly Span[] }
  /** `case 1 ... 3:`: the span of `...`, rewritten to `||`, which makes the case's value a binary expression. */
  | { kind: 'case-range'; start: number; end: number }
  /** `SCX_OPS_DEFINE(name, .op = …)`: parsed as an initialised variable of type `sched_ext_ops`. */
  | { kind: 'struct-ops'; start: number; end: number; name: string };

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something that was not understood. */
export interface Hole extends Span {
  /** Why, where it is not the parser that could make nothing of it. */
  readonly reason?: Reason;
  /** What stands there, for a whole declaration that nobody else tells of. */
  readonly name?: string;
}

export interface Macro {
  readonly name: string;
  /** undefined: object-like. The last name is `...` or `args...` for a variadic one. */
  readonly params: readonly string[] | undefined;
  readonly body: string;
  readonly path: string;
  readonly start: number;
}

/** Where a file finds what it includes. Browser and terminal bring their own; tests bring a Map. */
export interface FileReader {
  /** The text at an absolute path or URI, or undefined: not there, no file, too large, outside of `scope`. Never throws. */
  read(path: string, scope?: Scope): string | undefined;
  /** The same of a file that is only looked at: what is in it may matter to a check, and is not part of the text. */
  peek?(path: string, scope?: Scope): string | undefined;
  /** What a folder holds, by name, folders with a `/` behind it; undefined: nobody can say. Never throws. */
  list?(folder: string, scope?: Scope): readonly string[] | undefined;
  /** What the file at `path` may include; where this is left out, all that the reader has. */
  scope?(path: string): Scope;
  /** Told of a name that was found nowhere and leads out of the scope: `../../name` in the file at `from`. */
  outside?(name: string, from: string): void;
  /** What the settings and the project file say of the file at `path` and of names in it. */
  project?(path: string): Project | undefined;
}

/** What no source says, since its owner has it elsewhere. */
export interface Project {
  /** Equal keys say the same. */
  readonly key: string;
  /** Macros that make a function a program, by name: the section that each stands for. */
  readonly programs: ReadonlyMap<string, string>;
  /** What functions do whose bodies cannot be read. */
  readonly functions: ReadonlyMap<string, 'acquire' | 'release' | 'null-test'>;
  /** Files that are linked into one object, a list for each object. */
  readonly objects: readonly (readonly string[])[];
}

/** An `#if` whose condition depends on names that nothing defines: another configuration takes the other arm. */
export interface Condition extends Span {
  readonly text: string;
  /** Whether its arm was taken here (as a plain `clang -target bpf` would). */
  readonly taken: boolean;
}

/**
 * One source (file, or a function parsed again after macro expansion), with its light tree. Comments, inactive `#if`
 * arms and the lines of `#if` … `#endif` themselves are not in the tree; `#define` and `#include` are at file scope.
 */
export interface ParsedText {
  readonly path: string;
  /** The text that node offsets refer to (original spelling, not masked). */
  readonly text: string;
  readonly masked: string;
  readonly root: CNode;
  readonly marks: readonly Mark[];
  /** Offsets of ERROR and MISSING nodes, and of what is nested too deeply to be looked at, but for those of bodies that
   *  have `holes` of their own. */
  readonly holes: readonly Hole[];
  /** From an offset in `text` to one in the file at `path`; undefined: they are the same. What a macro's body brings
   *  maps to the call: its start for an offset at or inside a token, its end for the offset behind a token. */
  readonly origin?: (offset: number) => number;
}

/** A stretch that somebody is typing, for certain: its brackets do not pair up, a comment or condition has no end. */
export interface Malformed extends Span {
  /** Where the syntax breaks. */
  readonly at: number;
  /** All of the file may depend on what it will be. */
  readonly isWide: boolean;
}

/** A file, its macros and its headers in order of inclusion. */
export interface ParsedFile extends ParsedText {
  readonly macros: ReadonlyMap<string, Macro>;
  readonly includes: readonly ParsedFile[];
  /** `#include`s that were not found: system headers and generated ones. */
  readonly missing: readonly string[];
  /** File-scope invocations of user macros that declare things, each expanded and parsed on its own. */
  readonly expanded: readonly ParsedText[];
  /** What is not whole whatever the grammar makes of it, in order. */
  readonly malformed: readonly Malformed[];
  /** Comments that have an end, in order, also those in arms that are not taken: those are blank in `masked`. */
  readonly comments: readonly Span[];
  /** Conditions that another configuration would answer differently. */
  readonly conditions: readonly Condition[];
  /** The same function (or file-scope declaration) with its user macros expanded and parsed again; undefined when it
   *  uses none; `reason` when a macro cannot be expanded (then the function is incomplete, never wrong). Macros whose
   *  body is one literal stay names, in `macros`. The expanded text begins with the attributes before the function. */
  expand(fn: CNode): { parsed: ParsedText; node: CNode } | { reason: Reason } | undefined;
}
