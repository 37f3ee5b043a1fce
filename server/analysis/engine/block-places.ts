/** What one block of a flow graph sets from a call, what it may change, and which pointer it asks for at its end. */
import type { CType } from '../../../bpf/flow/ctypes/types.ts';
import type { At, Graph, Instr, Operand, Reg, Terminator } from '../../../bpf/flow/graph.ts';

/** A pointer variable or field that holds a call's result. */
export interface Given {
  readonly key: string;
  /** The function. */
  readonly by: string;
  readonly type: CType;
  readonly value: Operand;
  /** Where it is written, or the variable's name. */
  readonly at: At | undefined;
  readonly name: string | undefined;
}

/** A test for NULL. */
export interface Asked {
  readonly key: string;
  readonly type: CType;
  /** Where it is written; of a variable, what is asked. */
  readonly at: At;
  readonly name: string | undefined;
  readonly whenSet: number;
  readonly whenNull: number;
}

export interface Summed {
  /** The last one. */
  readonly given: Given | undefined;
  readonly asked: Asked | undefined;
  /** Places that it writes, or lets calls write. */
  readonly changed: readonly string[];
  /** It may change anything. */
  readonly isOpaque: boolean;
  /** Places whose values it tests, compares or hands on to variables: others may test those. */
  readonly examined: readonly string[];
}

interface Test {
  readonly of: Operand;
  readonly isNegated: boolean;
}

interface Reading {
  readonly graph: Graph;
  /** Names of addresses and values in registers. */
  readonly keys: Map<Reg, string>;
  readonly places: Map<Reg, At>;
  /** Results of calls, through casts. */
  readonly results: Map<Reg, string>;
  readonly types: Map<Reg, CType>;
  /** Outcomes of tests for NULL. */
  readonly tests: Map<Reg, Test>;
  readonly changed: string[];
  readonly examined: string[];
  given: Given | undefined;
  isOpaque: boolean;
}

export function sumUp(graph: Graph, block: number): Summed {
  const { instrs, end } = graph.blocks[block]!;
  const reading: Reading = {
    graph,
    keys: new Map(),
    places: new Map(),
    results: new Map(),
    types: new Map(),
    tests: new Map(),
    changed: [],
    examined: [],
    given: undefined,
    isOpaque: false,
  };
  for (const instr of instrs) read(reading, instr);
  const { given, changed, isOpaque, examined } = reading;
  const asked = end.op === 'branch' ? askedBy(reading, end) : undefined;
  return { given, changed, isOpaque, examined, asked };
}

function read(reading: Reading, instr: Instr): void {
  const { keys, places } = reading;
  switch (instr.op) {
    case 'field':
      name(reading, instr.dst, keyOf(reading, instr.base), (base) => `${base}.${instr.name}`);
      places.set(instr.dst, instr.at);
      return;
    case 'addr':
      if (instr.of.kind === 'global') keys.set(instr.dst, `<&${instr.of.name}>`);
      if (instr.of.kind === 'local') keys.set(instr.dst, `<&${instr.of.index}>`);
      places.set(instr.dst, instr.at);
      return;
    case 'load':
      if (instr.volatile || reading.graph.regs[instr.dst]?.name !== undefined) break;
      name(reading, instr.dst, keyOf(reading, instr.ptr), (place) => `<*${place}>`);
      places.set(instr.dst, instr.at);
      reading.types.set(instr.dst, instr.type);
      return;
    case 'cast':
    case 'move':
      if (isVariable(reading, instr.dst)) break;
      return passedOn(reading, instr.dst, instr.a);
    case 'bin':
    case 'un':
      compared(reading, instr);
      break;
    case 'store':
      return stored(reading, instr);
    case 'call':
      return called(reading, instr);
    case 'copy':
    case 'zero':
    case 'havoc':
    case 'iter_next':
    case 'iter_new':
      reading.isOpaque = true;
      return;
  }
  if ('dst' in instr && typeof instr.dst === 'number') variable(reading, instr.dst, instr);
}

function isVariable({ graph }: Reading, reg: Reg): boolean {
  return graph.regs[reg]?.name !== undefined;
}

function passedOn({ keys, results }: Reading, dst: Reg, from: Operand): void {
  const key = keys.get(from);
  if (key !== undefined) keys.set(dst, key);
  const by = results.get(from);
  if (by !== undefined) results.set(dst, by);
}

function examine(reading: Reading, of: Operand): void {
  const key = keyOf(reading, of);
  if (key !== undefined) reading.examined.push(key);
}

function compared(reading: Reading, instr: Instr & { op: 'bin' | 'un' }): void {
  examine(reading, instr.a);
  if (instr.op === 'un') {
    if (instr.f === 'lnot') reading.tests.set(instr.dst, { of: instr.a, isNegated: true });
    return;
  }
  examine(reading, instr.b);
  const isNull = (op: Operand) => op < 0 && reading.graph.consts[-1 - op]?.value === 0n;
  const of = isNull(instr.b) ? instr.a : isNull(instr.a) ? instr.b : undefined;
  if (of !== undefined && (instr.f === 'eq' || instr.f === 'ne'))
    reading.tests.set(instr.dst, { of, isNegated: instr.f === 'eq' });
}

function variable(reading: Reading, dst: Reg, instr: Instr): void {
  const own = reading.graph.regs[dst]!;
  if (own.name === undefined) return;
  const key = `<${dst}>`;
  reading.changed.push(key);
  const value = instr.op === 'move' || instr.op === 'cast' ? instr.a : dst;
  if (value !== dst) examine(reading, value);
  const by = instr.op === 'call' ? instr.callee : reading.results.get(value);
  if (by !== undefined && own.type.k === 'ptr')
    reading.given = { key, by, type: own.type, value: dst, at: undefined, name: own.name };
}

function stored(reading: Reading, { ptr, value, type }: Instr & { op: 'store' }): void {
  const place = keyOf(reading, ptr);
  if (place === undefined) {
    reading.isOpaque = true;
    return;
  }
  const key = `<*${place}>`;
  reading.changed.push(key);
  examine(reading, value);
  const by = reading.results.get(value);
  if (by !== undefined && type.k === 'ptr')
    reading.given = { key, by, type, value, at: reading.places.get(ptr), name: undefined };
}

/** What a function is given the address of it may change. */
function called(reading: Reading, instr: Instr & { op: 'call' }): void {
  const { callee, dst, args } = instr;
  if (callee === undefined) reading.isOpaque = true;
  for (const arg of args) {
    const key = keyOf(reading, arg);
    if (key !== undefined) reading.changed.push(key);
    else if (arg >= 0 && reading.graph.regs[arg]?.type.k === 'ptr') reading.isOpaque = true;
  }
  if (dst === undefined || callee === undefined) return;
  if (reading.graph.regs[dst]?.name === undefined) reading.results.set(dst, callee);
  else variable(reading, dst, instr);
}

function askedBy(reading: Reading, end: Terminator & { op: 'branch' }): Asked | undefined {
  let { cond: of, yes: whenSet, no: whenNull } = end;
  for (let test = reading.tests.get(of); test; test = reading.tests.get(of)) {
    of = test.of;
    if (test.isNegated) [whenSet, whenNull] = [whenNull, whenSet];
  }
  examine(reading, of);
  const key = keyOf(reading, of);
  const own = reading.graph.regs[of];
  if (key === undefined || !own) return undefined;
  const type = isVariable(reading, of) ? own.type : reading.types.get(of);
  if (type?.k !== 'ptr') return undefined;
  return { key, type, at: reading.places.get(of) ?? end.at, name: own.name, whenSet, whenNull };
}

function name(reading: Reading, dst: Reg, base: string | undefined, make: (base: string) => string): void {
  if (base !== undefined) reading.keys.set(dst, make(base));
}

function keyOf({ graph, keys }: Reading, of: Operand): string | undefined {
  if (of < 0) return undefined;
  return graph.regs[of]?.name === undefined ? keys.get(of) : `<${of}>`;
}
