/** Fixes of sections and locks that are open where a path leaves: closed on that path, as the function closes them elsewhere. */
import type { Section } from '../../../../bpf/kernel/faults/unbalanced-rcu-section.ts';
import { closerOf } from '../../../../bpf/kernel/locks.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import { type Step, steps, type Trace } from '../../../analysis/domain/trace.ts';
import type { Fault } from '../../../analysis/engine/faults.ts';
import type { Candidate, FixContext, TextEdit } from '../candidate.ts';
import { addElse, at, type Code, indentAt, insertAtEnd, insertBefore, remove, replace } from '../edits.ts';
import { cleanupOf, jumpInstead, labelsOf } from '../leak/ladder.ts';
import { freshName, isVisible, jumpsOf, jumpText } from '../place.ts';
import {
  absolute,
  type Chain,
  callNamesIn,
  chainAt,
  functionAround,
  isLoop,
  kidOf,
  type Placed,
  placed,
  textOf,
} from '../tree.ts';
import { beforeExit, isComputed, leaves } from './exits.ts';
import { leaveByLabel, protectedLoop } from './loop-exits.ts';
import {
  callSite,
  callStatements,
  closingsOf,
  type Opened,
  openedBy,
  passingOn,
  statementOf,
  type UnbalancedFault,
} from './section.ts';

/** Where and on which path something is left open. */
type Leaving = Pick<Fault, 'graph' | 'at' | 'trace' | 'what'>;

/** A section left open, and what would close it. */
interface OpenSection {
  readonly cx: FixContext;
  readonly fault: Leaving;
  readonly opened: Opened;
  readonly code: Code;
  readonly title: (place: string) => string;
}

/** Before the exit, the jump that leads to it, or the end of the block; at a label that closes it, if there is one. */
export function* closings(
  cx: FixContext,
  fault: UnbalancedFault,
  section: Section,
): Generator<Candidate, void, void> {
  for (const open of openSections(cx, fault, section)) {
    const exits = exitsOf(open);
    for (const exit of exits) yield* ladders(open, exit);
    yield* higherLabels(open);
    for (const exit of exits) yield* before(open, exit);
    yield* atFunctionEnd(open);
    for (const jump of jumpsOf(cx, decisionsSince(open))) yield* before(open, jump);
    yield* blockEnds(open);
    yield* otherArms(open);
  }
}

/** Before a call that leaves the program; where the call may come back, what closes it behind moves before it. */
export function* closedBefore(
  cx: FixContext,
  fault: Leaving,
  section: Section,
): Generator<Candidate, void, void> {
  const statement = statementOf(cx, fault);
  const call = statement && callNamesIn(cx.file, statement.node)[0];
  if (!statement || !call) return;
  for (const { code, opened } of openSections(cx, fault, section)) {
    const edits = insertBefore(cx, statement, code);
    const title = words().sections.close(code[0]!, words().places.call(call));
    const fn = functionAround(statement.around);
    const close = closerOf(opened.call?.name ?? section);
    const later =
      fn && close && callStatements(cx, fn, close).find(({ node }) => node.start > statement.node.end);
    if (later && fault.what === 'tail-call') yield { title, edits: [...edits, remove(cx, later.node)] };
    yield { title, edits };
  }
}

/** Each way to close it; then with what else is open on the path, the last first. */
function* openSections(cx: FixContext, fault: Leaving, section: Section): Generator<OpenSection, void, void> {
  const opened = openedBy(cx, fault, section);
  if (!opened) return;
  yield* throughOwn(cx, fault, opened);
  const codes = closingsOf(cx, section, opened, fault.graph.name);
  const all = codes[0] && [...new Set([...codes[0], ...othersOpen(cx, fault, opened)])];
  for (const code of all && all.length > 1 ? [...codes, all] : codes)
    yield { cx, fault, opened, code, title: (place) => words().sections.close(code[0]!, place) };
}

/** Opened by a function of the file that is given its flags or lock: closed by its counterpart, or by the kernel's own. */
function* throughOwn(cx: FixContext, fault: Leaving, opened: Opened): Generator<OpenSection, void, void> {
  const all = steps(fault.trace);
  const index = all
    .slice(0, opened.index)
    .findLastIndex(({ step }) => step.kind === 'enter' && step.name === opened.step.graph.name);
  const step = all[index];
  const call = step && callSite(cx, step);
  const close = opened.call && closerOf(opened.call.name);
  const opener = cx.module.functions.get(opened.step.graph.name);
  if (!step || !call || !close || step.graph !== fault.graph || call.args.length !== 1) return;
  if (!opener || opened.call?.args.join() !== opener.params[0]?.name) return;
  const own = passingOn(cx, close).map((name) => `${name}(${call.args[0]});`);
  for (const line of [...own, `${close}(${call.args[0]});`])
    yield {
      cx,
      fault,
      opened: { step, index, call },
      code: [line],
      title: (place) => words().sections.close(line, place),
    };
}

function othersOpen(cx: FixContext, fault: Leaving, opened: Opened): string[] {
  const own = opened.step.step as Extract<Step, { what: string }>;
  const others: string[] = [];
  for (const section of [
    'bpf_spin_lock',
    'bpf_local_irq_save',
    'bpf_preempt_disable',
    'bpf_rcu_read_lock',
  ] as const) {
    const other = openedBy(cx, fault, section);
    if (!other || other.step === opened.step || (other.step.step as typeof own).what === own.what) continue;
    others.push(...(closingsOf(cx, section, other, fault.graph.name)[0] ?? []));
  }
  return others;
}

/** Where the path left: the function that opened the section if it closes it elsewhere, then the one at fault. */
function exitsOf({ cx, fault, opened }: OpenSection): Placed[] {
  const own = statementOf(cx, fault);
  const exit = own?.node.type === 'return_statement' ? [own] : [];
  if (opened.step.graph === fault.graph) return exit;
  const left = steps(fault.trace)
    .slice(opened.index)
    .find(({ step, graph }) => step.kind === 'leave' && graph === opened.step.graph);
  const inner = left && statementOf(cx, left);
  return inner?.node.type === 'return_statement' ? [inner, ...exit] : exit;
}

/** `return` becomes a jump to a label that closes it and returns the same. */
function* ladders({ cx, code, title }: OpenSection, exit: Placed): Generator<Candidate, void, void> {
  const fn = functionAround(exit.around);
  for (const label of fn ? labelsOf(fn) : []) {
    const ending = cleanupOf(cx, fn!, label);
    const closes = ending?.code.some((node) => isSame(cx, node, code[0]!));
    if (!ending || !closes || label.start < exit.node.end) continue;
    const name = textOf(cx.file, label.kids[0]!);
    const edits = jumpInstead(cx, exit, ending.exit, name);
    if (edits) yield { title: title(words().sections.label(name)), edits };
  }
}

/** A `goto` that jumps over what closes it gets a label before that. */
function* higherLabels(open: OpenSection): Generator<Candidate, void, void> {
  const { cx, code, title } = open;
  for (const { node, around } of jumpsOf(cx, decisionsSince(open))) {
    const target = kidOf(node, 'label');
    const fn = functionAround(around);
    if (node.type !== 'goto_statement' || !target || !fn) continue;
    const name = textOf(cx.file, target);
    const label = labelsOf(fn).find((other) => textOf(cx.file, other.kids[0]!) === name);
    const siblings = label ? (placed(cx.file, label).around[0]?.kids ?? []) : [];
    const above = siblings[siblings.indexOf(label!) - 1];
    if (!label || !above || above.start < node.end || !isSame(cx, inner(above), code[0]!)) continue;
    if (above.type === 'labeled_statement') {
      const higher = textOf(cx.file, above.kids[0]!);
      yield { title: title(words().sections.label(higher)), edits: [replace(target, higher)] };
      continue;
    }
    const lineStart = cx.file.text.lastIndexOf('\n', above.start - 1) + 1;
    yield { title: words().sections.moveLabel(name, code[0]!), edits: movedLabel(cx, label, lineStart) };
    const higher = freshName(cx, fn, ['unlock', `${name}_unlock`]);
    const line = `${indentAt(cx, label.start)}${higher}:${cx.style.eol}`;
    yield {
      title: title(words().sections.label(higher)),
      edits: [replace(target, higher), at(lineStart, line)],
    };
  }
}

/** The label up to its statement goes to another line's start. */
function movedLabel(cx: FixContext, label: CNode, lineStart: number): TextEdit[] {
  const from = cx.file.text.lastIndexOf('\n', label.start - 1) + 1;
  const statement = label.kids.at(-1)!.start;
  const to = cx.file.text.lastIndexOf('\n', statement - 1) + 1;
  const line = `${indentAt(cx, label.start)}${textOf(cx.file, label.kids[0]!)}:${cx.style.eol}`;
  const isAlone = to > label.start;
  return [
    at(lineStart, line),
    { start: isAlone ? from : label.start, end: isAlone ? to : statement, newText: '' },
  ];
}

const inner = (node: CNode): CNode => (node.type === 'labeled_statement' ? inner(node.kids.at(-1)!) : node);

function isSame(cx: FixContext, node: CNode, line: string): boolean {
  return textOf(cx.file, node).replace(/\s+/g, '') === line.replace(/\s+/g, '');
}

function* before(open: OpenSection, statement: Placed): Generator<Candidate, void, void> {
  const { cx, fault, opened, code, title } = open;
  const { node, around } = statement;
  const isExit = node.type === 'return_statement';
  const name = isExit ? words().places.return : words().places.jump(jumpText(cx, statement));
  if (!isUsable(open, around, node.start)) return;
  const fn = functionAround(around);
  const from = opened.step.graph === fault.graph ? absolute(fault.graph, opened.step.at).start : 0;
  const byLabel = fn && protectedLoop(cx, around, from) && leaveByLabel(cx, fn, [statement], code);
  if (byLabel) return yield { title: title(words().sections.label(byLabel.label)), edits: byLabel.edits };
  const edits = beforeExit(cx, statement, code, (value) => isComputed(cx, value));
  yield { title: title(name), edits };
}

/** Are the lock and the flags that it names declared there? */
function isUsable({ cx, code, opened }: OpenSection, around: Chain, offset: number): boolean {
  if (code[0]!.endsWith('();')) return true;
  const place = { name: '', offset, around, put: (): TextEdit[] => [] };
  return (opened.call?.args ?? []).every((arg) => isVisible(cx, arg, place));
}

/** A function without `return` at its end. */
function* atFunctionEnd(open: OpenSection): Generator<Candidate, void, void> {
  const { cx, fault, code, title } = open;
  if (fault.graph.path !== cx.file.path) return;
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const body = kidOf(functionAround(chain), 'body');
  if (!body || chain[0] !== body || leaves(body) || !isUsable(open, [body, ...chain.slice(1)], body.end - 1))
    return;
  yield { title: title(words().places.end), edits: insertAtEnd(cx, body, code) };
}

/** The `if` statements that the path went through since, the last first. */
function decisionsSince({ cx, fault, opened }: OpenSection): Placed[] {
  return decisionsIn(cx, steps(fault.trace).slice(opened.index));
}

/** The `if` statements of steps, the last first. */
export function decisionsIn(cx: FixContext, all: readonly Trace[]): Placed[] {
  const found: Placed[] = [];
  for (const { step, graph, at: place } of [...all].reverse()) {
    if (step.kind !== 'branch' || graph.path !== cx.file.path) continue;
    const node = chainAt(cx.file, absolute(graph, place)).find(({ type }) => type === 'if_statement');
    if (node && !found.some((other) => other.node === node)) found.push(placed(cx.file, node));
    if (found.length === MOST_DECISIONS) break;
  }
  return found;
}

const MOST_DECISIONS = 4;

/** Ends of the blocks around what opened it, the innermost first. */
function* blockEnds(open: OpenSection): Generator<Candidate, void, void> {
  const { cx, opened, code, title } = open;
  const around = opened.call?.around ?? [];
  for (const [i, block] of around.entries()) {
    if (block.type !== 'compound_statement' || leaves(block)) continue;
    const parent = around[i + 1]!;
    if (parent.type === 'function_definition') return;
    if (parent.type === 'parenthesized_expression' || !isUsable(open, around.slice(i), block.end - 1))
      continue;
    const name = isLoop(parent) ? words().places.round : words().places.block;
    yield { title: title(name), edits: insertAtEnd(cx, block, code) };
  }
}

/** `if (x) unlock();` gets an `else` that does the same. */
function* otherArms(open: OpenSection): Generator<Candidate, void, void> {
  const { cx, code } = open;
  const close = /^\w+/.exec(code[0]!)![0];
  for (const { node } of decisionsSince(open)) {
    const arm = kidOf(node, 'consequence');
    const other = kidOf(node, 'alternative')?.kids.at(-1);
    if (!arm || leaves(arm) || !callNamesIn(cx.file, arm).includes(close)) continue;
    const title = words().sections.otherwise(code[0]!);
    if (!other) yield { title, edits: [addElse(cx, node, arm, code)] };
    else if (other.type === 'compound_statement' && !leaves(other))
      yield { title, edits: insertAtEnd(cx, other, code) };
  }
}
