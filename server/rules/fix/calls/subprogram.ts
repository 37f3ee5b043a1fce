/** Fixes of global functions: verified with their callers (`static`), or told what they are given (`__arg_trusted`). */

import { calledBy } from '../../../../bpf/flow/call-graph.ts';
import { ARGUMENT_TAGS_SINCE } from '../../../../bpf/kernel/changes.ts';
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { compareVersions } from '../../../../bpf/kernel/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { at, insertBefore } from '../edits.ts';
import { aboveFunction } from '../kptr/slot-stack.ts';
import { kidOf, placed, textOf, within } from '../tree.ts';

type SubprogramFault = FaultOf<'subprogram-argument', KindOf<'subprogram-argument'>>;

export function subprogramFixes(fault: SubprogramFault, cx: FixContext): readonly Answer[] {
  const { function: name } = fault.data;
  const own = { safe: true, ways: madeStatic(cx, name) };
  switch (fault.what) {
    case 'returns-pointer':
    case 'returns-nothing':
      return [own];
    case 'untagged': {
      const told = { safe: true, ways: tagged(cx, name, fault.data.arg) };
      return staysGlobal(cx, name) ? [told, { ...own, safe: false }] : [own, { ...told, safe: false }];
    }
    case 'null-to-trusted':
      return [{ safe: true, ways: nullable(cx, name, fault.data.arg) }];
  }
}

/** Another object may replace it, or the file tells the verifier of arguments already. */
function staysGlobal({ module }: FixContext, name: string): boolean {
  const isWeak = module.functions.get(name)?.attributes.includes('__weak') === true;
  return isWeak || [...module.functions.values()].some((fn) => fn.params.some(({ tags }) => tags.length > 0));
}

/** Its definition, and the declarations before it. */
function standing(
  { file }: FixContext,
  name: string,
): { readonly definition: CNode; readonly all: CNode[] } | undefined {
  const named = (node: CNode) =>
    [...within(kidOf(node, 'declarator') ?? node)].some(
      (kid) => kid.type === 'function_declarator' && textOf(file, kidOf(kid, 'declarator') ?? kid) === name,
    );
  const all = file.root.kids.filter(
    (node) => (node.type === 'function_definition' || node.type === 'declaration') && named(node),
  );
  const definition = all.find(({ type }) => type === 'function_definition');
  const isElsewhere = file.includes.some(({ root }) =>
    root.kids.some((node) => node.type === 'declaration' && named(node)),
  );
  return definition && !isElsewhere ? { definition, all } : undefined;
}

/** A static function is verified with each of its callers. */
export function* madeStatic(cx: FixContext, name: string): Generator<Candidate, void, void> {
  const found = standing(cx, name);
  if (!found) return;
  const edits = found.all.map((node) => staticAt(cx, node));
  yield { title: words().subprogram.static(name), edits };
  // What it passes on is checked with it then.
  const others = globalsBelow(cx, name).map((other) => standing(cx, other)?.all ?? []);
  if (others.length === 0) return;
  const all = [...edits, ...others.flat().map((node) => staticAt(cx, node))];
  yield { title: words().subprogram.staticWith(name, others.length), edits: all };
}

/** Global functions with a pointer among their parameters that a function reaches. */
function globalsBelow({ module, file }: FixContext, name: string): string[] {
  const found = new Set([name]);
  for (const next of found)
    for (const callee of calledBy(module.functions.get(next)!)) {
      const fn = module.functions.get(callee);
      const isOne = fn?.path === file.path && !fn.isStatic && fn.params.some(({ type }) => type.k === 'ptr');
      if (isOne) found.add(callee);
    }
  return [...found].slice(1);
}

/** Before what the declaration begins with; a weak symbol cannot be static. */
function staticAt({ file }: FixContext, node: CNode): TextEdit {
  const from = file.text.lastIndexOf('\n', node.start - 1) + 1;
  const head = file.text.slice(from, kidOf(node, 'declarator')?.start ?? node.start);
  const replaced = /\b(?:__weak|extern)\b/.exec(head);
  if (replaced) {
    const start = from + replaced.index;
    return { start, end: start + replaced[0].length, newText: 'static' };
  }
  return at(from + /^\s*/.exec(head)![0].length, 'static ');
}

const TAGS = {
  __arg_trusted: '#define __arg_trusted __attribute__((btf_decl_tag("arg:trusted")))',
  __arg_nullable: '#define __arg_nullable __attribute__((btf_decl_tag("arg:nullable")))',
} as const;
type Tag = keyof typeof TAGS;

function* tagged(cx: FixContext, name: string, arg: number): Generator<Candidate, void, void> {
  if (compareVersions(cx.kernel, ARGUMENT_TAGS_SINCE) < 0) return;
  for (const tags of [['__arg_trusted'], ['__arg_trusted', '__arg_nullable']] as const) {
    const edits = tagsAt(cx, name, arg, tags);
    const parameter = cx.module.functions.get(name)?.params[arg]?.name ?? '';
    if (edits) yield { title: words().subprogram.tag(parameter, name, tags.join(' ')), edits };
  }
}

function tagsAt(cx: FixContext, name: string, arg: number, tags: readonly Tag[]): TextEdit[] | undefined {
  const found = standing(cx, name);
  const parameter = found && parameterOf(found.definition, arg);
  if (!parameter || found.all.length > 1) return undefined;
  return [...definitions(cx, found.definition, tags), at(behindTags(cx, parameter), ` ${tags.join(' ')}`)];
}

/** Tags stand behind the name and are not in the tree. */
function behindTags({ file }: FixContext, { end }: CNode): number {
  return end + /^(?:\s+__arg_\w+)*/.exec(file.text.slice(end))![0].length;
}

function parameterOf(definition: CNode, arg: number): CNode | undefined {
  const list = [...within(definition)].find(({ type }) => type === 'parameter_list');
  return list?.kids[arg];
}

/** libbpf's headers have them from 1.4 on. */
function definitions(cx: FixContext, fn: CNode, tags: readonly Tag[]): TextEdit[] {
  const { eol } = cx.style;
  const unknown = tags.filter((tag) => !cx.file.macros.has(tag) && !isUsed(cx, tag));
  if (unknown.length === 0) return [];
  const lines = unknown.flatMap((tag) => [`#ifndef ${tag}`, TAGS[tag], '#endif']);
  return [at(aboveFunction(cx, fn), `${lines.join(eol)}${eol}${eol}`)];
}

function isUsed({ file }: FixContext, tag: Tag): boolean {
  return file.marks.some((mark) => mark.kind === 'attribute' && mark.name === tag);
}

function* nullable(cx: FixContext, name: string, arg: number): Generator<Candidate, void, void> {
  const edits = tagsAt(cx, name, arg, ['__arg_nullable']);
  const info = cx.module.functions.get(name);
  const parameter = info?.params[arg]?.name;
  if (!edits || !info || !parameter) return;
  yield { title: words().subprogram.tag(parameter, name, '__arg_nullable'), edits };
  const body = kidOf(standing(cx, name)?.definition, 'body');
  const first = body?.kids.find(({ type }) => type !== 'declaration');
  if (!first) return;
  const exit = info.type.result.k === 'void' ? 'return;' : 'return 0;';
  const head = `if (${cx.style.comparesNull ? `${parameter} == NULL` : `!${parameter}`})`;
  const code = cx.style.braces ? [`${head} {`, `\t${exit}`, '}'] : [head, `\t${exit}`];
  yield {
    title: words().subprogram.nullTest(parameter, name),
    edits: [...edits, ...insertBefore(cx, placed(cx.file, first), code)],
  };
}
