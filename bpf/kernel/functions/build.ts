/** Small words for writing catalogue records: parameters, results, and the prototype that follows from both. */
import { VERIFIED_ON } from '../changes.ts';
import type { EffectName } from '../effects.ts';
import type {
  ArgRole,
  CallbackParam,
  CatalogueParam,
  FlagsByVersion,
  KernelFunction,
  Returns,
} from '../types.ts';
import { VERIFIED } from './verified.ts';

type Optional = Partial<
  Pick<
    KernelFunction,
    | 'since'
    | 'until'
    | 'flags'
    | 'programTypes'
    | 'sleepable'
    | 'replacedBy'
    | 'notes'
    | 'source'
    | 'helperId'
    | 'notCallable'
    | 'proposedIn'
    | 'wrappedSince'
    | 'returnsChanges'
    | 'prototype'
  >
>;

export interface RecordText extends Optional {
  readonly name: string;
  /** C type of the result; default void. */
  readonly result?: string;
  readonly params?: readonly CatalogueParam[];
  readonly returns?: Returns;
  readonly effect: EffectName;
  readonly en: string;
  /** The same in Chinese, with the terms of docs/glossary.md. */
  readonly zh: string;
}

function record(kind: KernelFunction['kind'], text: RecordText): KernelFunction {
  const { en, zh, result = 'void', params = [], returns, flags = [], prototype, ...rest } = text;
  return {
    ...rest,
    kind,
    params,
    flags,
    prototype: prototype ?? prototypeOf(result, text.name, params),
    returns: returns ?? (result === 'void' ? { kind: 'void' } : { kind: 'scalar' }),
    ...(VERIFIED.has(text.name) ? { verifiedOn: VERIFIED_ON } : {}),
    doc: { en, zh },
  };
}

function prototypeOf(result: string, name: string, params: readonly CatalogueParam[]): string {
  const list = params
    .map((param) => (param.type === '' ? param.name : join(param.type, param.name)))
    .join(', ');
  return `${join(result, name)}(${list || 'void'});`;
}

const join = (type: string, name: string): string => (type.endsWith('*') ? type + name : `${type} ${name}`);

export const kfunc = (text: RecordText): KernelFunction => record('kfunc', text);
export const helper = (text: RecordText): KernelFunction => record('helper', text);
export const macro = (text: RecordText): KernelFunction => record('macro', text);
export const library = (text: RecordText): KernelFunction => record('library', text);

/** One parameter. */
export function param(type: string, name: string, arg: ArgRole, doc?: string): CatalogueParam {
  return doc === undefined ? { name, type, arg } : { name, type, arg, doc };
}

export const scalar = (type: string, name: string, doc?: string): CatalogueParam =>
  param(type, name, { role: 'scalar' }, doc);
export const any = (type: string, name: string, doc?: string): CatalogueParam =>
  param(type, name, { role: 'any' }, doc);
export const flagsParam = (name = 'flags', set?: string, doc?: string): CatalogueParam =>
  param('u64', name, set === undefined ? { role: 'flags' } : { role: 'flags', set }, doc);

/** A kernel object with the trust that the function asks for. */
export function object(
  type: string,
  name: string,
  trust: 'release' | 'trusted' | 'rcu' | 'any',
  doc?: string,
): CatalogueParam {
  return param(type, name, { role: 'object', struct: structOf(type), trust }, doc);
}

const structOf = (type: string): string => /struct (\w+)/.exec(type)?.[1] ?? '*';

export const mapParam = (doc?: string): CatalogueParam => param('void *', 'map', { role: 'map' }, doc);
export const keyParam = (): CatalogueParam => param('const void *', 'key', { role: 'map-key' });
export const iterator = (type: string, name = 'it', doc?: string): CatalogueParam =>
  param(`struct ${type} *`, name, { role: 'iterator' }, doc);
export const text = (type: string, name: string, doc?: string): CatalogueParam =>
  param(type, name, { role: 'string' }, doc);
export const dynptr = (
  name: string,
  use: Extract<ArgRole, { role: 'dynptr' }>['use'] = 'read',
): CatalogueParam => param('const struct bpf_dynptr *', name, { role: 'dynptr', use });

/** Memory whose length is argument `sizeArg`. */
export function memory(
  type: string,
  name: string,
  sizeArg: number,
  write = false,
  doc?: string,
): CatalogueParam {
  return param(type, name, write ? { role: 'mem', write, sizeArg } : { role: 'mem', sizeArg }, doc);
}
export const size = (type: string, name: string, doc?: string): CatalogueParam =>
  param(type, name, { role: 'size' }, doc);

export function callback(
  params: readonly CallbackParam[],
  contextArg?: number,
  doc?: string,
): CatalogueParam {
  const arg: ArgRole =
    contextArg === undefined ? { role: 'callback', params } : { role: 'callback', contextArg, params };
  return param('void *', 'callback_fn', arg, doc);
}

/** An owned reference that `releasedBy` ends. */
export function owned(
  struct: string,
  nullable: boolean,
  ...releasedBy: string[]
): Extract<Returns, { kind: 'reference' }> {
  return { kind: 'reference', struct, nullable, releasedBy };
}

export const borrowed = (
  struct: string,
  trust: 'trusted' | 'rcu' | 'untrusted',
  nullable: boolean,
): Returns => ({
  kind: 'object',
  struct,
  trust,
  nullable,
});

export const BOOL: Returns = { kind: 'scalar', min: 0, max: 1 };
/** CONFIG_NR_CPUS is at most 8,192 (kernel/bpf/verifier.c: at most nr_cpu_ids - 1). */
export const CPU_NUMBER: Returns = { kind: 'scalar', min: 0, max: 8191 };
export const U32: Returns = { kind: 'scalar', min: 0, max: 0xffffffff };

/** The same flags in every version. */
export const always = (...flags: string[]): FlagsByVersion[] => [{ flags }];
/** Read and written masks: fully trusted in 6.3, RCU pointers too from 6.4. */
export const RCU_SINCE_6_4: readonly FlagsByVersion[] = [
  { until: '6.4', flags: ['KF_TRUSTED_ARGS'] },
  { since: '6.4', flags: ['KF_RCU'] },
];
/** sched_ext functions that get a hidden last argument from the verifier in newer trees. */
export const implicitSince71 = (...flags: string[]): FlagsByVersion[] => [
  { until: '7.1', flags },
  { since: '7.1', flags: ['KF_IMPLICIT_ARGS', ...flags] },
];
