/** Fault wrong-mask-type (kernel/bpf/verifier.c, process_kf_arg_ptr_to_btf_id and check_mem_reg). */
import { type CallArgument, error, says } from '../fault-record.ts';
import { argument, argumentType, scalar, wrongStruct } from '../fault-texts.ts';

/** Bytes of a struct cpumask in kernels built for 256 CPUs. */
const MASK_SIZE = 32;

/** Memory of `size` bytes, of which a mask takes `wanted`; `isHandedOut`: by a call, as a ring buffer record is. */
type Small = CallArgument & {
  readonly size: number;
  readonly wanted?: number;
  readonly isHandedOut: boolean;
};

/** What is put into a list or tree, and what that holds as it was declared. */
interface Node {
  readonly container: 'bpf_list_head' | 'bpf_rb_root';
  readonly node: 'bpf_list_node' | 'bpf_rb_node';
  readonly struct: string;
  readonly off: number;
  /** There is a node at that offset of the struct. */
  readonly isNode: boolean;
  readonly holds: { readonly struct: string; readonly off: number; readonly member: string };
}

export const wrongMaskType = error({
  id: 'wrong-mask-type',
  title: 'Something other than a mask of the right type is passed to a function',
  rules: ['TY-1..2', 'TY-6..7', 'TY-20..22', 'PM-2..3'],
  kinds: {
    struct: says<CallArgument & { readonly want: string; readonly struct: string }>(
      ({ function: callee, arg, want, struct }, version) => wrongStruct(callee, arg, want, struct, version),
    ),
    /** Plain memory for an object that has pointers in it. */
    'not-scalars': says<CallArgument & { readonly want: string }>(
      ({ arg, want }, version) =>
        `${argument(arg, version)} pointer type STRUCT ${want} must point to scalar, or struct with scalar`,
    ),
    'not-allocated': says<CallArgument & { readonly struct: string }>(
      ({ arg }, version) => `${argument(arg, version)} expected pointer to allocated object`,
    ),
    /** `dropper`: what frees an object of its kind. */
    'other-drop': says<CallArgument & { readonly dropper: string }>(
      ({ arg, dropper }, version) => `${argument(arg, version)} expected for ${dropper}_impl()`,
    ),
    'wrong-node': says<CallArgument & Node>(({ container, node, off, struct, isNode, holds }) =>
      !isNode
        ? `${node} not found at offset=${off}`
        : holds.struct === struct
          ? `arg#1 offset=${off}, but expected ${node} at offset=${holds.off} in struct ${struct}`
          : `operation on ${container} expects arg#1 ${node} at offset=${holds.off} in struct ${holds.struct}, but arg is at offset=${off} in struct ${struct}`,
    ),
    /** Neither a variable for each CPU nor a kptr of that kind. `type`: as the verifier names it. */
    'not-percpu': says<CallArgument & { readonly type: string }>(({ arg, type }) =>
      argumentType(arg, type, 'percpu_ptr_, percpu_rcu_ptr_, percpu_trusted_ptr_'),
    ),
    scalar: says<CallArgument>(scalar),
    // The verifier looks at the last byte first, and names the context's BTF kind.
    context: says<CallArgument>('invalid bpf_context access off=31 size=1'),
    'memory-too-small': says<Small>(
      ({ arg, size, wanted = MASK_SIZE }) =>
        `invalid read from stack R${arg + 1} off=${-size} size=${wanted}`,
    ),
    'map-value-too-small': says<Small>(({ size, wanted = MASK_SIZE, isHandedOut }) =>
      isHandedOut
        ? `invalid access to memory, mem_size=${size} off=0 size=${wanted}`
        : `invalid access to map value, value_size=${size} off=0 size=${wanted}`,
    ),
    'read-only-memory': says<CallArgument & { readonly size?: number; readonly off?: number }>(
      ({ size = 0, off = 0 }) => `write into map forbidden, value_size=${size} off=${off} size=${MASK_SIZE}`,
    ),
  },
  onlyRuns: {
    /** Plain memory, `type` as the verifier names it, for an object that has pointers in it. */
    memory: says<CallArgument & { readonly type: string; readonly want: string }>(
      ({ arg, type, want }, version) => `${argument(arg, version)} is ${type} expected ptr_${want} or socket`,
    ),
  },
});
