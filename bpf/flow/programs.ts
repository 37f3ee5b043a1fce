/** Which functions of a module the kernel enters. */
import type { FunctionInfo, Module } from './graph.ts';

/** Programs of a file, in source order. */
export function programsOf(module: Module, path = module.path): FunctionInfo[] {
  return [...module.functions.values()].filter((fn) => fn.path === path && isProgram(module, fn));
}

/** In a section of a program type, or a member of a struct_ops. */
export function isProgram(module: Module, fn: FunctionInfo): boolean {
  if (fn.macro !== '' || module.structOps.has(fn.name)) return true;
  return fn.section !== '' && !fn.section.startsWith('.');
}
