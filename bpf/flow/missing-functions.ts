/** Functions that a file calls and that nothing has: not the file, not its headers, and no kernel. */
import { isInNoKernel } from '../kernel/families.ts';
import { availableAt, lookupFunction } from '../kernel/index.ts';
import type { Version } from '../kernel/types.ts';
import type { Module } from './graph.ts';

/** Headers that have no function of those families but the kernel's own. */
const HARMLESS =
  /(?:^|\/)(?:vmlinux|bpf_experimental|bpf_kfuncs|bpf_misc|bpf_arena_\w+|bpf_atomic)\.h$|^bpf\/bpf_\w+\.h$|^(?:linux|asm|asm-generic|sys)\/|^(?:errno|limits|stdbool|stddef|stdint|stdio|stdlib|string)\.h$/;

/**
 * The same in a file: nothing that can be seen, or could be in a header that was not found, defines it. A prototype that
 * is no kernel symbol may belong to another file.
 */
export function isMissingEverywhere(module: Module, name: string): boolean {
  if (!isInNoKernel(name) || module.functions.has(name)) return false;
  const declared = module.externs.get(name);
  if (declared) return declared.attributes.includes('__ksym');
  return module.missing.every((target) => HARMLESS.test(target));
}

/** The address of a symbol that the kernel lacks is NULL (libbpf, bpf_object__resolve_ksym_func_btf_id). */
export function isAbsentSymbol(module: Module, name: string, kernel: Version): boolean {
  if (module.functions.has(name)) return false;
  const fn = lookupFunction(name);
  return fn ? fn.kind === 'kfunc' && !availableAt(fn, kernel) : isMissingEverywhere(module, name);
}
