/** Statements of a file and what they stand in. */
import type { At, Graph } from '../../../bpf/flow/graph.ts';
import type { CNode, ParsedFile, Span } from '../../../bpf/syntax/types.ts';

/** Nodes around a place, the innermost first. */
export type Chain = readonly CNode[];

/** Nodes of the file that hold all of the stretch. */
export function chainAt(file: ParsedFile, { start, end }: Span): Chain {
  const chain: CNode[] = [];
  let node: CNode | undefined = file.root;
  while (node) {
    chain.unshift(node);
    node = node.kids.find((kid) => kid.start <= start && end <= kid.end);
  }
  return chain;
}

/** A place of a graph as offsets in its file. */
export function absolute(graph: Graph, at: At): Span {
  return { start: graph.start + at.start, end: graph.start + at.end };
}

const STATEMENT = /_statement$/;

/** Things a block holds: statements and declarations. */
export function isStatement(node: CNode): boolean {
  return STATEMENT.test(node.type) || node.type === 'declaration';
}

/** A statement with the nodes around it. */
export interface Placed {
  readonly node: CNode;
  /** The nodes around, the innermost first. */
  readonly around: Chain;
}

export function placedIn(chain: Chain, isIt: (node: CNode) => boolean): Placed | undefined {
  const i = chain.findIndex(isIt);
  return i < 0 ? undefined : { node: chain[i]!, around: chain.slice(i + 1) };
}

/** The innermost statement around a place. */
export function statementAt(file: ParsedFile, span: Span): Placed | undefined {
  return placedIn(chainAt(file, span), isStatement);
}

export function functionAround(chain: Chain): CNode | undefined {
  return chain.find((node) => node.type === 'function_definition');
}

export function kidOf(node: CNode | undefined, field: string): CNode | undefined {
  return node?.kids.find((kid) => kid.field === field);
}

/** A node and everything in it, in the order of the text. */
export function* within(node: CNode): Generator<CNode, void, void> {
  const work = [node];
  for (let next = work.pop(); next; next = work.pop()) {
    yield next;
    for (let i = next.kids.length - 1; i >= 0; i--) work.push(next.kids[i]!);
  }
}

export function textOf(file: ParsedFile, { start, end }: Span): string {
  return file.text.slice(start, end);
}

/** A body is parsed anew when another was looked at: nodes are told apart by where they stand. */
export function isSame(a: CNode | undefined, b: CNode | undefined): boolean {
  return a !== undefined && b !== undefined && a.start === b.start && a.end === b.end && a.type === b.type;
}

export function indexIn(nodes: readonly CNode[], node: CNode): number {
  return nodes.findIndex((other) => isSame(other, node));
}

/** The statement placed in the chain that leads to it. */
export function placed(file: ParsedFile, node: CNode): Placed {
  return placedIn(chainAt(file, node), (other) => isSame(other, node)) ?? { node, around: [] };
}

/** Calls of that name in a node. */
export function callsOf(file: ParsedFile, node: CNode, name: string): CNode[] {
  return [...within(node)].filter(
    (call) => call.type === 'call_expression' && textOf(file, kidOf(call, 'function') ?? call) === name,
  );
}

/** Arguments of a call, as they stand there. */
export function argumentsOf(call: CNode): readonly CNode[] {
  return kidOf(call, 'arguments')?.kids ?? [];
}

/** Is a variable of that name read or written there? */
export function mentions(file: ParsedFile, node: CNode, name: string): boolean {
  return [...within(node)].some((kid) => kid.type === 'identifier' && textOf(file, kid) === name);
}

export const isLoop = (node: CNode): boolean => /^(?:for|while|do)_statement$/.test(node.type);

/** What is called in a node, once for each call. */
export function callNamesIn(file: ParsedFile, node: CNode): string[] {
  return [...within(node)]
    .filter(({ type }) => type === 'call_expression')
    .map((call) => textOf(file, kidOf(call, 'function') ?? call));
}
