/** Instructions that address, read and write memory. */

import { strideOf } from '../../bpf/flow/ctypes/ctypes.ts';
import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { At, BitField, Graph, Instr } from '../../bpf/flow/graph.ts';
import { isAbsentSymbol } from '../../bpf/flow/missing-functions.ts';
import { charge, copySteps, newObj, stepsOf } from '../budget.ts';
import { access } from '../machine/access.ts';
import type { Step } from '../machine/frames.ts';
import { fieldOf } from '../machine/kernel-objects.ts';
import type { Frame } from '../machine/machine.ts';
import { copyBytes, offsetsIn, readInt, writeInt, writeValue, zeroBytes } from '../machine/memory.ts';
import { functionObj, globalObj, stringObj } from '../machine/objects.ts';
import { loadSlot, refuseStore } from '../machine/slots.ts';
import { moved, norm, Ptr, pointTo, toBig, type Value } from '../machine/values.ts';
import { throughArena } from './arena-access.ts';
import { compileFloatLoad, compileFloatStore, isFloat } from './floats.ts';
import { slotOf, uninitialised } from './operands.ts';

type MemoryInstr = Extract<
  Instr,
  { op: 'ptradd' | 'ptrdiff' | 'addr' | 'field' | 'load' | 'store' | 'copy' | 'zero' | 'scope' }
>;

export function compileMemory(graph: Graph, instr: MemoryInstr): Step | undefined {
  switch (instr.op) {
    case 'ptradd':
      return compileAdd(graph, instr);
    case 'ptrdiff':
      return compileDifference(graph, instr);
    case 'addr':
      return compileAddress(graph, instr);
    case 'field':
      return compileField(graph, instr);
    case 'load':
      return throughArena(graph, instr, slotOf(graph, instr.ptr), compileLoad(graph, instr));
    case 'store':
      return throughArena(graph, instr, slotOf(graph, instr.ptr), compileStore(graph, instr));
    case 'copy':
      return compileCopy(graph, instr);
    case 'zero': {
      const { at, size } = instr;
      const ptr = slotOf(graph, instr.ptr);
      return (frame) => {
        const p = access(frame, at, frame.r[ptr], size, true);
        if (size > SMALL) charge(frame, at, stepsOf(size));
        if (p.obj.slots !== undefined) refuseStore(frame, at, p, size);
        zeroBytes(p.obj, p.off, size);
      };
    }
    case 'scope':
      return undefined;
  }
}

/** Bytes that are written with one instruction and cost no more than it. */
const SMALL = 128;

function compileAdd(graph: Graph, { dst, base, index, scale, at }: MemoryInstr & { op: 'ptradd' }): Step {
  const b = slotOf(graph, base);
  const i = slotOf(graph, index);
  return (frame) => {
    const { r } = frame;
    const ptr = r[b];
    const by = r[i] ?? 0;
    if (ptr instanceof Ptr) r[dst] = shifted(ptr, by, scale);
    else if (ptr === undefined) uninitialised(frame, at, graph, base);
    else r[dst] = norm(BigInt.asUintN(64, toBig(ptr) + toBig(by) * BigInt(scale)));
  };
}

/** A pointer in front of a kernel struct's field leads back to the struct (container_of). */
function shifted(ptr: Ptr, by: Value, scale: number): Ptr {
  const bytes = typeof by === 'number' ? by * scale : Number(BigInt.asIntN(64, toBig(by) * BigInt(scale)));
  const { parent } = ptr.obj;
  if (parent === undefined || ptr.off + bytes >= 0) return moved(ptr, bytes);
  return new Ptr(parent.obj, ptr.off + bytes + parent.offset, ptr.ref, ptr.gen);
}

function compileDifference(graph: Graph, instr: MemoryInstr & { op: 'ptrdiff' }): Step {
  const { dst, scale } = instr;
  const x = slotOf(graph, instr.a);
  const y = slotOf(graph, instr.b);
  return ({ r }) => {
    const a = r[x] ?? 0;
    const b = r[y] ?? 0;
    if (a instanceof Ptr && b instanceof Ptr && a.obj === b.obj) r[dst] = Math.trunc((a.off - b.off) / scale);
    else r[dst] = norm(BigInt.asIntN(64, toBig(a) - toBig(b)) / BigInt(scale));
  };
}

function compileAddress(graph: Graph, { dst, of }: MemoryInstr & { op: 'addr' }): Step {
  switch (of.kind) {
    case 'local': {
      const { index } = of;
      const { name, size } = graph.locals[index]!;
      return (frame) => {
        frame.locals[index] ??= newObj(frame.m, 'stack', name, size);
        frame.r[dst] = pointTo(frame.locals[index]);
      };
    }
    case 'global': {
      const { name } = of;
      return ({ m, r }) => {
        r[dst] = globalObj(m, name);
      };
    }
    case 'function': {
      const { name } = of;
      return ({ m, r }) => {
        r[dst] = isAbsentSymbol(m.module, name, m.options.kernel) ? 0 : functionObj(m, name);
      };
    }
    case 'string': {
      const { text } = of;
      return ({ m, r }) => {
        r[dst] = stringObj(m, text);
      };
    }
  }
}

function compileField(graph: Graph, instr: MemoryInstr & { op: 'field' }): Step {
  const { dst, offset, at } = instr;
  const b = slotOf(graph, instr.base);
  return (frame) => {
    const base = frame.r[b];
    if (base instanceof Ptr) {
      frame.r[dst] = base.obj.fields === undefined ? moved(base, offset) : fieldOf(frame.m, base, instr);
    } else if (base === undefined) uninitialised(frame, at, graph, instr.base);
    else frame.r[dst] = typeof base === 'number' ? base + offset : norm(base + BigInt(offset));
  };
}

function sizeOfValue(type: CType): number {
  if (type.k === 'int') return type.size;
  return type.k === 'ptr' || type.k === 'unknown' || type.k === 'void' ? 8 : strideOf(type);
}

function compileLoad(graph: Graph, instr: MemoryInstr & { op: 'load' }): Step {
  const { dst, type, bits, at } = instr;
  const ptr = slotOf(graph, instr.ptr);
  if (isFloat(type)) return compileFloatLoad(dst, ptr, type, at);
  if (bits) return compileLoadBits(dst, ptr, type, bits, at);
  const size = sizeOfValue(type);
  const signed = type.k === 'int' && type.signed;
  if (size === 8) return compileLoadWord(dst, ptr, signed, at);
  if (size === 4 && type.k === 'int') return compileLoad32(dst, ptr, signed, at);
  const isBool = type.k === 'int' && type.bool === true;
  return (frame) => {
    const p = access(frame, at, frame.r[ptr], size, false);
    const value = readInt(p.obj, p.off, size, signed);
    frame.r[dst] = isBool && value !== 0 ? 1 : value;
  };
}

function compileLoad32(dst: number, ptr: number, signed: boolean, at: At): Step {
  return (frame) => {
    let p = frame.r[ptr];
    if (!(p instanceof Ptr) || !isEasy(p, 4)) p = access(frame, at, p, 4, false);
    frame.r[dst] = signed ? p.obj.dv.getInt32(p.off, true) : p.obj.dv.getUint32(p.off, true);
  };
}

/** Nothing to look at more closely: in bounds, and known contents that nobody owns apart. */
function isEasy(p: Ptr, size: number): boolean {
  return p.ref === undefined && p.off >= 0 && p.off + size <= p.obj.size && p.obj.unknown === undefined;
}

function compileLoadWord(dst: number, ptr: number, signed: boolean, at: At): Step {
  return (frame) => {
    let p = frame.r[ptr];
    if (!(p instanceof Ptr) || !isEasy(p, 8)) p = access(frame, at, p, 8, false);
    const { obj, off } = p;
    if (obj.slots?.has(off)) frame.r[dst] = loadSlot(frame, at, p);
    else frame.r[dst] = obj.ptrs?.get(off) ?? readInt(obj, off, 8, signed);
  };
}

function compileLoadBits(dst: number, ptr: number, type: CType, bits: BitField, at: At): Step {
  const size = sizeOfValue(type);
  const isSigned = type.k === 'int' && type.signed;
  const mask = (1n << BigInt(bits.width)) - 1n;
  return (frame) => {
    const p = access(frame, at, frame.r[ptr], size, false);
    const value = (BigInt(readInt(p.obj, p.off, size, false)) >> BigInt(bits.offset)) & mask;
    frame.r[dst] = norm(isSigned ? BigInt.asIntN(bits.width, value) : value);
  };
}

function compileStore(graph: Graph, instr: MemoryInstr & { op: 'store' }): Step {
  const { type, bits, at } = instr;
  const ptr = slotOf(graph, instr.ptr);
  const from = slotOf(graph, instr.value);
  if (isFloat(type)) return compileFloatStore(ptr, from, type, at);
  const size = sizeOfValue(type);
  if (bits) return compileStoreBits(ptr, from, size, bits, at);
  return (frame) => {
    const p = access(frame, at, frame.r[ptr], size, true);
    const value = frame.r[from];
    if (p.obj.slots !== undefined) refuseStore(frame, at, p, size);
    writeValue(p.obj, p.off, size, value ?? 0);
  };
}

function compileStoreBits(ptr: number, from: number, size: number, bits: BitField, at: At): Step {
  const mask = ((1n << BigInt(bits.width)) - 1n) << BigInt(bits.offset);
  return (frame) => {
    const p = access(frame, at, frame.r[ptr], size, true);
    const old = BigInt(readInt(p.obj, p.off, size, false));
    const value = (toBig(frame.r[from]) << BigInt(bits.offset)) & mask;
    writeInt(p.obj, p.off, size, norm((old & ~mask) | value));
  };
}

function compileCopy(graph: Graph, { dst, src, size, at }: MemoryInstr & { op: 'copy' }): Step {
  const to = slotOf(graph, dst);
  const from = slotOf(graph, src);
  return (frame) => {
    const source = access(frame, at, frame.r[from], size, false);
    const target = access(frame, at, frame.r[to], size, true);
    if (size > SMALL) charge(frame, at, copySteps(source.obj, size));
    if (target.obj.slots !== undefined) refuseStore(frame, at, target, size);
    copyMemory(frame, at, target, source, size);
  };
}

/** Pointers that are read out of slots on the way are as good as read one by one. */
function copyMemory(frame: Frame, at: At, to: Ptr, from: Ptr, size: number): void {
  copyBytes(to.obj, to.off, from.obj, from.off, size);
  if (from.obj.slots === undefined) return;
  for (const off of offsetsIn(from.obj.slots, from.off, from.off + size - 7)) {
    const value = loadSlot(frame, at, new Ptr(from.obj, off, from.ref, from.gen));
    writeValue(to.obj, to.off + off - from.off, 8, value);
  }
}
