/**
 * The typed flow graph: what the checker runs on unknown values and the emulator on real ones.
 *
 * A function is basic blocks of small instructions over numbered registers. A local whose address is not taken is a
 * register, every other local is a memory object (`locals`). Temporaries are registers too. Registers are not SSA.
 * An operand `>= 0` is a register, `< 0` is constant `consts[-1 - operand]`.
 * All ranges are relative to the function's start, so moving a function changes nothing.
 */
import type { Reason } from '../words/reasons.ts';
import type { Contents, CType, FuncType } from './ctypes/types.ts';

export type Reg = number;
export type Operand = number;

export interface Const {
  /** Value as the type's two's complement would print it: negative for a negative signed number. */
  readonly value: bigint;
  readonly type: CType;
}

/** Source range relative to `Graph.start`. */
export interface At {
  readonly start: number;
  readonly end: number;
}

export type BinaryOp =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'mod'
  | 'and'
  | 'or'
  | 'xor'
  | 'shl'
  | 'shr'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'eq'
  | 'ne';
export type UnaryOp = 'neg' | 'not' | 'lnot';

export type AddressOf =
  | { readonly kind: 'local'; readonly index: number }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'string'; readonly text: string };

export interface BitField {
  readonly offset: number;
  readonly width: number;
}

/** `type` of `bin`: the type both operands were converted to (comparisons give int). Pointers compare by eq/ne/lt …. */
export type Instr =
  | { readonly op: 'move'; readonly dst: Reg; readonly a: Operand; readonly at: At }
  | {
      readonly op: 'bin';
      readonly dst: Reg;
      readonly f: BinaryOp;
      readonly a: Operand;
      readonly b: Operand;
      readonly type: CType;
      readonly at: At;
    }
  | {
      readonly op: 'un';
      readonly dst: Reg;
      readonly f: UnaryOp;
      readonly a: Operand;
      readonly type: CType;
      readonly at: At;
    }
  | {
      readonly op: 'cast';
      readonly dst: Reg;
      readonly a: Operand;
      readonly from: CType;
      readonly to: CType;
      readonly at: At;
    }
  /** dst = base + index * scale bytes (scale may be negative for `p - n`). */
  | {
      readonly op: 'ptradd';
      readonly dst: Reg;
      readonly base: Operand;
      readonly index: Operand;
      readonly scale: number;
      readonly at: At;
    }
  /** dst = (a - b) / scale. */
  | {
      readonly op: 'ptrdiff';
      readonly dst: Reg;
      readonly a: Operand;
      readonly b: Operand;
      readonly scale: number;
      readonly at: At;
    }
  | { readonly op: 'addr'; readonly dst: Reg; readonly of: AddressOf; readonly at: At }
  /** dst = &base->name; `record` is the struct's name, `offset` its (perhaps made-up) byte offset, `type` the field's type. */
  | {
      readonly op: 'field';
      readonly dst: Reg;
      readonly base: Operand;
      readonly record: string;
      readonly name: string;
      readonly offset: number;
      readonly type: CType;
      readonly at: At;
    }
  | {
      readonly op: 'load';
      readonly dst: Reg;
      readonly ptr: Operand;
      readonly type: CType;
      readonly bits?: BitField;
      readonly volatile?: boolean;
      readonly at: At;
    }
  | {
      readonly op: 'store';
      readonly ptr: Operand;
      readonly value: Operand;
      readonly type: CType;
      readonly bits?: BitField;
      readonly at: At;
    }
  /** Aggregate assignment: `size` bytes from *src to *dst. */
  | {
      readonly op: 'copy';
      readonly dst: Operand;
      readonly src: Operand;
      readonly size: number;
      readonly type: CType;
      readonly at: At;
    }
  /** *ptr = all zero for `size` bytes (initialisers). */
  | { readonly op: 'zero'; readonly ptr: Operand; readonly size: number; readonly at: At }
  | {
      readonly op: 'call';
      readonly dst: Reg | undefined;
      readonly callee: string | undefined;
      readonly target?: Operand;
      readonly args: readonly Operand[];
      readonly argAt: readonly At[];
      readonly type: FuncType;
      readonly at: At;
    }
  /** Open-coded iterator. kind 'num' (bpf_for: args start, end), 'repeat' (args n), else bpf_for_each's first argument. */
  | {
      readonly op: 'iter_new';
      readonly dst: Reg;
      readonly kind: string;
      readonly args: readonly Operand[];
      readonly at: At;
    }
  /** `dst` becomes 1 and `out` the element while there is one, else `dst` is 0. */
  | {
      readonly op: 'iter_next';
      readonly dst: Reg;
      readonly iter: Reg;
      readonly kind: string;
      readonly out: Reg;
      readonly outType: CType;
      readonly at: At;
    }
  | { readonly op: 'iter_destroy'; readonly iter: Reg; readonly kind: string; readonly at: At }
  /** A memory local comes (`live: true`, contents indeterminate) into or goes out of scope. */
  | { readonly op: 'scope'; readonly local: number; readonly live: boolean; readonly at: At }
  /** A register local is declared without a value: from here to its first assignment it is uninitialised. */
  | { readonly op: 'undef'; readonly dst: Reg; readonly at: At }
  /** Inline assembly or a construct that was not understood: `dsts` become unknown; with `memory`, reachable memory too. */
  | {
      readonly op: 'havoc';
      readonly dsts: readonly Reg[];
      readonly memory: boolean;
      readonly escapes: readonly Operand[];
      readonly reason: Reason;
      readonly at: At;
    };

export type Terminator =
  | { readonly op: 'goto'; readonly to: number; readonly at: At }
  /** `text` is the whole condition as written (for paths); `cond` is tested against 0 / NULL. */
  | {
      readonly op: 'branch';
      readonly cond: Operand;
      readonly yes: number;
      readonly no: number;
      readonly at: At;
    }
  | {
      readonly op: 'switch';
      readonly value: Operand;
      readonly type: CType;
      readonly cases: readonly SwitchCase[];
      readonly otherwise: number;
      readonly at: At;
    }
  | { readonly op: 'return'; readonly value: Operand | undefined; readonly at: At }
  | { readonly op: 'unreachable'; readonly at: At };

export interface SwitchCase {
  readonly low: bigint;
  readonly high: bigint;
  readonly to: number;
}

export interface Block {
  instrs: Instr[];
  end: Terminator;
  /** Set on a loop's head: what kind of loop, and its whole range. */
  loop?: { readonly kind: 'for' | 'while' | 'do' | 'iter' | 'goto'; readonly at: At };
}

export interface RegInfo {
  /** Source name of a local or parameter; undefined for a temporary. */
  readonly name: string | undefined;
  readonly type: CType;
  readonly at: At | undefined;
}

export interface MemLocal {
  readonly name: string;
  readonly type: CType;
  readonly size: number;
  /** From an `aligned` attribute of the variable, bytes; 1: it has none. */
  readonly align: number;
  readonly at: At;
}

export interface Param {
  readonly reg: Reg;
  readonly name: string;
  readonly type: CType;
  readonly tags: readonly string[];
}

export interface Graph {
  readonly name: string;
  readonly path: string;
  /** Offset of the function's first character in its file; add it to every `At`. */
  readonly start: number;
  readonly params: readonly Param[];
  readonly result: CType;
  readonly regs: readonly RegInfo[];
  readonly locals: readonly MemLocal[];
  readonly consts: readonly Const[];
  readonly blocks: readonly Block[];
  /** Reasons why parts could not be lowered. Not empty: results are not the whole truth. */
  readonly incomplete: readonly Reason[];
  /** Where the function's text stops being C: somebody is typing, or the grammar does not know the construct. */
  readonly broken?: At;
  /** Per block: registers that are read before being written on some path from its start. */
  readonly liveIn: readonly ReadonlySet<Reg>[];
}

export interface FunctionInfo {
  readonly name: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Range of the name itself, absolute. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly isStatic: boolean;
  readonly attributes: readonly string[];
  /** `SEC("…")` text, '' if none. */
  readonly section: string;
  /** `BPF_PROG`, `BPF_STRUCT_OPS_SLEEPABLE` … or ''. */
  readonly macro: string;
  readonly type: FuncType;
  readonly params: readonly {
    readonly name: string;
    readonly type: CType;
    readonly tags: readonly string[];
  }[];
  /** Lowered on first use and kept. */
  graph(): Graph;
  /** The same in slices, between which others may ask anything: a long function takes a second. */
  graphInSlices(): Generator<void, Graph, void>;
  /** Only the statements that the ranges (offsets in the file) touch; undefined when they touch none. Not kept. */
  part(ranges: readonly At[]): Part | undefined;
}

/** Some statements of a function, or one expression of it. */
export interface Part {
  readonly graph: Graph;
  /** How it was left, by the `at` of the graph's return (by identity); a return of the source itself is not in here. */
  readonly exits: ReadonlyMap<At, string>;
  /** What was lowered: offsets in the file. */
  readonly place: At;
  /** Memory locals that are declared outside. */
  readonly outside: ReadonlySet<number>;
  /** Constants that variables outside are initialised with. */
  readonly usual: ReadonlyMap<Reg, bigint>;
  /** The type of its value, when it is one expression. */
  readonly value?: CType;
}

export interface GlobalInfo {
  readonly name: string;
  readonly path: string;
  readonly start: number;
  readonly type: CType;
  readonly section: string;
  readonly isStatic: boolean;
  readonly isExtern: boolean;
  readonly isConst: boolean;
  readonly isVolatile: boolean;
  /** What the list or tree that it is holds. */
  readonly contains?: Contents;
  /** Scalar value the object file holds (0 when there is no initialiser); undefined: not a scalar or not constant. */
  readonly initial: bigint | undefined;
  /** Full initial image, little endian; undefined when it holds addresses or is not constant. */
  image(): Uint8Array | undefined;
  /** The same with the addresses in it; undefined when it is not constant. */
  wholeImage(): StaticImage | undefined;
}

export interface StaticImage {
  readonly bytes: Uint8Array;
  readonly addresses: readonly StaticAddress[];
}

/** Eight bytes at `offset` that hold the address of something, and so many bytes more. */
export interface StaticAddress {
  readonly offset: number;
  readonly of: Exclude<AddressOf, { kind: 'local' }>;
  readonly plus: number;
}

export interface MapInfo {
  readonly name: string;
  readonly path: string;
  readonly start: number;
  /** `BPF_MAP_TYPE_…`, '' if unknown. */
  readonly type: string;
  readonly key: CType | undefined;
  readonly value: CType | undefined;
  readonly maxEntries: number | undefined;
  readonly flags: number;
}

/** A translation unit after lowering of its declarations; function bodies are lowered when asked for. */
export interface Module {
  readonly path: string;
  readonly functions: ReadonlyMap<string, FunctionInfo>;
  /** Prototypes without body: `__ksym`, extern, or defined in another file. */
  readonly externs: ReadonlyMap<string, { readonly type: FuncType; readonly attributes: readonly string[] }>;
  readonly globals: ReadonlyMap<string, GlobalInfo>;
  readonly maps: ReadonlyMap<string, MapInfo>;
  readonly records: ReadonlyMap<string, CType>;
  /** Function name to struct_ops member (`enqueue`, `init_task`), from SCX_OPS_DEFINE or a `.struct_ops` variable. */
  readonly structOps: ReadonlyMap<string, string>;
  /** Function name to the structs of the tables that it is in (`sched_ext_ops`); a function may be in several. */
  readonly opsTables: ReadonlyMap<string, ReadonlySet<string>>;
  /** Declarations that are no functions and could not be read, by how they begin: why. */
  readonly unread: ReadonlyMap<string, Reason>;
  /** Headers that were not found, of the file and of those it includes. */
  readonly missing: readonly string[];
}
