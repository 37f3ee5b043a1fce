/** Calls of user space: what libbpf's functions mean, and what those of the C library give. */
import { U32, U64 } from '../../../bpf/flow/ctypes/ctypes.ts';
import { letGo, mayWrite } from '../domain/cells.ts';
import { rangeOf } from '../domain/numbers.ts';
import { setReg } from '../domain/registers.ts';
import { forgetLoads, type State, top } from '../domain/state.ts';
import { anything, constant, freshId, type Ptr, pointer, type Value } from '../domain/values.ts';
import type { Run } from '../engine/run.ts';
import type { CallInstr } from '../transfer/calls.ts';
import { load } from '../transfer/loads.ts';
import { LIBRARY_OPERATIONS } from './functions.ts';
import { judge } from './judge.ts';
import { descriptorOf, mapNamed, mapOf, pointerTo, type UserSide, WITNESS_CPUS } from './maps.ts';

/** Whether the function is known here; then its result is set. */
export function callLibrary(run: Run, state: State, instr: CallInstr, args: readonly Value[]): boolean {
  const user = run.cx.user;
  const name = instr.callee;
  if (!user || name === undefined) return false;
  const operation = Object.hasOwn(LIBRARY_OPERATIONS, name) ? LIBRARY_OPERATIONS[name] : undefined;
  if (operation) {
    judge({
      cx: run.cx,
      user,
      state,
      instr,
      name,
      args,
      operation,
      readMember: reader(run, state, instr),
    });
    const { value, key, count } = operation;
    for (const i of [value, key, count]) if (i !== undefined && args[i]) mayWrite(state, args[i]);
    return give(state, instr, anything(instr.type.result));
  }
  const result = resultOf(user, state, name, args);
  return result === undefined ? forgetful(state, instr, name, args) : give(state, instr, result);
}

function give(state: State, instr: CallInstr, value: Value): true {
  setReg(state, instr.dst, value, instr.at);
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

const POSSIBLE_CPUS: ReadonlySet<string> = new Set([
  'libbpf_num_possible_cpus',
  'bpf_num_possible_cpus',
  'get_nprocs_conf',
]);

const RESULTS: ReadonlySet<string> = new Set([
  ...POSSIBLE_CPUS,
  'bpf_map__fd',
  'bpf_object__find_map_by_name',
  'bpf_object__find_map_fd_by_name',
  'malloc',
  'calloc',
]);

/** Whether something is known of what a function of libbpf or the C library gives. */
export const hasKnownResult = (name: string): boolean => RESULTS.has(name);

function resultOf(user: UserSide, state: State, name: string, args: readonly Value[]): Value | undefined {
  if (POSSIBLE_CPUS.has(name)) return constant(WITNESS_CPUS);
  const map = () => mapOf(user, args[0]);
  const named = () => {
    const text = args[1]?.k === 'ptr' && args[1].obj.o === 'string' ? args[1].obj.text : undefined;
    return text === undefined ? undefined : mapNamed(user, text.replace(/\0+$/, ''));
  };
  switch (name) {
    case 'bpf_map__fd': {
      const found = map();
      return found && descriptorOf(user, found);
    }
    case 'bpf_object__find_map_by_name': {
      const found = named();
      return found && pointerTo(user, found);
    }
    case 'bpf_object__find_map_fd_by_name': {
      const found = named();
      return found && descriptorOf(user, found, -4096);
    }
    case 'malloc':
      return memory(numberOf(state, args[0]));
    case 'calloc': {
      const [count, size] = [numberOf(state, args[0]), numberOf(state, args[1])];
      return memory(count === undefined || size === undefined ? undefined : count * size);
    }
    default:
      return undefined;
  }
}

function numberOf(state: State, value: Value | undefined): number | undefined {
  if (value?.k !== 'num') return undefined;
  const { lo, hi } = rangeOf(state, value);
  return lo === hi ? lo : undefined;
}

function memory(size: number | undefined): Value | undefined {
  if (size === undefined || size < 0) return undefined;
  const id = freshId();
  const obj = { o: 'mem', id, size, ref: 0, key: `m${id}`, record: '', writable: true } as const;
  return pointer(obj, 0, freshId());
}

/** Functions that leave the program's memory alone, or write only where they are told to. */
const PLAIN =
  /^(?:f?printf|puts|putchar|perror|strerror|free|str(?:n?cmp|len)|mem(?:set|cpy|move|cmp)|usleep|sleep|getpid|bpf_(?:program|link|object|map)__\w+|\w+__(?:open|load|attach|destroy|detach|open_and_load|open_opts))$/;

function forgetful(state: State, instr: CallInstr, name: string, args: readonly Value[]): boolean {
  if (!PLAIN.test(name)) return false;
  if (/^mem(?:set|cpy|move)$/.test(name) && args[0]) letGo(state, args[0]);
  if (/^mem(?:set|cpy|move)$/.test(name) && args[0]?.k === 'ptr' && args[0].obj.o !== 'stack')
    forgetLoads(state);
  if (instr.dst !== undefined) setReg(state, instr.dst, anything(instr.type.result), instr.at);
  return true;
}
