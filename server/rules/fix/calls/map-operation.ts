/** Fixes of operations of user space on maps: flags, sizes, and the CPU in them. */
import type { KindOf } from '../../../../bpf/kernel/faults/index.ts';
import type { CNode } from '../../../../bpf/syntax/types.ts';
import { words } from '../../../../bpf/words/fixes.ts';
import type { FaultOf } from '../../../analysis/engine/faults.ts';
import type { Answer, Candidate, FixContext, TextEdit } from '../candidate.ts';
import { replace } from '../edits.ts';
import { bare } from '../kptr/exchange.ts';
import {
  absolute,
  argumentsOf,
  type Chain,
  chainAt,
  functionAround,
  isLoop,
  kidOf,
  mentions,
  textOf,
  within,
} from '../tree.ts';
import { flagsIn } from './flags.ts';

type OperationFault = FaultOf<'map-operation-fails', KindOf<'map-operation-fails'>>;
type BufferFault = FaultOf<'map-value-buffer', 'small' | 'each'>;
type ValueFault = FaultOf<'per-cpu-value', 'ignored' | 'creates' | 'cached'>;
type AnyFault = OperationFault | BufferFault | ValueFault;

/** None is safe: what failed on every run does something from then on. */
const asAnswers = (...candidates: readonly (readonly Candidate[])[]): readonly Answer[] =>
  candidates.filter((ways) => ways.length > 0).map((ways) => ({ safe: false, ways }));

interface Call {
  readonly chain: Chain;
  readonly call: CNode;
  readonly args: readonly CNode[];
}

function callAt(fault: AnyFault, cx: FixContext): Call | undefined {
  if (fault.graph.path !== cx.file.path) return undefined;
  const chain = chainAt(cx.file, absolute(fault.graph, fault.at));
  const call = chain.find(({ type }) => type === 'call_expression');
  return call && { chain, call, args: argumentsOf(call) };
}

/** What a program means by a delete from an array (zeroes, another map), only its author knows. */
export function mapOperationFixes(fault: OperationFault, cx: FixContext): readonly Answer[] {
  const at = callAt(fault, cx);
  if (!at || fault.what === 'permanent') return [];
  if (fault.what === 'shifted') return asAnswers(castShifts(cx, at));
  if (fault.what === 'count') return asAnswers(lastCpu(at), allCpus(cx, at, fault.data.function));
  const { check, arg, isBatch } = (fault as FaultOf<'map-operation-fails', 'rejected'>).data;
  if (check.startsWith('libbpf-value-size')) return asAnswers(rightSize(fault as never, cx, at));
  const node = at.args[arg];
  return node && !isBatch ? asAnswers(...otherFlags(cx, fault.data.function, node)) : [];
}

/** `cpu << 32` as `(__u64)cpu << 32`, wherever the function does it. */
function castShifts(cx: FixContext, { chain }: Call): readonly Candidate[] {
  const fn = functionAround(chain);
  const shifts = fn ? [...within(fn)].filter((node) => isNarrowShift(cx, node)) : [];
  const edits = shifts.map((node): TextEdit => {
    const left = kidOf(node, 'left')!;
    const text = textOf(cx.file, left);
    return replace(
      left,
      /^\w+$/.test(text) || left.type === 'parenthesized_expression' ? `(__u64)${text}` : `(__u64)(${text})`,
    );
  });
  return edits.length === 0 ? [] : [{ title: words().userMaps.cast, edits }];
}

function isNarrowShift(cx: FixContext, node: CNode): boolean {
  const [left, right] = [kidOf(node, 'left'), kidOf(node, 'right')];
  if (node.type !== 'binary_expression' || !left || !right || textOf(cx.file, right) !== '32') return false;
  const isShift = node.kids.some(({ field, type }) => field === 'operator' && type === '<<');
  return isShift && bare(left).type !== 'cast_expression';
}

/** The flags without one, and without two, of their parts. */
function otherFlags(cx: FixContext, name: string, node: CNode): readonly Candidate[][] {
  const flags = flagsIn(cx, node);
  if (flags.length > MOST_FLAGS) return [];
  const without = (...gone: readonly number[]) => flags.filter((_, i) => !gone.includes(i));
  const sets = flags.flatMap((_, i) => [
    without(i),
    ...flags.slice(i + 1).map((_, j) => without(i, i + 1 + j)),
  ]);
  const texts = new Set(
    sets.toSorted((a, b) => b.length - a.length).map((set) => set.join(' | ') || 'BPF_ANY'),
  );
  return [...texts].map((text) => [{ title: words().flags.pass(text, name), edits: [replace(node, text)] }]);
}
const MOST_FLAGS = 5;

/** The size as the variable has it, or as a number; for all CPUs, what libbpf asks for. */
function rightSize(
  fault: FaultOf<'map-operation-fails', 'rejected'>,
  cx: FixContext,
  { args }: Call,
): readonly Candidate[] {
  const { arg, check, map } = fault.data;
  const [node, value] = [args[arg], args[arg - 1]];
  if (!node || !value) return [];
  const each = Math.ceil(map.valueSize / 8) * 8;
  const texts =
    check === 'libbpf-value-size-all'
      ? [`libbpf_num_possible_cpus() * ${each}`]
      : [...sizesOf(cx, value), String(map.valueSize)];
  return texts.map((text) => ({ title: words().userMaps.size(text), edits: [replace(node, text)] }));
}

/** `sizeof` of what is passed. */
function sizesOf(cx: FixContext, value: CNode): readonly string[] {
  const inner = bare(value);
  const name = textOf(cx.file, kidOf(inner, 'argument') ?? inner);
  if (!/^\w+$/.test(name)) return [];
  return [`sizeof(${name})`, `sizeof(${name}[0])`];
}

/** `cpu <= n` as `cpu < n`, in the loop around. */
function lastCpu({ chain }: Call): readonly Candidate[] {
  for (const loop of chain.filter(isLoop)) {
    const condition = kidOf(loop, 'condition');
    const test =
      condition && [...within(condition)].find(({ type, field }) => field === 'operator' && type === '<=');
    if (test) return [{ title: words().userMaps.below, edits: [replace(test, '<')] }];
  }
  return [];
}

/** One update of all CPUs in place of a loop that writes the same value on each. */
function allCpus(cx: FixContext, { chain, call, args }: Call, name: string): readonly Candidate[] {
  const loop = chain.find(isLoop);
  const body = kidOf(loop, 'body');
  if (!loop || !body || loop.type !== 'for_statement' || !/_update_elem$/.test(name)) return [];
  const statements =
    body.type === 'compound_statement' ? body.kids.filter(({ type }) => type !== 'comment') : [body];
  const [only] = statements;
  if (statements.length !== 1 || !only) return [];
  const counter = counterOf(cx, loop);
  const flags = args.at(-1);
  const others = args.slice(0, -1);
  if (counter === undefined || !flags || others.some((arg) => mentions(cx.file, arg, counter))) return [];
  const text = cx.file.text;
  const changed = `${text.slice(only.start, flags.start)}BPF_F_ALL_CPUS${text.slice(flags.end, only.end)}`;
  if (call.start < only.start || mentionsIn(changed, counter)) return [];
  return [{ title: words().userMaps.allCpus, edits: [replace(loop, changed)], drops: [] }];
}

const mentionsIn = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);

/** The variable that a loop counts with. */
function counterOf(cx: FixContext, loop: CNode): string | undefined {
  const update = kidOf(loop, 'update');
  const variable = update && [...within(update)].find(({ type }) => type === 'identifier');
  return variable && textOf(cx.file, variable);
}

/** Room for all CPUs' values instead of one variable that nothing else uses. */
export function bufferFixes(fault: BufferFault, cx: FixContext): readonly Answer[] {
  const at = callAt(fault, cx);
  const node = at?.args[fault.data.arg];
  const inner = node && bare(node);
  const variable = kidOf(inner, 'argument');
  const fn = at && functionAround(at.chain);
  // Of memory that was made elsewhere, its readers would have to follow.
  if (fault.what !== 'small') return [];
  if (!node || !variable || !fn || !fault.data.isEachCpu || inner?.type !== 'pointer_expression') return [];
  const name = textOf(cx.file, variable);
  const uses = [...within(fn)].filter((kid) => kid.type === 'identifier' && textOf(cx.file, kid) === name);
  const declaration = [...within(fn)].find(
    (kid) =>
      kid.type === 'declaration' &&
      uses[0] !== undefined &&
      kid.start <= uses[0].start &&
      uses[0].end <= kid.end,
  );
  if (uses.length !== 2 || !declaration || declarators(declaration) !== 1) return [];
  const { needed } = fault.data;
  const room =
    needed === 8
      ? `__u64 ${name}[libbpf_num_possible_cpus()]`
      : `char ${name}[libbpf_num_possible_cpus() * ${needed}]`;
  return asAnswers([
    { title: words().userMaps.room(name), edits: [replace(declaration, `${room};`), replace(node, name)] },
  ]);
}

const declarators = (declaration: CNode): number =>
  declaration.kids.filter(({ field }) => field === 'declarator').length;

export function perCpuFixes(fault: ValueFault, cx: FixContext): readonly Answer[] {
  const at = callAt(fault, cx);
  const node = at?.args[fault.data.arg];
  if (!at || !node) return [];
  const name = fault.data.function;
  const pass = (text: string): Candidate => ({
    title: words().flags.pass(text, name),
    edits: [replace(node, text)],
  });
  switch (fault.what) {
    case 'ignored': {
      const { flag } = fault.data as FaultOf<'per-cpu-value', 'ignored'>['data'];
      const rest = flagsIn(cx, node).filter((one) => one !== flag);
      return asAnswers([pass(rest.join(' | '))]);
    }
    case 'creates':
      return asAnswers(allCpus(cx, at, name), [pass('BPF_F_ALL_CPUS')]);
    default:
      return [];
  }
}
