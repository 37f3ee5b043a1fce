/** `__free(name)` and `cleanup(fn)`: what runs when a variable goes out of scope. */

import type { Mark } from '../../../syntax/types.ts';
import { because } from '../../../words/reasons.ts';
import type { FuncType } from '../../ctypes/types.ts';
import { prototypeOf } from '../../declare/text-types.ts';
import type { At } from '../../graph.ts';
import { lookup } from '../../unit.ts';
import { branch, enter, type Fn, giveUp, jump, newBlock, spanAt, type Value } from '../builder.ts';
import { addressOfPlace, convert, loadPlace } from '../convert.ts';
import { callWith } from '../emit-call.ts';
import { type LocalBinding, placeOfLocal } from '../place.ts';
import { pushCleanup } from './scopes.ts';

/** `__free(NAME)` means `if (v) RELEASE(v)`. */
const RELEASES: Readonly<Record<string, string>> = {
  bpf_cpumask: 'bpf_cpumask_release',
  task: 'bpf_task_release',
  task_struct: 'bpf_task_release',
  bpf_task: 'bpf_task_release',
  cgroup: 'bpf_cgroup_release',
  bpf_cgroup: 'bpf_cgroup_release',
  idle_cpumask: 'scx_bpf_put_idle_cpumask',
  scx_idle_cpumask: 'scx_bpf_put_idle_cpumask',
  scx_cpumask: 'scx_bpf_put_cpumask',
  cpumask: 'scx_bpf_put_cpumask',
  bpf_obj: 'bpf_obj_drop',
};

export function functionType(fn: Fn, name: string): FuncType | undefined {
  const binding = lookup(fn.names, name);
  return binding?.b === 'func' ? binding.type : prototypeOf(fn.unit, name);
}

/** Calls `name(value)`. */
export function callNamed(fn: Fn, name: string, values: readonly Value[], at: At): Value {
  const type = functionType(fn, name);
  const converted = values.map((value, i) => {
    const param = type?.params[i];
    return param && param.k !== 'unknown' ? convert(fn, value, param, at) : value;
  });
  return callWith(
    fn,
    name,
    type,
    converted,
    values.map(() => at),
    at,
  );
}

/** Whether the cleanup only releases the variable's value: then the variable may stay a register. */
export function isPlainRelease(mark: Extract<Mark, { kind: 'cleanup' }>): boolean {
  return mark.free && Object.hasOwn(RELEASES, mark.name);
}

/** Registers the cleanup of a variable that has just been initialised. */
export function pushCleanupMark(
  fn: Fn,
  mark: Extract<Mark, { kind: 'cleanup' }>,
  binding: LocalBinding,
  name: string,
): void {
  const at = spanAt(fn, mark.start, mark.end);
  const release = isPlainRelease(mark) ? RELEASES[mark.name] : undefined;
  if (release) {
    pushCleanup(fn, at, (f) => releaseIfSet(f, binding, release, at));
    return;
  }
  const handler = mark.free ? `__free_${mark.name}` : mark.name;
  if (!functionType(fn, handler)) {
    giveUp(fn, because('noCleanup', name, handler));
    return;
  }
  pushCleanup(fn, at, (f) => {
    callNamed(f, handler, [addressOfPlace(f, placeOfLocal(f, binding, at), at)], at);
  });
}

function releaseIfSet(fn: Fn, binding: LocalBinding, release: string, at: At): void {
  const yes = newBlock(fn);
  const join = newBlock(fn);
  const value = loadPlace(fn, placeOfLocal(fn, binding, at), at);
  branch(fn, value, yes, join, at);
  enter(fn, yes);
  callNamed(fn, release, [value], at);
  jump(fn, join, at);
  enter(fn, join);
}
