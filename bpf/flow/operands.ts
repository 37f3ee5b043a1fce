/** What instructions and terminators read, write and lead to. */

import type { Instr, Operand, Reg, Terminator } from './graph.ts';

/** Operands that an instruction reads. */
export function reads(instr: Instr): readonly Operand[] {
  switch (instr.op) {
    case 'move':
    case 'un':
    case 'cast':
      return [instr.a];
    case 'bin':
    case 'ptrdiff':
      return [instr.a, instr.b];
    case 'ptradd':
      return [instr.base, instr.index];
    case 'field':
      return [instr.base];
    case 'load':
    case 'zero':
      return [instr.ptr];
    case 'store':
      return [instr.ptr, instr.value];
    case 'copy':
      return [instr.dst, instr.src];
    case 'call':
      return instr.target === undefined ? instr.args : [...instr.args, instr.target];
    case 'iter_new':
      return instr.args;
    case 'iter_next':
    case 'iter_destroy':
      return [instr.iter];
    case 'havoc':
      return instr.escapes;
    default:
      return [];
  }
}

/** Registers that an instruction writes. */
export function writes(instr: Instr): readonly Reg[] {
  switch (instr.op) {
    case 'copy':
    case 'store':
    case 'zero':
    case 'scope':
    case 'iter_destroy':
      return [];
    case 'iter_next':
      return [instr.dst, instr.out];
    case 'havoc':
      return instr.dsts;
    case 'call':
      return instr.dst === undefined ? [] : [instr.dst];
    default:
      return [instr.dst];
  }
}

/** Operands that a terminator reads. */
export function endReads(end: Terminator): readonly Operand[] {
  if (end.op === 'branch') return [end.cond];
  if (end.op === 'switch') return [end.value];
  return end.op === 'return' && end.value !== undefined ? [end.value] : [];
}

/** Successors in the order of the terminator. */
export function successors(end: Terminator): readonly number[] {
  switch (end.op) {
    case 'goto':
      return [end.to];
    case 'branch':
      return [end.yes, end.no];
    case 'switch':
      return [...end.cases.map(({ to }) => to), end.otherwise];
    default:
      return [];
  }
}
