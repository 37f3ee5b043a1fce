import type { Module } from '../../bpf/flow/graph.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { checkInSlices } from '../../server/analysis/check-module.ts';
import type { CheckedRoot, ModuleOptions } from '../../server/analysis/check-root.ts';
import { newMemory } from '../../server/analysis/incremental.ts';

/** Checks all roots of a module at once. */
export function checkModule(module: Module, options: ModuleOptions): CheckedRoot[] {
  return atOnce(checkInSlices(module, options, newMemory()));
}
