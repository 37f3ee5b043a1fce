/**
 * A flow graph to closures: registers and arithmetic here, memory in memory.ts, calls in calls.ts. A call
 * compiles what it calls when it first runs, by way of its run's `Linkage`.
 */

import { bitsFloat } from '../../bpf/flow/ctypes/floats.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { Graph, Instr, Operand, Terminator } from '../../bpf/flow/graph.ts';
import { words } from '../../bpf/words/faults.ts';
import { words as processWords } from '../../bpf/words/process.ts';
import { sayReason } from '../../bpf/words/reasons.ts';
import { fail } from '../faults.ts';
import { binary, cast, unary } from '../machine/arithmetic.ts';
import { isTakenForNull } from '../machine/decisions.ts';
import type { Step } from '../machine/frames.ts';
import { kernelStruct } from '../machine/kernel-objects.ts';
import type { Code, Frame, Machine } from '../machine/machine.ts';
import { contextOf } from '../machine/objects.ts';
import { DoubtedPtr, norm, Ptr, TRUSTED, type Value } from '../machine/values.ts';
import { compileCall } from './calls.ts';
import { compileFloatBinary, compileFloatCast, compileNegation, isFloat } from './floats.ts';
import { rawArgument } from './known-values.ts';
import { compileIterator } from './loop-macros.ts';
import { compileMemory } from './memory.ts';
import { slotOf, uninitialised } from './operands.ts';

const cache = new WeakMap<Graph, Code>();

/** The closures of a graph, made once. */
export function codeOf(graph: Graph): Code {
  const known = cache.get(graph);
  if (known) return known;
  const registers = graph.regs.length;
  const initial: (Value | undefined)[] = new Array(registers + graph.consts.length).fill(undefined);
  for (const [i, { value, type }] of graph.consts.entries())
    initial[registers + i] = isFloat(type) ? bitsFloat(value) : norm(value);
  const code: Code = {
    graph,
    params: graph.params.map((param) => param.reg),
    initial,
    locals: graph.locals.length,
    pool: [],
    blocks: graph.blocks.map((block) => ({
      code: block.instrs.flatMap((instr) => compileInstr(graph, instr) ?? []),
      end: compileEnd(graph, block.end),
      cost: block.instrs.length + 1,
      at: block.end.at,
    })),
  };
  cache.set(graph, code);
  return code;
}

function compileInstr(graph: Graph, instr: Instr): Step | undefined {
  switch (instr.op) {
    case 'move':
      return move(instr.dst, slotOf(graph, instr.a));
    case 'bin':
      return compileBinary(graph, instr);
    case 'un': {
      if (isFloat(instr.type) && instr.f === 'neg') return compileNegation(instr.dst, slotOf(graph, instr.a));
      const compute = unary(instr.f, instr.type);
      const a = slotOf(graph, instr.a);
      return instr.f === 'lnot' ? test(instr, a, 1, compute) : apply(instr.dst, a, compute);
    }
    case 'cast':
      return compileCast(graph, instr);
    case 'call':
      return compileCall(graph, instr);
    case 'iter_new':
    case 'iter_next':
    case 'iter_destroy':
      return compileIterator(graph, instr);
    case 'undef':
      return undefine(instr.dst);
    case 'havoc': {
      const { dsts, at, reason } = instr;
      if (dsts.length === 0) return instr.memory ? barrier : undefined;
      if (reason.kind === 'programContext') return ({ m, r }) => setContext(r, dsts[0]!, m);
      return (frame) => fail(frame, at, 'not-emulated', words().valueNotKnown(sayReason(reason)));
    }
    default:
      return compileMemory(graph, instr);
  }
}

function setContext(r: Frame['r'], dst: number, m: Machine): void {
  r[dst] = contextOf(m);
}

/** Memory may have changed: what was read before is read again. */
const barrier: Step = ({ m }) => {
  m.era++;
};

function move(dst: number, a: number): Step {
  return ({ r }) => {
    r[dst] = r[a];
  };
}

function undefine(dst: number): Step {
  return ({ r }) => {
    r[dst] = undefined;
  };
}

function apply(dst: number, a: number, compute: (a: Value) => Value): Step {
  return ({ r }) => {
    r[dst] = compute(r[a] ?? 0);
  };
}

/** A test of a value for zero: of a pointer that may be NULL for all that the verifier knows, it has two outcomes. */
function test(
  { dst, at }: Instr & { dst: number },
  a: number,
  ifNull: 0 | 1,
  compute: (a: Value) => Value,
): Step {
  return (frame) => {
    const value = frame.r[a] ?? 0;
    frame.r[dst] = value instanceof DoubtedPtr && isTakenForNull(frame, at, value) ? ifNull : compute(value);
  };
}

function compileCast(graph: Graph, instr: Instr & { op: 'cast' }): Step {
  const { dst, a, to } = instr;
  const from = slotOf(graph, a);
  const float = compileFloatCast(graph, instr);
  if (float) return float;
  const struct = rawArgument(graph, instr);
  if (struct !== undefined)
    return ({ m, r }) => {
      r[dst] = r[from] === 0 ? new Ptr(kernelStruct(m, struct), 0, undefined, TRUSTED) : r[from];
    };
  // Between pointers nothing changes, and a variable without a value has none afterwards either.
  if (to.k !== 'int') {
    const compute = cast(to);
    return ({ r }) => {
      const value = r[from];
      r[dst] = value === undefined ? undefined : compute(value);
    };
  }
  return to.bool ? test(instr, from, 0, cast(to)) : apply(dst, from, cast(to));
}

const isNarrow = (type: CType): boolean => type.k === 'int' && type.size === 4;

function compileBinary(graph: Graph, instr: Instr & { op: 'bin' }): Step {
  const { dst, f, type } = instr;
  if (isFloat(type)) return compileFloatBinary(graph, instr, type);
  if (f === 'div' || f === 'mod') return compileDivision(graph, instr);
  const x = slotOf(graph, instr.a);
  const y = slotOf(graph, instr.b);
  const compute = binary(f, type);
  const tested = testedForZero(graph, instr);
  if (tested !== undefined)
    return test(instr, slotOf(graph, tested), f === 'eq' ? 1 : 0, (a) => compute(a, 0));
  const direct = isNarrow(type)
    ? directly(dst, x, y, f, type.k === 'int' && type.signed, compute)
    : undefined;
  return (
    direct ??
    (({ r }) => {
      r[dst] = compute(r[x] ?? 0, r[y] ?? 0);
    })
  );
}

/** BPF has an answer to a division by zero; a process dies of it. */
function compileDivision(graph: Graph, { dst, f, a, b, type, at }: Instr & { op: 'bin' }): Step {
  const x = slotOf(graph, a);
  const y = slotOf(graph, b);
  const compute = binary(f, type);
  const least = type.k === 'int' && type.signed ? norm(-(1n << BigInt(type.size * 8 - 1))) : undefined;
  return (frame) => {
    const { m, r } = frame;
    const left = r[x] ?? 0;
    const right = r[y] ?? 0;
    if (m.process !== undefined && (right === 0 || right === -1)) {
      if (right === 0) fail(frame, at, 'crash', processWords().dividedByZero);
      if (left === least) fail(frame, at, 'crash', processWords().divisionOverflows);
    }
    r[dst] = compute(left, right);
  };
}

/** The operand that is compared with NULL. */
function testedForZero(graph: Graph, { f, a, b, type }: Instr & { op: 'bin' }): Operand | undefined {
  if ((f !== 'eq' && f !== 'ne') || isNarrow(type)) return undefined;
  const isZero = (op: Operand): boolean => op < 0 && graph.consts[-1 - op]!.value === 0n;
  return isZero(b) ? a : isZero(a) ? b : undefined;
}

/** The most frequent operations on 32 bits, without a second call. */
function directly(
  dst: number,
  x: number,
  y: number,
  f: string,
  signed: boolean,
  otherwise: (a: Value, b: Value) => Value,
): Step | undefined {
  const both = (compute: (a: number, b: number) => number): Step => {
    return ({ r }) => {
      const a = r[x];
      const b = r[y];
      r[dst] = typeof a === 'number' && typeof b === 'number' ? compute(a, b) : otherwise(a ?? 0, b ?? 0);
    };
  };
  switch (f) {
    case 'add':
      return signed ? both((a, b) => (a + b) | 0) : both((a, b) => (a + b) >>> 0);
    case 'and':
      return signed ? both((a, b) => a & b) : both((a, b) => (a & b) >>> 0);
    case 'lt':
      return both((a, b) => (a < b ? 1 : 0));
    case 'eq':
      return both((a, b) => (a === b ? 1 : 0));
    case 'ne':
      return both((a, b) => (a === b ? 0 : 1));
    default:
      return undefined;
  }
}

type End = (frame: Frame) => number;

function compileEnd(graph: Graph, end: Terminator): End {
  switch (end.op) {
    case 'goto': {
      const { to } = end;
      return () => to;
    }
    case 'branch': {
      const { yes, no, at } = end;
      const cond = slotOf(graph, end.cond);
      // What a process finds in a variable without a value is not defined: 0 here, as everywhere.
      const isNumber = end.cond >= 0 && graph.regs[end.cond]?.type.k === 'int';
      return (frame) => {
        const value = frame.r[cond];
        if (value === undefined)
          return isNumber && frame.m.process ? no : uninitialised(frame, at, graph, end.cond);
        if (value instanceof DoubtedPtr && isTakenForNull(frame, at, value)) return no;
        return value === 0 ? no : yes;
      };
    }
    case 'switch':
      return compileSwitch(graph, end);
    case 'return': {
      const { at } = end;
      const value = end.value === undefined ? undefined : slotOf(graph, end.value);
      return (frame) => {
        frame.leftAt = at;
        if (value !== undefined) frame.result = frame.r[value] ?? 0;
        return -1;
      };
    }
    case 'unreachable': {
      const { at } = end;
      return (frame) => fail(frame, at, 'not-emulated', words().unreachable);
    }
  }
}

function compileSwitch(graph: Graph, end: Terminator & { op: 'switch' }): End {
  const value = slotOf(graph, end.value);
  const { otherwise } = end;
  const cases = end.cases
    .map(({ low, high, to }) => ({ low: norm(low), high: norm(high), to }))
    .sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
  return ({ r }) => {
    const found = r[value] ?? 0;
    if (found instanceof Ptr) return otherwise;
    // The last case that does not begin behind the value; cases do not overlap.
    let low = 0;
    for (let high = cases.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (cases[middle]!.low <= found) low = middle + 1;
      else high = middle;
    }
    const last = cases[low - 1];
    return last !== undefined && found <= last.high ? last.to : otherwise;
  };
}
