/**
 * Which expression holds a reference in the function that loses it: the variable that took it, or what the callees that
 * made it left it in, a result or an out-parameter.
 */
import type { At, Graph } from '../../../bpf/flow/graph.ts';
import { lookupFunction } from '../../../bpf/kernel/index.ts';
import { handleIn } from '../../../bpf/kernel/releases.ts';
import type { CNode, ParsedFile } from '../../../bpf/syntax/types.ts';
import { type Step, steps, type Trace } from '../../analysis/domain/trace.ts';
import type { Fault } from '../../analysis/engine/faults.ts';
import { absolute, argumentsOf, type Chain, chainAt, functionAround, kidOf, textOf, within } from './tree.ts';

export interface Made {
  /** The call that made it, and what is around it. */
  readonly call: CNode;
  readonly around: Chain;
  /** Expressions for it where it is lost, the likeliest first; none: nothing holds it there. */
  readonly holders: readonly string[];
  /** The same in the function that made it. */
  readonly makers: readonly string[];
  /** The call in the function that loses it: the one above, or that of the callee which made it. */
  readonly here: Pick<Made, 'call' | 'around'>;
}

interface Site {
  readonly graph: Graph;
  readonly at: At;
}

type Found = Pick<Fault, 'trace' | 'refId' | 'graph'>;

/** Undefined where no text of this file shows how it was made. */
export function madeBy(fault: Found, file: ParsedFile): Made | undefined {
  const all = steps(fault.trace);
  const i = all.findLastIndex(({ step }) => step.kind === 'acquire' && step.ref === fault.refId);
  return madeAt(fault, file, all, i);
}

/** The same of what step `i` made or read. */
export function madeAt(fault: Found, file: ParsedFile, all: readonly Trace[], i: number): Made | undefined {
  const made = all[i];
  if (!made || made.graph.path !== file.path) return undefined;
  const found = made.step.kind === 'origin' ? valueAt(file, made) : callAt(file, made);
  if (!found) return undefined;
  const noted = all.slice(i).flatMap(({ step, graph }) => heldBy(step, graph, fault));
  const sites: Site[] = [];
  for (const t of all.slice(0, i)) {
    if (t.step.kind === 'enter') sites.push(t);
    else if (t.step.kind === 'leave') sites.pop();
  }
  const handle = made.step.kind === 'acquire' ? handleOf(file, found.call) : undefined;
  const takers = handle === undefined ? takersOf(file, found.around, found.call) : [handle];
  const own = withAliases(file, found.around, takers);
  const lost =
    made.graph === fault.graph
      ? { holders: own, here: found }
      : outward({ file, isHandle: handle !== undefined }, found.around, own, sites, fault.graph);
  const holders = [...new Set([...noted.reverse(), ...(lost?.holders ?? [])])];
  return { ...found, holders, makers: own, here: lost?.here ?? found };
}

/** `&it` of `bpf_iter_num_new(&it, 0, 4)`: what the call set up is not what it returns. */
function handleOf(file: ParsedFile, call: CNode): string | undefined {
  const record = lookupFunction(textOf(file, kidOf(call, 'function') ?? call));
  const i = record && handleIn(record);
  const arg = i === undefined ? undefined : argumentsOf(call)[i];
  return arg && textOf(file, arg);
}

/** A variable of the function at fault that was overwritten held it last. */
function heldBy(step: Step, graph: Graph, fault: Found): string[] {
  return step.kind === 'overwrite' && step.ref === fault.refId && graph === fault.graph ? [step.name] : [];
}

/** A value that is read stands there by itself. */
function valueAt(file: ParsedFile, site: Site): Pick<Made, 'call' | 'around'> | undefined {
  const span = absolute(site.graph, site.at);
  const [node, ...around] = chainAt(file, span);
  const isExact = node && node.start === span.start && node.end === span.end;
  return isExact ? { call: node, around } : callAt(file, site);
}

function callAt(file: ParsedFile, { graph, at }: Site): Pick<Made, 'call' | 'around'> | undefined {
  const chain = chainAt(file, absolute(graph, at));
  const i = chain.findIndex((node) => node.type === 'call_expression');
  return i < 0 ? undefined : { call: chain[i]!, around: chain.slice(i + 1) };
}

/** What the value of an expression goes into: `p` of `p = f()`, through casts and parentheses. */
export function takersOf(file: ParsedFile, around: Chain, value: CNode): string[] {
  const takers: string[] = [];
  let inner = value;
  let member = '';
  for (const node of around) {
    if (node.type === 'init_declarator') return [...takers, nameOf(file, kidOf(node, 'declarator')) + member];
    if (node.type === 'assignment_expression' && kidOf(node, 'right') === inner)
      takers.push(textOf(file, unwrapped(kidOf(node, 'left')!)));
    else if (node.type === 'initializer_pair') member = designatorOf(file, node) + member;
    else if (!/^(?:initializer_list|(?:cast|parenthesized|assignment)_expression)$/.test(node.type)) break;
    inner = node;
  }
  return takers;
}

/** `p` of `(p)`, as the parameter of a macro is written. */
function unwrapped(node: CNode): CNode {
  const inner = node.type === 'parenthesized_expression' ? node.kids[0] : undefined;
  return inner ? unwrapped(inner) : node;
}

/** `.mask` of `{ .mask = f() }`. */
function designatorOf(file: ParsedFile, pair: CNode): string {
  return pair.kids
    .filter(({ field }) => field === 'designator')
    .map((node) => textOf(file, node))
    .join('');
}

function nameOf(file: ParsedFile, declarator: CNode | undefined): string {
  const name = declarator && [...within(declarator)].find((node) => node.type === 'identifier');
  return name ? textOf(file, name) : '';
}

/** With what they are copied to in the same function. */
function withAliases(file: ParsedFile, around: Chain, takers: readonly string[]): string[] {
  const fn = functionAround(around);
  const held = new Set(takers.filter(Boolean));
  if (!fn) return [...held];
  for (const node of within(fn)) {
    const [to, from] =
      node.type === 'init_declarator'
        ? [nameOf(file, kidOf(node, 'declarator')), kidOf(node, 'value')]
        : node.type === 'assignment_expression'
          ? [textOf(file, kidOf(node, 'left')!), kidOf(node, 'right')]
          : ['', undefined];
    if (from && held.has(plain(textOf(file, from)))) held.add(to);
  }
  return [...held];
}

const plain = (text: string): string => /^no_free_ptr\((\w+)\)$/.exec(text)?.[1] ?? text;

interface Outward {
  readonly file: ParsedFile;
  /** What is held is known by its address. */
  readonly isHandle: boolean;
}

/** The same in the callers, up to the function of the fault. */
function outward(
  out: Outward,
  around: Chain,
  own: readonly string[],
  sites: readonly Site[],
  target: Graph,
): Pick<Made, 'holders' | 'here'> | undefined {
  const { file, isHandle } = out;
  let fn = functionAround(around);
  let held = own;
  for (const site of [...sites].reverse()) {
    const found = site.graph.path === file.path ? callAt(file, site) : undefined;
    if (!found || !fn) return undefined;
    held = withAliases(file, found.around, [
      ...leftInArguments(out, fn, held, found.call),
      ...(isHandle ? [] : takersOf(file, found.around, found.call)),
    ]);
    fn = functionAround(found.around);
    if (site.graph === target) return { holders: held, here: found };
  }
  return undefined;
}

/** `*out` and `pair->big` of the callee, as the caller writes them. */
function leftInArguments(
  { file, isHandle }: Outward,
  fn: CNode,
  held: readonly string[],
  call: CNode,
): string[] {
  const parameters = [...within(fn)].find((node) => node.type === 'parameter_list')?.kids ?? [];
  const names = parameters.map((node) => nameOf(file, kidOf(node, 'declarator')));
  const given = givenTo(file, fn, call, names.length);
  return held.flatMap((place) => {
    if (isHandle) return addressesIn(place, names, given);
    const [, star, root, rest] = /^(\*?)(\w+)(.*)$/s.exec(place) ?? [];
    const i = root === undefined ? -1 : names.indexOf(root);
    const arg = given[i];
    if (arg === undefined || (!star && !rest)) return [];
    const [, of] = /^&(.+)$/s.exec(arg) ?? [];
    if (star) return [of ?? `*${arg}`];
    return [of && rest!.startsWith('->') ? `${of}.${rest!.slice(2)}` : `${arg}${rest}`];
  });
}

/** What the parameters get. A callback's last one is its context, which stands behind the callback. */
function givenTo(file: ParsedFile, fn: CNode, call: CNode, count: number): Given {
  const args = argumentsOf(call).map((node) => textOf(file, node));
  const callback = args.map((arg) => arg.replace(/^&/, '')).indexOf(nameOf(file, kidOf(fn, 'declarator')));
  const context = args[callback + 1];
  if (callback < 0 || context === undefined || count === 0) return args;
  return [...Array<undefined>(count - 1).fill(undefined), context];
}

type Given = readonly (string | undefined)[];

/** An address that was handed down, or that of a field behind it. */
function addressesIn(place: string, names: readonly string[], given: Given): string[] {
  const [, ampersand, root, rest] = /^(&?)(\w+)((?:->.*)?)$/s.exec(place) ?? [];
  const arg = root === undefined ? undefined : given[names.indexOf(root)];
  if (arg === undefined) return [];
  if (!ampersand) return rest ? [] : [arg];
  const [, of] = /^&(.+)$/s.exec(arg) ?? [];
  return rest ? [of ? `&${of}.${rest.slice(2)}` : `&${arg}${rest}`] : [];
}
