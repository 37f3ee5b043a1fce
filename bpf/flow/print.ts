/** A compact dump of a graph, for tests and debugging. */

import { sayReason } from '../words/reasons.ts';
import { typeText } from './ctypes/ctypes.ts';
import type { Graph, Instr, Operand, Terminator } from './graph.ts';

function regText(graph: Graph, reg: number): string {
  const name = graph.regs[reg]?.name;
  return name === undefined ? `%${reg}` : `${name}.${reg}`;
}

function operandText(graph: Graph, operand: Operand): string {
  if (operand >= 0) return regText(graph, operand);
  const found = graph.consts[-1 - operand];
  if (!found) return '?';
  return found.type.k === 'ptr'
    ? found.value === 0n
      ? 'NULL'
      : `ptr:${found.value}`
    : `${found.value}:${typeText(found.type)}`;
}

function instrText(graph: Graph, instr: Instr): string {
  const r = (reg: number): string => regText(graph, reg);
  const o = (operand: Operand): string => operandText(graph, operand);
  switch (instr.op) {
    case 'move':
      return `${r(instr.dst)} = ${o(instr.a)}`;
    case 'bin':
      return `${r(instr.dst)} = ${instr.f} ${typeText(instr.type)} ${o(instr.a)}, ${o(instr.b)}`;
    case 'un':
      return `${r(instr.dst)} = ${instr.f} ${typeText(instr.type)} ${o(instr.a)}`;
    case 'cast':
      return `${r(instr.dst)} = cast ${o(instr.a)} ${typeText(instr.from)} -> ${typeText(instr.to)}`;
    case 'ptradd':
      return `${r(instr.dst)} = ${o(instr.base)} + ${o(instr.index)} * ${instr.scale}`;
    case 'ptrdiff':
      return `${r(instr.dst)} = (${o(instr.a)} - ${o(instr.b)}) / ${instr.scale}`;
    case 'addr':
      return `${r(instr.dst)} = &${addressText(graph, instr.of)}`;
    case 'field':
      return `${r(instr.dst)} = &${o(instr.base)}->${instr.record}.${instr.name} @${instr.offset}`;
    case 'load':
      return `${r(instr.dst)} = load ${typeText(instr.type)} ${o(instr.ptr)}${bitsText(instr.bits)}${instr.volatile ? ' volatile' : ''}`;
    case 'store':
      return `store ${typeText(instr.type)} ${o(instr.ptr)}${bitsText(instr.bits)} = ${o(instr.value)}`;
    case 'copy':
      return `copy ${o(instr.dst)} = *${o(instr.src)}, ${instr.size} bytes`;
    case 'zero':
      return `zero ${o(instr.ptr)}, ${instr.size} bytes`;
    case 'call': {
      const callee = instr.callee ?? `*${instr.target === undefined ? '?' : o(instr.target)}`;
      const result = instr.dst === undefined ? '' : `${r(instr.dst)} = `;
      return `${result}call ${callee}(${instr.args.map(o).join(', ')})`;
    }
    case 'iter_new':
      return `${r(instr.dst)} = iter_new ${instr.kind}(${instr.args.map(o).join(', ')})`;
    case 'iter_next':
      return `${r(instr.dst)}, ${r(instr.out)} = iter_next ${instr.kind} ${r(instr.iter)}`;
    case 'iter_destroy':
      return `iter_destroy ${instr.kind} ${r(instr.iter)}`;
    case 'scope':
      return `${instr.live ? 'live' : 'dead'} ${localText(graph, instr.local)}`;
    case 'undef':
      return `${r(instr.dst)} = undef`;
    case 'havoc':
      return `havoc ${[...instr.dsts.map(r), ...(instr.memory ? ['memory'] : [])].join(', ')} (${sayReason(instr.reason)})`;
  }
}

function localText(graph: Graph, index: number): string {
  return `${graph.locals[index]?.name ?? ''}$${index}`;
}

function addressText(graph: Graph, of: Extract<Instr, { op: 'addr' }>['of']): string {
  if (of.kind === 'local') return localText(graph, of.index);
  if (of.kind === 'string') return JSON.stringify(of.text);
  return of.kind === 'function' ? `${of.name}()` : of.name;
}

function bitsText(bits: { offset: number; width: number } | undefined): string {
  return bits ? ` bits ${bits.offset}+${bits.width}` : '';
}

function endText(graph: Graph, end: Terminator): string {
  switch (end.op) {
    case 'goto':
      return `goto b${end.to}`;
    case 'branch':
      return `if ${operandText(graph, end.cond)} b${end.yes} else b${end.no}`;
    case 'switch': {
      const cases = end.cases.map(({ low, high, to }) => `${low === high ? low : `${low}..${high}`}: b${to}`);
      return `switch ${typeText(end.type)} ${operandText(graph, end.value)} { ${[...cases, `else: b${end.otherwise}`].join(', ')} }`;
    }
    case 'return':
      return end.value === undefined ? 'return' : `return ${operandText(graph, end.value)}`;
    case 'unreachable':
      return 'unreachable';
  }
}

/** The graph as text: one line an instruction; `live` adds the registers live at each block. */
export function printGraph(graph: Graph, options: { live?: boolean } = {}): string {
  const params = graph.params.map((param) => {
    const tags = param.tags.map((tag) => ` ${tag}`).join('');
    return `${regText(graph, param.reg)}: ${typeText(param.type)}${tags}`;
  });
  const lines = [`${graph.name}(${params.join(', ')}): ${typeText(graph.result)}`];
  for (const [i, block] of graph.blocks.entries()) {
    const live = options.live
      ? ` live ${[...graph.liveIn[i]!]
          .sort((a, b) => a - b)
          .map((reg) => regText(graph, reg))
          .join(' ')}`
      : '';
    lines.push(`b${i}:${block.loop ? ` loop ${block.loop.kind}` : ''}${live}`);
    for (const instr of block.instrs) lines.push(`  ${instrText(graph, instr)}`);
    lines.push(`  ${endText(graph, block.end)}`);
  }
  for (const reason of graph.incomplete) lines.push(`incomplete: ${sayReason(reason)}`);
  return lines.join('\n');
}
