/** What is known before the first instruction of a root: what the kernel, or an unknown caller, passes. */

import type { CType } from '../../bpf/flow/ctypes/types.ts';
import type { FunctionInfo, Param } from '../../bpf/flow/graph.ts';
import { CONTEXT_STRUCTS, programOf, structOpsArgument } from '../../bpf/kernel/program-types.ts';
import { addRef, newFrame, refOf, type State } from './domain/state.ts';
import { anything, freshId, kernelObject, pointer, TOP, type Trust, type Value } from './domain/values.ts';
import type { Context, Root } from './engine/context.ts';
import { startState } from './engine/state-facts.ts';
import { maybeNull } from './kernel/fields.ts';

/** Before the root's first instruction, with what the kernel passes. */
export function firstState(cx: Context, fn: FunctionInfo): State {
  const frame = newFrame(fn.graph(), fn.name, new Map());
  const state = startState(frame);
  for (const [i, param] of fn.graph().params.entries()) {
    const value = argument(cx, fn, param, i);
    frame.regs[param.reg] = value;
    const ref = refOf(value);
    const struct = value.k === 'ptr' && value.obj.o === 'kernel' ? value.obj.struct : '';
    const at = { start: 0, end: fn.name.length };
    if (ref) addRef(state, { id: ref, struct, by: fn.name, graph: fn.graph(), at });
  }
  return state;
}

/** What the kernel, or an unknown caller, passes. */
function argument(cx: Context, fn: FunctionInfo, param: Param, index: number): Value {
  const type = param.type;
  if (type.k !== 'ptr' || cx.user) return anything(type);
  const struct = type.to.k === 'struct' ? type.to.name : '';
  if (cx.root.kind === 'global') return globalArgument(param, struct, index);
  if (cx.root.kind === 'callback' && cx.root.params[index] === 'value') {
    const id = freshId();
    return pointer({ o: 'value', map: '', id, key: `v::${id}`, plain: false });
  }
  if (cx.root.kind === 'program' && fn.macro === '' && index === 0 && isContext(fn, type))
    return pointer({ o: 'ctx', id: freshId() });
  if (cx.root.kind !== 'program' || !struct) return TOP;
  const trust = programTrust(cx.root, fn);
  if (!trust) return TOP;
  const kind = structOpsArgument(cx.root.table, cx.root.op, index);
  if (cx.root.type === 'struct_ops' && kind === 'unknown') return TOP;
  if (cx.root.type === 'struct_ops' && kind === 'owned')
    return pointer(kernelObject(struct, trust, 'argument', 0, freshId()));
  const ptr = pointer(kernelObject(struct, trust, 'argument', 0));
  return isNullableArgument(cx.root, index) ? maybeNull(ptr) : ptr;
}

function globalArgument(param: Param, struct: string, index: number): Value {
  if (isPlainNumber(param, index)) return globalMemory(param, '');
  if (!struct || struct === 'bpf_dynptr' || (index === 0 && CONTEXT_STRUCTS.has(struct))) return TOP;
  if (!param.tags.includes('__arg_trusted')) {
    return globalMemory(param, struct);
  }
  const ptr = pointer(kernelObject(struct, 'trusted', 'argument', 0));
  return param.tags.includes('__arg_nullable') ? maybeNull(ptr) : ptr;
}

/** A pointer to a number: memory of its size, except for what may be the context (kernel/bpf/btf.c, btf_is_prog_ctx_type). */
function isPlainNumber({ type, tags }: Param, index: number): boolean {
  if (type.k !== 'ptr' || type.to.k !== 'int' || tags.includes('__arg_trusted')) return false;
  return index > 0 || type.to.size < 8;
}

/** What the kernel takes an untagged pointer for: memory of the program's that may be NULL. */
function globalMemory(param: Param, record: string): Value {
  const others = param.tags.filter((tag) => tag !== '__arg_nullable' && tag !== '__arg_nonnull');
  if (others.length > 0 || param.type.k !== 'ptr' || param.type.tag !== undefined) return TOP;
  const id = freshId();
  const memory = pointer({
    o: 'mem',
    id,
    size: undefined,
    ref: 0,
    key: `m${id}`,
    record,
    writable: true,
  });
  return param.tags.includes('__arg_nonnull') ? memory : maybeNull(memory);
}

/** `void *ctx`, or an array of arguments that BPF_PROG() does not take apart. */
const isContext = (fn: FunctionInfo, type: CType & { k: 'ptr' }): boolean =>
  type.to.k === 'void' || programOf(fn.section).arguments === 'packed';

/** kernel/bpf/btf.c, prog_args_trusted: raw tracepoints with BTF, iterators, LSM and struct_ops. */
function programTrust(root: Root, fn: FunctionInfo): Trust | undefined {
  if (root.type === 'struct_ops') return 'trusted';
  if (/^\??(tp_btf|lsm)/.test(fn.section)) return 'trusted';
  if (/^\??iter/.test(fn.section)) return 'trusted';
  return undefined;
}

/** sched_ext operations whose task argument may be NULL (kernel/sched/ext.c, __nullable stubs). */
const NULLABLE_ARGUMENTS: Readonly<Record<string, readonly number[]>> = { dispatch: [1], yield: [1] };

function isNullableArgument(root: Root, index: number): boolean {
  return NULLABLE_ARGUMENTS[root.op]?.includes(index) ?? false;
}
