import type { Module } from '../../bpf/flow/graph.ts';
import { atOnce } from '../../bpf/syntax/slices.ts';
import { type CheckedRoot, checkInSlices, type ModuleOptions } from '../../server/analysis/check-module.ts';
import { newMemory } from '../../server/analysis/incremental.ts';

/** Checks all roots of a module at once. */
export function checkModule(module: Module, options: ModuleOptions): CheckedRoot[] {
  return atOnce(checkInSlices(module, options, newMemory()));
}
