/**
 * Dynptrs on the stack, as the verifier keeps them (kernel/bpf/verifier.c, process_dynptr_func, 6.18).
 *
 *      from_mem, from_skb … ──▶ set up ──▶ read, write, slice …     overwritten: gone, and its slices with it
 *      ringbuf_reserve_dynptr ──▶ a reference, to be submitted or discarded     may not be overwritten
 *      what changes a packet ──▶ the slices of packet dynptrs are gone, not the dynptrs
 */
import type { ArgRole } from '../../../bpf/kernel/types.ts';
import { setCell } from '../domain/cells.ts';
import { rangeOf } from '../domain/numbers.ts';
import { addRef, type Cells, dropRef, live, type State, top, unlive } from '../domain/state.ts';
import { push } from '../domain/trace.ts';
import { freshId, type Obj, type Ptr, pointer, type Value } from '../domain/values.ts';
import type { Context } from '../engine/context.ts';
import { report } from '../engine/faults.ts';
import type { Place } from '../transfer/loads.ts';
import { type KernelCall, refuse } from './refuse.ts';

export type DynptrRole = ArgRole & { role: 'dynptr' };
type Memory = Extract<Obj, { o: 'mem' }>;

const SIZE = 16;
/** Names of what a cell of the stack holds. */
const RECORDS = { reserve: 'ringbuf_dynptr', packet: 'packet_dynptr', make: 'dynptr' } as const;
const NAMES: ReadonlySet<string> = new Set(Object.values(RECORDS));

const ELSEWHERE: ReadonlySet<string> = new Set(['global', 'value', 'map']);

/** false: the verifier refuses it. */
export function checkDynptr(c: KernelCall, i: number, role: DynptrRole, value: Value): boolean {
  if (value.k !== 'ptr') return true;
  if (ELSEWHERE.has(value.obj.o)) return refuse(c, i, 'call-not-allowed-here', 'dynptr-elsewhere');
  if (value.obj.o !== 'stack' || value.off === undefined) return true;
  if (isOutOfSight(c.state, value)) return true;
  if (role.use === 'read') return started(c, value) !== undefined || refuseUnset(c, i);
  if (role.use === 'end') return giveBack(c, i, value);
  return setUp(c, i, role, value.obj.key, value.off);
}

/** It was handed to something that we do not see into. */
function isOutOfSight(state: State, { obj, off }: Ptr): boolean {
  const cell = obj.o === 'stack' && off !== undefined ? state.stack.get(obj.key)?.get(off) : undefined;
  return cell?.size === SIZE && cell.value.k === 'top';
}

function refuseUnset(c: KernelCall, i: number): false {
  return refuse(c, i, 'call-not-allowed-here', 'dynptr-not-started');
}

/** The dynptr that an argument points to, if it was set up and is still good. */
function started({ state }: KernelCall, ptr: Ptr): Memory | undefined {
  if (ptr.obj.o !== 'stack' || ptr.off === undefined) return undefined;
  const found = dynptrIn(state.stack.get(ptr.obj.key)?.get(ptr.off)?.value);
  return found && isGood(state, found) ? found : undefined;
}

function dynptrIn(value: Value | undefined): Memory | undefined {
  return value?.k === 'ptr' && value.obj.o === 'mem' && NAMES.has(value.obj.record) ? value.obj : undefined;
}

function isGood(state: State, { ref, record }: Memory): boolean {
  return record === RECORDS.reserve ? state.refs.has(ref) : state.live.has(ref);
}

function giveBack(c: KernelCall, i: number, ptr: Ptr): boolean {
  const found = started(c, ptr);
  if (found?.record !== RECORDS.reserve)
    return refuse(c, i, 'call-not-allowed-here', found ? 'dynptr-of-another-type' : 'dynptr-not-reserved');
  dropRef(c.state, found.ref);
  const step = { kind: 'release', ref: found.ref, by: c.fn.name } as const;
  c.state.trace = push(c.state.trace, top(c.state).graph, c.instr.at, step);
  return true;
}

function setUp(c: KernelCall, i: number, { use }: DynptrRole, key: string, off: number): boolean {
  const { state } = c;
  if (use === 'make' && c.args[0]?.k === 'ptr' && c.args[0].obj.o === 'stack')
    return refuse(c, 0, 'call-not-allowed-here', 'dynptr-of-stack', { arg: 0 });
  const source = use === 'copy' ? c.args[0] : undefined;
  const original = source?.k === 'ptr' ? started(c, source) : undefined;
  if (!forgetDynptrs(state, state.stack.get(key), off, SIZE))
    return refuse(c, i, 'call-not-allowed-here', 'dynptr-overwritten');
  const kept = original ?? newDynptr(c, use === 'reserve' || use === 'packet' ? use : 'make');
  setCell(state, 'stack', key, off, { value: pointer(kept), size: SIZE });
  return true;
}

function newDynptr(c: KernelCall, use: keyof typeof RECORDS): Memory {
  const { state, fn, instr } = c;
  const id = freshId();
  if (use === 'reserve') {
    const graph = top(state).graph;
    addRef(state, { id, struct: 'record', by: fn.name, graph, at: instr.at });
    state.trace = push(state.trace, graph, instr.at, { kind: 'acquire', ref: id, by: fn.name, name: '' });
  } else live(state, id);
  return { o: 'mem', id, size: SIZE, ref: id, key: `m${id}`, record: RECORDS[use], writable: false };
}

/** Dynptrs in [off, off + size) are gone. false: one of them has to be given back first. */
function forgetDynptrs(state: State, cells: Cells | undefined, off: number, size: number): boolean {
  for (const [at, cell] of cells ?? []) {
    const found = dynptrIn(cell.value);
    if (!found || at >= off + size || at + SIZE <= off || !isGood(state, found)) continue;
    if (found.record === RECORDS.reserve) return false;
    if (found.record === RECORDS.make) unlive(state, found.ref);
  }
  return true;
}

/** The program writes to `size` bytes of the stack itself. */
export function overwriteDynptrs(cx: Context, state: State, place: Place, ptr: Ptr, size: number): void {
  if (ptr.obj.o !== 'stack' || ptr.off === undefined || size === 0) return;
  const cells = state.stack.get(ptr.obj.key);
  if (cells && !forgetDynptrs(state, cells, ptr.off, size))
    report(cx, state, { id: 'call-not-allowed-here', what: 'dynptr-overwritten', data: NO_CALL, ...place });
}

const NO_CALL = { function: '', kind: 'kfunc', arg: 0 } as const;

/** A helper writes there: not into a dynptr, whichever it is. */
export function writesDynptr(c: KernelCall, ptr: Ptr, size: Value | number | undefined): boolean {
  if (ptr.obj.o !== 'stack' || ptr.off === undefined) return false;
  const most = typeof size === 'number' ? size : size?.k === 'num' ? rangeOf(c.state, size).lo : 0;
  for (const [at, { value }] of c.state.stack.get(ptr.obj.key) ?? []) {
    const found = dynptrIn(value);
    if (found && isGood(c.state, found) && at < ptr.off + most && at + SIZE > ptr.off) return true;
  }
  return false;
}

/** What a slice of the dynptr in argument 0 lives as long as; 0: not known. */
export function lifeOfSlice(c: KernelCall): number {
  const first = c.args[0];
  const found = first?.k === 'ptr' ? started(c, first) : undefined;
  if (!found) return 0;
  if (found.record !== RECORDS.packet) return found.ref;
  const { state } = c;
  if (state.packet === 0) {
    state.packet = freshId();
    live(state, state.packet);
  }
  return state.packet;
}

/** Helpers that move a packet's data (net/core/filter.c, bpf_helper_changes_pkt_data). */
const CHANGES_PACKET =
  /^bpf_(clone_redirect|l[34]_csum_replace|lwt_(push_encap|seg6_(action|adjust_srh|store_bytes))|msg_(pop|pull|push)_data|skb_(adjust_room|change_(head|proto|tail)|pull_data|store_bytes|vlan_(pop|push))|store_hdr_opt|xdp_adjust_(head|meta|tail)|tail_call)$/;

export const changesPacket = (name: string): boolean => CHANGES_PACKET.test(name);

/** After a call: slices of packets may point anywhere. */
export function afterPacketChange(c: KernelCall): void {
  const { state, fn, args } = c;
  if (state.packet === 0) return;
  const target = fn.name === 'bpf_dynptr_write' && args[0]?.k === 'ptr' ? started(c, args[0]) : undefined;
  if (!changesPacket(fn.name) && target?.record !== RECORDS.packet) return;
  forgetPacket(state);
}

export function forgetPacket(state: State): void {
  if (state.packet === 0) return;
  unlive(state, state.packet);
  state.packet = 0;
}
