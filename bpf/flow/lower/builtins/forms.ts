/** Calls by name that are not calls: builtins of the compiler and macros of the BPF headers. */

import type { CNode } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import { BOOL, CHAR_PTR, intOf, S32, S64, U32, U64, VOID_PTR } from '../../ctypes/ctypes.ts';
import type { CType, FuncType } from '../../ctypes/types.ts';
import type { At } from '../../graph.ts';
import { textOf } from '../../unit.ts';
import {
  atOf,
  binary,
  constant,
  constOf,
  type Fn,
  terminate,
  unknownValue,
  type Value,
  voidValue,
} from '../builder.ts';
import { gotoLabel, leaveTo } from '../control/jump.ts';
import { convert, truth } from '../convert.ts';
import { argumentNodes, callWith, directCall } from '../emit-call.ts';
import { evaluate } from '../evaluate.ts';
import { lowerDiscard, lowerExpr } from '../lowering.ts';
import { lowerAtomic } from './atomic.ts';
import { lowerCoreRead } from './core-read.ts';
import { existsQuery, ksymExists, recordExit } from './kernel-questions.ts';
import {
  barrier,
  loadAcquire,
  memcmp,
  memcpy,
  memset,
  readOnce,
  returnPointer,
  storeRelease,
  strcmp,
  strlen,
  takePointer,
  writeOnce,
} from './memory.ts';
import { lowerOverflow } from './overflow.ts';
import { isSpecialForm, specialByName } from './type-macros.ts';

export interface Form {
  readonly fn: Fn;
  readonly node: CNode;
  readonly name: string;
  readonly args: readonly CNode[];
  readonly at: At;
}
export type Lower = (form: Form) => Value | undefined;

const first: Lower = ({ fn, args }) => (args[0] ? lowerExpr(fn, args[0]) : undefined);

/** Value of `likely(x)`: `!!(x)` as a long. */
const likely: Lower = ({ fn, args, at }) => {
  if (!args[0]) return undefined;
  const value = lowerExpr(fn, args[0]);
  return convert(fn, truth(fn, value, S32, at), S64, at);
};

const expectValue: Lower = ({ fn, args, at }) =>
  args[0] ? convert(fn, lowerExpr(fn, args[0]), S64, at) : undefined;

const constantP: Lower = ({ fn, args }) => {
  const isConstant = args[0] && (evaluate(fn, args[0]) !== undefined || args[0].type === 'string_literal');
  return constant(fn, isConstant ? 1n : 0n, S32);
};

const chooseExpr: Lower = ({ fn, args }) => {
  const known = args[0] && evaluate(fn, args[0])?.value;
  const taken = known === undefined ? undefined : known !== 0n ? args[1] : args[2];
  return taken && lowerExpr(fn, taken);
};

const unreachable: Lower = ({ fn, at }) => {
  terminate(fn, { op: 'unreachable', at });
  return voidValue(fn);
};

const nothing: Lower = ({ fn, args }) => {
  for (const arg of args) lowerDiscard(fn, arg);
  return voidValue(fn);
};

const ignored: Lower = ({ fn }) => voidValue(fn);

const condBreakLabel: Lower = ({ fn, node, args, at }) => {
  const value = callWith(
    fn,
    'can_loop',
    { k: 'func', result: BOOL, params: [], variadic: false },
    [],
    [],
    at,
  );
  const go = fn.blocks.push({ instrs: [], end: undefined }) - 1;
  const stop = fn.blocks.push({ instrs: [], end: undefined }) - 1;
  terminate(fn, { op: 'branch', cond: value.op, yes: go, no: stop, at });
  fn.current = stop;
  const label = args[0];
  if (label?.type === 'identifier') gotoLabel(fn, textOf(fn.source, label), at);
  else if (fn.breakTo) leaveTo(fn, fn.breakTo, atOf(fn, node));
  fn.current = go;
  return voidValue(fn);
};

/** `bpf_cmp_likely(a, <, b)`: an ordinary comparison, as the mask has made it. */
const compare: Lower = ({ fn, args }) => args[0] && lowerExpr(fn, args[0]);

/** The result points to what the argument points to. */
const sameType: Lower = ({ fn, name, args, at }) => {
  const values = args.map((arg) => lowerExpr(fn, arg));
  const result = values[0]?.type ?? VOID_PTR;
  const type: FuncType = { k: 'func', result, params: values.map((value) => value.type), variadic: false };
  return callWith(
    fn,
    name,
    type,
    values,
    args.map((arg) => atOf(fn, arg)),
    at,
  );
};

const kernelVersion: Lower = ({ fn, args, at }) => {
  const [a, b, c] = args.map((arg) => evaluate(fn, arg)?.value);
  if (a === undefined || b === undefined || c === undefined)
    return unknownValue(fn, S32, at, because('keyword', 'KERNEL_VERSION'));
  return constant(fn, (a << 16n) + (b << 8n) + (c > 255n ? 255n : c), S32);
};

/** Reverses bytes; constants are folded (they appear in case labels). */
function byteSwap(size: 2 | 4 | 8): Lower {
  return ({ fn, name, args, at }) => {
    if (!args[0]) return undefined;
    const type = intOf(size, false);
    const value = convert(fn, lowerExpr(fn, args[0]), type, atOf(fn, args[0]));
    const known = constOf(fn, value);
    if (known === undefined)
      return callWith(
        fn,
        name,
        { k: 'func', result: type, params: [type], variadic: false },
        [value],
        [atOf(fn, args[0])],
        at,
      );
    let swapped = 0n;
    for (let i = 0n; i < BigInt(size); i++) swapped = (swapped << 8n) | ((known >> (8n * i)) & 0xffn);
    return constant(fn, swapped, type);
  };
}

/** A builtin that computes something: a call with exact types. */
function typed(result: CType, ...params: CType[]): Lower {
  const type: FuncType = { k: 'func', result, params, variadic: false };
  return ({ fn, name, args, at }) => directCall(fn, name, type, args, at);
}

/** What the compiler computes if it can. */
const orCall =
  (known: Lower, called: Lower): Lower =>
  (form) =>
    known(form) ?? called(form);

const abs: Lower = ({ fn, args, at, name }) => {
  if (!args[0]) return undefined;
  const type = name.endsWith('abs') && name.includes('l') ? S64 : S32;
  const value = convert(fn, lowerExpr(fn, args[0]), type, at);
  const known = constOf(fn, value);
  if (known !== undefined) return constant(fn, known < 0n ? -known : known, type);
  const sign = binary(fn, 'shr', value, constant(fn, BigInt(type.size * 8 - 1), type), type, at);
  return binary(fn, 'sub', binary(fn, 'xor', value, sign, type, at), sign, type, at);
};

const TABLE: ReadonlyMap<string, Lower> = new Map<string, Lower>([
  ...['likely', 'unlikely'].map((name) => [name, likely] as const),
  ...['__builtin_expect', '__builtin_expect_with_probability'].map((name) => [name, expectValue] as const),
  ...['__builtin_preserve_access_index', '__builtin_assume_aligned', 'bpf_nop_mov', '__builtin_launder'].map(
    (name) => [name, first] as const,
  ),
  ['__builtin_constant_p', constantP],
  ['__builtin_choose_expr', chooseExpr],
  ...['__builtin_memset', 'memset', '__builtin_memset_inline'].map((name) => [name, memset] as const),
  ...['__builtin_memcpy', 'memcpy', '__builtin_memcpy_inline', '__builtin_memmove', 'memmove'].map(
    (name) => [name, memcpy] as const,
  ),
  ...['__builtin_unreachable', '__bpf_unreachable', '__builtin_trap'].map(
    (name) => [name, unreachable] as const,
  ),
  ['READ_ONCE', readOnce],
  ['WRITE_ONCE', writeOnce],
  ['smp_load_acquire', loadAcquire],
  ['smp_store_release', storeRelease],
  ['no_free_ptr', takePointer],
  ['__get_and_null', takePointer],
  ['return_ptr', returnPointer],
  ...[
    'barrier',
    'smp_mb',
    'smp_rmb',
    'smp_wmb',
    '__sync_synchronize',
    '__atomic_thread_fence',
    '__atomic_signal_fence',
  ].map((name) => [name, barrier] as const),
  ...['barrier_var', '__sink'].map((name) => [name, nothing] as const),
  ...[
    'cast_kern',
    'cast_user',
    'bpf_addr_space_cast',
    '_Static_assert',
    'static_assert',
    'BUILD_BUG_ON',
    '__builtin_prefetch',
    '__builtin_assume',
  ].map((name) => [name, ignored] as const),
  ['cond_break_label', condBreakLabel],
  ['bpf_cmp_likely', compare],
  ['bpf_cmp_unlikely', compare],
  ['bpf_core_field_exists', existsQuery],
  ['bpf_ksym_exists', ksymExists],
  ['UEI_RECORD', recordExit],
  ['UEI_RECORD_EXIT', recordExit],
  ['bpf_refcount_acquire', sameType],
  ['KERNEL_VERSION', kernelVersion],
  ...[
    '__builtin_bswap16',
    'bpf_htons',
    'bpf_ntohs',
    '__bpf_htons',
    '__bpf_ntohs',
    'bpf_cpu_to_be16',
    'bpf_be16_to_cpu',
  ].map((name) => [name, byteSwap(2)] as const),
  ...[
    '__builtin_bswap32',
    'bpf_htonl',
    'bpf_ntohl',
    '__bpf_htonl',
    '__bpf_ntohl',
    'bpf_cpu_to_be32',
    'bpf_be32_to_cpu',
  ].map((name) => [name, byteSwap(4)] as const),
  ...['__builtin_bswap64', 'bpf_cpu_to_be64', 'bpf_be64_to_cpu'].map((name) => [name, byteSwap(8)] as const),
  ...['__builtin_abs', 'abs', '__builtin_labs', '__builtin_llabs', 'labs', 'llabs'].map(
    (name) => [name, abs] as const,
  ),
  ...['__builtin_clz', '__builtin_ctz', '__builtin_popcount', '__builtin_parity'].map(
    (name) => [name, typed(S32, U32)] as const,
  ),
  ...['__builtin_ffs', '__builtin_clrsb'].map((name) => [name, typed(S32, S32)] as const),
  ...['l', 'll'].flatMap((suffix) =>
    ['clz', 'ctz', 'popcount', 'parity'].map(
      (name) => [`__builtin_${name}${suffix}`, typed(S32, U64)] as const,
    ),
  ),
  ...['l', 'll'].flatMap((suffix) =>
    ['ffs', 'clrsb'].map((name) => [`__builtin_${name}${suffix}`, typed(S32, S64)] as const),
  ),
  ...['__builtin_memcmp', 'memcmp', '__builtin_bcmp'].map(
    (name) => [name, orCall(memcmp, typed(S32, VOID_PTR, VOID_PTR, U64))] as const,
  ),
  ['__builtin_strcmp', orCall(strcmp, typed(S32, CHAR_PTR, CHAR_PTR))],
  ['__builtin_strlen', orCall(strlen, typed(U64, CHAR_PTR))],
  ['__builtin_frame_address', typed(VOID_PTR, U32)],
  ['__builtin_return_address', typed(VOID_PTR, U32)],
  ['__builtin_bpf_arena_alloc', typed(VOID_PTR)],
]);

/** Arguments without which a call of that name says nothing. */
export function leastArguments(name: string): number {
  if (/^(?:__builtin_)?mem(?:set|cpy|move)(?:_inline)?$/.test(name)) return 3;
  if (isSpecialForm(name)) return Number.POSITIVE_INFINITY;
  return TABLE.has(name) ? 1 : 0;
}

/** Lowers a call whose name has a meaning of its own; undefined: an ordinary call. `declared`: the source has it. */
export function callForm(fn: Fn, node: CNode, name: string, declared: boolean): Value | undefined {
  if (declared && fn.unit.functions.has(name)) return undefined;
  const args = argumentNodes(node);
  const form: Form = { fn, node, name, args, at: atOf(fn, node) };
  const lower = TABLE.get(name);
  return (
    lower?.(form) ??
    lowerAtomic(form) ??
    lowerOverflow(form) ??
    lowerCoreRead(form) ??
    specialByName(fn, node, name)
  );
}
