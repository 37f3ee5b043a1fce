/** Fixes of programs whose type may not call a function: the type at the same place that may. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import { byCid } from '../../../../bpf/kernel/functions/scx/operations.ts';
import { lookupFunction } from '../../../../bpf/kernel/index.ts';
import type { CNode, Mark } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { declaredBeside } from '../declare.ts';
import { replace } from '../edits.ts';
import { absolute, chainAt, kidOf, mentions, textOf } from '../tree.ts';

type TypeFault = FaultOf<'program-type', KindOf<'program-type'>>;

/**
 * Packet, uprobe and syscall programs have no other type at the same place. Where a probe or a `tp/` program reads its
 * context, what it reads lies elsewhere for another type: those are for the author to move.
 */
export function programTypeFixes(fault: TypeFault, cx: FixContext): readonly Answer[] {
  const { function: name } = fault.data;
  if (fault.what === 'cpu-only') return [{ safe: false, ways: numberedByTopology(fault, cx) }];
  // Where else in a scheduler the work belongs, its author knows.
  if (fault.what === 'not-in-op' || fault.what === 'untraced') return [];
  if (fault.graph.path === cx.file.path && name.endsWith('_dtor'))
    return [{ safe: true, ways: publicName(fault, cx) }];
  return fault.root ? [{ safe: true, ways: otherType(cx, fault.root) }] : [];
}

/** What the kernel calls when it drops a map's reference is not for programs. */
function* publicName(fault: TypeFault, cx: FixContext): Generator<Candidate, void, void> {
  const { function: name } = fault.data;
  const wanted = lookupFunction(name.replace(/_dtor$/, ''));
  const call = chainAt(cx.file, absolute(fault.graph, fault.at)).find(
    ({ type }) => type === 'call_expression',
  );
  const callee = kidOf(call, 'function');
  if (!wanted || !callee || textOf(cx.file, callee) !== name) return;
  yield {
    title: words().version.call(wanted.name, name),
    edits: [...declaredBeside(cx, wanted, name), replace(callee, wanted.name)],
    drops: [name],
  };
}

/** The same by cid, where it takes as many arguments. */
function* numberedByTopology(fault: TypeFault, cx: FixContext): Generator<Candidate, void, void> {
  const record = lookupFunction(fault.data.function);
  const next = lookupFunction(byCid(fault.data.function));
  if (!record || !next || next.params.length !== record.params.length) return;
  if (fault.graph.path !== cx.file.path) return;
  const call = chainAt(cx.file, absolute(fault.graph, fault.at)).find(
    ({ type }) => type === 'call_expression',
  );
  const name = kidOf(call, 'function');
  if (!name || textOf(cx.file, name) !== record.name) return;
  yield {
    title: words().version.call(next.name, record.name),
    edits: [...declaredBeside(cx, next, record.name), replace(name, next.name)],
    drops: [record.name],
  };
}

interface Conversion {
  readonly from: RegExp;
  readonly to: string;
  /** Macros that name the arguments, and what does so for the new type; '': the context itself is a parameter. */
  readonly macros: Readonly<Record<string, string>>;
  /** The context has the same layout: a program may read it. */
  readonly sameContext?: boolean;
}

const CONVERSIONS: readonly Conversion[] = [
  {
    from: /^(\??)(?:raw_tp|raw_tracepoint)\/(\w+)$/,
    to: '$1tp_btf/$2',
    macros: { BPF_PROG: 'BPF_PROG' },
    sameContext: true,
  },
  { from: /^(\??)kprobe\/(\w+)$/, to: '$1fentry/$2', macros: { BPF_KPROBE: 'BPF_PROG' } },
  { from: /^(\??)kretprobe\/(\w+)$/, to: '$1fexit/$2', macros: {} },
  { from: /^(\??)(?:tp|tracepoint)\/\w+\/(\w+)$/, to: '$1tp_btf/$2', macros: {} },
];

/** The type at the same place that may do more; only where the context of both is the same, or nothing reads it. */
export function* otherType(cx: FixContext, root: string): Generator<Candidate, void, void> {
  const program = cx.module.functions.get(root);
  if (!program || program.path !== cx.file.path) return;
  const conversion = CONVERSIONS.find(({ from }) => from.test(program.section));
  const node = cx.file.root.kids.find(
    ({ type, start, end }) =>
      type === 'function_definition' && start <= program.nameStart && program.nameEnd <= end,
  );
  const section = node && sectionOf(cx, node, program.section);
  if (!conversion || !node || !section) return;
  const macro = program.macro === '' ? [] : macroEdit(cx, node, conversion.macros[program.macro]);
  if (!macro || (program.macro === '' && !conversion.sameContext && readsContext(cx, node))) return;
  const to = program.section.replace(conversion.from, conversion.to);
  yield { title: words().programType.section(root, to), edits: [{ ...section, newText: to }, ...macro] };
}

/** The text between the quotes of `SEC("...")`. */
function sectionOf(
  { file }: FixContext,
  node: CNode,
  text: string,
): Pick<TextEdit, 'start' | 'end'> | undefined {
  const mark = file.marks.findLast(
    (kid: Mark) => kid.kind === 'section' && kid.name === text && kid.start <= node.start,
  );
  const quoted = mark && file.text.slice(mark.start, mark.end).indexOf(`"${text}"`);
  if (!mark || quoted === undefined || quoted < 0) return undefined;
  const start = mark.start + quoted + 1;
  return { start, end: start + text.length };
}

function macroEdit({ file }: FixContext, node: CNode, macro: string | undefined): TextEdit[] | undefined {
  const mark = file.marks.find(
    (kid) => kid.kind === 'program' && node.start <= kid.start && kid.start < node.end,
  );
  if (!macro || mark?.kind !== 'program') return undefined;
  const start = file.text.indexOf(mark.macro, mark.start);
  if (start < 0 || start >= mark.end) return undefined;
  return mark.macro === macro ? [] : [{ start, end: start + mark.macro.length, newText: macro }];
}

/** Registers of a probe are no arguments of the function: what reads them has to be written anew. */
function readsContext({ file, module }: FixContext, node: CNode): boolean {
  const program = [...module.functions.values()].find((fn) => fn.path === file.path && fn.end === node.end);
  const name = program?.params[0]?.name;
  const body = kidOf(node, 'body');
  return name !== undefined && body !== undefined && mentions(file, body, name);
}
