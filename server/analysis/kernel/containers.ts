/**
 * Lists and trees of the program's own objects (kernel/bpf/verifier.c, __process_kf_arg_ptr_to_graph_root, 6.18).
 *
 *      bpf_obj_new() ──▶ owned ──▶ push, add ──▶ lent ──▶ unlock ──▶ gone
 *                          ▲                      ▲
 *                    pop, remove            front, first
 */
import { isRecord } from '../../../bpf/flow/ctypes/ctypes.ts';
import type { Contents, Field } from '../../../bpf/flow/ctypes/types.ts';
import { setReg } from '../domain/registers.ts';
import { type HeldLock, lend } from '../domain/state.ts';
import { objectKey, type Ptr, type Value } from '../domain/values.ts';
import { found, isTracing } from './locks.ts';
import { type KernelCall, refuse } from './refuse.ts';
import { reference } from './results.ts';

type Container = 'bpf_list_head' | 'bpf_rb_root';

/** A container's lock is in the same map value or section; where that is not known, any lock will do. */
function mayGuard(c: KernelCall, held: HeldLock): boolean {
  const head = c.args[0];
  if (head?.k !== 'ptr' || held.key === '') return true;
  if (head.obj.o === 'value') return held.key === objectKey(head.obj);
  if (head.obj.o !== 'global') return true;
  if (!held.key.startsWith('g:')) return false;
  const lock = c.cx.module.globals.get(held.key.slice('g:'.length));
  const own = c.cx.module.globals.get(head.obj.name);
  return !lock || !own || lock.section === own.section;
}

/** What a list or tree was declared to hold, and only that, may be put into it. */
export function putIn(c: KernelCall, container: Container): false {
  checkContainer(c, container);
  const contents = contentsOf(c, c.args[0]);
  const holds = contents && fieldOf(c, contents.struct, contents.node);
  const value = c.args[1];
  if (!holds || value?.k !== 'ptr' || value.obj.o !== 'kernel' || value.off === undefined) return false;
  const { struct } = value.obj;
  const record = c.cx.module.records.get(struct);
  if (!record || !isRecord(record) || (struct === contents.struct && value.off === holds.offset))
    return false;
  const node = container === 'bpf_rb_root' ? 'bpf_rb_node' : 'bpf_list_node';
  const { off } = value;
  const isNode = record.fields.some(
    ({ offset, type }) => offset === off && type.k === 'struct' && type.name === node,
  );
  return refuse(c, 1, 'wrong-mask-type', 'wrong-node', {
    container,
    node,
    struct,
    off,
    isNode,
    holds: { struct: contents.struct, off: holds.offset, member: contents.node },
  });
}

/** Lists and trees belong to a lock, and may be touched only while it is held. */
function checkContainer(c: KernelCall, container: Container): false {
  if (isTracing(c.cx)) found(c, 'call-not-allowed-here', 'container-in-tracing');
  else if (!c.state.locks.some((held) => mayGuard(c, held)))
    found(c, 'call-not-allowed-here', 'container-unlocked', { container });
  return false;
}

/** The node of an object that is taken out, and is the program's from here on. */
export function takeOut(c: KernelCall, container: Container): true {
  checkContainer(c, container);
  setReg(c.state, c.instr.dst, nodeOf(c), c.instr.at);
  return true;
}

/** The node of an object that stays in, and is the program's as long as the lock is held. */
export function lookInto(c: KernelCall, container: Container): true {
  checkContainer(c, container);
  const node = nodeOf(c);
  lend(c.state, node.nid);
  setReg(c.state, c.instr.dst, node, c.instr.at);
  return true;
}

function nodeOf(c: KernelCall): Ptr {
  const contents = contentsOf(c, c.args[0]);
  const ptr = reference(c, contents?.struct ?? '', true, 'container');
  return { ...ptr, off: contents && fieldOf(c, contents.struct, contents.node)?.offset };
}

function fieldOf(c: KernelCall, struct: string, field: string): Field | undefined {
  const record = c.cx.module.records.get(struct);
  return record && isRecord(record) ? record.fields.find(({ name }) => name === field) : undefined;
}

/** As the declaration of a list or tree says, if that can be read. */
function contentsOf(c: KernelCall, head: Value | undefined): Contents | undefined {
  if (head?.k !== 'ptr') return undefined;
  const [record = '', field] = head.member.split('.');
  if (field !== undefined) return fieldOf(c, record, field)?.contains;
  const isGlobal = head.obj.o === 'global' && head.off === 0;
  return isGlobal ? c.cx.module.globals.get(head.obj.name)?.contains : undefined;
}
