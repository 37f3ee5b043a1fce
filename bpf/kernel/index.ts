/**
 * The kernel catalogue: look-ups over the records in `functions/`. Data lives there, in `faults/`, `program-types.ts`,
 * `records.ts`, `maps.ts`, `flags.ts` and `effects.ts`; nothing here decides anything else.
 */
import { OBJECTS } from './functions/allocated.ts';
import { ASYNC } from './functions/async.ts';
import { BITMAP_PROPOSAL } from './functions/bitmap.ts';
import { CONTAINERS } from './functions/containers.ts';
import { CORE } from './functions/core.ts';
import { CPUMASK_CHANGE } from './functions/cpumask-change.ts';
import { CPUMASK_QUERY } from './functions/cpumask-query.ts';
import { DYNPTR } from './functions/dynptr.ts';
import { FILES } from './functions/files.ts';
import { HEADERS_AND_CASTS } from './functions/headers.ts';
import { ITERATORS } from './functions/iterators.ts';
import { MAPS } from './functions/maps.ts';
import { MEMORY } from './functions/memory.ts';
import { MISC } from './functions/misc.ts';
import { OUTPUT } from './functions/output.ts';
import { PROPOSALS } from './functions/proposals.ts';
import { SCX_CIDS } from './functions/scx/cids.ts';
import { SCX_CPUS } from './functions/scx/cpus.ts';
import { SCX_IDLE } from './functions/scx/idle.ts';
import { SCX_QUEUES } from './functions/scx/queues.ts';
import { SCX_TASKS } from './functions/scx/tasks.ts';
import { TASKS } from './functions/tasks.ts';
import type { ArgRole, KernelFunction, Returns, Version, VersionRange } from './types.ts';
import { compareVersions, hasProposals, inRange } from './versions.ts';

export { compareVersions, isKernel, kernelNote, kernelWanted } from './versions.ts';

const ALL: readonly KernelFunction[] = [
  ...CPUMASK_CHANGE,
  ...CPUMASK_QUERY,
  ...CORE,
  ...MAPS,
  ...TASKS,
  ...OBJECTS,
  ...CONTAINERS,
  ...ITERATORS,
  ...SCX_IDLE,
  ...SCX_CPUS,
  ...SCX_QUEUES,
  ...SCX_TASKS,
  ...SCX_CIDS,
  ...MEMORY,
  ...DYNPTR,
  ...OUTPUT,
  ...FILES,
  ...MISC,
  ...ASYNC,
  ...HEADERS_AND_CASTS,
  ...PROPOSALS,
  ...BITMAP_PROPOSAL,
];

const BY_NAME: ReadonlyMap<string, KernelFunction> = new Map(ALL.map((fn) => [fn.name, fn]));

/** Every record, in a fixed order. */
export function allFunctions(): readonly KernelFunction[] {
  return ALL;
}

/**
 * The record of a name as source writes it. The name itself comes first. Else, one after the other: the last CO-RE
 * flavour (`___compat`, `___v2`, `___new`, `___old` … : three underscores and the rest) is dropped, as libbpf does
 * when it looks a symbol up. A leading `__COMPAT_` is a wrapper of the sched_ext headers: the record of what it wraps,
 * for every version.
 */
export function lookupFunction(name: string): KernelFunction | undefined {
  if (name.startsWith(COMPAT)) return wrapped(lookupPlain(name.slice(COMPAT.length)));
  return lookupPlain(name);
}

const COMPAT = '__COMPAT_';
const WRAPPED = new Map<KernelFunction, KernelFunction>();

/** A wrapper has a fallback, so every kernel can run it. */
function wrapped(fn: KernelFunction | undefined): KernelFunction | undefined {
  if (fn?.since === undefined || fn.notCallable) return fn;
  const programTypes = fn.programTypes?.map((rule) =>
    rule.since === fn.since ? { ...rule, since: '0.0' } : rule,
  );
  const found = WRAPPED.get(fn) ?? { ...fn, wrappedSince: '0.0', ...(programTypes ? { programTypes } : {}) };
  WRAPPED.set(fn, found);
  return found;
}

function lookupPlain(name: string): KernelFunction | undefined {
  let plain = name;
  for (;;) {
    const found = BY_NAME.get(plain);
    if (found !== undefined) return found;
    const flavour = plain.lastIndexOf('___');
    if (flavour <= 0) return undefined;
    plain = plain.slice(0, flavour);
  }
}

/** KF_ flags in one version; empty when it has none or does not exist there. */
export function flagsAt(fn: KernelFunction, version: Version): readonly string[] {
  if (fn.notCallable === 'proposed' && !hasProposals(version)) return [];
  if (!inRange(callable(fn), version)) return [];
  return fn.flags.find((entry) => inRange(entry, version))?.flags ?? [];
}

/** Whether a call of the function in source works on a kernel of that version. */
export function availableAt(fn: KernelFunction, version: Version): boolean {
  if (fn.notCallable === 'proposed') return hasProposals(version);
  return fn.notCallable === undefined && inRange(callable(fn), version);
}

/** The versions in which a call in source works. */
function callable(fn: KernelFunction): VersionRange {
  const since = fn.wrappedSince ?? fn.since;
  return {
    ...(since === undefined ? {} : { since }),
    ...(fn.until === undefined ? {} : { until: fn.until }),
  };
}

/** Whether programs of that type (key of PROGRAM_TYPES) may call it in that version. */
export function programTypeAllows(fn: KernelFunction, type: string, version: Version): boolean {
  if (fn.programTypes === undefined) return true;
  return fn.programTypes.some((rule) => rule.type === type && inRange(rule, version));
}

/** First version in which programs of that type may call it; undefined: never. '0.0': always could. */
export function programTypeSince(fn: KernelFunction, type: string): Version | undefined {
  if (fn.programTypes === undefined) return fn.since ?? '0.0';
  const rule = fn.programTypes.find((entry) => entry.type === type);
  return rule && (rule.since ?? '0.0');
}

/**
 * What the verifier of that version asks of parameter `index`. Until 7.0 KF_TRUSTED_ARGS made every object argument
 * of the function a trusted one.
 */
export function argAt(fn: KernelFunction, index: number, version: Version): ArgRole | undefined {
  const param = fn.params[index];
  if (param === undefined) return undefined;
  const change = param.changes?.findLast((entry) => compareVersions(version, entry.since) >= 0);
  const arg = change?.arg ?? param.arg;
  if (arg.role !== 'object' || arg.trust !== 'rcu') return arg;
  return flagsAt(fn, version).includes('KF_TRUSTED_ARGS') ? { ...arg, trust: 'trusted' } : arg;
}

/** What the function returns in that version. */
export function returnsAt(fn: KernelFunction, version: Version): Returns {
  const change = fn.returnsChanges?.findLast((entry) => compareVersions(version, entry.since) >= 0);
  return change?.returns ?? fn.returns;
}

const RELEASERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['bpf_cpumask', ['bpf_cpumask_release']],
  ['bpf_bitmap', ['bpf_bitmap_release']],
  ['cpumask', ['scx_bpf_put_cpumask', 'scx_bpf_put_idle_cpumask']],
  ['task_struct', ['bpf_task_release']],
  ['cgroup', ['bpf_cgroup_release']],
  ['file', ['bpf_put_file']],
  ['bpf_key', ['bpf_key_put']],
  ['bpf_crypto_ctx', ['bpf_crypto_ctx_release']],
]);

/** Functions that end a reference to a struct; objects of the program's own types are dropped. */
export function releasersOf(struct: string): readonly string[] {
  return RELEASERS.get(struct) ?? ['bpf_obj_drop'];
}
