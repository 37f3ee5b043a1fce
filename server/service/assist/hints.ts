/** What a call hands out that somebody has to look after: said behind it, as the catalogue knows it. */
import type { Instr, Module } from '../../../bpf/flow/graph.ts';
import { lookupFunction, returnsAt } from '../../../bpf/kernel/index.ts';
import type { Returns, Version } from '../../../bpf/kernel/types.ts';
import { words } from '../../../bpf/words/hover.ts';

export interface Hint {
  /** Offset in the file. */
  readonly at: number;
  readonly text: string;
}

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** In the order of the text. */
export function hintsIn(module: Module, text: string, { start, end }: Stretch, kernel: Version): Hint[] {
  const found = new Map<number, Hint>();
  for (const fn of module.functions.values()) {
    if (fn.path !== module.path || fn.end < start || fn.start > end) continue;
    const graph = fn.graph();
    for (const { instrs } of graph.blocks)
      for (const instr of instrs) {
        const hint = hintOf(instr, text, graph.start, kernel);
        if (hint && hint.at >= start && hint.at <= end) found.set(hint.at, hint);
      }
  }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** Of a call that is written as one: what a macro makes of it has no place for a hint. */
function hintOf(instr: Instr, text: string, base: number, kernel: Version): Hint | undefined {
  if (instr.op !== 'call' || instr.callee === undefined || instr.dst === undefined) return undefined;
  const { callee } = instr;
  const at = base + instr.at.end;
  const written = text.slice(base + instr.at.start, at);
  if (!written.startsWith(callee) || !written.endsWith(')')) return undefined;
  const fn = lookupFunction(callee);
  const said = fn ? facts(returnsAt(fn, kernel)) : [];
  return said.length === 0 ? undefined : { at, text: words().list(said) };
}

function facts(returns: Returns): string[] {
  const { owned, rcu, untrusted, mayBeNull } = words().hint;
  const nullable = 'nullable' in returns && returns.nullable ? [mayBeNull] : [];
  switch (returns.kind) {
    case 'reference':
      return [owned, ...nullable];
    case 'slot-content':
      return [owned, mayBeNull];
    case 'object':
      return [...{ rcu: [rcu], untrusted: [untrusted], trusted: [] }[returns.trust], ...nullable];
    default:
      return nullable;
  }
}
