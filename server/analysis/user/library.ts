/** Calls of user space: what libbpf's functions mean, and what those of the C library give. */
import { U32, U64 } from '../../../bpf/flow/ctypes/ctypes.ts';
import { setReg } from '../domain/registers.ts';
import { type State, top } from '../domain/state.ts';
import { anything, type Ptr, type Value } from '../domain/values.ts';
import type { Run } from '../engine/run.ts';
import type { CallInstr } from '../transfer/calls.ts';
import { load } from '../transfer/loads.ts';
import { LIBRARY_OPERATIONS } from './functions.ts';
import { judge } from './judge.ts';
import { writeThrough } from './memory.ts';
import { type Asked, fillInfo, resultOf } from './results.ts';

/** Whether the function is known here; then its result is set. */
export function callLibrary(run: Run, state: State, instr: CallInstr, args: readonly Value[]): boolean {
  const user = run.cx.user;
  const name = instr.callee;
  if (!user || name === undefined) return false;
  const operation = Object.hasOwn(LIBRARY_OPERATIONS, name) ? LIBRARY_OPERATIONS[name] : undefined;
  const readMember = reader(run, state, instr);
  if (operation) judge({ cx: run.cx, user, state, instr, name, args, operation, readMember });
  const asked: Asked = { user, state, args, readMember };
  const result = resultOf(name, asked);
  const isKnown = writeThrough(state, name, args) || result !== undefined || PLAIN.test(name);
  fillInfo(name, asked);
  return isKnown && give(state, instr, result ?? anything(instr.type.result));
}

/** What the catalogue does not have and leaves the program's memory alone, skeletons among it. */
const PLAIN =
  /^(?:u?sleep|bpf_(?:program|link|object|map)__\w+|\w+__(?:open|load|attach|destroy|detach|open_and_load|open_opts))$/;

function give(state: State, instr: CallInstr, value: Value): true {
  if (instr.dst !== undefined) setReg(state, instr.dst, value, instr.at);
  return true;
}

/** A number behind a pointer. */
function reader(run: Run, state: State, instr: CallInstr) {
  return (ptr: Value, off: number, size: 4 | 8): Value | undefined => {
    if (ptr.k !== 'ptr' || ptr.off === undefined || ptr.obj.o === 'unknown') return undefined;
    const place = { graph: top(state).graph, at: instr.at };
    const field: Ptr = { ...ptr, off: ptr.off + off, nid: 0 };
    return load(run.cx, state, place, field, size === 4 ? U32 : U64);
  };
}
