/**
 * Runs graphs of pure functions on real numbers, as plainly as possible: registers are bigints, memory is one flat
 * array of bytes. Only for tests: it knows no kernel, no maps and no BPF.
 */

import { foldBinary, foldUnary, wrap } from '../../bpf/flow/ctypes/fold.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { BitField, Graph, Instr, Module, Operand } from '../../bpf/flow/graph.ts';
import { sayReason } from '../../bpf/words/reasons.ts';

export interface Machine {
  readonly module: Module;
  readonly memory: DataView;
  readonly globals: Map<string, bigint>;
  readonly strings: Map<string, bigint>;
  top: number;
  steps: number;
}

export function newMachine(module: Module): Machine {
  const memory = new DataView(new ArrayBuffer(1 << 20));
  return { module, memory, globals: new Map(), strings: new Map(), top: 64, steps: 1_000_000 };
}

function allocate(machine: Machine, size: number): bigint {
  const at = machine.top;
  machine.top += (size + 15) & ~15;
  return BigInt(at);
}

function globalAddress(machine: Machine, name: string): bigint {
  const known = machine.globals.get(name);
  if (known !== undefined) return known;
  const image = machine.module.globals.get(name)?.image();
  if (!image) throw new Error(`global ${name}`);
  const at = allocate(machine, image.length);
  new Uint8Array(machine.memory.buffer).set(image, Number(at));
  machine.globals.set(name, at);
  return at;
}

function stringAddress(machine: Machine, text: string): bigint {
  const known = machine.strings.get(text);
  if (known !== undefined) return known;
  const at = allocate(machine, text.length + 1);
  for (let i = 0; i < text.length; i++) machine.memory.setUint8(Number(at) + i, text.charCodeAt(i));
  machine.strings.set(text, at);
  return at;
}

function sizeOfScalar(type: CType): number {
  if (type.k === 'int') return type.size;
  if (type.k === 'ptr') return 8;
  throw new Error(`no scalar: ${type.k}`);
}

function readBytes(machine: Machine, at: bigint, size: number): bigint {
  let value = 0n;
  for (let i = 0; i < size; i++) value |= BigInt(machine.memory.getUint8(Number(at) + i)) << BigInt(8 * i);
  return value;
}

function writeBytes(machine: Machine, at: bigint, size: number, value: bigint): void {
  for (let i = 0; i < size; i++)
    machine.memory.setUint8(Number(at) + i, Number((value >> BigInt(8 * i)) & 0xffn));
}

function load(machine: Machine, at: bigint, type: CType, bits: BitField | undefined): bigint {
  const raw = readBytes(machine, at, sizeOfScalar(type));
  if (!bits) return wrap(raw, type);
  const value = (raw >> BigInt(bits.offset)) & ((1n << BigInt(bits.width)) - 1n);
  return type.k === 'int' && type.signed ? BigInt.asIntN(bits.width, value) : value;
}

function store(machine: Machine, at: bigint, type: CType, bits: BitField | undefined, value: bigint): void {
  const size = sizeOfScalar(type);
  if (!bits) return writeBytes(machine, at, size, value);
  const mask = ((1n << BigInt(bits.width)) - 1n) << BigInt(bits.offset);
  const old = readBytes(machine, at, size);
  writeBytes(machine, at, size, (old & ~mask) | ((value << BigInt(bits.offset)) & mask));
}

function copy(machine: Machine, to: bigint, from: bigint, size: number): void {
  const bytes = new Uint8Array(machine.memory.buffer);
  bytes.copyWithin(Number(to), Number(from), Number(from) + size);
}

interface Frame {
  readonly graph: Graph;
  readonly regs: bigint[];
  readonly locals: bigint[];
}

function operand({ graph, regs }: Frame, op: Operand): bigint {
  const value = op < 0 ? graph.consts[-1 - op]!.value : regs[op];
  if (value === undefined) throw new Error(`register ${op} is read before it is written`);
  return value;
}

function execute(machine: Machine, frame: Frame, instr: Instr): void {
  const { regs } = frame;
  const get = (op: Operand): bigint => operand(frame, op);
  switch (instr.op) {
    case 'move':
      regs[instr.dst] = get(instr.a);
      return;
    case 'bin': {
      const result = foldBinary(instr.f, get(instr.a), get(instr.b), instr.type);
      if (result === undefined) throw new Error('division by zero');
      regs[instr.dst] = result;
      return;
    }
    case 'un':
      regs[instr.dst] = foldUnary(instr.f, get(instr.a), instr.type);
      return;
    case 'cast':
      regs[instr.dst] = wrap(get(instr.a), instr.to);
      return;
    case 'ptradd':
      regs[instr.dst] = BigInt.asUintN(64, get(instr.base) + get(instr.index) * BigInt(instr.scale));
      return;
    case 'ptrdiff':
      regs[instr.dst] = BigInt.asIntN(64, get(instr.a) - get(instr.b)) / BigInt(instr.scale);
      return;
    case 'addr':
      regs[instr.dst] = address(machine, frame, instr.of);
      return;
    case 'field':
      regs[instr.dst] = get(instr.base) + BigInt(instr.offset);
      return;
    case 'load':
      regs[instr.dst] = load(machine, get(instr.ptr), instr.type, instr.bits);
      return;
    case 'store':
      return store(machine, get(instr.ptr), instr.type, instr.bits, get(instr.value));
    case 'copy':
      return copy(machine, get(instr.dst), get(instr.src), instr.size);
    case 'zero':
      for (let i = 0; i < instr.size; i++) machine.memory.setUint8(Number(get(instr.ptr)) + i, 0);
      return;
    case 'call': {
      const result = run(machine, instr.callee ?? '', instr.args.map(get));
      if (instr.dst !== undefined) regs[instr.dst] = result;
      return;
    }
    case 'scope':
    case 'undef':
      return;
    default:
      throw new Error(`${instr.op} is not for this machine`);
  }
}

function address(machine: Machine, frame: Frame, of: Extract<Instr, { op: 'addr' }>['of']): bigint {
  if (of.kind === 'local') return frame.locals[of.index]!;
  if (of.kind === 'global') return globalAddress(machine, of.name);
  if (of.kind === 'string') return stringAddress(machine, of.text);
  throw new Error('address of a function');
}

/** Calls a function of the module; a function that falls off its end gives 0. */
export function run(machine: Machine, name: string, args: readonly bigint[]): bigint {
  const graph = machine.module.functions.get(name)?.graph();
  if (!graph) throw new Error(`no function ${name}`);
  if (graph.incomplete.length > 0) throw new Error(`${name}: ${graph.incomplete.map(sayReason).join('; ')}`);
  const locals = graph.locals.map((local) => allocate(machine, local.size));
  const frame: Frame = { graph, regs: [], locals };
  for (const [i, param] of graph.params.entries()) frame.regs[param.reg] = args[i]!;
  for (let at = 0; ; ) {
    const block = graph.blocks[at]!;
    for (const instr of block.instrs) execute(machine, frame, instr);
    if (--machine.steps < 0) throw new Error('too many steps');
    const { end } = block;
    if (end.op === 'return') return end.value === undefined ? 0n : operand(frame, end.value);
    if (end.op === 'goto') at = end.to;
    else if (end.op === 'branch') at = operand(frame, end.cond) !== 0n ? end.yes : end.no;
    else if (end.op === 'switch') {
      const value = operand(frame, end.value);
      at = end.cases.find(({ low, high }) => value >= low && value <= high)?.to ?? end.otherwise;
    } else throw new Error('unreachable was reached');
  }
}
