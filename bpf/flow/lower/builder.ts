/** The state of a function being lowered, and the primitives that everything else is built from. */

import type { CNode } from '../../syntax/types.ts';
import { because, type Reason } from '../../words/reasons.ts';
import {
  F32,
  F64,
  F128,
  plainInt,
  S32,
  S64,
  sizeOf,
  strideOf,
  U64,
  VOID,
  VOID_PTR,
} from '../ctypes/ctypes.ts';
import { bitsFloat, floatBits, floatOperation, roundTo } from '../ctypes/floats.ts';
import { foldBinary, foldUnary, isComparison, wrap } from '../ctypes/fold.ts';
import type { CType, FloatType } from '../ctypes/types.ts';
import type {
  AddressOf,
  At,
  BinaryOp,
  Block,
  Const,
  Instr,
  MemLocal,
  Operand,
  Reg,
  RegInfo,
  SwitchCase,
  Terminator,
  UnaryOp,
} from '../graph.ts';
import { type Names, newNames, type Source, type Unit } from '../unit.ts';
import { LEAST_WORK } from '../work.ts';

/** A block under construction; `end` is missing while it is open. */
export interface Draft {
  instrs: Instr[];
  end: Terminator | undefined;
  loop?: Block['loop'];
}

/** What must run when a scope is left: a linked list from the innermost outward. */
export interface Cleanup {
  readonly parent: Cleanup | undefined;
  readonly depth: number;
  /** A memory local whose life ends here. */
  readonly local?: number;
  readonly at: At;
  readonly run: (fn: Fn) => void;
}

/** Where a jump goes, and which scopes are still open there. */
export interface Jump {
  readonly block: number;
  readonly chain: Cleanup | undefined;
}

export interface SwitchState {
  readonly type: CType;
  readonly chain: Cleanup | undefined;
  readonly cases: SwitchCase[];
  otherwise: number | undefined;
}

export interface PendingGoto extends Jump {
  readonly label: string;
  readonly at: At;
}

export interface Fn {
  readonly unit: Unit;
  /** What node offsets refer to; `readOriginal` exchanges it for a while. */
  source: Source;
  readonly name: string;
  /** The function's first character in its file. */
  readonly base: number;
  readonly result: CType;
  names: Names;
  blocks: Draft[];
  current: number;
  regs: RegInfo[];
  locals: MemLocal[];
  readonly consts: Const[];
  readonly constIndex: Map<CType, Map<bigint, Operand>>;
  chain: Cleanup | undefined;
  breakTo: Jump | undefined;
  continueTo: Jump | undefined;
  switchTo: SwitchState | undefined;
  readonly labels: Map<string, Jump>;
  gotos: PendingGoto[];
  readonly addressTaken: ReadonlySet<string>;
  incomplete: Reason[];
  /** Where the text of the function stops being C. */
  broken: At | undefined;
  depth: number;
  /** Expressions that may still be looked at: types and constants look at the same one again and again. */
  work: number;
  /** Inside an expression that was looked through as a whole. */
  inExpression: boolean;
  /** Conditions that were evaluated as constants, so that nested ones are not evaluated over and over. */
  readonly truths: WeakMap<CNode, { readonly value: boolean | undefined }>;
  /** How many probes are running inside each other. */
  probes: number;
}

/** A value in a register or constant. Of record type: `op` is the address of the object. `bits`: read from a bit-field. */
export interface Value {
  readonly op: Operand;
  readonly type: CType;
  readonly bits?: number;
}

export interface FnOptions {
  readonly name: string;
  readonly base: number;
  readonly result: CType;
  readonly addressTaken: ReadonlySet<string>;
}

export function newFn(unit: Unit, source: Source, names: Names, options: FnOptions): Fn {
  return {
    unit,
    source,
    names: newNames(names),
    ...options,
    blocks: [{ instrs: [], end: undefined }],
    current: 0,
    regs: [],
    locals: [],
    consts: [],
    constIndex: new Map(),
    chain: undefined,
    breakTo: undefined,
    continueTo: undefined,
    switchTo: undefined,
    labels: new Map(),
    gotos: [],
    incomplete: [],
    broken: undefined,
    depth: 0,
    work: LEAST_WORK,
    inExpression: false,
    truths: new WeakMap(),
    probes: 0,
  };
}

/** A context for constants and types outside of functions. */
export function fileFn(unit: Unit, source: Source): Fn {
  const fn = newFn(unit, source, unit.root, { name: '', base: 0, result: VOID, addressTaken: new Set() });
  fn.names = unit.root;
  return fn;
}

/** Runs lowering for its types only: whatever it emitted is forgotten (`sizeof`, `typeof`). */
export function probe<T>(fn: Fn, run: () => T): T {
  const { blocks, current, chain, gotos, incomplete, names, breakTo, continueTo, switchTo } = fn;
  const regs = fn.regs.length;
  const locals = fn.locals.length;
  fn.blocks = [{ instrs: [], end: undefined }];
  fn.current = 0;
  fn.gotos = [];
  fn.incomplete = [];
  fn.probes++;
  const result = run();
  fn.probes--;
  fn.regs.length = regs;
  fn.locals.length = locals;
  Object.assign(fn, { blocks, current, chain, gotos, incomplete, names, breakTo, continueTo, switchTo });
  return result;
}

export function spanAt(fn: Fn, start: number, end: number): At {
  const { origin } = fn.source.parsed;
  if (!origin) return { start: start - fn.base, end: end - fn.base };
  const from = origin(start) - fn.base;
  const to = end > start ? origin(end) - fn.base : from;
  return { start: from, end: Math.max(from, to) };
}

export function atOf(fn: Fn, node: CNode): At {
  return spanAt(fn, node.start, node.end);
}

export function emit(fn: Fn, instr: Instr): void {
  fn.blocks[fn.current]!.instrs.push(instr);
}

export function newBlock(fn: Fn): number {
  fn.blocks.push({ instrs: [], end: undefined });
  return fn.blocks.length - 1;
}

/** Ends the current block; what follows is unreachable until a block is entered. */
export function terminate(fn: Fn, end: Terminator): void {
  fn.blocks[fn.current]!.end = end;
  fn.current = newBlock(fn);
}

export function jump(fn: Fn, to: number, at: At): void {
  terminate(fn, { op: 'goto', to, at });
}

/** Goes on in `block`; the caller has already left the current one. */
export function enter(fn: Fn, block: number): void {
  fn.current = block;
}

export function branch(fn: Fn, cond: Value, yes: number, no: number, at: At): void {
  const known = constOf(fn, cond);
  if (known !== undefined) jump(fn, known !== 0n ? yes : no, at);
  else terminate(fn, { op: 'branch', cond: cond.op, yes, no, at });
}

export function newReg(fn: Fn, type: CType, name?: string, at?: At): Reg {
  fn.regs.push({ name, type, at });
  return fn.regs.length - 1;
}

/** Types whose constants are the same constants. */
function keyOf(type: CType): CType {
  if (type.k === 'int') return type.bool ? type : plainInt(type);
  if (type.k === 'float') return type.size === 4 ? F32 : type.size === 8 ? F64 : F128;
  return type.k === 'ptr' ? VOID_PTR : U64;
}

/** An integer (or pointer) constant of that type; of a floating type, the bits of one. */
export function constant(fn: Fn, value: bigint, type: CType): Value {
  const key = keyOf(type);
  const wrapped = wrap(value, key);
  const byValue = fn.constIndex.get(key) ?? new Map<bigint, Operand>();
  fn.constIndex.set(key, byValue);
  let op = byValue.get(wrapped);
  if (op === undefined) {
    op = -1 - fn.consts.length;
    fn.consts.push({ value: wrapped, type: key });
    byValue.set(wrapped, op);
  }
  return { op, type };
}

/** The value if it is an integer constant. */
export function constOf(fn: Fn, value: Value): bigint | undefined {
  const found = value.op < 0 ? fn.consts[-1 - value.op] : undefined;
  return found?.type.k === 'float' ? undefined : found?.value;
}

/** The value if it is a floating constant. */
export function floatOf(fn: Fn, value: Value): number | undefined {
  const found = value.op < 0 ? fn.consts[-1 - value.op] : undefined;
  return found?.type.k === 'float' ? bitsFloat(found.value) : undefined;
}

export function floatConstant(fn: Fn, value: number, type: FloatType): Value {
  return constant(fn, floatBits(roundTo(type, value)), type);
}

/** The value of an expression without one. */
export function voidValue(fn: Fn): Value {
  return { op: constant(fn, 0n, S32).op, type: VOID };
}

/** A value that nothing is known about. */
export function unknownValue(
  fn: Fn,
  type: CType,
  at: At,
  reason: Reason,
  escapes: readonly Operand[] = [],
): Value {
  const dst = newReg(fn, type);
  emit(fn, { op: 'havoc', dsts: [dst], memory: escapes.length > 0, escapes, reason, at });
  return { op: dst, type };
}

/** Notes that part of the function is not represented. */
export function giveUp(fn: Fn, reason: Reason): void {
  if (fn.incomplete.length < 20) fn.incomplete.push(reason);
}

/** As unknownValue, for a construct that was not understood: memory is unknown afterwards too. */
export function notUnderstood(fn: Fn, type: CType, at: At, reason: Reason): Value {
  giveUp(fn, reason);
  const dst = newReg(fn, type);
  emit(fn, { op: 'havoc', dsts: [dst], memory: true, escapes: [], reason, at });
  return { op: dst, type };
}

export function binary(fn: Fn, f: BinaryOp, a: Value, b: Value, type: CType, at: At): Value {
  const result = isComparison(f) ? S32 : type;
  const left = constOf(fn, a);
  const right = constOf(fn, b);
  if (left !== undefined && right !== undefined) {
    const folded = foldBinary(f, left, right, type);
    if (folded !== undefined) return constant(fn, folded, result);
  }
  const floats = foldFloats(fn, f, a, b, type);
  if (floats !== undefined) return floats;
  const dst = newReg(fn, result);
  emit(fn, { op: 'bin', dst, f, a: a.op, b: b.op, type, at });
  return { op: dst, type: result };
}

function foldFloats(fn: Fn, f: BinaryOp, a: Value, b: Value, type: CType): Value | undefined {
  const x = floatOf(fn, a);
  const y = floatOf(fn, b);
  if (x === undefined || y === undefined || type.k !== 'float') return undefined;
  const found = floatOperation(f, type)?.(x, y);
  if (found === undefined) return undefined;
  return isComparison(f) ? constant(fn, BigInt(found), S32) : floatConstant(fn, found, type);
}

export function unary(fn: Fn, f: UnaryOp, a: Value, type: CType, at: At): Value {
  const result = f === 'lnot' ? S32 : type;
  const known = constOf(fn, a);
  if (known !== undefined) return constant(fn, foldUnary(f, known, type), result);
  const float = f === 'neg' && type.k === 'float' ? floatOf(fn, a) : undefined;
  if (float !== undefined && type.k === 'float') return floatConstant(fn, -float, type);
  const dst = newReg(fn, result);
  emit(fn, { op: 'un', dst, f, a: a.op, type, at });
  return { op: dst, type: result };
}

export function addressOf(fn: Fn, of: AddressOf, type: CType, at: At): Value {
  const dst = newReg(fn, type);
  emit(fn, { op: 'addr', dst, of, at });
  return { op: dst, type };
}

/** base + index * sizeof(element). A constant zero index adds nothing. */
export function pointerAdd(
  fn: Fn,
  base: Value,
  index: Value,
  element: CType,
  sign: 1 | -1,
  at: At,
  type?: CType,
): Value {
  const result = type ?? base.type;
  if (constOf(fn, index) === 0n) return { op: base.op, type: result };
  if (element.k === 'array' && element.bytes !== undefined) {
    const distance = binary(fn, 'mul', index, { op: element.bytes, type: S64 }, S64, at);
    const dst = newReg(fn, result);
    emit(fn, { op: 'ptradd', dst, base: base.op, index: distance.op, scale: sign, at });
    return { op: dst, type: result };
  }
  if (fn.unit.side === 'user' && element.k === 'array' && sizeOf(element) === undefined)
    giveUp(fn, because('variableLength'));
  const dst = newReg(fn, result);
  emit(fn, { op: 'ptradd', dst, base: base.op, index: index.op, scale: sign * strideOf(element), at });
  return { op: dst, type: result };
}

/** Writes a value (already of the right type) to a register local; a fresh temporary is renamed instead of copied. */
export function setReg(fn: Fn, reg: Reg, value: Value, at: At): void {
  const { instrs } = fn.blocks[fn.current]!;
  const last = instrs.at(-1);
  if (last && 'dst' in last && last.dst === value.op && value.op >= 0 && isTemporary(fn, value.op)) {
    if (last.op !== 'copy' && last.op !== 'iter_next') {
      instrs[instrs.length - 1] = { ...last, dst: reg } as Instr;
      return;
    }
  }
  if (value.op !== reg) emit(fn, { op: 'move', dst: reg, a: value.op, at });
}

function isTemporary(fn: Fn, reg: Reg): boolean {
  return fn.regs[reg]!.name === undefined;
}
