/** C types as BPF sees them: LP64, little endian. Sizes and offsets in bytes. */

export type CType =
  | VoidType
  | IntType
  | FloatType
  | PtrType
  | ArrayType
  | RecordType
  | FuncType
  | UnknownType;

export interface VoidType {
  readonly k: 'void';
}
/** Integers, `_Bool` (bool: true) and enums (size of their underlying type; `enumName` for messages). */
export interface IntType {
  readonly k: 'int';
  readonly size: 1 | 2 | 4 | 8 | 16;
  readonly signed: boolean;
  readonly bool?: boolean;
  readonly enumName?: string;
  /** Types of user space that are others by name only: `_Generic` tells them apart. */
  readonly variant?: 'long long' | 'signed char';
}
/** BPF has no floating point; user space has. `long double` has 16 bytes. */
export interface FloatType {
  readonly k: 'float';
  readonly size: 4 | 8 | 16;
}
export interface PtrType {
  readonly k: 'ptr';
  readonly to: CType;
  /** Type tag of the pointed-to object, as BTF would carry it. */
  readonly tag?: PtrTag;
  /** Tagged `kptr_ref`, which no kernel since OLD_TAG_UNTIL knows; `tag` is what it meant. */
  readonly oldTag?: boolean;
  /** `const T *` and `volatile T *`: qualifiers of what is pointed to. */
  readonly constant?: boolean;
  readonly volatile?: boolean;
}
export type PtrTag = 'kptr' | 'kptr_untrusted' | 'percpu_kptr' | 'uptr' | 'percpu' | 'user' | 'rcu' | 'arena';
export interface ArrayType {
  readonly k: 'array';
  readonly of: CType;
  /** undefined: incomplete or not a constant. */
  readonly length: number | undefined;
  /** There is a length, but it could not be determined (as opposed to `[]`). */
  readonly unknownLength?: boolean;
}
export interface Field {
  readonly name: string;
  readonly type: CType;
  readonly offset: number;
  readonly bits?: { readonly offset: number; readonly width: number };
  readonly volatile?: boolean;
  readonly contains?: Contents;
}

/** Objects of a list or a tree: their struct, and the field that links them. */
export interface Contents {
  readonly struct: string;
  readonly node: string;
}

/**
 * A struct or union. `open`: a kernel type whose layout we do not know. Its fields are added when the source names
 * them, with made-up offsets far apart, so that equal names are equal offsets and nothing overlaps.
 */
export interface RecordType {
  readonly k: 'struct' | 'union';
  /** Tag, or '' for an anonymous one. A CO-RE flavour suffix (`task_struct___v2`) is not part of it. */
  readonly name: string;
  fields: Field[];
  size: number;
  align: number;
  complete: boolean;
  open: boolean;
}
export interface FuncType {
  readonly k: 'func';
  readonly result: CType;
  readonly params: readonly CType[];
  readonly variadic: boolean;
}
/** Not known: nothing may be concluded from it. */
export interface UnknownType {
  readonly k: 'unknown';
}
