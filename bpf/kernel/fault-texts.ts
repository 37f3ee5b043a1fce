/** Phrases that the kernel's texts for several faults share. */
import { EXIT_TEXT_SINCE, OBJECT_SLOTS_SINCE, RCU_POINTERS_SINCE, REGISTERS_NAMED_SINCE } from './changes.ts';
import type { Arg, KernelText } from './fault-record.ts';
import type { Version } from './types.ts';
import { compareVersions } from './versions.ts';

export const since = (version: Version, boundary: Version): boolean =>
  compareVersions(version, boundary) >= 0;

export const reg = (arg: number): string => `R${arg + 1}`;

/** `arg#0` until 7.0, `R1` after. */
export const argument = (arg: number, version: Version): string =>
  since(version, REGISTERS_NAMED_SINCE) ? reg(arg) : `arg#${arg}`;

/** `args#0` until 7.0, `R1` after. */
export const args = (arg: number, version: Version): string =>
  since(version, REGISTERS_NAMED_SINCE) ? reg(arg) : `args#${arg}`;

export const atExit = (what: string, before: string, version: Version): string =>
  since(version, EXIT_TEXT_SINCE) ? `BPF_EXIT instruction in main prog ${what}` : before;

/** What helpers take as memory, as an object, and as a slot. */
export const MEMORY = 'fp, pkt, pkt_meta, map_key, map_value, mem, ringbuf_mem, buf, trusted_ptr_';
export const OBJECTS = 'ptr_, trusted_ptr_, rcu_ptr_';
export const slotTypes = (version: Version): string =>
  since(version, OBJECT_SLOTS_SINCE) ? 'map_value, ptr_' : 'map_value';

/** A helper's argument of another kind: both as the verifier names them. */
export const argumentType = (arg: number, type: string, expected: string): string =>
  `${reg(arg)} type=${type} expected=${expected}`;

/** What was given away, or is a number: to a kfunc. */
export const scalar: KernelText<Arg> = ({ arg }) => argumentType(arg, 'scalar', 'fp');

/** Memory is accessed through what is a number to the verifier. */
export const SCALAR_ACCESS = "R1 invalid mem access 'scalar'";

export const notTrusted: KernelText<Arg> = ({ arg }) => `${reg(arg)} must be referenced or trusted`;

export const notRcu: KernelText<Arg> = (data, version, isReference) =>
  since(version, RCU_POINTERS_SINCE)
    ? `${reg(data.arg)} must be a rcu pointer`
    : notTrusted(data, version, isReference);

export const untrustedArgument: KernelText<Arg> = ({ arg }) => argumentType(arg, 'untrusted_ptr_', OBJECTS);

export const releaseNotOwned = (callee: string, arg: number, version: Version): string =>
  since(version, REGISTERS_NAMED_SINCE)
    ? `release kfunc ${callee} expects referenced PTR_TO_BTF_ID passed to ${reg(arg)}`
    : `release kernel function ${callee} expects refcounted PTR_TO_BTF_ID`;

export const wrongStruct = (
  callee: string,
  arg: number,
  expected: string,
  actual: string,
  version: Version,
): string =>
  `kernel function ${callee} ${args(arg, version)} expected pointer to STRUCT ${expected} but ${reg(arg)} has a pointer to STRUCT ${actual}`;

export const wrongKptr = (arg: number, actual: string, expected: string): string =>
  `invalid kptr access, ${reg(arg)} type=${actual} expected=ptr_${expected}`;

/** The memory of a ring buffer record, which a call has handed out, has a type of its own. */
export const nullType = (type: string, isReference: boolean): string =>
  type === 'mem_or_null' && isReference ? 'ringbuf_mem_or_null' : type;
